"""The record of an agency in a handover, judged as its form would be."""

from __future__ import annotations

import json
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest

from dgmm_excel.intake.handed import Handed, Source
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.returns.handed_up import read_record
from dgmm_excel.returns.packed import pack
from dgmm_excel.scoring.findings import Finding
from tests.support.forms import DEPARTMENT

RECORD: dict[str, Any] = {
    "agency": "D1", "name": "กรมหนึ่ง", "edition": DEPARTMENT, "lang": "th", "correction": 2, "modified": "2026-01-02T03:04:05",
    "answers": {"agency.mission": "service", "P1.1.01": "true", "P1.1.02": "false", "P2.7.training": "all", "P4.U.score": "0.875",
                "P4.4.1.name": "บริการ", "P4.4.1.cur_total": "3"},
    "repaired": ["P1.1.02"], "rejected": {"P1.1.03": "มี"}, "notes": {"evidence.P1.1": "แผน"}, "levels": {"P1.1": 3, "P1.2": None},
    "findings": [],
    "source": {"sha256": "a" * 64, "received": "2026-01-03", "rounds": [{"id": "r1", "title": "กระทรวง ก"}]},
}


def read(**changes: Any) -> ReturnedForm:
    return read_record(json.dumps({**RECORD, **changes}).encode())


def test_a_record_is_read_as_the_form_that_was_returned() -> None:
    form = read()
    assert (form.agency_code, form.agency_name, form.correction, form.modified) == ("D1", "กรมหนึ่ง", 2, datetime(2026, 1, 2, 3, 4, 5))
    assert form.round_id is None, "the round that it comes from is not this one, and it counts all the same"
    assert form.answers == {"agency.mission": "service", "P1.1.01": True, "P1.1.02": False, "P2.7.training": "all",
                            "P4.U.score": Fraction("0.875"), "P4.4.1.name": "บริการ", "P4.4.1.cur_total": 3}
    assert form.entries["P1.1.02"].state == "repaired"
    assert form.entries["P1.1.03"].state == "rejected"
    assert [(fault.code, fault.question, fault.value) for fault in form.faults] == [("DG429", "P1.1.03", "มี")]
    assert [(note.id, note.text) for note in form.notes] == [("evidence.P1.1", "แผน")]
    assert form.handed == Handed("a" * 64, date(2026, 1, 3), (Source("r1", "กระทรวง ก"),), {"P1.1": 3, "P1.2": None})
    assert sum(form.cells.values()) == len(form.entries) == 240


@pytest.mark.parametrize(("question", "text"), [
    ("P1.1.01", "yes"), ("P1.1.01", "1"), ("P2.7.training", "everyone"), ("P4.U.score", "1.01"), ("P4.U.score", "-1"),
    ("P4.4.1.cur_total", "1.5"), ("P4.4.1.cur_total", "1e3"), ("P4.U.score", "nan"), ("P4.U.score", "1e-1"), ("P4.U.score", ".5"), ("P4.U.score", "1/2"), ("P4.U.score", "9" * 40),
    ("P4.U.score", "๑"),
])
def test_an_answer_that_cannot_be_is_rejected_and_told(question: str, text: str) -> None:
    form = read(answers={**RECORD["answers"], question: text})
    assert form.entries[question].state == "rejected"
    assert question not in form.answers
    assert ("DG428", question, text) in [(fault.code, fault.question, fault.value) for fault in form.faults]


def test_a_question_that_the_edition_does_not_have_is_told() -> None:
    form = read(answers={"P9.9.99": "true"})
    (fault,) = [fault for fault in form.faults if fault.code == "DG428"]
    assert "P9.9.99" in fault.message("th")
    assert not form.answers


def test_answers_that_contradict_each_other_are_found_anew() -> None:
    """More digital services than services: rejected, and scored all the same, as in a form."""
    form = read(answers={"P4.4.1.name": "บริการ", "P4.4.1.cur_total": "3", "P4.4.1.cur_digital": "4"}, rejected={})
    assert [fault.code for fault in form.faults] == ["DG109"]
    assert (form.entries["P4.4.1.cur_digital"].state, form.answers["P4.4.1.cur_digital"]) == ("rejected", 4)


@pytest.mark.parametrize("changes", [
    {"notes": {"officer.name": "นาย ก"}}, {"notes": {"P1.1.01": "x"}}, {"modified": "yesterday"}, {"modified": "2026-01-01T00:00:00Z"},
    {"levels": {"P1.1": 6}}, {"levels": {"P1.1": "3"}}, {"answers": {"P1.1.01": True}}, {"answers": []}, {"edition": ""}, {"more": 1},
    {"source": {**RECORD["source"], "received": "2026-13-01"}}, {"source": {**RECORD["source"], "rounds": []}},
    {"correction": -1}, {"lang": "de"},
])
def test_a_record_that_is_not_valid_is_read_as_none(changes: dict[str, Any]) -> None:
    form = read(**changes)
    assert form.edition is None
    assert [fault.code for fault in form.faults] == ["DG423"]


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"\xff", b"{" * 100_000, b'{"agency": NaN}', b"[" * 200_000])
def test_what_is_no_json_is_no_record(content: bytes) -> None:
    assert [fault.code for fault in read_record(content).faults] == ["DG423"]


def test_an_edition_that_is_not_at_hand_is_named() -> None:
    form = read(edition="dga-2599-department")
    assert (form.edition, form.edition_id, form.agency_code) == (None, "dga-2599-department", "D1")
    assert [fault.code for fault in form.faults] == ["DG006"]


SHOWN = {"question": "P1.1.01", "kind": "not_shown", "value": None, "reason": "ไม่มีหลักฐาน", "day": "2026-11-01", "about": "true"}


def test_findings_come_with_the_answers_and_the_round_stands_for_who_found_them() -> None:
    form = read(findings=[SHOWN, {**SHOWN, "question": "P4.U.score", "kind": "corrected", "value": "0.5", "about": "0.875"}])
    assert form.handed is not None
    assert form.handed.findings == (
        Finding("P1.1.01", "not_shown", None, "ไม่มีหลักฐาน", "กระทรวง ก", "2026-11-01", True),
        Finding("P4.U.score", "corrected", Fraction("0.5"), "ไม่มีหลักฐาน", "กระทรวง ก", "2026-11-01", Fraction("0.875")))
    assert pack(form).unpack() == form
    assert pack(form).head.found == 2


@pytest.mark.parametrize("change", [{"question": "P9.9.99"}, {"kind": "true"}, {"kind": "corrected"}, {"value": "true"}, {"about": "yes"},
                                    {"kind": "corrected", "value": "maybe"}])
def test_a_finding_that_cannot_be_is_told_and_does_not_count(change: dict[str, Any]) -> None:
    form = read(findings=[{**SHOWN, **change}])
    assert form.handed is not None
    assert not form.handed.findings
    assert "DG434" in [fault.code for fault in form.faults]
