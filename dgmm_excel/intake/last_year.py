"""Sheets that show last year's answers are set apart before anything is read, also copies of them and under other names."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from dgmm_excel.form.anchors import COLUMNS, FORM, LAST_YEAR
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.xlsx.grid import Grid

#: What is on a sheet of the form: a sheet with any of these holds answers, whatever was pasted beside them.
_OWN: AbstractSet[object] = frozenset({FORM, COLUMNS})


def without_last_year(workbook: PlainWorkbook) -> PlainWorkbook:
    """Return the workbook without the sheets that show last year."""
    grids = [grid for grid in workbook.grids if not _shows_last_year(grid)]
    return workbook if len(grids) == len(workbook.grids) else replace(workbook, grids=grids)


def _shows_last_year(grid: Grid) -> bool:
    """Whether a sheet shows last year: its mark is in the first row that holds anything, and no mark of a form anywhere."""
    first = next((row for row in grid.rows if any(value is not None for value in row)), ())
    return LAST_YEAR in first and all(_OWN.isdisjoint(value for value in row if isinstance(value, str)) for row in grid.rows)
