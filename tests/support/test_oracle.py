"""The oracle agrees with the hand-derived scenarios, and these reach every level that the model can give."""

from __future__ import annotations

import random
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.support import oracle
from tests.support.oracle import DEPARTMENT, INHERITED, PROVINCE, QUESTIONS, Result, assess

EDITIONS = (DEPARTMENT, PROVINCE)
CRITERIA = Path(__file__).parent.parent.parent / "criteria"
KEYS = {"name", "name_th", "answers", "parent", "expect", "status", "missing"}

# Levels that no set of answers can give, from the model's text.
UNREACHABLE: dict[str, dict[str, set[int]]] = {
    DEPARTMENT: {"P4.5": {2, 3, 4}},
    PROVINCE: {"P1.2": {2, 3, 4}, "P2.2": {5}, "G1": {2, 4}, "P4.3": {2, 3, 4}},
}


def _read(edition_id: str) -> list[dict[str, Any]]:
    text = (CRITERIA / f"{edition_id}.scenarios.yaml").read_text(encoding="utf-8")
    return list(YAML(typ="safe", pure=True).load(text))


SCENARIOS = {edition_id: _read(edition_id) for edition_id in EDITIONS}
CASES = [
    pytest.param(edition_id, scenario, id=f"{edition_id[9:]}: {scenario['name']}")
    for edition_id in EDITIONS
    for scenario in SCENARIOS[edition_id]
]


def _run(edition_id: str, scenario: dict[str, Any]) -> Result:
    parent = assess(DEPARTMENT, scenario["parent"]) if "parent" in scenario else None
    return assess(edition_id, scenario["answers"], parent)


def _found(result: Result, name: str) -> tuple[Fraction | None, int | None]:
    everything: dict[str, Any] = {**result.sub_pillars, "overall": result.overall}
    for group in (result.topics, result.pillars):
        for key, value in group.items():  # P7 is a topic and a pillar of one topic: both say the same
            assert key not in everything or everything[key].score == value.score
            everything[key] = value
    return everything[name].score, everything[name].level


def _level(expected: Any) -> int | None:
    level: int | None = expected["level"] if isinstance(expected, dict) else expected
    return level


def _possible(edition_id: str, answers: dict[str, Any]) -> list[str]:
    """Name the answers that the edition's questions do not allow."""
    rows = {row[0]: row for row in QUESTIONS[edition_id]}
    wrong = [name for name in answers if name not in rows]
    for name, value in answers.items():
        if name in wrong or value is None:
            continue
        kind, keys, low, high = rows[name][1:5]
        if kind in ("integer", "number"):
            whole = type(value) is int or (kind == "number" and type(value) is float)
            fits = whole and low is not None and high is not None and low <= value <= high
        else:
            fits = type(value) is (bool if kind == "yes_no" else str)
            fits = fits and (keys is None or value in keys)
        wrong += [] if fits else [name]
    return wrong


@pytest.mark.parametrize(("edition_id", "scenario"), CASES)
def test_scenario(edition_id: str, scenario: dict[str, Any]) -> None:
    """Each scenario scores, stands and misses what was derived for it by hand."""
    result = _run(edition_id, scenario)
    for name, expected in scenario["expect"].items():
        score, level = _found(result, name)
        assert (name, level) == (name, _level(expected))
        if isinstance(expected, dict):
            assert score is not None and oracle.rounded(score) == Fraction(expected["score"]), (name, score)
    for topic, status in scenario.get("status", {}).items():
        assert (topic, result.topics[topic].status) == (topic, status)
    for topic, missing in scenario.get("missing", {}).items():
        assert (topic, result.topics[topic].missing) == (topic, tuple(missing))


@pytest.mark.parametrize(("edition_id", "scenario"), CASES)
def test_scenario_is_well_formed(edition_id: str, scenario: dict[str, Any]) -> None:
    """Scenarios hold known keys, possible answers, and scores as quoted texts of two decimals."""
    assert {"name", "name_th", "answers", "expect"} <= set(scenario) <= KEYS
    assert _possible(edition_id, scenario["answers"]) == []
    assert _possible(DEPARTMENT, scenario.get("parent", {})) == []
    assert edition_id == PROVINCE or "parent" not in scenario
    for expected in scenario["expect"].values():
        if isinstance(expected, dict):
            assert set(expected) == {"score", "level"}
            assert re.fullmatch(r"[1-5]\.\d\d", expected["score"])


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_scenario_names_are_unique(edition_id: str) -> None:
    """A name says which scenario failed."""
    for key in ("name", "name_th"):
        assert [n for n, count in Counter(s[key] for s in SCENARIOS[edition_id]).items() if count > 1] == []


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_every_reachable_level_has_a_scenario(edition_id: str) -> None:
    """The scenarios name every level of every topic but those that the model cannot give."""
    told: dict[str, set[int | None]] = {topic: set() for topic in oracle.topics_of(edition_id)}
    for scenario in SCENARIOS[edition_id]:
        for name, expected in scenario["expect"].items():
            if name in told:
                told[name].add(_level(expected))
    for topic, levels in told.items():
        reachable = {1, 2, 3, 4, 5} - UNREACHABLE[edition_id].get(topic, set())
        assert (topic, levels - {None}) == (topic, reachable)


@pytest.mark.parametrize(
    ("edition_id", "questions", "topics", "inherited"), [(DEPARTMENT, 240, 33, 0), (PROVINCE, 128, 29, 9)]
)
def test_counts(edition_id: str, questions: int, topics: int, inherited: int) -> None:
    """The editions ask as many questions, and have as many topics, as the model says; ids are unique."""
    names = [row[0] for row in QUESTIONS[edition_id]]
    assert (len(names), len(set(names))) == (questions, questions)
    known = oracle.topics_of(edition_id)
    assert (len(known), len(set(known)), len(INHERITED[edition_id])) == (topics, topics, inherited)
    asked = {row[6] for row in QUESTIONS[edition_id]} - {None}
    assert asked == set(known) - set(INHERITED[edition_id])
    assert list(oracle.STRUCTURE[edition_id]) == ["P1", "P2", "P3", "P4", "P5", "P6", "P7"]


@pytest.mark.parametrize(
    ("staff", "sample"), [(1, 1), (10, 10), (50, 44), (100, 80), (1000, 278), (5000, 357), (999_999_999, 384)]
)
def test_sample_size(staff: int, sample: int) -> None:
    """Krejcie and Morgan's formula gives the sizes that the model quotes, and 384 for large populations."""
    assert oracle.sample_size(Fraction(staff)) == sample


@pytest.mark.parametrize(
    ("score", "level"),
    [
        ("1", 1), ("1.8", 1), ("1.8049", 1), ("1.805", 2), ("2.6", 2), ("2.605", 3), ("3.4", 3), ("3.405", 4),
        ("4.2", 4), ("4.2049", 4), ("4.205", 5), ("5", 5),
    ],
)
def test_bands(score: str, level: int) -> None:
    """A score is rounded half up to two decimals before it is banded."""
    assert oracle.level_of(Fraction(score)) == level


def test_rests_on() -> None:
    """Groups count the topics with a level beneath them: not the pending ones, and none in a blank form."""
    department = assess(DEPARTMENT, {"P7.01": True})
    assert (department.overall.rests_on, department.pillars["P3"].rests_on) == (31, 3)
    assert department.sub_pillars["S3.2"].rests_on == 0
    assert assess(DEPARTMENT, {"P7.01": True, "P3.2.takers": 0, "P4.U.score": 0.3}).overall.rests_on == 33
    assert assess(DEPARTMENT, {"agency.mission": "service", "P4.U.score": 0.3}).overall.rests_on == 0
    assert assess(PROVINCE, {"P7.01": True}).overall.rests_on == 19
    province = assess(PROVINCE, {"P7.01": True}, department)  # the parent's P3.2 is pending
    assert (province.overall.rests_on, province.pillars["P2"].rests_on) == (27, 6)


def test_an_unknown_id_raises() -> None:
    """Ids of the other edition are no answers."""
    with pytest.raises(ValueError, match=r"P1\.2\.status"):
        assess(DEPARTMENT, {"P1.2.status": "none"})


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_random_answers_are_possible_and_varied(edition_id: str) -> None:
    """Drawn sets are possible, repeatable, and together reach every level and status of every topic."""
    rng = random.Random(2566)
    levels: dict[str, set[int | None]] = {topic: set() for topic in oracle.topics_of(edition_id)}
    statuses: dict[str, set[str]] = {topic: set() for topic in levels}
    overall: set[int | None] = set()
    for _ in range(1200):
        theirs = oracle.random_answers(DEPARTMENT, rng)
        parent = assess(DEPARTMENT, theirs) if edition_id == PROVINCE else None
        answers = oracle.random_answers(edition_id, rng)
        assert _possible(edition_id, answers) == []
        result = assess(edition_id, answers, parent)
        overall.add(result.overall.level)
        for topic, found in result.topics.items():
            levels[topic].add(found.level)
            statuses[topic].add(found.status)
            without = found.status == "pending" or result.overall.score is None
            assert (found.score is None, found.level is None) == (without, without)
    for topic, reached in levels.items():
        reachable = {None, 1, 2, 3, 4, 5} - UNREACHABLE[edition_id].get(topic, set())
        assert (topic, reached) == (topic, reachable)
        assert (topic, statuses[topic]) == (topic, _statuses(edition_id, topic))
    assert overall == {None, 1, 2, 3, 4, 5}
    again = [oracle.random_answers(edition_id, random.Random(1)) for _ in range(2)]
    assert again[0] == again[1]


def _statuses(edition_id: str, topic: str) -> set[str]:
    """Return the statuses that a topic can have; one question alone is never answered in part."""
    if topic in INHERITED[edition_id]:
        return {"complete", "pending"}
    if topic in oracle.COORDINATOR:
        return {"complete", "pending", "blank"}
    alone = sum(row[6] == topic for row in QUESTIONS[edition_id]) == 1
    return {"complete", "blank"} if alone else {"complete", "incomplete", "blank"}
