"""`data/round.json`: the figures of a round, counted by hand and as its sheets print them."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.report.attained import Attained
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.round_data import RoundData, as_json, round_data
from tests.support.consolidated_books import result
from tests.support.returned import DEPARTMENT


def _scored(code: str, ministry: str, score: str, level: int, counts: bool = True) -> Outcome:
    """A department that has one score at everything."""
    edition = load_edition(DEPARTMENT)
    at = [Attained(Fraction(score), level, "complete" if one in edition.topics else None) for one in edition.ids]
    state = "complete" if counts else "incomplete"
    return Outcome(Agency(code, code, "", ministry), edition, state, f"{code}.xlsx", tuple(at), 10, 100, counts)  # type: ignore[arg-type]


def _round() -> RoundResult:
    """Four departments at 1, 2, 2.432 and 5, the last of which does not count; and one that is missing."""
    some = [_scored("A", "กระทรวง ก", "1", 1), _scored("B", "กระทรวง ข", "2", 2), _scored("C", "กระทรวง ก", "2.432", 2),
            _scored("D", "", "5", 5, counts=False)]
    return replace(result(), outcomes=(*some, result().outcomes[1]), inputs="ab")


def _written(of: RoundResult) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_json(round_data(of)))
    return found


def test_the_figures_are_those_that_can_be_counted_by_hand() -> None:
    """The mean of 1, 2 and 2.432 is 1.8106…: 1.81 as shown, which is where level 2 begins; the median is 2."""
    found = _written(_round())
    assert (found["title"], found["on"], found["deadline"], found["counts_from"], found["inputs"]) == (
        "รอบทดสอบ", "2026-11-22", None, "1/2", "ab")
    states = dict.fromkeys(("blank", "other_round", "unreadable", "contradicting", "faulty"), 0) | {
        "missing": 1, "incomplete": 1, "complete": 3}
    assert found["response"] == {"sent": 5, "counting": 3, "late": 0, "rate": 0.6, "states": states}
    department, province = found["editions"]
    three = {"count": 3, "mean": 1.81, "median": 2.0, "level": 2, "at_level": {"1": 1, "2": 2, "3": 0, "4": 0, "5": 0}}
    assert department["overall"] == department["complete"] == three
    assert department["incomplete"] == {"count": 0, "mean": None, "median": None, "level": None,
                                        "at_level": dict.fromkeys("12345", 0)}
    assert all(one == three for one in [*department["pillars"].values(), *department["sub_pillars"].values()])
    assert all(one.items() >= three.items() for one in department["topics"].values())
    assert province["response"]["sent"] == 0 and province["response"]["rate"] is None and province["overall"]["mean"] is None


def test_groups_have_their_own_figures_that_without_a_name_last() -> None:
    """In กระทรวง ก 1 and 2.432: the mean is 1.716, of level 1."""
    groups = _written(_round())["editions"][0]["groups"]
    assert list(groups) == ["ministry", "mission", "kind"]
    first, second, third, last = groups["ministry"]
    assert [one["name"] for one in (first, second, third, last)] == ["กระทรวง ก", "กระทรวง ข", "กระทรวง", ""]
    assert first["overall"] == {"count": 2, "mean": 1.72, "median": 1.72, "level": 1,
                                "at_level": {"1": 1, "2": 1, "3": 0, "4": 0, "5": 0}}
    assert (last["response"]["sent"], last["response"]["counting"], last["overall"]["count"]) == (1, 0, 0)
    assert third["response"]["states"]["missing"] == 1


def test_topics_of_one_mean_are_strongest_and_weakest_in_the_order_of_the_edition() -> None:
    edition = load_edition(DEPARTMENT)
    found = _written(_round())["editions"][0]
    assert found["strongest"] == found["weakest"] == list(edition.topics)[:3]
    assert found["names"]["P1.1"] == {"th": edition.topics["P1.1"].name.th, "en": edition.topics["P1.1"].name.en}
    assert list(found["topics"]) == list(edition.topics)


def test_what_is_written_is_read_back_by_the_same_models() -> None:
    data = round_data(_round())
    assert RoundData.model_validate_json(as_json(data)) == data
