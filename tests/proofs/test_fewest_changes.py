"""Advice and load-bearing claims are the fewest changes there are: against every set of answers of a topic, and for agencies."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from math import prod
from typing import Any

import pytest

from dgmm_excel import advise, load_edition, score
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring import cheapest, sums
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.claims import load_bearing
from dgmm_excel.scoring.diagram import Least
from tests.conftest import LONG
from tests.support import oracle
from tests.support.every_set import options as options_of
from tests.support.oracle import DEPARTMENT, PROVINCE, random_answers

#: Topics with more sets of answers than these are left out; of each topic so many sets are looked at; and so many agencies.
MOST, SETS, AGENCIES = (2**16, 40, 150) if LONG else (2**9, 15, 6)
_FAR = 99


@dataclass(frozen=True)
class Every:
    """Every set of answers of a topic, numbered: the options of each question, blank first, and the level of each set."""

    questions: tuple[Question, ...]
    options: tuple[tuple[Any, ...], ...]
    levels: tuple[int, ...]

    @property
    def strides(self) -> list[int]:
        """By how much the number of a set grows with the next option of each question."""
        return [prod(map(len, self.options[place + 1:])) for place in range(len(self.options))]

    def number(self, answers: Mapping[str, Any]) -> int:
        """Return the number of the set that the answers are."""
        return sum(stride * options.index(answers.get(question.id))
                   for question, options, stride in zip(self.questions, self.options, self.strides, strict=True))

    def distances(self, wanted: Callable[[int], bool], blanks_change: bool) -> list[int]:
        """Return for each set the fewest answers to change to come to a wanted level; none is changed to blank."""
        far = [0 if wanted(level) else _FAR for level in self.levels]
        for options, stride in zip(self.options, self.strides, strict=True):
            blank = options[0] is None
            for start in range(0, len(far), stride * len(options)):
                for first in range(start, start + stride):
                    places = range(first, first + stride * len(options), stride)
                    nearest = min(far[place] for place in places[blank:]) + 1
                    for place in places if blanks_change else places[blank:]:
                        far[place] = min(far[place], nearest)
        return far

    def nearer(self, number: int, far: list[int], answers: Mapping[str, Any]) -> set[str]:
        """Return the given questions of which a change is the first of the fewest from a set."""
        return {question.id for question, options, stride in zip(self.questions, self.options, self.strides, strict=True)
                if question.id in answers for now in [options.index(answers[question.id])]
                for place in range(options[0] is None, len(options))
                if place != now and far[number + stride * (place - now)] == far[number] - 1}


@cache
def every(name: str, code: str) -> Every | None:
    """Return every set of answers of a topic, with its levels by the model written a second time; None if there are too many."""
    topic, rule = load_edition(name).topics[code], oracle.RULES[name].get(code)
    for blanks in (True, False):
        options = [one for one in (options_of(question, blanks) for question in topic.questions) if one is not None]
        if rule is not None and len(options) == len(topic.questions) and prod(map(len, options)) <= MOST:
            ids = [question.id for question in topic.questions]
            sets = ({one: value for one, value in zip(ids, chosen, strict=True) if value is not None} for chosen in product(*options))
            levels = tuple(rule(oracle.counting(name, answers)[0]) for answers in sets)
            return Every(topic.questions, tuple(options), tuple(map(int, levels)))
    return None


def some_set(rng: random.Random, of: Every) -> dict[str, Any]:
    share = rng.random()
    chosen = {question.id: options[-1] if rng.random() < share else rng.choice(options)
              for question, options in zip(of.questions, of.options, strict=True)}
    return {name: value for name, value in chosen.items() if value is not None}


def counted_out(name: str) -> Iterator[tuple[str, Every]]:
    """Yield the topics of which every set is looked at; not those that also read another topic's answers, or are others'."""
    for topic in load_edition(name).topics.values():
        if topic.source == "agency" and topic.id not in ("G4", "G3", "P5.1C"):
            of = every(name, topic.id)
            if of is not None:
                yield topic.id, of


def assessed(name: str, code: str, answers: Mapping[str, Any]) -> Assessment:
    """Score a topic's answers, with one of another topic, so that the form is not blank."""
    edition = load_edition(name)
    other = next(one.id for topic in edition.topics.values() if topic.id != code for one in topic.questions if one.type == "yes_no")
    return score(edition, {**answers, other: False})


def compare(name: str, code: str, of: Every, rng: random.Random, many: int) -> None:
    """Compare advice and claims for some sets of a topic's answers with all sets."""
    up = {level: of.distances(level.__lt__, True) for level in range(1, 6)}
    down = {level: of.distances(level.__gt__, False) for level in range(1, 6)}
    for answers in (some_set(rng, of) for _ in range(many)):
        a, number = assessed(name, code, answers), of.number(answers)
        level = of.levels[number]
        assert a.topics[code].level == level
        advised, carried = advise(a, code), load_bearing(a, code)
        assert (_FAR if advised is None else advised.cost) == min(_FAR, up[level][number]), (code, answers)
        assert (_FAR if carried is None else carried.size) == min(_FAR, down[level][number]), (code, answers)
        if advised is not None:
            assert of.levels[of.number({**answers, **advised.changes})] > level and advised.proven
        if carried is not None:
            assert of.levels[of.number({**answers, **carried.changes})] < level and carried.proven
            assert set(carried.questions) == of.nearer(number, down[level], answers), (code, answers)


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_they_are_the_fewest_of_all_sets_of_answers(name: str, tell: Callable[[str], None]) -> None:
    rng, topics = random.Random(f"fewest {name}"), dict(counted_out(name))
    for code, of in topics.items():
        compare(name, code, of, rng, SETS)
    assert len(topics) > 10
    sets = sum(len(of.levels) for of in topics.values())
    tell(f"{name}: advice and claims of {SETS * len(topics):,} answers of {len(topics)} topics, against all {sets:,} sets")


# -- groups of such topics -------------------------------------------------------------------------


def exact_distances(of: Every) -> dict[int, list[int]]:
    """Return for each level the fewest answers to change from each set to one of exactly that level."""
    return {level: of.distances(level.__eq__, True) for level in sorted(set(of.levels))}


def least_cost(edition: Edition, a: Assessment, code: str, costs: Mapping[str, Mapping[int, int]]) -> int:
    """Return the fewest changes that lift a group: the cheapest of all combinations of its topics' levels, one by one.

    `costs` has for each topic what each of its levels takes. The mean of means is the rule of both editions; level n + 1 begins
    half a hundredth below its band, where a score is rounded up to it.
    """
    subs = [edition.sub_pillars[code]] if code in edition.sub_pillars else [
        sub for pillar in edition.pillars if code in (pillar.id, "overall") for sub in pillar.sub_pillars]
    share = {topic.id: Fraction(1, len(sub.topics) * len(subs)) for sub in subs for topic in sub.topics}
    reached: dict[Fraction, int] = {Fraction(0): 0}
    for topic, part in share.items():
        further: dict[Fraction, int] = {}
        for score_, cost in reached.items():
            for level, more in costs[topic].items():
                found = score_ + part * level
                further[found] = min(further.get(found, _FAR), cost + more)
        reached = further
    bound = edition.bands[a[code].level or 0] - Fraction(1, 200)
    return min((cost for score_, cost in reached.items() if score_ >= bound), default=_FAR)


def groups(edition: Edition, counted: Mapping[str, Every]) -> list[str]:
    """Return the sub-pillars and pillars all of whose topics are counted out; none that reads questions twice."""
    codes = (*edition.sub_pillars, *(pillar.id for pillar in edition.pillars))
    return [code for code in codes if code not in edition.topics and all(one.id in counted for one in edition.topics_under(code))]


def compare_groups(name: str, rng: random.Random, many: int) -> tuple[int, list[str]]:
    """Compare advice for sub-pillars and pillars with all levels of their topics; return how many were, and which."""
    edition, topics = load_edition(name), dict(counted_out(name))
    found = groups(edition, topics)
    under = {topic.id: topics[topic.id] for code in found for topic in edition.topics_under(code)}
    far, looked = {topic: exact_distances(of) for topic, of in under.items()}, 0
    for _ in range(many):
        sets = {topic: some_set(rng, of) for topic, of in under.items()}
        a = score(edition, {"P1.1.01": False} | {name: value for one in sets.values() for name, value in one.items()})
        costs = {topic: {level: ways[under[topic].number(one)] for level, ways in far[topic].items()} for topic, one in sets.items()}
        for code in found:
            if (a[code].level or 5) < 5:
                advised, least = advise(a, code), least_cost(edition, a, code, costs)
                assert least == (_FAR if advised is None else advised.cost), (code, a.answers.values)
                looked += 1
    return looked, found


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_for_sub_pillars_and_pillars_they_are_the_fewest(name: str, tell: Callable[[str], None]) -> None:
    looked, found = compare_groups(name, random.Random(f"groups {name}"), SETS)
    assert len(found) > 3 and looked > SETS
    tell(f"{name}: {looked:,} advices for {len(found)} sub-pillars and pillars ({', '.join(found)}), against all levels of their topics")


def test_a_planted_fault_in_the_weights_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first topic of a group weighs as nothing."""
    def lighter(*of: Any) -> sums.Weights:
        topics, unit = sums.weights(*of)
        first = next(iter(topics))
        return sums.Weights({one: weight * (1 if one == first else 100) for one, weight in topics.items()}, unit * 100)

    monkeypatch.setattr(cheapest, "weights", lighter)
    cheapest._parts.cache_clear()
    with pytest.raises(AssertionError):
        compare_groups(PROVINCE, random.Random(1), 6)
    cheapest._parts.cache_clear()


@pytest.mark.parametrize(("planted", "value"), [
    ("least_score", lambda edition, code, level: edition.bands[level - 1] + Fraction(1, 2)),
    ("fewest", lambda of, *_: {max(of.scores, key=of.scores.__getitem__): Least(1, {}, frozenset())})])
def test_a_planted_fault_is_found(planted: str, value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cheapest, planted, value)
    of = every(DEPARTMENT, "P1.6")
    assert of is not None
    cheapest._through.cache_clear()
    with pytest.raises(AssertionError):
        compare(DEPARTMENT, "P1.6", of, random.Random(1), 60)
    cheapest._through.cache_clear()


# -- whole agencies --------------------------------------------------------------------------------


def level_after(a: Assessment, code: str, changes: Mapping[str, Any]) -> int:
    return score(a.edition, {**a.answers.values, **changes})[code].level or 0


def check(a: Assessment, code: str, changes: Mapping[str, Any], moved: Callable[[int], bool], rng: random.Random) -> None:
    """Check that the changes move the level, and that with one change less nothing does: some of them, others by chance."""
    assert moved(level_after(a, code, changes)), (code, changes)
    for left in rng.sample(sorted(changes), min(3, len(changes))):
        assert not moved(level_after(a, code, {name: new for name, new in changes.items() if name != left})), (code, changes)
    given = [one for topic in a.edition.topics_under(code) for one in topic.questions if one.type == "yes_no" and one.id in a.answers.values]
    for _ in range(3 if len(changes) > 1 else 0):
        some = rng.sample(given, min(len(given), len(changes) - 1))
        assert not moved(level_after(a, code, {one.id: not a.answers.values[one.id] for one in some})), (code, some)


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_they_move_the_level_of_an_agency_and_fewer_do_not(name: str, tell: Callable[[str], None]) -> None:
    edition, rng, moved = load_edition(name), random.Random(f"agencies {name}"), {"lifted": 0, "lowered": 0}
    for _ in range(AGENCIES):
        a = score(edition, random_answers(name, rng))
        for code in rng.sample(sorted(edition.ids), 2):
            level = a[code].level
            if level is not None:
                advised, carried = advise(a, code), load_bearing(a, code)
                if advised is not None and advised.proven:
                    check(a, code, advised.changes, level.__lt__, rng)
                    moved["lifted"] += 1
                if carried is not None and carried.proven:
                    check(a, code, carried.changes, level.__gt__, rng)
                    moved["lowered"] += 1
    assert min(moved.values()) > AGENCIES / 4
    tell(f"{name}: {AGENCIES:,} agencies, {moved['lifted']:,} ids lifted and {moved['lowered']:,} lowered by no fewer changes")
