"""openpyxl reads texts of the coordinator's workbooks as they were typed, wherever the file keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook

from dgmm_excel.xlsx.guarded import as_typed, reading

TEXTS = ["ref _x0041_ end", "_x005F_ _x0041_", "_x000D_", "plain_text"]


@pytest.mark.parametrize("shared", [True, False])
def test_texts_come_as_they_were_typed(shared: bool, tmp_path: Path) -> None:
    """XlsxWriter keeps texts in the shared table and spells them as Excel does; openpyxl writes them as they are."""
    file = tmp_path / "typed.xlsx"
    if shared:
        with xlsxwriter.Workbook(file) as book:
            book.add_worksheet().write_column(0, 0, TEXTS)
    else:
        other = Workbook()
        for row, text in enumerate(TEXTS, 1):
            other.worksheets[0].cell(row, 1, text.replace("_x", "_x005F_x"))
        other.save(file)
    with reading(file) as data:
        values = [row[0] for row in load_workbook(data).worksheets[0].iter_rows(values_only=True)]
    assert [as_typed(value) for value in values] == TEXTS
    assert as_typed(None) is None and as_typed(1.5) == 1.5
