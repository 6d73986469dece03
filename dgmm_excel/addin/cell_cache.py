"""What open workbooks come to, found out once for all the cells that ask, and never an old value.

Forty cells that call DGMM_LEVEL are computed one after another, each by a call of its own that cannot know of the others.
The first reads the workbook and scores it. For each further one it is enough to look whether what was scored still stands
there: the names of its sheets, and in each sheet of the form its hidden ids, its facts and its answers, compared value by
value (not by a hash), a single block a sheet. Whatever else a workbook holds does not enter a score, least of all the cells
that ask, which change while they are computed. So a level can only be old where ids were written into cells that had none,
and such new ids are seen a second later, when the workbook is read anew in any case. No rule of the kind “within half a
second” is needed, which a macro could outrun.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dgmm_excel.addin.workbooks import Form, Subject, form_of, tables_of
from dgmm_excel.form import anchors
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.intake.workbook import workbook_of
from dgmm_excel.xlsx.a1 import Position, column_letters, position

if TYPE_CHECKING:
    import xlwings as xw

#: How long what was read counts, in seconds, as long as the answers are the same.
LONGEST = 1.0
#: How many workbooks are kept in mind.
_MOST = 4
#: The columns of ids and of facts, left of the answers.
_BESIDE = 2
_Cells = tuple[Position, ...]


@dataclass(frozen=True)
class _Block:
    """A block of a form's sheet from A1 on: what counts are its first columns and some cells (row, column, from 1)."""

    sheet: str
    rows: int
    columns: int
    cells: _Cells

    @property
    def area(self) -> str:
        return f"A1:{column_letters(self.columns)}{self.rows}"

    def seen(self, book: xw.Book) -> tuple[Any, ...]:
        """What stands there now."""
        rows = book.sheets[self.sheet].range(self.area).options(ndim=2, err_to_str=True).value
        beside = tuple(value for row in rows for value in row[:_BESIDE])
        return beside, tuple(rows[row - 1][column - 1] for row, column in self.cells)


@dataclass(frozen=True)
class _Seen:
    """A workbook as it was read: what it comes to, and what that rests on."""

    subject: Form
    sheets: tuple[str, ...]
    blocks: tuple[_Block, ...]
    values: tuple[tuple[Any, ...], ...]
    at: float

    def holds(self, book: xw.Book, now: float) -> bool:
        """Whether it still stands so."""
        if now - self.at >= LONGEST or _names(book) != self.sheets:
            return False
        return all(block.seen(book) == was for block, was in zip(self.blocks, self.values, strict=True))


class Sight:
    """What is open, and what it comes to. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[tuple[int, str], _Seen] = OrderedDict()

    def subject(self, book: xw.Book) -> Subject | None:
        """What the workbook can be asked; None where it is neither a form nor a consolidated workbook."""
        key = (book.app.pid, book.fullname)
        seen = self._seen.get(key)
        if seen is not None and seen.holds(book, self._clock()):
            return seen.subject
        self._seen.pop(key, None)
        marked = [sheet.name for sheet in book.sheets if sheet.range("A1").value == anchors.FORM]
        if not marked:
            return tables_of(book)
        return self._read(book, key, marked)

    def _read(self, book: xw.Book, key: tuple[int, str], marked: list[str]) -> Form | None:
        now, return_ = self._clock(), read_return(workbook_of(book))
        form = form_of(return_)
        if form is not None:
            blocks = tuple(_blocks(book, return_, marked))
            values = tuple(block.seen(book) for block in blocks)
            self._seen[key] = _Seen(form, _names(book), blocks, values, now)
            while len(self._seen) > _MOST:
                self._seen.popitem(last=False)
        return form

    def meant(self, book: xw.Book) -> Subject | None:
        """What a call from that workbook asks: itself, or else the only open one that can be asked; None where none is."""
        own = self.subject(book)
        if own is not None:
            return own
        others = (self.subject(other) for other in book.app.books if other.fullname != book.fullname)
        found = [subject for subject in others if subject is not None]
        return found[0] if len(found) == 1 else None


def _names(book: xw.Book) -> tuple[str, ...]:
    return tuple(sheet.name for sheet in book.sheets)


def _blocks(book: xw.Book, return_: ReturnedForm, marked: list[str]) -> Iterator[_Block]:
    cells: dict[str, list[Position]] = {name: [] for name in marked}
    for entry in return_.entries.values():
        cell = position(entry.cell) if entry.cell else None
        if cell is not None and entry.sheet is not None:
            cells.setdefault(entry.sheet, []).append(cell)
    there = _names(book)
    for name, places in cells.items():
        if name in there:
            used = book.sheets[name].used_range
            rows = max([used.row + used.shape[0] - 1, *(row for row, _ in places)])
            columns = max([_BESIDE, *(column for _, column in places)])
            yield _Block(name, rows, columns, tuple(places))
