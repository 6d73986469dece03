"""xlwings' sheets, ranges and names on files."""

from __future__ import annotations

import datetime as dt

import pytest
import xlwings as xw

from dgmm_excel.xlsx.engine import CellError, open_book
from tests.support.packages import (
    MARKED,
    made,
    sheet_xml,
)


def test_ranges_and_values(book: xw.Book) -> None:
    sheet = book.sheets[0]
    assert sheet.used_range.address == "$B$2:$D$7"
    assert sheet.used_range.last_cell.address == "$D$7"
    assert (sheet.used_range.rows.count, sheet.used_range.columns.count, sheet.used_range.shape) == (6, 3, (6, 3))
    assert sheet["D3"].value == 12.0 and sheet["D3"].options(numbers=int).value == 12
    assert sheet.range((2, 2), (3, 4)).value == [["P1.1.01", "คำถาม", "ใช่"], [None, None, 12.0]]
    assert sheet.range("B2:D2").value == ["P1.1.01", "คำถาม", "ใช่"]
    assert sheet.range("D2:D4").value == ["ใช่", 12.0, 2.5]
    assert sheet.range("D2").options(ndim=2).value == [["ใช่"]]
    assert sheet["D7"].value == dt.datetime(2026, 1, 31, 9, 30)
    assert sheet["D7"].options(dates=dt.date).value == dt.date(2026, 1, 31)
    assert sheet[1, 3].value == sheet["$d$2"].value == "ใช่"
    assert sheet.range(sheet["D2"], sheet["D3"]).value == ["ใช่", 12.0]
    assert sheet["B2:D7"].rows[0].address == "$B$2:$D$2"
    assert sheet["B2:D7"](2, 3).value == sheet["B2:D7"](6).value == 12.0
    assert sheet["D2"].offset(1, 0).value == 12.0 and sheet["D2"].resize(2, 1).value == ["ใช่", 12.0]
    assert sheet["D2"].get_address(False, True, include_sheetname=True) == "'ด้าน 1'!$D2"
    assert sheet["A1"].value is None and sheet["ZZ9999"].value is None and sheet["D6"].value is None
    assert sheet["B:B"].shape == (1_048_576, 1)
    assert book.sheets["hidden"].used_range.address == "$A$1"
    for wrong in ("no.name", "A0", "XFE1"):
        with pytest.raises(ValueError, match="neither an address nor a name"):
            sheet.range(wrong)
    with pytest.raises(IndexError):
        sheet.range((0, 1))


def test_error_cells_come_through() -> None:
    sheet = open_book(made(sheet_xml(MARKED))).sheets[0]
    assert sheet["A1:C1"].value == [None, None, None]
    assert sheet["A1:C1"].options(err_to_str=True).value == ["#REF!", "#DIV/0!", None]
    assert sheet["A1"].raw_value == "#REF!" and isinstance(sheet["A1"].raw_value, CellError)
    assert sheet["C1"].raw_value == "" and sheet["I1"].raw_value is None
    assert sheet["A1:C1"].options(empty="-").value == [None, None, "-"]
    assert sheet.used_range.address == "$A$1:$L$2"
    sheet["A1"].value = 5
    assert sheet["A1"].options(err_to_str=True).value == 5


def test_names(book: xw.Book) -> None:
    assert len(book.names) == 4 and "answer.P1.1.01" in book.names and "none" not in book.names
    assert book.names["ANSWER.p1.1.01"].refers_to_range.value == "ใช่"
    assert book.names["block"].refers_to_range.get_address(external=True) == "'[หน่วยงาน.xlsx]It''s & more'!$A$1:$B$3"
    assert book.names["number"].refers_to == "=42"
    with pytest.raises(ValueError, match="refers to no single range"):
        _ = book.names["number"].refers_to_range
    with pytest.raises(KeyError):
        book.names["none"]
    assert [name.name for name in book.sheets[0].names] == ["'ด้าน 1'!own"]
    assert book.sheets[0]["own"].value == 12.0 and book.sheets[0]["answer.P1.1.01"].value == "ใช่"
    with pytest.raises(ValueError, match="another sheet"):
        book.sheets[1].range("answer.P1.1.01")
    assert {name.name for name in book.names} == {"answer.P1.1.01", "block", "number", "'ด้าน 1'!own"}


def test_what_was_written_is_read(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["D2"].value = "ไม่ใช่"
    sheet["F10"].value = [[1, "=x"], [None, True]]
    sheet["H1:H3"].value = 7
    sheet.range((20, 2), (21, 2)).value = [[3], [None]]
    assert sheet["D2"].value == "ไม่ใช่" and sheet["F10:G11"].value == [[1, "=x"], [None, True]]
    assert sheet["H1:H4"].value == [7, 7, 7, None] and sheet.used_range.address == "$B$1:$H$20"
    sheet["B2:D2"].clear_contents()
    assert sheet["B2:D2"].value == [None] * 3
    assert book.impl.grids()["ด้าน 1"].value(2, 4) == "ใช่"
    with pytest.raises(ValueError, match="do not have the shape"):
        sheet["A1:B2"].raw_value = [[1]]


@pytest.mark.parametrize("member_", ["charts", "pictures", "shapes", "tables", "page_setup", "freeze_panes"])
def test_what_a_file_cannot_give_is_named(member_: str, book: xw.Book) -> None:
    with pytest.raises(NotImplementedError, match=f"Sheet.{member_} is not supported on files"):
        getattr(book.sheets[0], member_)


def test_more_of_what_a_file_cannot_give(book: xw.Book) -> None:
    cell = book.sheets[0]["D2"]
    for name, act in {
        "Range.formula": lambda: cell.formula,
        "Range.color": lambda: setattr(cell, "color", 1),
        "Range.end": lambda: cell.end("down"),
        "Sheets.add": lambda: book.sheets.add("new", after=book.sheets[0]),
        "Sheet.name": lambda: setattr(book.sheets[0], "name", "x"),
        "Names.add": lambda: book.names.add("x", "=1"),
        "Book.to_pdf": lambda: book.impl.to_pdf("x", 1),
        "Book.save with a password": lambda: book.save(password="x"),
        "Books.add": book.app.books.add,
    }.items():
        with pytest.raises(NotImplementedError, match=name):
            act()
