"""contacts.xlsx has everybody's addresses in one table, and says that it is not to be handed on."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel.intake.returned_form import Note
from dgmm_excel.report.contacts import contacts
from dgmm_excel.text import Lang
from tests.support.consolidated_books import given, result, rows, written

_NOTES = (
    Note("officer.name", "นางสาว ก", "ปก", "D36"), Note("officer.contact", "=081-234-5678", "ปก", "D39"),
    Note("approver.name", "นาย ข", "ปก", "E36"), Note("approver.name", "นาย ค", "ปก (2)", "E36"),
    Note("evidence.P1.1", "แผน", "P1", "D9"),
)


def _book(lang: Lang = "th"):  # type: ignore[no-untyped-def]
    of = result(lang=lang)
    first, *rest = of.outcomes
    return load_workbook(BytesIO(written(contacts(replace(of, outcomes=(given(first, notes=_NOTES), *rest))))))


def test_every_agency_of_the_roster_has_a_line() -> None:
    lines = rows(_book(), "Contacts")
    assert [(line["รหัส"], line["หน่วยงาน"], line["สังกัด"], line["อีเมล"]) for line in lines] == [
        ("D1", "กรมหนึ่ง", None, None), ("D2", "กรมสอง", "กระทรวง", "d2@example.org"), ("TH-1", "จังหวัดหนึ่ง", None, None)]


def test_the_people_that_a_form_names_are_there_as_text() -> None:
    book = _book()
    line = rows(book, "Contacts")[0]
    assert line["ผู้รับผิดชอบแบบสำรวจ: ชื่อ–สกุล"] == "นางสาว ก"
    assert line["ผู้รับผิดชอบแบบสำรวจ: โทรศัพท์ อีเมล"] == "=081-234-5678"
    assert line["ผู้อนุมัติ: ชื่อ–สกุล"] == "นาย ข; นาย ค"
    assert "แผน" not in line.values()
    assert not any(cell.data_type == "f" for row in book.worksheets[0].iter_rows() for cell in row)


@pytest.mark.parametrize(("lang", "words", "head"), [
    ("th", "โปรดอย่าส่งต่อ", "รหัส"), ("en", "do not hand it on", "Code"),
])
def test_it_says_in_the_round_s_language_that_it_holds_personal_data(lang: Lang, words: str, head: str) -> None:
    sheet = _book(lang).worksheets[0]
    assert words in sheet["A2"].value and sheet["A3"].value == head
