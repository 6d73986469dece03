"""Fixtures of these tests."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from dgmm_excel.xlsx.engine import open_book
from tests.support.packages import (
    saved,
)


@pytest.fixture
def form() -> bytes:
    """Provide a small form as openpyxl writes it: a formula without a value, a name, validations, a hidden sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "ด้าน 1"
    cells: dict[str, str | float] = {"B2": "P1.1.01", "C2": "คำถาม", "D2": "ใช่", "D3": 12, "D4": 2.5, "D5": True}
    for spot, value in cells.items():
        sheet[spot] = value
    sheet["D6"] = "=SUM(D3:D4)"
    sheet["D7"] = dt.datetime(2026, 1, 31, 9, 30)
    sheet["C9"].number_format = "0.00"
    sheet["D2"].font = Font(bold=True)
    sheet.add_data_validation(DataValidation("list", formula1='"ใช่,ไม่ใช่"', sqref="D2"))
    other = workbook.create_sheet("It's & more")
    other["A1"] = "x"
    workbook.create_sheet("hidden").sheet_state = "veryHidden"
    workbook.defined_names["answer.P1.1.01"] = DefinedName("answer.P1.1.01", attr_text="'ด้าน 1'!$D$2")
    workbook.defined_names["block"] = DefinedName("block", attr_text="'It''s & more'!$A$1:$B$3")
    workbook.defined_names["number"] = DefinedName("number", attr_text="42")
    sheet.defined_names["own"] = DefinedName("own", attr_text="'ด้าน 1'!$D$3")
    return saved(workbook)


@pytest.fixture
def book(form: bytes, tmp_path: Path) -> xw.Book:
    path = tmp_path / "หน่วยงาน.xlsx"
    path.write_bytes(form)
    return open_book(path)
