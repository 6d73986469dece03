"""Merged cells have the styles that openpyxl gives them, also where they were found before."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet import merge as merge_of_openpyxl

from dgmm_excel.authoring.merges import Merged, merge
from dgmm_excel.authoring.style import Look
from tests.support.forms import PROVINCE, form

FRAMED, PLAIN = Look(paper="FFEEDD", framed=True), Look(bold=True)
#: openpyxl's own, which tests replace.
(THEIRS,) = Merged.__bases__
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


def test_a_workbook_read_with_them_has_the_cells_of_one_read_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every cell of a form, drawn ones and those that openpyxl adds, and of a sheet with frames of every shape."""
    stream, sheet = BytesIO(), drawn(by_openpyxl=True)
    sheet.merge_cells("A30:B31")
    del sheet._cells[30, 1]  # a merged cell without a first cell, as some programs write
    sheet.parent.save(stream)
    for data in (stream.getvalue(), form(PROVINCE)):
        read = {}
        for kind in (THEIRS, Merged):
            monkeypatch.setattr(merge_of_openpyxl, "MergedCellRange", kind)
            book = load_workbook(BytesIO(data))
            read[kind] = {(sheet.title, place): (type(cell), cell.value, cell.style_id, repr(cell.border))
                          for sheet in book.worksheets for place, cell in sheet._cells.items()}
            assert {type(area) for sheet in book.worksheets for area in sheet.merged_cells.ranges} == {kind}
        assert read[Merged] == read[THEIRS] and len(read[Merged]) > 50


def test_a_merged_cell_that_is_changed_later_changes_alone() -> None:
    sheet = drawn(by_openpyxl=False)
    sheet["A1"].number_format = "0%"
    assert sheet["E1"].number_format == "General" and sheet["A13"].number_format == "General"
