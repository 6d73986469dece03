"""Sheets of a file as grids, read by python-calamine within limits, each when it is first needed."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import chain
from typing import Any

from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.calamine import (
    MAX_SHOWN,
    STYLES,
    TEXTS,
    Feed,
    Supplies,
    Unsuited,
    affordable,
    are_readable,
    count_of_texts,
    longest_text,
    supplies,
)
from dgmm_excel.xlsx.conditional import with_conditions
from dgmm_excel.xlsx.fills import coloured, strange
from dgmm_excel.xlsx.grid import Colour, Grid, Look, Run, Unit, Value
from dgmm_excel.xlsx.hidden import ALL_HIDDEN
from dgmm_excel.xlsx.looks import looks_of
from dgmm_excel.xlsx.markup import MAX_TAGS, check_tags, may_declare
from dgmm_excel.xlsx.package import Package, SheetEntry
from dgmm_excel.xlsx.plain_rows import PlainSheet, PlainSheets, plain_sheets, plain_texts
from dgmm_excel.xlsx.rich_text import marked_texts
from dgmm_excel.xlsx.scan import Marks, Parted, near, parted, plain_cells, plain_marks, rewritten
from dgmm_excel.xlsx.styles import Styles, cells_with, styles_of
from dgmm_excel.xlsx.surroundings import CONDITIONS, Surroundings, surroundings

#: The most bytes of all sheets together, uncompressed: a form has half a million, and reading takes five times as many.
MAX_BYTES = 48 * 1024 * 1024
#: The most with rows so far down that they are left out: one sheet may be formatted down to the last row.
MAX_BYTES_INFLATED = 66 * 1024 * 1024
#: The most cells of all sheets up to their last used ones, used or not: a form has a hundred thousand.
MAX_CELLS = 8_000_000

#: The most bytes of all sheets in a workbook so small that it cannot reach a limit, in any encoding.
_SMALL = 4 * 1024 * 1024
#: The fewest bytes of a cell that shows a shared text: `<c r="A1" t="s"><v>0</v></c>`.
_SHORTEST_CELL = 28
_DATED = frozenset({dt.date, dt.time, dt.timedelta})
_DAY = dt.timedelta(days=1)


class Grids(Mapping[str, Grid]):
    """The worksheets of a package by name, in order.

    Lookup raises KeyError if there is no such sheet, UnreadableBook if it cannot be read.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._entries = {sheet.name: sheet for sheet in package.worksheets}
        self._grids: dict[str, Grid] = {}
        self._faults: dict[str, tuple[str, str]] = {}
        self._plain: dict[str, bytes] = {}
        self._beyond: dict[str, Position | None] = {}
        self._feed: Feed | None = None
        self._around: dict[str, Surroundings] = {}
        self._bytes = self._cells = 0

    def __getitem__(self, name: str) -> Grid:
        sheet = self._entries[name]
        if self._is_left(name) and not self._is_read_as_spelled(sheet) and self._is_left(name):
            self._read_rewritten()
        if name in self._faults:
            raise UnreadableBook(*self._faults[name])
        return self._grids[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def coloured(self, name: str, known: Collection[Colour]) -> Mapping[Position, Colour]:
        """Return the cells of a sheet with a fill that has none of the known colours, by (row, column) from 1."""
        fills = strange(self._styles.fills, frozenset(known))
        return coloured(self._package.xml(self._entries[name].part), fills) if fills else {}

    def _is_read_as_spelled(self, sheet: SheetEntry) -> bool:
        """Read a sheet without rewriting it, unless those before have too many cells; return False if it cannot be read so."""
        with self._failing(sheet.name):
            self._check_cells()
        return sheet.name in self._faults or self._read_by_rows(sheet) or self._read_plain(sheet)

    def _read_by_rows(self, sheet: SheetEntry) -> bool:
        """Read a sheet alone, a row at a time; return False if it cannot be read so, or a limit might be reached."""
        if not self._is_sound_and_small:
            return False
        try:
            parts = self._parted(sheet)
        except UnreadableBook:
            return False  # told when it is read otherwise
        if parts is None or CONDITIONS in parts.head:
            return False  # those that begin before the cells may go on among them
        found = self._sheets[parts.cells]
        if found is None:
            return False
        with self._failing(sheet.name):
            around = self._surroundings[parts.around]
            self._around[sheet.name] = around._replace(hidden=around.hidden.with_rows(found.hidden))
            self._take(self._grid(sheet.name, found.rows, found, dict.fromkeys(found.percents, "percent"), found.looks))
        return True

    def _parted(self, sheet: SheetEntry) -> Parted | None:
        """Return the parts of a sheet, to be read by rows. Declarations are searched for around the cells alone, since no plain
        row has one.
        """
        parts = parted(self._package.unchecked(sheet.part))
        return parted(self._package.xml(sheet.part)) if parts is not None and may_declare(parts.around) else parts

    def _read_plain(self, sheet: SheetEntry) -> bool:
        """Read the sheet as it is spelled; return False if it cannot be read so."""
        feed, cells = self._opened(), self._plain.pop(sheet.name, None)
        marks = plain_marks(cells) if cells is not None else None
        if cells is None or marks is None:
            return False
        marks.beyond = self._beyond[sheet.name]
        try:
            with self._failing(sheet.name):
                self._take(self._fed(sheet.name, feed, cells, marks, negatives=b"<v>-" in cells))
        except Unsuited:
            return False  # calamine cannot read something in the sheet; rewritten, it may
        return True

    def _read_rewritten(self) -> None:
        """Read all remaining sheets, rewriting those that cannot be read as they are spelled. They are opened together, since
        each opening parses the shared texts again.
        """
        self._opened()
        texts, tags = count_of_texts(self._supplies), 0
        spelled: dict[str, bytes] = {}
        marks: dict[str, Marks] = {}
        for sheet in [sheet for sheet in self._by_size if self._is_left(sheet.name) and not self._is_read_as_spelled(sheet)]:
            with self._failing(sheet.name):
                one = near(self._package.xml(sheet.part))
                check_tags("the sheets", one.xml, most=MAX_TAGS - tags)
                tags += one.xml.count(b"<")
                spelled[sheet.name], marks[sheet.name] = rewritten(one.xml, sheet.part, texts)
                marks[sheet.name].beyond = marks[sheet.name].beyond or one.beyond
        feed = Feed(self._affordable(spelled), self._supplies, self._package.date1904)
        for name in [name for name in spelled if self._is_left(name)]:
            try:
                with self._failing(name):
                    self._check_cells()
                    self._take(self._fed(name, feed, spelled[name], marks[name], negatives=False))
            except Unsuited as unsuited:
                self._faults[name] = "damaged", f"{self._entries[name].part}: {unsuited}"

    @contextmanager
    def _failing(self, name: str) -> Generator[None, None, None]:
        """Note why a sheet cannot be read: the others can be."""
        try:
            yield
        except UnreadableBook as fault:
            self._faults[name] = fault.reason, fault.detail

    def _is_left(self, name: str) -> bool:
        return name not in self._grids and name not in self._faults

    @cached_property
    def _by_size(self) -> list[SheetEntry]:
        """The sheets, smallest first: a form's are small, and what is beyond the limits together comes last."""
        return sorted(self._entries.values(), key=lambda sheet: self._package.archive.size(sheet.part))

    def _affordable(self, sheets: Mapping[str, bytes]) -> Mapping[str, bytes]:
        taken = affordable(sheets, self._supplies)
        for name in sheets.keys() - taken.keys():
            self._faults[name] = "too_large", f"its texts would take more than {MAX_SHOWN:,} bytes"
        return taken

    def _take(self, grid: Grid) -> None:
        self._cells += len(grid.rows) * len(grid.rows[0]) if grid.rows else 0
        self._check_cells()
        self._grids[grid.name] = grid

    def _check_cells(self) -> None:
        if self._cells > MAX_CELLS:
            raise UnreadableBook("too_large", f"the sheets would have more than {MAX_CELLS:,} cells")

    def _opened(self) -> Feed:
        """Open together all sheets that seem plain, so that shared texts and styles are parsed once."""
        if self._feed is None:
            inflated, plain = 0, dict[str, bytes]()
            for sheet in [sheet for sheet in self._by_size if self._is_left(sheet.name)]:
                with self._failing(sheet.name):
                    inflated += self._package.archive.size(sheet.part)
                    if inflated > MAX_BYTES_INFLATED:
                        raise UnreadableBook("too_large", f"the sheets would take more than {MAX_BYTES_INFLATED:,} bytes")
                    cells = self._nearby(sheet)
                    if cells is not None:
                        plain[sheet.name] = cells
            self._plain = dict(self._affordable(plain))
            try:
                self._feed = Feed(self._plain, self._supplies, self._package.date1904)
            except Unsuited as unsuited:
                raise UnreadableBook("damaged", f"shared texts or styles: {unsuited}") from None
        return self._feed

    def _nearby(self, sheet: SheetEntry) -> bytes | None:
        """Take what a sheet says around its cells, and return these if they seem plain; the rest of the sheet is let go."""
        xml, self._beyond[sheet.name] = near(self._package.xml(sheet.part))
        self._bytes += len(xml)
        if self._bytes > MAX_BYTES:
            raise UnreadableBook("too_large", f"the sheets would take more than {MAX_BYTES:,} bytes")
        self._around[sheet.name] = self._surroundings[xml]
        return plain_cells(xml)

    def _fed(self, name: str, feed: Feed, cells: bytes, marks: Marks, *, negatives: bool) -> Grid:
        rows, times = _values(feed.rows(name), negatives)
        for row, column in marks.empty_texts:
            if row <= len(rows) and column <= len(rows[0]):
                rows[row - 1][column - 1] = ""
        percents = (cell for cell, _ in cells_with(cells, self._styles.percents))
        units: dict[Position, Unit] = {**dict.fromkeys(percents, "percent"), **times}
        value = Grid(name, rows).value
        looks = looks_of(cells, value, self._styles.looks, self._marked_texts, marks.runs, self._fills)
        return self._grid(name, rows, marks, units, looks)

    def _grid(
        self, name: str, rows: Sequence[Sequence[Value]], marks: Marks | PlainSheet, units: Mapping[Position, Unit],
        looks: Mapping[Position, Look],
    ) -> Grid:
        around = self._around[name]
        looks = with_conditions(looks, rows, around.rules) if around.rules else looks
        return Grid(name, rows, marks.errors, frozenset(marks.formulas), frozenset(marks.uncached), marks.beyond,
                    units, around.covered, looks,
                    around.hidden if self._entries[name].state == "visible" else ALL_HIDDEN, marks.nowhere,
                    marks.tagged if isinstance(marks, PlainSheet) else None)

    @cached_property
    def _supplies(self) -> Supplies:
        return supplies(self._package)

    @property
    def _shared_texts(self) -> bytes:
        return dict(self._supplies).get(TEXTS, b"")

    @cached_property
    def _usual_texts(self) -> Sequence[str | None]:
        """The shared texts, parsed once for all sheets; None for each that is not spelled in the most usual way."""
        return plain_texts(self._shared_texts)

    @cached_property
    def _is_sound_and_small(self) -> bool:
        """Whether nothing but the sheets themselves can hinder reading: shared texts and styles are sound, and no limit can be
        reached, since all sheets together are small, and so are the texts that their cells may show.
        """
        size = sum(self._package.archive.size(sheet.part) for sheet in self._entries.values())
        most = MAX_SHOWN // max(1, longest_text(self._shared_texts))
        return size <= _SMALL and (size // _SHORTEST_CELL <= most or self._showing <= most) and are_readable(self._doubtful)

    @property
    def _doubtful(self) -> Supplies:
        """What only calamine can tell to be sound: styles, and shared texts unless all are spelled as usual."""
        is_usual = None not in self._usual_texts
        return [(name, content) for name, content in self._supplies if name == STYLES or not is_usual]

    @property
    def _showing(self) -> int:
        """The number of cells that show shared texts, of the sheets that can be read."""
        count = 0
        for sheet in self._entries.values():
            with suppress(UnreadableBook):  # told when it is read
                count += self._package.xml(sheet.part).count(b't="s"')
        return count

    @cached_property
    def _sheets(self) -> PlainSheets:
        return plain_sheets(self._shared_texts, self._styles_part)

    @cached_property
    def _surroundings(self) -> Mapping[bytes, Surroundings]:
        return surroundings(self._styles_part)

    @cached_property
    def _styles(self) -> Styles:
        return styles_of(self._styles_part)

    @property
    def _styles_part(self) -> bytes:
        return dict(self._supplies).get(STYLES, b"")

    @cached_property
    def _fills(self) -> Mapping[bytes, Colour]:
        return dict(self._styles.fills)

    @cached_property
    def _marked_texts(self) -> Mapping[int, tuple[Run, ...]]:
        return marked_texts(self._shared_texts)


def _times(rows: list[list[Any]]) -> Iterator[Position]:
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if isinstance(value, dt.time | dt.timedelta):
                yield number, column


def _values(rows: list[list[Any]], negatives: bool) -> tuple[list[list[Value]], dict[Position, Unit]]:
    """Convert calamine's values to those of a grid; also return the cells that show a time of day or a duration.

    `negatives`: the sheet has negative numbers, which calamine may take for dates of zero. Raises Unsuited if a value may
    differ from the cell's.
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
