"""Sheets of reports: rows as Excel spells them, formulas with their values, texts that are never formulas."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel.authoring.style import Look
from dgmm_excel.authoring.tables import Cell, CellValue, Formula, LineLook, Report, Row, whole_row
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


def test_ruled_rows_are_those_of_cells_of_these_looks() -> None:
    looks = [LOOK, LineLook("small"), LOOK, LOOK, LOOK]
    report = Report(looks[:2])  # styles 1 and 2 for the first, 3 and 4 for the second: plain, and for texts like formulas
    rows: list[list[CellValue]] = [["=1", "a&b", True, None, "1"], [1.0, "a&b", 1, "1", True], ["x ", None, 1.0, False, "=1"]]
    for values in rows + rows:  # what is kept is what was drawn
        assert report.ruled(looks).row(values, 12.5) == report.row(map(Cell, values, looks), 12.5)
    assert report.ruled(looks).row(rows[1], 12.5) == Row(
        b'<row r="\0" ht="12.5" customHeight="1"><c r="A\0" s="1"><v>1.0</v></c><c r="B\0" s="3" t="inlineStr"><is><t>a&amp;b</t></is></c>'
        b'<c r="C\0" s="1"><v>1</v></c><c r="D\0" s="1" t="inlineStr"><is><t>1</t></is></c><c r="E\0" s="1" t="b"><v>1</v></c></row>')


def test_a_row_of_some_cells_is_that_of_the_same_cells() -> None:
    looks = [LOOK, LineLook("small"), LOOK, LOOK]
    report = Report()
    ruled = report.ruled(looks)
    holed = whole_row(ruled.cells(1, "=a", 2) + ruled.cells(3, 0), 12.5)
    assert holed == report.row([None, Cell("=a", looks[1]), Cell(2, looks[2]), Cell(0, looks[3])], 12.5)
    assert whole_row("") == report.row([None, None]) == Row(b'<row r="\0"/>')


def test_what_is_made_once_for_a_report_is_its_own() -> None:
    def make(report: Report, word: str) -> list[object]:
        return [report, word]

    one, other = Report(), Report()
    assert one.once(make, "a") is one.once(make, "a") == [one, "a"]
    assert one.once(make, "b") == [one, "b"] and other.once(make, "a") == [other, "a"]


def test_a_row_of_more_or_fewer_values_than_looks_is_refused() -> None:
    for values in ([1], [1, 2, 3]):
        with pytest.raises(ValueError, match="zip"):
            Report().ruled([LOOK, LOOK]).row(values)
