"""An xlwings engine that knows values only, in an order that any engine can keep: all reading first, then all writing.

Whatever else is asked of it fails: it stands for the weakest engine that scoring must run on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import xlwings as xw

from tests.support.returned import Draft


class ReadAfterWrite(AssertionError):
    """Something was read although something had been written before."""


class _EngineImpl:
    name, type = "strict", "remote"

    @staticmethod
    def clean_value_data(
        data: list[list[Any]], dates: Any, empty: Any, numbers: Any, errors_as_text: bool
    ) -> list[list[Any]]:
        assert errors_as_text, "an error value must be told from a blank cell"
        # like Excel: every number is a float
        return [[float(value) if type(value) is int else value for value in row] for row in data]

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return "" if value is None else value


class _AppImpl:
    pid, engine = 1, _EngineImpl()


class BookImpl:
    """A workbook of grids; `written` gathers what was written: (sheet, row, column) -> value."""

    def __init__(self, grids: Sequence[Draft], fullname: str = "returned.xlsx") -> None:
        self.grid_list = list(grids)
        self.written: dict[tuple[str, int, int], Any] = {}
        self.name = self.fullname = fullname

    @property
    def app(self) -> _AppImpl:
        return _AppImpl()

    @property
    def sheets(self) -> _SheetsImpl:
        return _SheetsImpl(self)


class _SheetsImpl:
    def __init__(self, book: BookImpl) -> None:
        self.all = [_SheetImpl(book, grid) for grid in book.grid_list]

    def __iter__(self) -> Iterator[_SheetImpl]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    def __call__(self, key: str | int) -> _SheetImpl:
        return next(sheet for number, sheet in enumerate(self.all, start=1) if key in (sheet.name, number))


class _SheetImpl:
    def __init__(self, book: BookImpl, grid: Draft) -> None:
        self._book, self.grid = book, grid

    @property
    def name(self) -> str:
        return self.grid.name

    @property
    def book(self) -> BookImpl:
        return self._book

    @property
    def used_range(self) -> _RangeImpl:
        rows = enumerate(self.grid.rows, start=1)
        cells = [(r, c) for r, row in rows for c, value in enumerate(row, start=1) if value is not None]
        if not cells:
            return _RangeImpl(self, 1, 1, 1, 1)
        (top, left), (bottom, right) = (tuple(map(pick, zip(*cells, strict=True))) for pick in (min, max))
        return _RangeImpl(self, top, left, bottom, right)

    def range(self, arg1: Any, arg2: Any = None) -> _RangeImpl:
        first, last = (
            one.corner if isinstance(one, _RangeImpl) else one for one in (arg1, arg1 if arg2 is None else arg2)
        )
        return _RangeImpl(self, *first, *last)


class _RangeImpl:
    def __init__(self, sheet: _SheetImpl, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        self._sheet, self.corner, self.end = sheet, (first_row, first_column), (last_row, last_column)
        self.options: dict[str, Any] = {}

    max_cells_per_read = None
    max_cells_per_write = None

    @property
    def api(self) -> object:
        return self

    @property
    def sheet(self) -> _SheetImpl:
        return self._sheet

    @property
    def row(self) -> int:
        return self.corner[0]

    @property
    def column(self) -> int:
        return self.corner[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self.end[0] - self.corner[0] + 1, self.end[1] - self.corner[1] + 1

    def __call__(self, arg1: Any, arg2: Any = None) -> _RangeImpl:
        row, column = self.corner[0] + arg1 - 1, self.corner[1] + arg2 - 1
        return _RangeImpl(self._sheet, row, column, row, column)

    @property
    def raw_value(self) -> list[list[Any]]:
        if self._sheet.book.written:
            raise ReadAfterWrite(self._sheet.name)
        (top, left), (bottom, right) = self.corner, self.end
        rows = self._sheet.grid.rows[top - 1 : bottom]
        padded = [[*row, *[None] * (right - len(row))] for row in rows]
        padded += [[None] * right] * (self.shape[0] - len(padded))
        return [row[left - 1 : right] for row in padded]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        rows = data if isinstance(data, list) else [[data] * self.shape[1]] * self.shape[0]
        assert (len(rows), len(rows[0])) == self.shape
        for row, values in enumerate(rows, start=self.corner[0]):
            for column, value in enumerate(values, start=self.corner[1]):
                self._sheet.book.written[self._sheet.name, row, column] = value


def strict_book(grids: Sequence[Draft], fullname: str = "returned.xlsx") -> xw.Book:
    """Return the grids as a workbook of this engine; its impl's `written` tells what was written."""
    return xw.Book(impl=BookImpl(grids, fullname))
