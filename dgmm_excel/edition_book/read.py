"""The workbook of an edition, read: the cells of each table by the keys above them, wherever these stand.

Nothing in it is run or followed: a formula is told, whatever value is stored with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel.edition_book.drawn import MARK
from dgmm_excel.edition_book.tables import Table, tables
from dgmm_excel.edition_book.words import title
from dgmm_excel.errors import EditionError, Mistake
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.a1 import address
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.guarded import as_typed, reading

#: The last row in which a table may begin.
_DEEPEST = 40


@dataclass(frozen=True)
class Place:
    """A cell, by its sheet's title; column 0 stands for its whole row."""

    sheet: str
    row: int
    column: int = 0

    def __str__(self) -> str:
        return f"{self.sheet}!{address(self.row, self.column or 1)}"


@dataclass(frozen=True)
class ReadRow:
    """A row of a table that says anything: the cells that are not blank by column, and where each column is."""

    sheet: str
    number: int
    cells: Mapping[str, Any]
    columns: Mapping[str, int]

    def place(self, column: str) -> Place:
        """Return where the cell of a column is."""
        return Place(self.sheet, self.number, self.columns[column])


@dataclass
class Told:
    """The mistakes found in a workbook, each with its place."""

    found: list[tuple[Place, Mistake]] = field(default_factory=list)
    #: The sheets that have lost a column: what else is wrong there only follows.
    broken: set[str] = field(default_factory=set)

    def add(self, place: Place, key: str, **words: object) -> None:
        """Record a mistake in the words of the phrases `key` and `key`_remedy."""
        what, remedy = phrase(key, **words), phrase(f"{key}_remedy", **words)
        where = str(place) if place.row else place.sheet
        self.found.append((place, Mistake(where, str(what), str(remedy))))

    def covers(self, place: Place) -> bool:
        """Whether what else is wrong at a place may only follow from what was told."""
        return place.sheet in self.broken or any((at.sheet, at.row) == (place.sheet, place.row) for at, _ in self.found)


def read_book(file: Path, told: Told) -> Mapping[str, Sequence[ReadRow]]:
    """Return the rows of every table. What is wrong with sheets, columns and cells goes to `told`.

    Raise EditionError for a file that is no such workbook.
    """
    try:
        with reading(file) as data:
            book = load_workbook(data)
    except UnreadableBook as error:
        reason = phrase(f"unreadable.{error.reason}")
        raise EditionError(str(phrase("book.unreadable", file=file.name, reason=reason))) from error
    except FileNotFoundError:
        raise EditionError(str(phrase("book.no_file", file=file))) from None
    found = {table.name: _found(book.worksheets, table) for table in tables().values()}
    if not any(found.values()):
        raise EditionError(str(phrase("book.no_edition", file=file.name)))
    read: dict[str, Sequence[ReadRow]] = {}
    for name, at in found.items():
        if at is None:
            told.add(Place(title(name), 0), "book.no_sheet", sheet=title(name), mark=MARK + name)
            read[name] = ()
        else:
            read[name] = list(_rows(tables()[name], *at, told))
    return read


def _found(sheets: Sequence[Worksheet], table: Table) -> tuple[Worksheet, int] | None:
    """Return the sheet of a table and the row of its keys: by its mark, else by the sheet's title and the keys."""
    for sheet in sheets:
        for number, row in enumerate(sheet.iter_rows(max_row=_DEEPEST, values_only=True), start=1):
            if MARK + table.name in row:
                return sheet, number
    for sheet in sheets:
        if sheet.title == title(table.name):
            for number, row in enumerate(sheet.iter_rows(max_row=_DEEPEST, values_only=True), start=1):
                if len(set(row) & set(table.columns)) > 1:
                    return sheet, number
    return None


def _rows(table: Table, sheet: Worksheet, keys: int, told: Told) -> Iterator[ReadRow]:
    name = str(sheet.title)
    columns = _columns(table, sheet, keys, told)
    for merged in sheet.merged_cells.ranges:
        if merged.max_row > keys:
            told.add(Place(name, merged.min_row, merged.min_col), "book.merged", cells=str(merged))
    for number, row in enumerate(sheet.iter_rows(min_row=keys + 1), start=keys + 1):
        cells: dict[str, Any] = {}
        for column, place in columns.items():
            cell = row[place - 1] if place <= len(row) else None
            if cell is None or _is_blank(cell.value):
                continue
            if cell.data_type in ("f", "e"):
                key = "book.formula" if cell.data_type == "f" else "book.error"
                told.add(Place(name, number, place), key, value=_said(cell.value))
            cells[column] = as_typed(cell.value)
        if cells:
            yield ReadRow(name, number, cells, columns)


def _said(value: Any) -> str:
    """Return a formula as it stands in its cell; openpyxl has one of several cells as an object."""
    return str(getattr(value, "text", value))


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _columns(table: Table, sheet: Worksheet, keys: int, told: Told) -> Mapping[str, int]:
    """Return the place of each column; one that is lost is told, and stands at the first."""
    row = [cell.value for cell in sheet[keys]]
    found: dict[str, int] = {}
    for column in table.columns:
        places = [place for place, key in enumerate(row, start=1) if isinstance(key, str) and key.strip() == column]
        if not places:
            told.add(Place(str(sheet.title), keys), "book.no_column", column=column)
            told.broken.add(str(sheet.title))
        elif len(places) > 1:
            told.add(Place(str(sheet.title), keys, places[1]), "book.column_twice", column=column)
        if places:
            found[column] = places[0]
    return found
