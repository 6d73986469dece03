"""One sheet as plain values, from a file or from a live Excel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple

from dgmm_excel.xlsx.a1 import Location, Position, address
from dgmm_excel.xlsx.hidden import NOTHING_HIDDEN, Hidden

#: What a cell holds: nothing, a truth value, a number, a text, or a date (always with a time of day).
Value = None | bool | int | float | str | dt.datetime
#: What a cell shows its number as: a percentage, a time of day or a duration (in days).
Unit = Literal["percent", "time"]
#: What texts begin with that are meant for programs.
TAG = "@"
#: The text among `errors` of a cell whose content no program can read.
UNREADABLE = "?"
#: What the look of a text makes of it: withdrawn; a footnote or an exponent; other characters than the letters that are stored;
#: nothing that people see; something else than the number; the number as it is, with a percent sign behind it.
Way = Literal["struck", "raised", "symbols", "unseen", "otherwise", "percent"]


#: Red, green and blue, of 255 each, or the words for a colour of the workbook's own; None for one that is not known.
Colour = tuple[int, ...] | tuple[str, ...] | None


class Run(NamedTuple):
    """A part of a cell's text in one font. `text` is None for the whole value; `ways` are None where it has the cell's font.
    `ink` is its colour, where that is so pale that it may not be seen.
    """

    text: str | None
    ways: AbstractSet[Way] | None
    ink: Colour = None


Look = tuple[Run, ...]


@dataclass(frozen=True)
class Grid:
    """A sheet's values. `rows` starts at A1 and reaches as far as values do; rows may differ in length.

    A blank is None. From a file, so are error cells and formulas without a cached value: `errors` has the text of the former,
    `uncached` the latter. An empty text is only ever the cached value of a formula. `formulas` includes the cells that an array
    formula fills. `beyond` is the first used cell so far out that it, and all others as far, were left unread. Dates are
    datetimes; a time of day or a duration is a number of days. `units` says what a number is shown as, where that is no plain
    number. `covered` maps each cell that is merged into another one to that one. `looks` has the cells whose look changes what
    people read. `hidden` are the rows and columns that are not shown. `nowhere` is the first reference of a used cell to
    a place that no sheet has; such cells were left unread. `tagged` are the rows, from 1, that hold a text which begins with
    `TAG`; None where that is not known.

    From a live Excel only `name` and `rows` are known: an error cell holds its text, and a formula its value.
    """

    name: str
    rows: Sequence[Sequence[Value]]
    errors: Mapping[Position, str] = field(default_factory=dict)
    formulas: AbstractSet[Position] = frozenset()
    uncached: AbstractSet[Position] = frozenset()
    beyond: Position | None = None
    units: Mapping[Position, Unit] = field(default_factory=dict)
    covered: Mapping[Position, Position] = field(default_factory=dict)
    looks: Mapping[Position, Look] = field(default_factory=dict)
    hidden: Hidden = NOTHING_HIDDEN
    nowhere: str = ""
    tagged: Sequence[int] | None = field(default=None, compare=False)
    _columns: dict[frozenset[str], tuple[int, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def columns_of(self, texts: frozenset[str]) -> tuple[int, ...]:
        """Return the columns, from 1, in which one of the texts stands, in the order of their first rows; found once. Each text
        begins with `TAG`.
        """
        if texts not in self._columns:
            may_hold = self.rows if self.tagged is None else [self.rows[number - 1] for number in self.tagged]
            # of equal rows, as most rows of marks are, one is looked at
            rows = dict.fromkeys(tuple(row) for row in may_hold if not texts.isdisjoint(row))
            found = (column for row in rows for column, value in enumerate(row, start=1) if value in texts)
            self._columns[texts] = tuple(dict.fromkeys(found))
        return self._columns[texts]

    def row(self, number: int) -> Sequence[Value]:
        """Return the values of a row, counted from 1; none beyond the grid."""
        return self.rows[number - 1] if 0 < number <= len(self.rows) else ()

    def value(self, row: int, column: int) -> Value:
        """Return the value of a cell, counted from 1; None beyond the grid. Raise IndexError for a row or column below 1."""
        if row < 1 or column < 1:
            raise IndexError("rows and columns count from 1")
        try:
            return self.rows[row - 1][column - 1]
        except IndexError:
            return None

    def formulas_in(self, row: int) -> AbstractSet[int]:
        """Return the columns of a row, from 1, that have formulas, within the grid at least."""
        if len(self.formulas) <= _MOST_KEPT:
            return _columns(frozenset(self.formulas)).get(row, _NONE)
        return frozenset(column for column in range(1, len(self.row(row)) + 1) if (row, column) in self.formulas)


#: The most cells of which the columns are kept by rows.
_MOST_KEPT = 10_000
_NONE: frozenset[int] = frozenset()


@lru_cache(maxsize=32)  # the sheets of a round have their formulas in the same cells
def _columns(cells: frozenset[Position]) -> Mapping[int, frozenset[int]]:
    """Return the columns of cells by their rows."""
    found: dict[int, set[int]] = {}
    for row, column in cells:
        found.setdefault(row, set()).add(column)
    return {row: frozenset(columns) for row, columns in found.items()}


class GridCell(NamedTuple):
    """A cell of a grid; `row` and `column` from 1."""

    grid: Grid
    row: int
    column: int

    @property
    def value(self) -> Value:
        """The cell's value."""
        return self.grid.value(self.row, self.column)

    @property
    def address(self) -> str:
        """The cell as `D4`."""
        return address(self.row, self.column)

    @property
    def position(self) -> Position:
        """The row and the column."""
        return self.row, self.column

    @property
    def location(self) -> Location:
        """The sheet's name, the row and the column."""
        return self.grid.name, self.row, self.column
