"""Sheets as plain grids of values, read by python-calamine under a guard, each when it is first asked for."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from dgmm_excel.book.archive import UnreadableBook
from dgmm_excel.book.feed import STYLES, Feed, Supplies, Unsuited, supplies
from dgmm_excel.book.merges import covered
from dgmm_excel.book.package import Package, SheetEntry
from dgmm_excel.book.percents import percent_styles, percents
from dgmm_excel.book.scan import Marks, Spot, plain_cells, plain_marks, rewritten
from dgmm_excel.intake.shown import Unit

#: What a cell holds: nothing, a truth value, a number, a text, or a date (always with a time of day).
Value = None | bool | float | str | dt.datetime

#: All sheets of a workbook together, uncompressed: a form's take half a million bytes, and reading takes five times as many.
MAX_BYTES = 48 * 1024 * 1024

_DATED = frozenset({dt.date, dt.time, dt.timedelta})
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Grid:
    """A sheet's values. `rows` starts at A1 and reaches as far as values do, all rows equally long.

    Spots are (row, column), both from 1. A blank is None, and so are error cells and formulas without a stored value: the
    first stand in `errors` with their text, the others in `uncached`. An empty text is only ever the stored value of a
    formula. `beyond` is the first used cell so far out that it, and all others as far, were left unread.
    `formulas` also holds the cells that an array formula fills. Dates are datetimes; a time of day or a duration is
    the number that it is, in days; `units` tells what a number is shown as, where that is no number. `covered` are the cells
    that are merged into another one, with that one.
    """

    name: str
    rows: list[list[Value]]
    errors: Mapping[Spot, str]
    formulas: frozenset[Spot]
    uncached: frozenset[Spot]
    beyond: Spot | None = None
    units: Mapping[Spot, Unit] = field(default_factory=dict)
    covered: Mapping[Spot, Spot] = field(default_factory=dict)

    def value(self, row: int, column: int) -> Value:
        """The value of a cell, counted from 1; None beyond the grid."""
        if row < 1 or column < 1:
            raise IndexError("rows and columns count from 1")
        if row > len(self.rows) or column > len(self.rows[0]):
            return None
        return self.rows[row - 1][column - 1]


class Grids(Mapping[str, Grid]):
    """The worksheets of a package by name, in order.

    Asking raises KeyError for a sheet that is not there, UnreadableBook for one that cannot be read.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._entries = {sheet.name: sheet for sheet in package.worksheets}
        self._grids: dict[str, Grid] = {}
        self._plain: dict[str, bytes] = {}
        self._feed: Feed | None = None
        self._supplies: Supplies = ()
        self._covered: dict[str, Mapping[Spot, Spot]] = {}

    def __getitem__(self, name: str) -> Grid:
        if name not in self._grids:
            self._grids[name] = self._read(self._entries[name])
        return self._grids[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _read(self, sheet: SheetEntry) -> Grid:
        feed = self._opened()
        cells = self._plain.pop(sheet.name, None)
        marks = plain_marks(cells) if cells is not None else None
        if cells is not None and marks is not None:
            try:
                return self._grid(sheet.name, feed, cells, marks, negatives=b"<v>-" in cells)
            except Unsuited:
                pass  # something in the sheet that calamine trips over; spelled anew it may go
        return self._read_alone(sheet)

    def _read_alone(self, sheet: SheetEntry) -> Grid:
        cells, marks = rewritten(self._package.xml(sheet.part), sheet.part)
        try:
            feed = Feed({sheet.name: cells}, self._supplies, self._package.date1904)
            return self._grid(sheet.name, feed, cells, marks, negatives=False)
        except Unsuited as unsuited:
            raise UnreadableBook("damaged", f"{sheet.part}: {unsuited}") from None

    def _opened(self) -> Feed:
        """All sheets that seem plain, opened together: shared texts and styles are parsed once."""
        if self._feed is None:
            if sum(self._package.archive.size(sheet.part) for sheet in self._entries.values()) > MAX_BYTES:
                raise UnreadableBook("too_large", f"its sheets would take more than {MAX_BYTES:,} bytes")
            for sheet in self._entries.values():
                xml = self._package.xml(sheet.part)
                self._covered[sheet.name] = covered(xml)
                cells = plain_cells(xml)
                if cells is not None:
                    self._plain[sheet.name] = cells
            self._supplies = supplies(self._package)
            try:
                self._feed = Feed(self._plain, self._supplies, self._package.date1904)
            except Unsuited as unsuited:
                raise UnreadableBook("damaged", f"shared texts or styles: {unsuited}") from None
        return self._feed

    def _grid(self, name: str, feed: Feed, cells: bytes, marks: Marks, *, negatives: bool) -> Grid:
        rows, times = _values(feed.rows(name), negatives)
        for row, column in marks.empty_texts:
            if row <= len(rows) and column <= len(rows[0]):
                rows[row - 1][column - 1] = ""
        units: dict[Spot, Unit] = {**dict.fromkeys(percents(cells, self._percent_styles), "percent"), **times}
        return Grid(name, rows, marks.errors, frozenset(marks.formulas), frozenset(marks.uncached), marks.beyond,
                    units, self._covered[name])

    @cached_property
    def _percent_styles(self) -> frozenset[bytes]:
        return percent_styles(dict(self._supplies).get(STYLES, b""))


def _times(rows: list[list[Any]]) -> Iterator[Spot]:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, dt.time | dt.timedelta):
                yield number, column


def _values(rows: list[list[Any]], negatives: bool) -> tuple[list[list[Value]], dict[Spot, Unit]]:
    """calamine's values as a grid's, and the cells that show a time of day or a duration.

    `negatives`: the sheet has negative numbers, which calamine may take for dates of zero.

    Raises Unsuited where a value may not be what the cell holds.
    """
    different = set(chain.from_iterable(rows))
    if math.inf in different or -math.inf in different:
        raise Unsuited("a number without end")
    if _DATED.isdisjoint(map(type, different)):
        return [[None if value == "" else value for value in row] for row in rows], {}
    if negatives:
        raise Unsuited("negative numbers among dates")
    return [[_value(value) for value in row] for row in rows], dict.fromkeys(_times(rows), "time")


def _value(value: Any) -> Value:
    if value == "":
        return None
    if isinstance(value, dt.timedelta):
        return value / _DAY
    if isinstance(value, dt.time):
        return dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond) / _DAY
    if type(value) is dt.date:
        return dt.datetime(value.year, value.month, value.day)
    return value  # type: ignore[no-any-return]
