"""Merged cells with the styles that openpyxl gives them, each found once a workbook.

openpyxl adds the frame of a merged cell to its cells one side at a time, and compares each result with all styles of the
workbook. That took half of the time in which a form is drawn.
"""

from __future__ import annotations

from copy import copy
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl.worksheet.merge import MergedCellRange

#: Whether a cell is in the first row, the last row, the first column, the last column of its merged cell.
_Place = tuple[bool, bool, bool, bool]
#: The style of the first cell, and how many rows and columns there are, three standing for more.
_Kind = tuple[bytes, int, int]
_Found = dict[_Kind, dict[_Place, Any]]
_IN_WORKBOOKS: WeakKeyDictionary[Any, _Found] = WeakKeyDictionary()


def merge(sheet: Any, area: str) -> None:
    """Merge the cells of an area of a worksheet, such as `A1:C2`; the first and the last have the style that all get."""
    merged = Merged(sheet, area)
    sheet.merged_cells.ranges.add(merged)
    sheet._clean_merge_range(merged)


class Merged(MergedCellRange):
    """openpyxl's merged cell, drawn or read; its two steps that find styles are taken only where they may find another one."""

    ws: Any
    start_cell: Any

    def _get_borders(self) -> None:
        self.start_cell = self.ws.cell(self.min_row, self.min_col)
        last = self.ws._cells.get((self.max_row, self.max_col))
        if last is not None and last._style != self.start_cell._style:
            super()._get_borders()  # type: ignore[misc]

    def format(self) -> None:
        """Give each cell its style."""
        found = _IN_WORKBOOKS.setdefault(self.ws.parent, {})
        rows, columns = self.max_row - self.min_row + 1, self.max_col - self.min_col + 1
        kind = bytes(self.start_cell._style or ()), min(rows, 3), min(columns, 3)
        cells = [(self._place(row, column), self.ws._cells[row, column]) for row, column in self.cells]
        if kind not in found:
            super().format()
            found[kind] = {place: copy(cell._style) for place, cell in cells}
        for place, cell in cells:
            cell._style = copy(found[kind][place])

    def _place(self, row: int, column: int) -> _Place:
        return row == self.min_row, row == self.max_row, column == self.min_col, column == self.max_col
