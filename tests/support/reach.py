"""Which scores can be reached, counted out in exact fractions, and answers for each: those on the edges of bands and the ties.

Nothing here looks at a sheet.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import chain
from math import lcm
from typing import Any

from dgmm_excel.model.edition import Edition, Topic
from dgmm_excel.model.rules import MeanOfChoices
from tests.support import oracle
from tests.support.answer_sets import AnswerSet, edition_of, patchwork

#: The score of each topic; None: pending.
Choice = Mapping[str, Fraction | None]
#: By score, a choice that gives it.
Ways = Mapping[Fraction | None, Choice]


@dataclass(frozen=True)
class Reach:
    """Which scores an edition's codes can have in a form that is not blank, and answers that give them.

    Counted out over the topics' levels in exact fractions. `with_parent`: the inherited topics have a score.
    """

    name: str
    with_parent: bool = False

    @property
    def edition(self) -> Edition:
        return edition_of(self.name)

    def scores(self, code: str) -> tuple[Fraction, ...]:
        """Return every score that the code can have, rising."""
        found = self._whole.scores if code == "overall" else self._ways(code)
        return tuple(sorted(value for value in found if value is not None))

    def answers(self, code: str, wanted: Fraction) -> AnswerSet:
        """Return a set of answers that gives the code exactly that score."""
        return self._spelled(self._whole.choice(wanted) if code == "overall" else self._ways(code)[wanted])

    def straying(self, code: str, wanted: Fraction, rng: random.Random) -> AnswerSet | None:
        """Answers with which a tie of a pillar, or of the whole, comes out below itself in doubles; None: none were found."""
        for _ in range(200):
            *firsts, last = rng.sample(self._members(code), len(self._members(code)))
            choices = [rng.choice(list(self._ways(member).items())) for member in firsts]
            values = [value for value, _ in choices if value is not None]
            rest = wanted * (len(values) + 1) - sum(values)
            if rest in self._ways(last):
                choice = {topic: score for _, one in choices for topic, score in one.items()} | {**self._ways(last)[rest]}
                if self._in_doubles(code, choice) * 100 + 0.5 < float(wanted * 100 + Fraction(1, 2)):
                    return self._spelled(choice)
        return None

    def _members(self, code: str) -> list[str]:
        pillars = self.edition.pillars
        if code == "overall":
            return [pillar.id for pillar in pillars]
        return [sub.id for pillar in pillars if pillar.id == code for sub in pillar.sub_pillars]

    def _in_doubles(self, code: str, choice: Choice) -> float:
        """Return a score computed in doubles: means of means, each rounded."""
        if code in choice:
            return float(choice[code] or 0)
        subs = self.edition.sub_pillars
        members = [topic.id for topic in subs[code].topics] if code in subs else self._members(code)
        there = [self._in_doubles(member, choice) for member in members if self._is_there(member, choice)]
        return sum(there) / len(there)

    def _is_there(self, code: str, choice: Choice) -> bool:
        if code in choice:
            return choice[code] is not None
        subs = self.edition.sub_pillars
        members = [topic.id for topic in subs[code].topics] if code in subs else self._members(code)
        return any(self._is_there(member, choice) for member in members)

    def _spelled(self, choice: Choice) -> AnswerSet:
        answers: dict[str, Any] = {}
        for topics, found in _library(self.name).items():
            scores = tuple(choice.get(topic) for topic in topics)
            # topics that the code does not rest on may have any score
            answers |= found[scores] if any(topic in choice for topic in topics) else found[max(found, key=_ranked)]
        parent = self._parent(choice) if self.with_parent else None
        return AnswerSet(self.name, answers, parent)

    def _parent(self, choice: Choice) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for topics, found in _library(oracle.DEPARTMENT).items():
            wanted = {topic: choice[topic] for topic in topics if topic in choice and self.edition.topics[topic].rule is None}
            scores = next(
                scores for scores in found if all(scores[topics.index(topic)] == value for topic, value in wanted.items())
            )
            answers |= found[scores]
        return answers

    def _ways(self, code: str) -> Ways:
        return _ways(self.name, self.with_parent, code)

    @property
    def _whole(self) -> _Whole:
        return _whole(self.name, self.with_parent)


def _ranked(scores: tuple[Fraction | None, ...]) -> tuple[Fraction, ...]:
    return tuple(Fraction(0) if value is None else value for value in scores)


@cache
def _ways(name: str, with_parent: bool, code: str) -> Ways:
    """Of a topic, a sub-pillar or a pillar."""
    edition = edition_of(name)
    if code in edition.sub_pillars:
        return _mean(_clusters(name, with_parent, tuple(topic.id for topic in edition.sub_pillars[code].topics)))
    if code in edition.topics:
        return {scores[0]: choice for scores, choice in _clusters(name, with_parent, (code,))[0].items()}
    pillar = next(pillar for pillar in edition.pillars if pillar.id == code)
    return _mean([{(v,): choice for v, choice in _ways(name, with_parent, sub.id).items()} for sub in pillar.sub_pillars])


def _clusters(name: str, with_parent: bool, topics: tuple[str, ...]) -> list[dict[tuple[Fraction | None, ...], Choice]]:
    """Return the scores that topics can have together, cluster by cluster."""
    edition = edition_of(name)
    found: list[dict[tuple[Fraction | None, ...], Choice]] = []
    for cluster, fragments in _library(name).items():
        own = [place for place, topic in enumerate(cluster) if topic in topics]
        if own:
            found.append({
                tuple(scores[place] for place in own): dict(zip(cluster, scores, strict=True)) for scores in fragments
            })
    for topic in topics:
        if edition.topics[topic].rule is None:
            values = list(_ways(oracle.DEPARTMENT, False, topic)) if with_parent else [None]
            found.append({(value,): {topic: value} for value in values})
    return found


def _mean(members: list[dict[tuple[Fraction | None, ...], Choice]]) -> Ways:
    """Return the mean of those that have a score, and a choice for each."""
    sums: dict[tuple[Fraction, int], Choice] = {(Fraction(0), 0): {}}
    for member in members:
        following: dict[tuple[Fraction, int], Choice] = {}
        for (total, count), before in sums.items():
            for scores, choice in member.items():
                there = [value for value in scores if value is not None]
                key = (total + sum(there), count + len(there))
                if key not in following:
                    following[key] = {**before, **choice}
        sums = following
    return {total / count if count else None: choice for (total, count), choice in sums.items()}


@dataclass(frozen=True)
class _Whole:
    """The overall score: the mean of pillars, each of which has one. All but the pillar of most scores are summed first."""

    sums: Mapping[int, Choice]
    last: Mapping[int, Choice]
    unit: int

    @property
    def scores(self) -> frozenset[Fraction]:
        return frozenset(Fraction(total, self.unit) for total in {a + b for a in self.sums for b in self.last})

    def choice(self, wanted: Fraction) -> Choice:
        total = wanted * self.unit
        return next({**choice, **self.sums[int(total - v)]} for v, choice in self.last.items() if total - v in self.sums)


@cache
def _whole(name: str, with_parent: bool) -> _Whole:
    pillars = [_ways(name, with_parent, pillar.id) for pillar in edition_of(name).pillars]
    assert not any(None in ways for ways in pillars), "a pillar that can be pending: the mean is not always over all of them"
    unit = lcm(*(value.denominator for value in chain(*pillars) if value is not None))
    *others, last = sorted(({int(v * unit): c for v, c in ways.items() if v is not None} for ways in pillars), key=len)
    sums: dict[int, Choice] = {0: {}}
    for ways in others:
        following: dict[int, Choice] = {}
        for total, before in sums.items():
            for value, choice in ways.items():
                if total + value not in following:
                    following[total + value] = {**before, **choice}
        sums = following
    return _Whole(sums, last, unit * len(pillars))


@cache
def _library(name: str) -> Mapping[tuple[str, ...], Mapping[tuple[Fraction | None, ...], Mapping[str, Any]]]:
    """Answers for each combination of scores found, by topics that look at common questions."""
    edition = edition_of(name)
    clusters = _linked(edition)
    found: dict[tuple[str, ...], dict[tuple[Fraction | None, ...], Mapping[str, Any]]] = {key: {} for key in clusters}
    for topic in edition.topics.values():
        if isinstance(topic.rule, MeanOfChoices):
            found[topic.id,] |= {(Fraction(total, len(topic.questions)),): answers for total, answers in _totals(topic)}
    rng, number, last = random.Random(f"library {name}"), 0, 0
    while number < last + 250:
        number += 1
        one = patchwork(name, rng)
        assessed = one.assessed()
        for topics, questions in clusters.items():
            own = {question: one.answers[question] for question in questions if question in one.answers}
            scores = tuple(assessed.topics[topic].score for topic in topics)
            if scores not in found[topics] and (own or edition.topics[topics[0]].source == "coordinator"):
                found[topics][scores] = own
                last = number
    return {topics: scores for topics, scores in found.items() if edition.topics[topics[0]].rule is not None}


def _totals(topic: Topic) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each sum of a topic's choices, keys 1 to 5, and answers that give it."""
    for total in range(len(topic.questions), 5 * len(topic.questions) + 1):
        base, more = divmod(total, len(topic.questions))
        yield total, {q.id: str(base + (place < more)) for place, q in enumerate(topic.questions)}


def _linked(edition: Edition) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Topics that look at common questions, and all the questions they look at."""
    looks = {topic.id: set(_looks_at(topic)) for topic in edition.topics.values()}
    clusters: list[list[str]] = []
    for topic in looks:
        near = [one for one in clusters if any(looks[topic] & looks[other] for other in one)]
        clusters = [one for one in clusters if one not in near] + [[*chain(*near), topic]]
    return {
        tuple(topics): tuple(q for q in edition.questions if any(q in looks[topic] for topic in topics))
        for topics in clusters
    }


def _looks_at(topic: Topic) -> Iterator[str]:
    for question in topic.questions:
        yield question.id
        if question.asked_when is not None:
            yield from (use.question for use in question.asked_when.uses())
    if topic.rule is not None:
        yield from (use.question for use in topic.rule.uses())


# -- edges of bands, and ties ----------------------------------------------------------------------


@dataclass(frozen=True)
class Corner:
    """A score that is easily banded or rounded wrong, of one code, and answers that give it."""

    code: str
    why: str
    score: Fraction
    made: AnswerSet


@cache
def corners(name: str, with_parent: bool = False) -> tuple[Corner, ...]:
    """Of every code whose score is a mean: the reachable scores next to each edge of a band, on either side, and every tie.

    None, `with_parent`, of an edition that inherits nothing.
    """
    reach = Reach(name, with_parent)
    edition = reach.edition
    if with_parent and not any(topic.source == "inherited" for topic in edition.topics.values()):
        return ()
    means = [topic.id for topic in edition.topics.values() if isinstance(topic.rule, MeanOfChoices)]
    means += [code for code in edition.ids if code not in edition.topics]
    found: dict[tuple[str, Fraction], str] = {}
    for code in means:
        scores = reach.scores(code)
        for bound in edition.bands[1:]:
            below = [value for value in scores if oracle.rounded(value) < bound]
            above = [value for value in scores if oracle.rounded(value) >= bound]
            for value in below[-1:] + above[:1]:
                # what the level above starts at is shown as x.x1, what the level below ends at as x.x0
                exact = oracle.rounded(value) in (bound, bound - Fraction(1, 100))
                found.setdefault((code, value), f"{'at' if exact else 'next to'} an edge")
        found |= {(code, value): "tie" for value in scores if is_tie(value)}
    made = [Corner(code, why, value, reach.answers(code, value)) for (code, value), why in found.items()]
    rng = random.Random(f"straying {name} {with_parent}")
    for code, value in (spot for spot, why in found.items() if why == "tie" and spot[0] not in edition.sub_pillars):
        straying = reach.straying(code, value, rng)
        made += [Corner(code, "tie that strays", value, straying)] if straying else []
    return tuple(made)


def is_tie(value: Fraction) -> bool:
    """Halfway between two scores of two decimals: x.xx5 exactly."""
    return (value * 200).denominator == 1 and (value * 200).numerator % 2 == 1
