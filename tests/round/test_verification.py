"""`dgmm verify`: what is listed and in which order; made again, it keeps what was entered and adds what is new."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from io import BytesIO
from typing import Any

import pytest

from dgmm_excel.errors import RoundError
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.findings import in_force
from dgmm_excel.round.folder import Round
from dgmm_excel.round.verification import Asked, Verification, verify
from dgmm_excel.xlsx.untouched import is_untouched
from tests.support.rounds import NOW, send_back
from tests.support.verifications import HOLDS, NOT_SHOWN, Checker, entered

LATER = datetime(2026, 11, 23, 9, 0)
#: Three laws of P1.5 are level 3, two would be level 2; of P2.9 the use 2 is level 3.
ANSWERS = {"P1.5.01": True, "P1.5.02": True, "P1.5.03": True, "P1.5.04": False, "P2.9.use": "2"}


def made(of: Round, now: datetime = NOW, **asked: Any) -> Verification:
    return verify(of, Asked(**asked), now)


def listed(of: Round) -> list[tuple[str, str]]:
    """Agency and question of every row, from the top."""
    clerk = Checker(of.verification.read_bytes())
    rows = range(clerk.head + 1, clerk.sheet.max_row + 1)
    code, question = clerk.columns["agency"], clerk.columns["question"]
    return [(str(clerk.sheet.cell(row, code).value), str(clerk.sheet.cell(row, question).value)) for row in rows]


def shown(of: Round, question: str, *columns: str) -> list[Any]:
    clerk = Checker(of.verification.read_bytes())
    return [clerk.value(question, column) for column in columns]


def test_the_claims_that_carry_levels_are_listed_most_levels_first(of: Round) -> None:
    send_back(of, "D1", ANSWERS)
    done = made(of)
    rows = listed(of)
    assert [row[0] for row in rows] == ["D1"] * len(rows) and len(rows) == done.claims == done.new
    assert {question for _, question in rows} == {"P1.5.01", "P1.5.02", "P1.5.03", "P2.9.use"}
    assert ("D1", "P1.5.04") not in rows  # a No carries no level
    clerk = Checker(of.verification.read_bytes())
    levels = [clerk.value(question, "levels") for _, question in rows]
    assert levels == sorted(levels, reverse=True) and levels[-1] >= 1
    assert shown(of, "P1.5.01", "stated", "finding", "changed") == ["ใช่", None, None]


def test_every_answer_and_single_topics_can_be_asked_for(of: Round) -> None:
    send_back(of, "D1", ANSWERS)
    made(of, topics=("P1.5",), every=True)
    assert {question for _, question in listed(of)} == {"P1.5.01", "P1.5.02", "P1.5.03", "P1.5.04"}


def test_made_again_it_keeps_what_was_entered_and_adds_what_is_new(of: Round) -> None:
    send_back(of, "D1", ANSWERS)
    made(of, topics=("P1.5",))
    entered(of, "P1.5.02", NOT_SHOWN)
    entered(of, "P1.5.03", {"finding": "น่าจะจริง", "reason": 5})  # faulty, and kept as typed
    send_back(of, "D2", ANSWERS)
    done = made(of, LATER)
    assert {one.fault.code for one in done.result.faults} == {"DG465", "DG468"}
    assert shown(of, "P1.5.02", *NOT_SHOWN) == list(NOT_SHOWN.values())
    assert shown(of, "P1.5.03", "finding", "reason") == ["น่าจะจริง", 5]
    assert {question for code, question in listed(of) if code == "D1"} >= {"P1.5.01", "P1.5.02", "P2.9.use"}
    assert any(code == "D2" for code, _ in listed(of))
    assert done.file.kept is not None and done.file.kept.name.startswith("verification (")
    assert is_untouched(BytesIO(of.verification.read_bytes()))
    content = of.verification.read_bytes()
    assert made(of, LATER).file.kept is None and of.verification.read_bytes() == content


def test_findings_come_back_from_the_log_where_the_workbook_is_gone(of: Round) -> None:
    send_back(of, "D1", ANSWERS)
    made(of)
    entered(of, "P1.5.02", NOT_SHOWN)
    entered(of, "P2.9.use", {**NOT_SHOWN, "finding": "corrected", "verified": "1"})
    assert made(of).checked == 2
    of.verification.unlink()
    made(of, agencies=("D2",))
    assert shown(of, "P1.5.02", *NOT_SHOWN) == list(NOT_SHOWN.values())
    label = of.editions[0].questions["P2.9.use"].choice("1").th
    assert shown(of, "P2.9.use", "finding", "verified") == ["แก้เป็นคำตอบอื่น", label]
    before = of.findings.read_bytes()
    made(of)
    assert of.findings.read_bytes() == before and len(in_force(of)["D1"]) == 2


def test_a_row_says_where_the_agency_changed_its_answer_and_a_new_date_confirms_the_finding(of: Round) -> None:
    send_back(of, "D1", ANSWERS)
    made(of)
    entered(of, "P1.5.02", HOLDS)
    assert made(of).changed == 0
    send_back(of, "D1", {**ANSWERS, "P1.5.02": False})
    done = made(of, LATER)
    assert done.changed == 1
    (words,) = shown(of, "P1.5.02", "changed")
    assert "“ใช่”" in words and "“ไม่ใช่”" in words
    assert shown(of, "P1.5.02", "stated", "finding") == ["ไม่ใช่", "เป็นตามที่ตอบ"]
    assert [one.about for one in in_force(of)["D1"]] == [True]
    entered(of, "P1.5.02", {"date": "23/11/2569"})
    assert made(of, LATER).changed == 0
    assert [(one.about, one.day) for one in in_force(of)["D1"]] == [(False, "2026-11-23")]
    assert shown(of, "P1.5.02", "changed") == [None]


def test_rows_of_nobody_s_are_kept_as_they_are(of: Round) -> None:
    send_back(of, "D1", ANSWERS)
    made(of)
    clerk = Checker(of.verification.read_bytes())
    clerk.copy("P1.5.02", {**HOLDS, "agency": "D9"})
    clerk.copy("P1.5.02", HOLDS)
    clerk.copy("P1.5.02", {**NOT_SHOWN, "by": "สมหญิง"})
    of.verification.write_bytes(clerk.saved())
    made(of)
    assert listed(of)[-2:] == [("D9", "P1.5.02"), ("D1", "P1.5.02")]
    assert listed(of).count(("D1", "P1.5.02")) == 2
    assert shown(of, "P1.5.02", "finding", "by") == [HOLDS["finding"], HOLDS["by"]]


def test_the_draw_is_told_and_kept_in_the_file(of: Round) -> None:
    for code in ("D1", "D2", "D3"):
        send_back(of, code, ANSWERS)
    done = made(of, sample=2, seed="7", topics=("P1.5",))
    assert done.drawn is not None
    drawn = set(done.drawn.codes)
    assert len(drawn) == 2 and "D3" in drawn  # its ministry has one agency, and its share
    assert {code for code, _ in listed(of)} == drawn
    made(of, agencies=("D1", "d2"), topics=("P1.5",))
    assert {code for code, _ in listed(of)} == {"D1", "D2", "D3"}
    said = [str(cell.value) for row in Checker(of.verification.read_bytes()).book.worksheets[1].iter_rows() for cell in row]
    assert sum("--sample 2 --seed 7" in text and "D3" in text for text in said) == 1


@pytest.mark.parametrize("asked", [{"agencies": ("D9", "D1")}, {"topics": ("P9.9",)}])
def test_unknown_agencies_and_topics_are_refused(of: Round, asked: Mapping[str, Any]) -> None:
    with pytest.raises(RoundError, match=r"[DP]9"):
        made(of, **asked)
    assert not of.verification.exists()


def test_a_workbook_that_cannot_be_read_is_left_alone(of: Round) -> None:
    of.verification.write_bytes(b"PK")
    with pytest.raises(RoundError, match=r"verification\.xlsx"):
        made(of)
    assert of.verification.read_bytes() == b"PK"


def test_who_checked_stands_nowhere_but_in_the_workbook_and_the_log(of: Round) -> None:
    send_back(of, "D1", ANSWERS)
    made(of)
    entered(of, "P1.5.02", NOT_SHOWN)
    entered(of, "P1.5.03", {**NOT_SHOWN, "date": None})
    consolidate(of, NOW)
    named = [file.name for file in of.folder.rglob("*") if file.is_file() and "สมชาย ใจดี" in _content(file)]
    assert sorted(named) == ["findings.csv", "verification.xlsx"]


def _content(file: Any) -> str:
    data = file.read_bytes()
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as package:
            data = b"".join(package.read(name) for name in package.namelist())
    return unescape(data.decode("utf-8", "replace"))
