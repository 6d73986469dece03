"""Forms read from grids, with names and without ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dgmm_excel import load_edition
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.xlsx.a1 import Location, address
from tests.support.returned import DEPARTMENT, Draft, names_of, some_answers

NAMES = names_of()
#: The address of each answer's cell.
PLACES = {name: address(row, column) for name, (_, row, column) in NAMES.items()}
ANSWERS = some_answers(load_edition(DEPARTMENT))


def read_grids(grids: Sequence[Draft], names: dict[str, Location] | None = None, **extras: Any) -> ReturnedForm:
    return read_return(PlainWorkbook(grids, names or {}, **extras))


def codes(returned: ReturnedForm) -> list[tuple[str, str | None, str | None]]:
    """Code, question and cell of each fault."""
    return [(fault.code, fault.question, fault.cell) for fault in returned.faults]


def without_ids(grids: list[Draft]) -> list[Draft]:
    """Return the sheets after somebody deleted the hidden column of ids, and the hidden rows of markers with it."""
    for grid in grids:
        grid.rows = [[None, *row[1:]] if not str(row[0]).startswith("@") else [None] * len(row) for row in grid.rows]
    return grids


def cover(grids: Sequence[Draft]) -> Draft:
    return next(grid for grid in grids if grid.name.startswith("ปก"))


def meta_row(grid: Draft, key: str) -> int:
    return next(number for number, row in enumerate(grid.rows, 1) if row[0] == f"@meta.{key}")
