"""Sheets of reports: rows as Excel spells them, formulas with their values, texts that are never formulas."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from dgmm_excel.authoring.style import Look
from dgmm_excel.authoring.tables import Cell, Formula, Report
from tests.support.forms import parts

LOOK = Look()


def written() -> bytes:
    report, data = Report(), BytesIO()
    page = report.page("Sheet", (10.0, 10.0))
    page.gap()
    page.row([Cell(2, LOOK), Cell(Formula('IF(A2<3,"a&b","")', "a&b"), LOOK)])
    page.row([None, Cell(Formula('IF(A2<3,"","x")', ""), LOOK), Cell("=A2", LOOK)])
    report.save(data)
    return data.getvalue()


def test_a_row_without_cells_is_closed_at_once() -> None:
    xml = parts(written())["xl/worksheets/sheet1.xml"].decode()
    assert '<row r="1" ht="15" customHeight="1"/>' in xml and "></row>" not in xml.replace("</c></row>", "").replace("/></row>", "")


def test_a_formula_is_stored_with_its_value_and_a_text_like_one_is_a_text() -> None:
    formulas, values = (load_workbook(BytesIO(written()), data_only=only)["Sheet"] for only in (False, True))
    assert formulas["B2"].value == '=IF(A2<3,"a&b","")' and values["B2"].value == "a&b"
    assert formulas["B3"].data_type == "f" and not values["B3"].value
    assert formulas["C3"].data_type != "f" and values["C3"].value == "=A2" and formulas["C3"].quotePrefix
