"""Merged cells have the styles that openpyxl gives them, also where they were found before."""

from __future__ import annotations

from typing import Any

from openpyxl import Workbook

from dgmm_excel.authoring.merges import merge
from dgmm_excel.authoring.style import Look

FRAMED, PLAIN = Look(paper="FFEEDD", framed=True), Look(bold=True)
#: Areas of every shape, some twice, with the looks of the first and of the last cell.
AREAS = {
    "A1:C3": (FRAMED, FRAMED), "E1:H5": (FRAMED, FRAMED), "A6:D6": (FRAMED, FRAMED), "A8:A11": (FRAMED, FRAMED), "C8:D9": (FRAMED, FRAMED),
    "A13:E16": (FRAMED, FRAMED), "A20:C20": (PLAIN, PLAIN), "A22:C23": (PLAIN, FRAMED), "A25:C26": (FRAMED, PLAIN), "E25:G26": (PLAIN, FRAMED),
}


def drawn(by_openpyxl: bool) -> Any:
    sheet: Any = Workbook().create_sheet()
    for area, looks in AREAS.items():
        for cell, look in zip(area.split(":"), looks, strict=True):
            look.dress(sheet[cell])
        if by_openpyxl:
            sheet.merge_cells(area)
        else:
            merge(sheet, area)
    return sheet


def test_every_cell_looks_as_openpyxl_makes_it_look() -> None:
    ours, theirs = drawn(by_openpyxl=False), drawn(by_openpyxl=True)
    assert {str(area) for area in ours.merged_cells.ranges} == {*AREAS} == {str(area) for area in theirs.merged_cells.ranges}
    assert ours._cells.keys() == theirs._cells.keys()
    for place, cell in theirs._cells.items():
        mine = ours._cells[place]
        assert type(mine) is type(cell) and mine.style_id == cell.style_id, place
        assert repr((mine.border, mine.fill, mine.font)) == repr((cell.border, cell.fill, cell.font)), place
    assert ours["B2"].border.top.style is None and ours["B1"].border.top.style == ours["F1"].border.top.style == "thin"


def test_a_merged_cell_that_is_changed_later_changes_alone() -> None:
    sheet = drawn(by_openpyxl=False)
    sheet["A1"].number_format = "0%"
    assert sheet["E1"].number_format == "General" and sheet["A13"].number_format == "General"
