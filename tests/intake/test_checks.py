"""Answers that must hold together."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.figure_pairs import samples, shares
from tests.support.returned import DEPARTMENT, PROVINCE, form_grids


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
