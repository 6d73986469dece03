"""Points: what answers give, by hand, in exact fractions; what is told of them in words; mistakes with their lines."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.errors import EditionError
from dgmm_excel.model.describe import levels, reachable
from dgmm_excel.model.extent import extent

FILE = Path(__file__).parent / "data" / "wide-points.yaml"
#: One answer elsewhere, so that the form is begun.
BEGUN: dict[str, Any] = {"B.1.1": False}


def found(topic: str, answers: dict[str, Any]) -> tuple[Fraction | None, int | None]:
    one = score(load_edition(FILE), BEGUN | {f"{topic}.{name}": value for name, value in answers.items()}).topics[topic]
    return one.score, one.level


@pytest.mark.parametrize(("topic", "answers", "points", "level"), [
    ("A.1", {}, "0", 0),
    ("A.1", {"1": "all", "2": "most", "3": "some"}, "5/3", 1),  # 1 + 1/2 × 1/3 + 1/3 × 1.5
    ("A.1", {"1": "all", "2": "all", "3": "all"}, "17/6", 2),  # 1 + 1/3 + 3/2
    ("A.2", {}, "0", 0),  # blank is the least that each can give, not left out
    ("A.2", {"1": "full", "2": "part", "3": "no"}, "500000/8700", 1),  # 2 + 3 of 2 + 6 + 0.7
    ("A.2", {"1": "full", "2": "na", "3": "na"}, "100", 2),  # 2 of 2
    ("A.2", {"1": "na", "2": "part", "3": "full"}, "3700/67", 1),  # 3 + 0.7 of 6 + 0.7
    ("A.2", {"1": "na", "2": "na", "3": "na"}, None, None),
    ("A.3", {"1": True, "2": True, "3": True, "n": 33.2, "many": 7}, "413/25", 1),  # 1.2 of 1.5, 10 for two of three, 3.32, 2 of 7/3
    ("A.3", {"1": False, "2": True, "3": True, "n": 33.3, "many": 1}, "4249/300", 1),  # 0.5, for the third is not asked; 10, 3.33, 1/3
    ("A.4", {"1": "full", "2": "part", "3": "full", "4": True}, "1500/703", 2),  # (3 × 1/3 + 1 + 2 + 100 / 100) / (1/3 + 1 + 1 + 1/100)
    ("A.4", {"1": "na", "2": "part", "3": "na", "4": False}, "500/403", 2),  # (2/3 + 1 + 0) / (1/3 + 1 + 1/100)
    ("A.4", {"1": "na", "2": "na", "3": "na", "4": True}, "100", 2),
    ("B.2", {"1": "part", "2": "full"}, "5/3", 1),  # (1 + 2 × 2) / 3
    ("B.2", {"1": "part", "2": "na"}, "1", 1),
    ("B.2", {"1": "na", "2": "na"}, None, None),
])
def test_points_are_those_by_hand(topic: str, answers: dict[str, Any], points: str | None, level: int | None) -> None:
    assert found(topic, answers) == (None if points is None else Fraction(points), level)


def test_what_all_can_leave_out_has_no_score_and_is_complete() -> None:
    topic = score(load_edition(FILE), BEGUN | {"B.2.1": "na", "B.2.2": "na"}).topics["B.2"]
    assert (topic.score, topic.level, topic.status, topic.trace) == (None, None, "complete", None)


def test_a_group_goes_by_what_is_left() -> None:
    found = score(load_edition(FILE), {"B.1.1": True, "B.1.2": True, "B.2.1": "na", "B.2.2": "na"})
    assert found["S2.1"].score == Fraction(2) and found.sub_pillars["S2.1"].rests_on == 1


def test_the_ends_of_points() -> None:
    edition = load_edition(FILE)
    ends = {"A.1": "17/6", "A.2": "100", "A.3": "166/5", "A.4": "100", "B.2": "2"}  # A.3: 1.2 + 20 + 10 + 2
    assert {code: extent(edition, code) for code in ends} == {code: (Fraction(0), Fraction(most)) for code, most in ends.items()}
    assert all(reachable(edition, code) == (0, 1, 2) for code in ends)


def test_points_are_told_in_words() -> None:
    edition = load_edition(FILE)
    lowest, *above = (text.en for text in levels(edition, "A.1"))
    assert lowest == (
        "Points from 0.00 to 0.99 (sum of: “plan” (never = 0, some = 0.25, most = 0.5, all = 1); "
        "“staff” (never = 0, some = 0.25, most = 0.5, all = 1) × 1/3; “budget” (never = 0, some = 1/3, most = 2/3, all = 1) × 1.5)")
    assert above == ["Points from 1.00 to 1.99", "Points from 2.00 to 2.83"]
    assert "0.5 for each yes, up to 1.2: one, two, three; how many of 3 there are (1: 2, 2: 10, 3: 20)" in levels(edition, "A.3")[0].en
    assert "not applicable = left out" in levels(edition, "A.2")[0].en and "] × 1/3" in levels(edition, "A.4")[0].en


def test_the_trace_has_the_points_and_what_was_possible() -> None:
    reason = score(load_edition(FILE), BEGUN | {"B.2.1": "part", "B.2.2": "na"}).topics["B.2"].trace
    assert reason is not None and [values for _, values in reason.figures] == [(1,), (2,)]


@pytest.mark.parametrize(("old", "new", "line", "what"), [
    ('all: 1}}\n                - {question: A.1.2', 'alll: 1}}\n                - {question: A.1.2', 44, "A.1.1 has no choice alll"),
    ('weights: {A.1.2: "1/3"}', 'weights: {A.1.9: "1/3"}', 40, "A.1.9 is no member of this group"),
    ("- {question: A.2.1, gives: {na: null, no: 0, part: 1, full: 2}}", "- {question: A.2.1, gives: {na: null, no: 0, part: 0, full: 0}}", 68,
     "no answer gives any points"),
    ("- {number: A.3.many, times: \"1/3\", most: 2}", "- {number: A.3.many, times: \"1/3\"}", 93, "A.3.many has no maximum"),
    ('bands: ["0", "5", "20"]', 'bands: ["0", "5", "40"]', 76, "the highest level takes 40, but no more than 166/5 can be reached"),
    ("gives: {1: 2, 2: \"10\", 3: 20}", "gives: {2: 2, 1: \"10\", 3: 20}", 91, "the counts in gives rise"),
    ("- {yes: [A.4.4], each: 2}", "- {ja: [A.4.4], each: 2}", 129, "what gives points has one of"),
])
def test_a_mistake_in_points_is_told_with_its_line(old: str, new: str, line: int, what: str, tmp_path: Path) -> None:
    text = FILE.read_text("utf-8")
    assert text.count(old) == 1
    damaged = tmp_path / FILE.name
    damaged.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(EditionError) as refusal:
        load_edition(damaged)
    assert any(what in one.what and one.where == f"{FILE.name}:{line}" for one in refusal.value.mistakes), str(refusal.value)


def test_weights_go_along_with_a_topic_that_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "wide-points.yaml").write_bytes(FILE.read_bytes())
    own = tmp_path / "taken.yaml"
    own.write_text("""
id: taken
base: wide-points
title: {th: "ต่อ", en: Taken}
respondent: {th: "หน่วยงาน", en: Agency}
lowest_level: 0
pillars:
  - id: P1
    sub_pillars:
      - id: S1.1
        name: {th: "หนึ่ง", en: One}
        topics:
          - {id: D.7, same_as: A.1}
""", encoding="utf-8")
    topic = score(load_edition(own), {"D.7.1": "all", "D.7.2": "most", "D.7.3": "some"}).topics["D.7"]
    assert topic.score == Fraction(5, 3)
