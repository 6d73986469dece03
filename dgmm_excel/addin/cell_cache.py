"""Cache of scored open workbooks, shared by all DGMM_LEVEL cells and invalidated when an input changes.

Forty cells that call DGMM_LEVEL are computed one after another, each by a call that cannot know of the others. The first
reads the workbook and scores it. Each further call compares what was scored with the workbook: the names of its sheets, and
in each sheet of the form its hidden ids, its facts and its answers, value by value (not by a hash), in one block a sheet.
Nothing else enters a score, least of all the calling cells, which change while they are computed. So a level can be old only
if ids were written into cells that had none, and such new ids are seen a second later, when the workbook is read again in any
case. A rule such as “within half a second” is not needed; a macro could outrun it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dgmm_excel.addin.workbooks import LevelSource, ScoredForm, scored_form, tables_of
from dgmm_excel.form import anchors
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.intake.workbook import workbook_of
from dgmm_excel.xlsx.a1 import Position, column_letters, position

if TYPE_CHECKING:
    import xlwings as xw

#: How long a result is used while the answers are the same, in seconds.
LONGEST = 1.0
#: How many workbooks are remembered.
_MOST = 4
#: The columns of ids and of facts, left of the answers.
_BESIDE = 2
_Cells = tuple[Position, ...]
_Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class _Block:
    """A block of a form's sheet from A1 on. Its first columns and some cells (row, column, from 1) are compared."""

    sheet: str
    rows: int
    columns: int
    cells: _Cells

    @cached_property
    def area(self) -> str:
        return f"A1:{column_letters(self.columns)}{self.rows}"

    def rows_in(self, sheets: xw.main.Sheets) -> _Rows:
        """Return the block's values as they are now."""
        return sheets[self.sheet].range(self.area).raw_value  # type: ignore[no-any-return]  # only compared: not converted

    def compared(self, rows: _Rows) -> tuple[Any, ...]:
        """Return those of its values that are compared."""
        beside = tuple(value for row in rows for value in row[:_BESIDE])
        return beside, tuple(rows[row - 1][column - 1] for row, column in self.cells)


class _Watched:
    """A block of an open form, as it was when the form was read."""

    def __init__(self, block: _Block, sheets: xw.main.Sheets) -> None:
        self._block = block
        self._rows = block.rows_in(sheets)
        self._compared = block.compared(self._rows)

    def is_unchanged(self, sheets: xw.main.Sheets) -> bool:
        """Return whether the compared values are the same. Mostly all are, and telling that takes a tenth of the time."""
        rows = self._block.rows_in(sheets)
        if rows == self._rows:
            return True
        if self._block.compared(rows) != self._compared:
            return False
        self._rows = rows  # something else is new, as in cells that call
        return True


@dataclass(frozen=True)
class _Seen:
    """A form as it was read and scored, with what the result depends on."""

    source: ScoredForm
    sheets: tuple[str, ...]
    blocks: tuple[_Watched, ...]
    at: float

    def holds(self, book: xw.Book, now: float) -> bool:
        """Return whether that is unchanged."""
        sheets = book.sheets
        if now - self.at >= LONGEST or _names(sheets) != self.sheets:
            return False
        return all(block.is_unchanged(sheets) for block in self.blocks)


class CellCache:
    """Scored open workbooks. `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[tuple[int, str], _Seen] = OrderedDict()

    def source(self, book: xw.Book) -> LevelSource | None:
        """Return the workbook's levels; None if it is neither a form nor a consolidated workbook."""
        key = (book.app.pid, book.fullname)
        seen = self._seen.get(key)
        if seen is not None and seen.holds(book, self._clock()):
            return seen.source
        self._seen.pop(key, None)
        marked = [sheet.name for sheet in book.sheets if sheet.range("A1").value == anchors.FORM]
        if not marked:
            return tables_of(book)
        return self._read(book, key, marked)

    def _read(self, book: xw.Book, key: tuple[int, str], marked: list[str]) -> ScoredForm | None:
        now, return_ = self._clock(), read_return(workbook_of(book))
        form = scored_form(return_)
        if form is not None:
            blocks = tuple(_Watched(block, book.sheets) for block in _blocks(book, return_, marked))
            self._seen[key] = _Seen(form, _names(book.sheets), blocks, now)
            while len(self._seen) > _MOST:
                self._seen.popitem(last=False)
        return form

    def source_for(self, book: xw.Book) -> LevelSource | None:
        """Return the levels that a call from that workbook reads: its own, else those of the only other one that has any."""
        own = self.source(book)
        if own is not None:
            return own
        others = (self.source(other) for other in book.app.books if other.fullname != book.fullname)
        found = [source for source in others if source is not None]
        return found[0] if len(found) == 1 else None


def _names(sheets: xw.main.Sheets) -> tuple[str, ...]:
    return tuple(sheet.name for sheet in sheets)


def _blocks(book: xw.Book, return_: ReturnedForm, marked: list[str]) -> Iterator[_Block]:
    cells: dict[str, list[Position]] = {name: [] for name in marked}
    for entry in return_.entries.values():
        cell = position(entry.cell) if entry.cell else None
        if cell is not None and entry.sheet is not None:
            cells.setdefault(entry.sheet, []).append(cell)
    there = _names(book.sheets)
    for name, places in cells.items():
        if name in there:
            used = book.sheets[name].used_range
            rows = max([used.row + used.shape[0] - 1, *(row for row, _ in places)])
            columns = max([_BESIDE, *(column for _, column in places)])
            yield _Block(name, rows, columns, tuple(places))
