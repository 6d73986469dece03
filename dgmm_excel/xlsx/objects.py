"""The objects of a book for xlwings: sheets, ranges, names. What xlwings offers and a file cannot do raises NotImplementedError
with the member's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from xlwings import base_classes

from dgmm_excel.xlsx.a1 import MAX_COLUMN, MAX_ROW, Position, area, area_on_sheet, column_letters, quoted_if_needed
from dgmm_excel.xlsx.grid import Grid
from dgmm_excel.xlsx.package import DefinedName, Package, SheetEntry
from dgmm_excel.xlsx.patch import Scalar

T = TypeVar("T", bound=type)


class OpenFile(Protocol):
    """The open file that these objects belong to: `engine.Book`."""

    package: Package
    changes: dict[str, dict[Position, Scalar]]

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def sheets(self) -> Sheets:
        """The worksheets."""

    def grids(self) -> Mapping[str, Grid]:
        """Return the sheets as they were read."""

    def find_name(self, name: str, sheet: str) -> Name | None:
        """Return the name as seen from a sheet: its own before the workbook's."""


#: Members of the base classes that do their work on top of others.
_WORKING = frozenset({"expand", "max_cells_per_read", "max_cells_per_write", "snapshot"})


def naming_what_is_missing(cls: T) -> T:
    """Make each member that xlwings declares and `cls` lacks raise an error with the member's name."""
    base = cls.__mro__[1]
    for name, member in vars(base).items():
        if name in vars(cls) or name in _WORKING or (name.startswith("__") and name not in ("__len__", "__iter__", "__call__")):
            continue
        fail = _failing(f"{base.__name__}.{name}")
        setattr(cls, name, property(fail, fail) if isinstance(member, property) else fail)
    return cls


def _failing(member: str) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"{member} is not supported on files (engine dgmm)")

    return fail


class CellError(str):
    """An error cell's value, as `raw_value` gives it; `.value` gives None, or the text with `err_to_str=True`."""

    __slots__ = ()


@naming_what_is_missing
class Sheets(base_classes.Sheets):
    """The worksheets of a book, in order, without chart sheets."""

    def __init__(self, book: OpenFile) -> None:
        self.book = book
        self._sheets = [Sheet(book, entry, index) for index, entry in enumerate(book.package.worksheets, start=1)]

    @property
    def api(self) -> Any:
        return self

    @property
    def active(self) -> Sheet:
        """The first visible sheet."""
        return next((sheet for sheet in self._sheets if sheet.visible), self._sheets[0])

    def __call__(self, name_or_index: str | int) -> Sheet:
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= len(self._sheets):
                raise IndexError(f"{self.book.name} has no sheet {name_or_index}")
            return self._sheets[name_or_index - 1]
        entry = self.book.package.worksheet(name_or_index)
        return next(sheet for sheet in self._sheets if sheet.name == entry.name)

    def __len__(self) -> int:
        return len(self._sheets)

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self._sheets)

    def __contains__(self, name: str) -> bool:
        return name.casefold() in {sheet.name.casefold() for sheet in self._sheets}


@naming_what_is_missing
class Sheet(base_classes.Sheet):
    """A worksheet: its grid as read, with the changes written since."""

    def __init__(self, book: OpenFile, entry: SheetEntry, index: int) -> None:
        self._book = book
        self._entry = entry
        self._index = index

    @property
    def api(self) -> Any:
        return self

    @property
    def name(self) -> str:
        return self._entry.name

    @name.setter
    def name(self, value: str) -> None:
        _failing("Sheet.name = …")()

    @property
    def book(self) -> OpenFile:
        return self._book

    @property
    def index(self) -> int:
        return self._index

    @property
    def visible(self) -> bool:
        return self._entry.state == "visible"

    @visible.setter
    def visible(self, value: bool) -> None:
        _failing("Sheet.visible = …")()

    @property
    def names(self) -> Names:
        return Names(self._book, [name for name in self._book.package.names if name.sheet == self.name])

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, MAX_ROW, MAX_COLUMN)

    @property
    def used_range(self) -> Range:
        """The block from the first to the last row and column with a value, an error or a formula; A1 on an empty sheet."""
        grid, written = self.grid(), self.written()
        cells = set(grid.errors) | grid.formulas
        for row, values in enumerate(grid.rows, start=1):
            cells |= {(row, column) for column, value in enumerate(values, start=1) if value is not None}
        cells -= {cell for cell, value in written.items() if value is None and cell not in grid.formulas}
        cells |= {cell for cell, value in written.items() if value is not None}
        if not cells:
            return Range(self, 1, 1, 1, 1)
        rows, columns = {row for row, _ in cells}, {column for _, column in cells}
        top, left = min(rows), min(columns)
        return Range(self, top, left, max(rows) - top + 1, max(columns) - left + 1)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        first = self._range(arg1)
        if arg2 is None:
            return first
        last = self._range(arg2)
        top, left = min(first.row, last.row), min(first.column, last.column)
        bottom = max(first.row + first.height_, last.row + last.height_)
        right = max(first.column + first.width_, last.column + last.width_)
        return Range(self, top, left, bottom - top, right - left)

    def _range(self, given: Any) -> Range:
        if isinstance(given, Range):
            return given
        if isinstance(given, tuple):
            row, column, *size = given
            if row == 0 or column == 0:
                raise IndexError("Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based.")
            return Range(self, row, column, *(size or (1, 1)))
        block = area(given)
        if block is not None:
            return Range(self, *block.corner, block.rows, block.columns)
        found = self._book.find_name(given, self.name)
        if found is None:
            raise ValueError(f"“{given}” is neither an address nor a name")
        target = found.refers_to_range
        if target.sheet.name != self.name:
            raise ValueError(f"the name “{given}” refers to another sheet, “{target.sheet.name}”")
        return target

    def grid(self) -> Grid:
        """Return the sheet as it was read."""
        return self._book.grids()[self.name]

    def written(self) -> dict[Position, Scalar]:
        """Return the changes since, by (row, column)."""
        return self._book.changes.setdefault(self.name, {})


@naming_what_is_missing
class Range(base_classes.Range):
    """A block of cells: the row and column of its first cell from 1, and its size."""

    def __init__(self, sheet: Sheet, row: int, column: int, rows: int, columns: int) -> None:
        if row < 1 or column < 1 or row + rows - 1 > MAX_ROW or column + columns - 1 > MAX_COLUMN:
            raise IndexError(f"no sheet reaches from row {row}, column {column} over {rows} rows and {columns} columns")
        self._sheet = sheet
        self._row = row
        self._column = column
        self.height_ = rows
        self.width_ = columns
        self.options: dict[str, Any] = {}  # xlwings puts them here

    @property
    def api(self) -> Any:
        return self

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return self._sheet.name, self._row, self._column, self.height_, self.width_

    @property
    def sheet(self) -> Sheet:
        return self._sheet

    @property
    def row(self) -> int:
        return self._row

    @property
    def column(self) -> int:
        return self._column

    @property
    def shape(self) -> tuple[int, int]:
        return self.height_, self.width_

    def __len__(self) -> int:
        return self.height_ * self.width_

    @property
    def raw_value(self) -> Any:
        """A list of rows; of a single cell its value alone. A blank is None, an error cell a CellError."""
        grid, written = self._sheet.grid(), self._sheet.written()
        values = self._stored(grid)
        top, left, height, width = self._row, self._column, self.height_, self.width_
        for cells in ({cell: CellError(error) for cell, error in grid.errors.items()}, written):
            for (row, column), value in cells.items():
                if 0 <= row - top < height and 0 <= column - left < width:
                    values[row - top][column - left] = value
        return values[0][0] if len(self) == 1 else values

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        """Write a scalar to every cell of the range, or a list of rows that has its shape."""
        if not isinstance(value, (list, tuple)):
            value = [[value] * self.width_] * self.height_
        elif value and not isinstance(value[0], (list, tuple)):
            value = [value]
        if len(value) != self.height_ or any(len(row) != self.width_ for row in value):
            raise ValueError(f"these values do not have the shape of {self.address}")
        self._sheet.grid()  # a sheet that cannot be read cannot be written
        written = self._sheet.written()
        for down, row in enumerate(value):
            for across, item in enumerate(row):
                written[self._row + down, self._column + across] = item if item != "" else None

    def _stored(self, grid: Grid) -> list[list[Any]]:
        """Return the values as they were read, in lists of their own."""
        top, left, width = self._row - 1, self._column - 1, self.width_
        rows = [[*row[left:left + width]] for row in grid.rows[top:top + self.height_]]
        for row in rows:
            if len(row) < width:
                row.extend([None] * (width - len(row)))
        return rows + [[None] * width for _ in range(self.height_ - len(rows))]

    def clear_contents(self) -> None:
        self.raw_value = None

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        corners = [self._corner(self._row, self._column, row_absolute, col_absolute)]
        if len(self) > 1:
            last = self._row + self.height_ - 1, self._column + self.width_ - 1
            corners.append(self._corner(*last, row_absolute, col_absolute))
        text = ":".join(corners)
        return f"{quoted_if_needed(self._sheet.name, self._sheet.book.name)}!{text}" if external else text

    @staticmethod
    def _corner(row: int, column: int, row_absolute: bool, column_absolute: bool) -> str:
        return f"{'$' * column_absolute}{column_letters(column)}{'$' * row_absolute}{row}"

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        """Return the cell in that row and column of the range, or with that number in it, row by row; all from 1."""
        if arg2 is None:
            down, across = divmod(arg1 - 1, self.width_)
            return Range(self._sheet, self._row + down, self._column + across, 1, 1)
        return Range(self._sheet, self._row + arg1 - 1, self._column + arg2 - 1, 1, 1)


@naming_what_is_missing
class Names(base_classes.Names):
    """Defined names, in the workbook's order. Case does not matter."""

    def __init__(self, book: OpenFile, names: list[DefinedName]) -> None:
        self._book = book
        self._names = names

    @property
    def api(self) -> Any:
        return self

    def __call__(self, name_or_index: str | int) -> Name:
        if isinstance(name_or_index, int):
            return Name(self._book, self._names[name_or_index - 1])
        for found in self._names:
            if name_or_index.casefold() in (found.name.casefold(), _full_name(found).casefold()):
                return Name(self._book, found)
        raise KeyError(name_or_index)

    def contains(self, name_or_index: str | int) -> bool:
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def __len__(self) -> int:
        return len(self._names)


@naming_what_is_missing
class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: OpenFile, defined: DefinedName) -> None:
        self._book = book
        self._defined = defined

    @property
    def api(self) -> Any:
        return self

    @property
    def name(self) -> str:
        """The name as Excel gives it: with its sheet if it is local to one."""
        return _full_name(self._defined)

    @name.setter
    def name(self, value: str) -> None:
        _failing("Name.name = …")()

    @property
    def refers_to(self) -> str:
        return f"={self._defined.text}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        _failing("Name.refers_to = …")()

    @property
    def refers_to_range(self) -> Range:
        """The block of cells. Raises ValueError if the name refers to anything else."""
        found = area_on_sheet(self._defined.text)
        if found is None:
            raise ValueError(f"the name “{self.name}” refers to no single range: {self.refers_to}")
        sheet, block = found
        if sheet not in self._book.sheets:
            raise ValueError(f"the name “{self.name}” refers to a sheet that is not there: {self.refers_to}")
        return Range(self._book.sheets(sheet), *block.corner, block.rows, block.columns)


def _full_name(name: DefinedName) -> str:
    return name.name if name.sheet is None else f"{quoted_if_needed(name.sheet)}!{name.name}"
