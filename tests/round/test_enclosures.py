"""Enclosures: no errors, nobody's state; listed with the agency that name, folder, zip or the form beside them tells."""

from __future__ import annotations

import zipfile

import pytest
from openpyxl import Workbook

from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from tests.support.rounds import NOW, form_of, send_back

PDF = b"%PDF-1.7\n"


def put(of: Round, name: str, content: bytes = PDF) -> None:
    file = of.returned / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def plan(of: Round, name: str) -> None:
    """A workbook that is no form."""
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "แผนงบประมาณ"
    (of.returned / name).parent.mkdir(parents=True, exist_ok=True)
    book.save(of.returned / name)


def enclosures(of: Round) -> set[tuple[str, str]]:
    result = assess_round(of, NOW).result
    found = {(file.agency, file.file) for file in result.files if file.use == "enclosure"}
    assert len(found) == result.enclosures
    return found


def test_name_folder_and_the_form_beside_tell_the_agency(of: Round) -> None:
    put(of, "D1 หลักฐาน.pdf")
    put(of, "d2.pdf")
    put(of, "หลักฐาน/D2 กรมสอง/คำสั่ง.pdf")
    put(of, "กรมสาม/คำสั่ง.pdf")
    (of.returned / "อีเมล 7").mkdir()
    send_back(of, "TH-1", {"P1.1.01": True}, "อีเมล 7/form.xlsx")
    put(of, "อีเมล 7/scan.pdf")
    put(of, "nobody.pdf")
    plan(of, "อีเมล 7/แผน.xlsx")
    assert enclosures(of) == {
        ("D1", "D1 หลักฐาน.pdf"), ("D2", "d2.pdf"), ("D2", "หลักฐาน/D2 กรมสอง/คำสั่ง.pdf"), ("D3", "กรมสาม/คำสั่ง.pdf"),
        ("TH-1", "อีเมล 7/scan.pdf"), ("TH-1", "อีเมล 7/แผน.xlsx"), ("", "nobody.pdf"),
    }
    result = assess_round(of, NOW).result
    assert {one.agency.code: one.state for one in result.outcomes} == {
        "D1": "missing", "D2": "missing", "D3": "missing", "TH-1": "incomplete", "TH-2": "missing"}
    assert not [found for found in result.faults if found.fault.code in ("DG001", "DG005", "DG412")]


def test_beside_the_forms_of_two_agencies_nothing_is_guessed(of: Round) -> None:
    (of.returned / "รวม").mkdir()
    for code in ("D1", "D2"):
        send_back(of, code, {"P1.1.01": True}, f"รวม/{code}.xlsx")
    send_back(of, "D3", {"P1.1.01": True}, "top.xlsx")
    put(of, "รวม/scan.pdf")
    put(of, "scan.pdf")  # beside a form in `returned/` itself, where everything lies
    assert enclosures(of) == {("", "รวม/scan.pdf"), ("", "scan.pdf")}


def test_a_zip_is_a_folder_too(of: Round) -> None:
    form = send_back(of, "D1", {"P1.1.01": True})
    with zipfile.ZipFile(of.returned / "mail.zip", "w") as made:
        made.write(form, "a.xlsx")
        made.writestr("b.pdf", PDF)
    form.unlink()
    assert enclosures(of) == {("D1", "mail.zip/b.pdf")}


def test_a_workbook_named_as_the_form_of_an_agency_without_another_is_no_enclosure(of: Round) -> None:
    plan(of, form_of(of, "D1").name)
    result = assess_round(of, NOW).result
    assert result.enclosures == 0
    assert result.outcomes[0].state == "unreadable"
    assert [(found.agency, found.fault.code) for found in result.faults] == [("D1", "DG005")]
    send_back(of, "D1", {"P1.1.01": True}, "again.xlsx")
    assert enclosures(of) == {("D1", form_of(of, "D1").name)}


@pytest.mark.parametrize("name", ["D1.rar", "D1 แบบ.msg"])
def test_what_a_form_may_be_inside_of_is_told_and_its_agency_is_not_just_missing(of: Round, name: str) -> None:
    content = b"Rar!\x1a\x07" if name.endswith("rar") else (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "__substg1.0_".encode("utf-16-le"))
    put(of, name, content)
    result = assess_round(of, NOW).result
    assert [(one.agency, one.file, one.fault.code, one.fault.severity) for one in result.faults] == [
        ("D1", name, "DG413", "warning")]
    assert result.outcomes[0].state == "unreadable" and result.enclosures == 0
