"""A light row of an agency says what its assessment says, in some kB."""

from __future__ import annotations

import sys

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.report.standing import Standing, mission_of
from tests.support.consolidated_books import given, result
from tests.support.returned import DEPARTMENT, some_answers


def test_scores_and_levels_are_those_of_the_assessment() -> None:
    edition = load_edition(DEPARTMENT)
    assessment = score(edition, some_answers(edition))
    first, *others = result().outcomes
    of = result(outcomes=(given(first, assessment=assessment), *others))
    one = of.standing(of.outcomes[0])
    for code in edition.ids:
        assert (one.score(code), one.level(code)) == (assessment[code].score, assessment[code].level)
    with pytest.raises(KeyError):
        one.score("P99")
    numbers = sum(map(sys.getsizeof, (*one.scores, *one.levels)))
    assert sys.getsizeof(one.scores) + sys.getsizeof(one.levels) + numbers < 6_000


def test_an_agency_without_a_return_has_no_score() -> None:
    edition = load_edition(DEPARTMENT)
    one = Standing(Agency("D1", "กรม"), edition, "missing", 0, 1, False, True, "")
    assert one.score("overall") is None and one.level("P1") is None


def test_the_mission_is_the_one_that_was_scored_else_the_roster_s() -> None:
    edition, agency = load_edition(DEPARTMENT), Agency("D1", "กรม", mission="policy")
    assert mission_of(agency, None) == "policy"
    assert mission_of(agency, score(edition, {"agency.mission": "service", "P1.1.01": True})) == "service"
    assert mission_of(Agency("D2", "กรม"), score(edition, {"P1.1.01": True})) == ""
