"""What agencies object to findings: read as data from returned results copies, for who checks alone; what is about nothing is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.intake.returned_form import Note
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.feedback_files import feedback_files
from dgmm_excel.round.folder import Round
from dgmm_excel.round.objections import finding_id, objections
from dgmm_excel.round.verification import Asked, verify
from dgmm_excel.scoring.findings import Finding
from tests.support.consolidated_books import rows
from tests.support.outcomes import contents, look
from tests.support.rounds import NOW
from tests.support.verified_round import log, verified_round

FINDING = Finding("P1.1.02", "does_not_hold", None, "ไม่มีคำสั่ง", "ผู้ตรวจ", "2026-11-20", True)
OTHER = Finding("P1.1.02", "not_shown", None, "ไม่มีคำสั่ง", "ผู้ตรวจ", "2026-11-20", True)


def note(name: str, text: str = "มีคำสั่งที่ 12/2569") -> Note:
    return Note(f"objection.{name}", text, "ผลการตรวจ", "H8")


def test_an_objection_is_found_by_the_finding_that_it_is_about() -> None:
    found = objections([note(finding_id(FINDING)), Note("remark.P1.1", "x", "P1", "B3")], [FINDING])
    assert found.by_question == {"P1.1.02": "มีคำสั่งที่ 12/2569"} and found.faults == ()


@pytest.mark.parametrize(("findings", "why"), [([OTHER], "has changed"), ([], "no finding")])
def test_an_objection_to_a_finding_that_does_not_hold_now_is_told(findings: list[Finding], why: str) -> None:
    found = objections([note(finding_id(FINDING))], findings)
    (fault,) = found.faults
    assert found.by_question == {}
    assert (fault.code, fault.sheet, fault.cell, fault.question, fault.value) == (
        "DG441", "ผลการตรวจ", "H8", "P1.1.02", "มีคำสั่งที่ 12/2569")
    assert why in fault.message("en") and fault.severity == "warning"


def test_its_length_is_bounded_and_any_id_is_told() -> None:
    found = objections([note(finding_id(FINDING), "ก" * 5000), note("#"), note("x" * 500)], [FINDING])
    assert len(found.by_question["P1.1.02"]) <= 1000
    assert [len(fault.question or "") <= 60 for fault in found.faults] == [True, True]


def test_who_checked_and_what_else_does_not_change_the_id() -> None:
    assert finding_id(FINDING) == finding_id(Finding(*(*vars(FINDING).values(),))) != finding_id(OTHER)
    assert finding_id(FINDING).startswith("P1.1.02#")


@pytest.fixture
def returned(tmp_path: Path) -> Round:
    """A round whose department has sent its results copy back, with objections typed into it."""
    source, _ = verified_round()
    shutil.copytree(source.folder, tmp_path / "round")
    of = Round.open(tmp_path / "round")
    copy = next(file for (code, _), file in feedback_files(of.results).items() if code == "D1")
    book = load_workbook(copy)
    sheet = book.worksheets[0]
    sheet["H8"], sheet["H9"] = "มีคำสั่งที่ 12/2569", "'=HYPERLINK(\"http://x\")"
    sheet["H9"].value, sheet["H9"].data_type = "=HYPERLINK(\"http://x\")", "s"
    book.save(of.returned / copy.name)
    return of


def test_an_objection_comes_back_with_the_copy_and_counts_nowhere(returned: Round) -> None:
    before = look(verified_round()[0]).result.outcomes[0]
    done = look(returned)
    now = done.result.outcomes[0]
    assert (now.attained, now.verified, now.findings, now.state) == (before.attained, before.verified, before.findings, before.state)
    loaded = done.used["D1"].loaded()
    assert loaded.objections.by_question == {"P1.1.02": "มีคำสั่งที่ 12/2569", "P1.1.03": "=HYPERLINK(\"http://x\")"}
    assert "DG441" not in {found.fault.code for found in done.result.faults}


def test_who_checks_reads_it_beside_the_finding(returned: Round) -> None:
    verify(returned, Asked(agencies=("D1",), topics=("P1.1",)), NOW)
    lines = {line["question"]: line for line in rows(load_workbook(returned.verification), "Verification")}
    assert lines["P1.1.02"]["objection"] == "มีคำสั่งที่ 12/2569" and lines["P1.1.02"]["finding"] == "ไม่เป็นตามที่ตอบ"
    assert lines["P1.1.03"]["objection"] == "=HYPERLINK(\"http://x\")" and not lines["P1.1.01"]["objection"]


def test_it_stands_in_the_next_copy_and_in_no_table(returned: Round) -> None:
    consolidate(returned, NOW)
    copy = next(file for (code, _), file in feedback_files(returned.results).items() if code == "D1")
    sheet = load_workbook(copy).worksheets[0]
    assert sheet["H8"].value == "มีคำสั่งที่ 12/2569" and sheet["H9"].data_type == "s"
    book = load_workbook(returned.consolidated)
    assert not [line for line in rows(book, "Notes") if line["kind"] == "objection"]
    assert not [name for name, content in contents(returned.data).items() if b"12/2569" in content]


def test_one_about_a_finding_changed_since_is_told(returned: Round) -> None:
    log(returned, "D1", "P1.1.02", "holds")
    found = [one.fault for one in look(returned).result.faults if one.fault.code == "DG441"]
    assert [(fault.question, fault.cell) for fault in found] == [("P1.1.02", "H8")]
