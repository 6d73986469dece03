"""The oracle agrees with the hand-derived scenarios, and these reach every level that the model can give."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from tests.support import oracle
from tests.support.oracle import DEPARTMENT, INHERITED, PROVINCE, QUESTIONS, Result, assess
from tests.support.scenarios import scenarios

EDITIONS = (DEPARTMENT, PROVINCE)
KEYS = {"name", "name_th", "answers", "parent", "expect", "status", "missing"}

# Levels that no set of answers can give, from the model's text.
UNREACHABLE: dict[str, dict[str, set[int]]] = {
    DEPARTMENT: {"P4.5": {2, 3, 4}},
    PROVINCE: {"P1.2": {2, 3, 4}, "P2.2": {5}, "G1": {2, 4}, "P4.3": {2, 3, 4}},
}


SCENARIOS = {edition_id: scenarios(edition_id) for edition_id in EDITIONS}


def _subject(edition_id: str, scenario: dict[str, Any]) -> str:
    """Return the topic that a scenario's name begins with; `several` for the others."""
    first: str = scenario["name"].partition(" ")[0]
    return first if first in oracle.topics_of(edition_id) else "several"


#: Edition and topic -> its scenarios: one test case each.
BY_TOPIC: dict[tuple[str, str], list[dict[str, Any]]] = {}
for _edition_id in EDITIONS:
    for _scenario in SCENARIOS[_edition_id]:
        BY_TOPIC.setdefault((_edition_id, _subject(_edition_id, _scenario)), []).append(_scenario)


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


def _differences(edition_id: str, scenario: dict[str, Any]) -> Iterator[str]:
    """Yield where the oracle and what was derived by hand differ: scores, levels, statuses, missing answers."""
    result = _run(edition_id, scenario)
    for name, expected in scenario["expect"].items():
        score, level = _found(result, name)
        if level != _level(expected):
            yield f"{name}: level {level}, not {_level(expected)}"
        if isinstance(expected, dict) and (score is None or oracle.rounded(score) != Fraction(expected["score"])):
            yield f"{name}: score {score}, not {expected['score']}"
    for topic, status in scenario.get("status", {}).items():
        if result.topics[topic].status != status:
            yield f"{topic}: {result.topics[topic].status}, not {status}"
    for topic, missing in scenario.get("missing", {}).items():
        if result.topics[topic].missing != tuple(missing):
            yield f"{topic}: missing {result.topics[topic].missing}, not {missing}"


@pytest.mark.parametrize(("edition_id", "topic"), BY_TOPIC)
def test_the_oracle_gives_what_was_derived_by_hand(edition_id: str, topic: str) -> None:
    found = {scenario["name"]: list(_differences(edition_id, scenario)) for scenario in BY_TOPIC[edition_id, topic]}
    assert not any(found.values()), found


def test_differences_are_told() -> None:
    """A scenario with a wrong level, score, status and list of missing answers has four differences."""
    scenario = next(s for s in SCENARIOS[DEPARTMENT] if s.get("missing") and any(isinstance(e, dict) for e in s["expect"].values()))
    assert list(_differences(DEPARTMENT, scenario)) == []
    name = next(name for name, expected in scenario["expect"].items() if isinstance(expected, dict))
    topic = next(iter(scenario["missing"]))
    wrong = scenario | {"expect": {name: {"score": "0.00", "level": 9}}, "status": {topic: "?"}, "missing": {topic: ["?"]}}
    assert len(list(_differences(DEPARTMENT, wrong))) == 4


@pytest.mark.parametrize("edition_id", EDITIONS)
def test_scenarios_are_well_formed(edition_id: str) -> None:
    """Scenarios hold known keys, possible answers, and scores as quoted texts of two decimals."""
    for scenario in SCENARIOS[edition_id]:
        told = scenario["name"]
        assert {"name", "name_th", "answers", "expect"} <= set(scenario) <= KEYS, told
        assert _possible(edition_id, scenario["answers"]) == [], told
        assert _possible(DEPARTMENT, scenario.get("parent", {})) == [], told
        assert edition_id == PROVINCE or "parent" not in scenario, told
        for expected in scenario["expect"].values():
            if isinstance(expected, dict):
                assert set(expected) == {"score", "level"}, told
                assert re.fullmatch(r"[1-5]\.\d\d", expected["score"]), told


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
    ("edition_id", "questions", "topics", "inherited"), [(DEPARTMENT, 240, 33, 0), (PROVINCE, 129, 29, 9)]
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
