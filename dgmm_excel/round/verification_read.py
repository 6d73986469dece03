"""verification.xlsx, read: the cells of each row as they were typed, found by the ids above them, wherever these stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel.intake.tidy import is_blank, plain_text, visible
from dgmm_excel.round.verification_rows import Entered, Place
from dgmm_excel.round.verification_sheet import COLUMNS, DRAW, ENTRIES
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.a1 import column_letters
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.guarded import as_typed, reading

#: The columns without which the sheet says nothing.
_NEEDED = frozenset(("agency", "question", "stated", "key", *ENTRIES))
#: The columns that people may fill in, or that say what a row is about.
_TELLING = ("agency", "question", *ENTRIES)


class UnreadableVerification(Exception):
    """Raised for a file that is no workbook of claims to check; carries the reason, a `Text`."""


@dataclass(frozen=True)
class ReadRow:
    """A row of the table: its cells by column, None where blank; those that hold a formula or an error."""

    sheet: str
    number: int
    cells: Mapping[str, Any]
    columns: Mapping[str, int]
    spoilt: frozenset[str]

    @property
    def place(self) -> Place:
        """The agency's code and the question's id, as they were typed."""
        return self.text("agency"), self.text("question")

    @property
    def entered(self) -> Entered:
        return Entered(*(self.cells.get(name) for name in ENTRIES))

    def text(self, column: str) -> str:
        """Return the content of a cell as text."""
        value = self.cells.get(column)
        return "" if value is None else visible(plain_text(value))

    def cell(self, column: str) -> str:
        """Return the address of a cell."""
        return f"{column_letters(self.columns[column])}{self.number}"


@dataclass(frozen=True)
class ReadBook:
    """The rows that say anything, and the agencies drawn, in words."""

    rows: tuple[ReadRow, ...] = ()
    draws: tuple[str, ...] = ()


def read_book(file: Path) -> ReadBook:
    """Read the workbook; an empty one if it is not there. Raise UnreadableVerification."""
    if not file.exists():
        return ReadBook()
    try:
        with reading(file) as data:
            book = load_workbook(data)
    except UnreadableBook as error:
        raise UnreadableVerification(phrase(f"unreadable.{error.reason}")) from error
    sheet, head, columns = _found(book)
    return ReadBook(tuple(_rows(sheet, head, columns)), _draws(book))


def _found(book: Workbook) -> tuple[Worksheet, int, Mapping[str, int]]:
    for sheet in book.worksheets:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            ids = {value.strip(): place for place, value in enumerate(row, start=1) if isinstance(value, str)}
            if ids.keys() >= _NEEDED:
                return sheet, number, {name: place for name, place in ids.items() if name in COLUMNS}
    raise UnreadableVerification(phrase("verification.no_ids"))


def _rows(sheet: Worksheet, head: int, columns: Mapping[str, int]) -> Iterator[ReadRow]:
    for number, row in enumerate(sheet.iter_rows(min_row=head + 1), start=head + 1):
        at = {name: row[place - 1] for name, place in columns.items() if place <= len(row)}
        cells = {name: as_typed(cell.value) for name, cell in at.items() if not is_blank(cell.value)}
        if any(name in cells for name in _TELLING):
            spoilt = frozenset(name for name, cell in at.items() if cell.data_type in ("f", "e"))
            yield ReadRow(str(sheet.title), number, cells, columns, spoilt)


def _draws(book: Workbook) -> tuple[str, ...]:
    """Return what the sheet that says how has of draws."""
    rows = (row for sheet in book.worksheets for row in sheet.iter_rows(max_col=3, values_only=True))
    return tuple(str(row[2]) for row in rows if len(row) == 3 and row[0] == DRAW and row[2])
