"""The log of findings: only ever added to, the last line about an answer holds, what is damaged is told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dgmm_excel.errors import RoundError
from dgmm_excel.report.answer_tables import as_data
from dgmm_excel.round.findings import LogLine, add_to_log, answer_of, in_force, read_log
from dgmm_excel.round.folder import Round
from dgmm_excel.scoring.findings import Finding

HOLDS = Finding("P1.5.01", "holds", None, "", "สมชาย", "2026-11-29", True)
NOT_SHOWN = Finding("P1.5.01", "not_shown", None, "=ไม่พบ\nเอกสาร", "สมหญิง", "2026-11-30", True)
CORRECTED = Finding("P4.10.2.count", "corrected", 3, "นับได้ 3", "'สมชาย", "2026-11-29", 5)
TIME = "2026-11-29T10:00:00"
HEAD = "agency,question,stated,finding,verified,reason,by,date,time"


def line(agency: str, finding: Finding, *, withdrawn: bool = False) -> LogLine:
    return LogLine(agency, finding, TIME, withdrawn)


def test_a_round_without_findings_has_none_and_no_log(of: Round) -> None:
    add_to_log(of, [])
    assert in_force(of) == {} and not of.findings.exists()


def test_the_last_line_about_an_answer_holds_and_earlier_lines_stay_as_they_are(of: Round) -> None:
    add_to_log(of, [line("D1", HOLDS), line("D1", CORRECTED), line("D2", HOLDS)])
    before = of.findings.read_bytes()
    text = before.decode("utf-8-sig").splitlines()
    assert text[0] == HEAD
    assert text[1] == f"D1,P1.5.01,true,holds,,,สมชาย,2026-11-29,{TIME}"
    assert text[2] == f"D1,P4.10.2.count,5,corrected,3,นับได้ 3,''สมชาย,2026-11-29,{TIME}"
    add_to_log(of, [line("D1", NOT_SHOWN), line("D2", HOLDS, withdrawn=True)])
    assert of.findings.read_bytes().startswith(before)
    assert in_force(of) == {"D1": (CORRECTED, NOT_SHOWN)}  # with its text that looks like a formula, and its line break


def test_a_log_that_a_spreadsheet_program_saved_is_still_read_and_added_to(of: Round) -> None:
    add_to_log(of, [line("D1", CORRECTED)])
    of.findings.write_bytes(of.findings.read_bytes().decode("utf-8-sig").replace(",", ";").encode("cp874"))
    add_to_log(of, [line("D1", HOLDS)])
    assert in_force(of) == {"D1": (CORRECTED, HOLDS)}


def test_decimals_and_texts_come_back_as_they_were(of: Round) -> None:
    share = Finding("P4.4.1.name", "corrected", "true", "-", "ก", "2026-11-29", "=1+1")
    add_to_log(of, [line("d1", share)])
    (back,) = in_force(of)["D1"]
    assert back == share


def test_lines_that_say_nothing_of_the_round_are_told_and_those_of_agencies_that_left_it_kept_quietly(of: Round) -> None:
    bad = ["D1,P9.9,true,holds,,,ก,2026-11-29,", "D1,P1.5.01,true,perhaps,,,ก,2026-11-29,", "D1,P1.5.01,maybe,holds,,,ก,,",
           "D1,P1.5.01,true,corrected,,ข,ก,2026-11-29,", "TH-1,P1.5.01,true,holds,,,ก,2026-11-29,", "D1"]
    gone = "D9,P1.5.01,true,holds,,,ก,2026-11-29,"
    of.findings.write_text("\n".join([HEAD, *bad, gone, f"D2,P1.5.01,true,holds,,,ก,2026-11-29,{TIME}"]), encoding="utf-8")
    log = read_log(of)
    assert set(log.last) == {"D2"}
    assert len(log.notes) == len(bad)
    assert all(f"findings.csv:{number}:" in note.en for number, note in enumerate(log.notes, start=2))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"agency;question\n", "หน่วยงาน,ข้อ\n".encode()])
def test_what_is_no_log_is_refused_and_never_written_over(of: Round, content: bytes) -> None:
    of.findings.write_bytes(content)
    for use in (lambda: in_force(of), lambda: add_to_log(of, [line("D1", HOLDS)])):
        with pytest.raises(RoundError, match=r"findings\.csv"):
            use()
    assert of.findings.read_bytes() == content


def test_a_decimal_is_read_exactly(of: Round) -> None:
    question = of.editions[0].questions["P3.2.mean"]
    assert answer_of(question, as_data(Fraction(17, 4))) == Fraction(17, 4)
