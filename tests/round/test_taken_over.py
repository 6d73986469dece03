"""verification.xlsx is read like a return: every damage told at its cell, nothing with a fault counts, the rest does."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel.round import taken_over
from dgmm_excel.round.findings import in_force
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.taken_over import take_over
from dgmm_excel.round.verification_read import ReadBook, read_book
from dgmm_excel.scoring.findings import Finding
from tests.support.rounds import NOW, send_back
from tests.support.verifications import CORRECTED, DAMAGES, HOLDS, NOT_SHOWN, Checker, blank, entered

GOOD = Finding("P4.4.1.name", "corrected", "ใบอนุญาต", "ไม่มีเอกสาร", "สมชาย ใจดี", "2026-11-21", "ใบรับรอง")
ROW = {**CORRECTED, "verified": "ใบอนุญาต"}


def codes(of: Round) -> list[str]:
    return [one.fault.code for one in take_over(of, NOW).faults]


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_told_at_its_cell_and_the_rest_counts(of: Round, name: str) -> None:
    damage, code, column = DAMAGES[name]
    clerk = Checker(blank())
    place = clerk.row("P1.5.01"), clerk.columns
    clerk.enter("P4.4.1.name", ROW)
    damage(clerk)
    of.verification.write_bytes(clerk.saved())
    told = take_over(of, NOW).faults
    assert [one.fault.code for one in told] == [code]
    (one,) = told
    assert one.file == "verification.xlsx"
    assert one.fault.message("th") and one.fault.remedy("en")
    assert "สมชาย" not in repr(one)
    if column is None:
        assert in_force(of) == {}
        return
    assert one.fault.sheet == clerk.sheet.title
    row = clerk.sheet.max_row if code == "DG470" else place[0]
    assert name.startswith("corrected to") or one.fault.cell == clerk.sheet.cell(row, clerk.columns[column]).coordinate
    assert in_force(of) == {"D1": (GOOD,)}


@pytest.mark.parametrize("content", [b"", "ตรวจแล้ว".encode(), bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), blank()[:900]])
def test_what_is_no_workbook_is_told_and_left_alone(of: Round, content: bytes) -> None:
    of.verification.write_bytes(content)
    assert codes(of) == ["DG461"]
    assert of.verification.read_bytes() == content


def test_all_faults_of_a_row_and_of_all_rows_are_told_at_once(of: Round) -> None:
    entered(of, "P1.5.01", {"finding": "แก้เป็นคำตอบอื่น"})
    entered(of, "P2.7.training", {"reason": "ก"})
    assert codes(of) == ["DG466", "DG468", "DG468", "DG468", "DG472"]


@pytest.mark.parametrize(("typed", "day"), [
    ("21/11/2569", "2026-11-21"), ("2026-11-21", "2026-11-21"), ("๒๑ พ.ย. ๖๙", "2026-11-21"), ("22 November 2026", "2026-11-22"),
])
def test_days_are_read_as_people_write_them(of: Round, typed: str, day: str) -> None:
    entered(of, "P1.5.01", {**HOLDS, "date": typed})
    assert codes(of) == []
    assert [one.day for one in in_force(of)["D1"]] == [day]


@pytest.mark.parametrize("finding", ["ไม่พบหลักฐาน", "not_shown", "Not shown", " NOT SHOWN "])
def test_findings_are_read_by_label_in_both_languages_and_by_key(of: Round, finding: str) -> None:
    entered(of, "P1.5.01", {**NOT_SHOWN, "finding": finding})
    assert codes(of) == []
    assert [one.kind for one in in_force(of)["D1"]] == ["not_shown"]


def test_new_changed_and_withdrawn_findings_are_logged_once_and_earlier_lines_stay(of: Round) -> None:
    entered(of, "P1.5.01", HOLDS)
    entered(of, "P4.10.2.count", {**CORRECTED, "verified": 3})
    take_over(of, NOW)
    first = of.findings.read_bytes()
    assert first.count(b"\r\n") == 3
    take_over(of, NOW)
    assert of.findings.read_bytes() == first
    entered(of, "P1.5.01", NOT_SHOWN)
    entered(of, "P4.10.2.count", dict.fromkeys(ROW))
    take_over(of, NOW)
    after = of.findings.read_bytes()
    assert after.startswith(first)
    assert after[len(first):].decode().splitlines() == [
        "D1,P1.5.01,true,not_shown,,ไม่มีเอกสาร,สมชาย ใจดี,2026-11-21,2026-11-22T15:30:00",
        "D1,P4.10.2.count,5,withdrawn,3,ไม่มีเอกสาร,สมชาย ใจดี,2026-11-21,2026-11-22T15:30:00",
    ]
    assert [one.question for one in in_force(of)["D1"]] == ["P1.5.01"]


@pytest.mark.parametrize("reason", ["'=1+1", "=1+1", "''", "-", "\tก", "บรรทัด\nสอง"])
def test_a_text_of_any_kind_is_logged_once(of: Round, reason: str) -> None:
    clerk = Checker(blank())
    clerk.enter("P1.5.01", {**NOT_SHOWN, "reason": reason})
    clerk.sheet[clerk.address("P1.5.01", "reason")].data_type = "s"
    of.verification.write_bytes(clerk.saved())
    assert codes(of) == []
    once = of.findings.read_bytes()
    assert [one.reason for one in in_force(of)["D1"]] == [reason.strip()]
    take_over(of, NOW)
    assert of.findings.read_bytes() == once


def test_a_finding_that_becomes_faulty_counts_no_more(of: Round) -> None:
    entered(of, "P1.5.01", HOLDS)
    take_over(of, NOW)
    entered(of, "P1.5.01", {"by": None})
    assert codes(of) == ["DG468"]
    assert in_force(of) == {}


def test_a_workbook_without_faults_is_read_once_and_a_faulty_one_each_time(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []

    def noted(file: Path) -> ReadBook:
        reads.append(file)
        return read_book(file)

    monkeypatch.setattr(taken_over, "read_book", noted)
    entered(of, "P1.5.01", {"finding": "holds"})
    assert [len(codes(of)) for _ in range(2)] == [2, 2] and len(reads) == 2
    entered(of, "P1.5.01", HOLDS)
    assert [codes(of) for _ in range(3)] == [[], [], []] and len(reads) == 3
    of.findings.unlink()
    assert codes(of) == [] and len(reads) == 4 and len(in_force(of)["D1"]) == 1


def test_findings_stand_without_the_workbook(of: Round) -> None:
    entered(of, "P1.5.01", HOLDS)
    take_over(of, NOW)
    of.verification.unlink()
    assert codes(of) == []
    assert len(in_force(of)["D1"]) == 1


def test_an_answer_changed_after_it_was_checked_is_told_until_somebody_confirms_the_finding(of: Round) -> None:
    entered(of, "P1.5.01", NOT_SHOWN)
    send_back(of, "D1", {"P1.5.01": True, "P1.5.02": True})
    assert assess_round(of, NOW).result.faults == ()
    send_back(of, "D1", {"P1.5.01": False, "P1.5.02": True})
    (told,) = assess_round(of, NOW).result.faults
    assert (told.agency, told.fault.code, told.fault.question, told.fault.severity) == ("D1", "DG474", "P1.5.01", "warning")
    assert "“Yes” to “No”" in told.fault.message("en")


def test_a_round_without_a_workbook_has_no_log_and_no_fault(of: Round) -> None:
    assert codes(of) == []
    assert not of.findings.exists()
