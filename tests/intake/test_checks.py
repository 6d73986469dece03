"""Answers that must hold together, and those that are to be confirmed."""

from __future__ import annotations

from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.form.layout import layout
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.figure_pairs import samples, shares
from tests.support.returned import DEPARTMENT, PROVINCE, Draft, at, form_grids, put


def test_the_rules_say_which_figures_belong_together() -> None:
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    assert len(shares(department)) == 10
    assert shares(department)[0] == ("P4.4.1.prev_digital", "P4.4.1.prev_total")
    assert shares(province) == (("P4.1.digital", "P4.1.total"),)
    assert samples(department) == (("P3.2.takers", "P3.2.staff"),)
    assert samples(province) == ()


@pytest.mark.parametrize("year", ["prev", "cur"])
def test_digital_above_total_is_an_error_and_still_scores_level_one(year: str) -> None:
    edition = load_edition(DEPARTMENT)
    service = {f"P4.4.2.{figure}": 10 for figure in ("prev_total", "prev_digital", "cur_total", "cur_digital")}
    answers = {"P4.4.2.name": "บริการ"} | service | {f"P4.4.2.{year}_digital": 11}
    returned = read_return(PlainWorkbook(form_grids(answers=answers)))
    (fault,) = returned.faults
    entry = returned.entries[f"P4.4.2.{year}_digital"]
    assert (fault.code, fault.question, fault.value) == ("DG109", entry.question, "11")
    assert "(10)" in fault.message("th")
    assert (entry.state, entry.value) == ("rejected", 11)
    assert returned.answers == answers
    assert score(edition, returned.answers).topics["P4.4"].level == 1


def test_digital_above_total_in_a_province() -> None:
    returned = read_return(PlainWorkbook(form_grids(PROVINCE, answers={"P4.1.total": 5, "P4.1.digital": 6})))
    assert [(fault.code, fault.question) for fault in returned.faults] == [("DG109", "P4.1.digital")]
    assert score(load_edition(PROVINCE), returned.answers).topics["P4.1"].level == 1


def test_figures_that_are_not_asked_are_not_compared() -> None:
    answers = {"P4.1.unknown": True, "P4.1.total": 5, "P4.1.digital": 6}
    assert read_return(PlainWorkbook(form_grids(PROVINCE, answers=answers))).faults == ()


def test_more_takers_than_staff_is_a_warning() -> None:
    returned = read_return(PlainWorkbook(form_grids(answers={"P3.2.takers": 12, "P3.2.staff": 10, "P3.2.mean": 50})))
    (fault,) = returned.faults
    assert (fault.code, fault.severity, fault.question) == ("DG301", "warning", "P3.2.takers")
    assert returned.entries["P3.2.takers"].state == "accepted"


# -- to be confirmed -------------------------------------------------------------------------------

#: Items “others”, with what opens them.
OTHERS_OF = [
    (DEPARTMENT, "P1.5.08", {}), (DEPARTMENT, "G2.03", {"G2.dcio": True}), (DEPARTMENT, "P4.2.07", {}),
    (DEPARTMENT, "P5.3.05", {"P5.3.automation": True}), (DEPARTMENT, "P5.5.app.6", {}), (DEPARTMENT, "P5.5.remote.4", {}),
    (DEPARTMENT, "P6.1.04", {}), (DEPARTMENT, "P7.11", {}),
    (PROVINCE, "P4.4.1.5", {"P4.4.1.active": True}), (PROVINCE, "P5.P.remote.3", {}), (PROVINCE, "P7.09", {}),
]


def blank_remarks(name: str, answers: dict[str, Any]) -> list[Draft]:
    """A form with these answers and without any remark."""
    grids = form_grids(name, answers=answers)
    for note in layout(load_edition(name), "th").notes:
        if note.startswith("remark."):
            remark(grids, name, note.removeprefix("remark."), None)
    return grids


def remark(grids: list[Draft], name: str, topic: str, text: str | None) -> None:
    """Type a remark into the form."""
    sheet, cell = layout(load_edition(name), "th").notes[f"remark.{topic}"]
    row, column = at(cell)
    put(next(grid for grid in grids if grid.name == sheet), row, column, text)


def told(grids: list[Draft]) -> list[tuple[str, str | None]]:
    """The code and the question of each fault."""
    return [(fault.code, fault.question) for fault in read_return(PlainWorkbook(grids)).faults]


@pytest.mark.parametrize(("name", "question", "beside"), OTHERS_OF)
def test_an_item_others_without_a_name_is_told_and_counts(name: str, question: str, beside: dict[str, Any]) -> None:
    topic = str(load_edition(name).questions[question].topic)
    answers = {question: True, **beside}
    grids = blank_remarks(name, answers)
    (fault,) = read_return(PlainWorkbook(grids)).faults
    assert (fault.code, fault.question, fault.severity) == ("DG310", question, "warning")
    assert topic in fault.message("th") and topic in fault.remedy_for_agency("en")
    remark(grids, name, topic, "ระบุแล้ว")
    assert told(grids) == []
    assert told(blank_remarks(name, {**answers, question: False})) == []


def test_one_warning_a_topic_is_enough() -> None:
    assert told(blank_remarks(DEPARTMENT, {"P7.09": True, "P7.10": True, "P7.11": True, "P1.5.08": True})) == [
        ("DG310", "P1.5.08"), ("DG310", "P7.09")]


def test_an_item_that_is_not_asked_needs_no_name() -> None:
    assert told(blank_remarks(DEPARTMENT, {"P5.3.05": True, "P5.3.automation": False})) == []


def test_a_remark_that_is_lost_tells_nothing() -> None:
    grids = form_grids(DEPARTMENT, answers={"P7.09": True})
    sheet, cell = layout(load_edition(DEPARTMENT), "th").notes["remark.P7"]
    grid = next(grid for grid in grids if grid.name == sheet)
    del grid.rows[at(cell)[0] - 1]
    assert told(grids) == []


@pytest.mark.parametrize(("who", "committee", "differs"), [
    ("committee", False, True), ("committee", True, False), ("committee", None, False), ("other", False, False), ("other", True, False),
    (None, False, False),
])
def test_a_committee_that_answers_and_is_not_there_is_told(who: str | None, committee: bool | None, differs: bool) -> None:
    given = {"agency.answered_by": who, "G1.committee": committee, "P1.1.01": True}
    found = told(form_grids(PROVINCE, answers={name: value for name, value in given.items() if value is not None}))
    assert found == ([("DG309", "agency.answered_by")] if differs else [])
