"""The place of a cell: A1 references, column letters, sheet names, and the limits that Excel sets to a sheet."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: A cell of a sheet: row and column, both from 1.
Position = tuple[int, int]
#: A cell of a workbook: the sheet's name, row and column from 1.
Location = tuple[str, int, int]

#: The last row and the last column (XFD) of a sheet.
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
#: The most characters of a cell's text, and of a sheet's name.
MAX_TEXT, MAX_SHEET_NAME = 32_767, 31
#: The height of the tallest row, in points.
MAX_HEIGHT = 409.5

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_CELLS = re.compile(r"([A-Z]{1,3})([1-9][0-9]*)(?::([A-Z]{1,3})([1-9][0-9]*))?")
_COLUMNS = re.compile(r"([A-Z]{1,3}):([A-Z]{1,3})")
_ROWS = re.compile(r"([1-9][0-9]*):([1-9][0-9]*)")
_ON_SHEET = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!\[\]]+))!(?P<area>[$:A-Za-z0-9]+)")
# An apostrophe is forbidden at either end only.
_FORBIDDEN_IN_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


class Area(NamedTuple):
    """A block of cells: its first row and column, its last row and column, all from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.bottom - self.top + 1

    @property
    def columns(self) -> int:
        """The number of columns."""
        return self.right - self.left + 1

    @property
    def corner(self) -> Position:
        """The first cell."""
        return self.top, self.left

    def holds(self, cell: Position) -> bool:
        """Whether the cell lies in the block."""
        return self.top <= cell[0] <= self.bottom and self.left <= cell[1] <= self.right


def column_number(letters: str) -> int:
    """Return 1 for A … 16,384 for XFD."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """Return A for 1 … XFD for 16,384."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_after(letters: str, steps: int = 1) -> str:
    """Return the letters of the column that many steps to the right."""
    return column_letters(column_number(letters) + steps)


def address(row: int, column: int) -> str:
    """Return `B3` for (3, 2)."""
    return f"{column_letters(column)}{row}"


def position(reference: str) -> Position | None:
    """Return (3, 2) for `B3` or `$B$3`; None for anything else, or beyond a sheet's end."""
    found = _CELL.fullmatch(reference)
    if not found:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if row <= MAX_ROW and column <= MAX_COLUMN else None


def area(reference: str) -> Area | None:
    """Return the block of `B2`, `$B$2:C3`, `B:C` or `2:3`; None for anything else, or beyond a sheet's end."""
    text = reference.replace("$", "").upper()
    if found := _CELLS.fullmatch(text):
        first = int(found[2]), column_number(found[1])
        last = (int(found[4]), column_number(found[3])) if found[3] else first
    elif found := _COLUMNS.fullmatch(text):
        first, last = (1, column_number(found[1])), (MAX_ROW, column_number(found[2]))
    elif found := _ROWS.fullmatch(text):
        first, last = (int(found[1]), 1), (int(found[2]), MAX_COLUMN)
    else:
        return None
    top, bottom = sorted((first[0], last[0]))
    left, right = sorted((first[1], last[1]))
    return Area(top, left, bottom, right) if bottom <= MAX_ROW and right <= MAX_COLUMN else None


def area_on_sheet(reference: str) -> tuple[str, Area] | None:
    """Return the sheet and the block of `P1!B2` or `'My sheet'!$B$2:$C$3`; None for anything else."""
    found = _ON_SHEET.fullmatch(reference)
    block = area(found["area"]) if found else None
    if not found or block is None:
        return None
    return (found["quoted"] or "").replace("''", "'") or found["bare"], block


def quoted(sheet: str) -> str:
    """Return a sheet's name as every formula takes it, in quotes."""
    return "'" + sheet.replace("'", "''") + "'"


def quoted_if_needed(sheet: str, book: str | None = None) -> str:
    """Return `sheet` or `[book]sheet`, in quotes only where Excel needs them."""
    if book is None:
        return sheet if re.fullmatch(r"[^\W\d][\w.]*", sheet) else quoted(sheet)
    text = f"[{book}]{sheet}"
    return text if re.fullmatch(r"[\w.\[\]]+", text) else quoted(text)


def sheet_name(text: str) -> str:
    """Return the text as a sheet's name: forbidden characters out, single spaces, at most `MAX_SHEET_NAME` characters."""
    return " ".join(text.translate(_FORBIDDEN_IN_NAME).split())[:MAX_SHEET_NAME].strip()
