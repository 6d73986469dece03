"""The fewest changes of answers that move a score past a bound: upwards for advice, downwards for claims that carry a level.

Topics that share no question are independent of each other: for each the least cost of every score is found on its own (in its
decision diagram, exactly), and the cheapest combinations that move the mean are put together from these. Where a rule compares
figures with one another there is no diagram, and changes are tried (`tried.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from math import ceil, lcm
from typing import NamedTuple, TypeVar

from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.diagram import (
    Branching,
    Diagram,
    Least,
    MayChange,
    NoDiagram,
    Scores,
    can_change,
    diagram,
    simple,
    topic_tree,
)
from dgmm_excel.scoring.residual import questions
from dgmm_excel.scoring.tried import UNCERTAIN_FROM, tried

#: A number without rounding.
Exact = int | Fraction


@dataclass(frozen=True)
class Aim:
    """A bound for the score of an id, to be reached from below, or to be fallen below (`downwards`)."""

    bound: Fraction
    downwards: bool = False

    def gain(self, score: Exact) -> Exact:
        """Return by how much a score, or a part of one, moves in the direction of the aim."""
        return -score if self.downwards else score

    def reached(self, gain: Exact) -> bool:
        """Whether a gain of all parts together is past the bound."""
        return gain > -self.bound if self.downwards else gain >= self.bound


def next_level(assessment: Assessment, code: str) -> Aim | None:
    """Return the aim of a level more; None where there is none. Raise KeyError for an unknown id."""
    level, edition = assessment[code].level, assessment.edition
    return None if level is None or level == edition.scale[-1] else Aim(_least_score(edition, level + 1))


def lower_level(assessment: Assessment, code: str) -> Aim | None:
    """Return the aim of a level less; None where there is none. Raise KeyError for an unknown id."""
    level, edition = assessment[code].level, assessment.edition
    return None if level is None or level == edition.scale[0] else Aim(_least_score(edition, level), downwards=True)


def _least_score(edition: Edition, level: int) -> Fraction:
    """Return the least exact score of a level: what is shown as the band's lowest, unless bands are read off exact scores."""
    least = edition.bands[edition.scale.index(level)]
    if edition.bands_on == "exact":
        return least
    unit = Fraction(1, 10**edition.digits)
    return ceil(least / unit) * unit - unit / 2


class Change(NamedTuple):
    """Changes of answers that give the same: their gain, the least cost, the new answers of one of them, and the questions of
    all that cost as little.
    """

    gain: Exact
    cost: int
    changes: Mapping[str, Answer]
    among: frozenset[str]


class Front(NamedTuple):
    """The changes of a group, one for each scores; and what is not excluded besides, where changes were only tried."""

    known: tuple[Change, ...]
    hoped: tuple[Change, ...] = ()


class Search:
    """What can be reached by changing answers of an assessment; each group of topics is looked at once for all ids."""

    def __init__(self, assessment: Assessment, may_change: MayChange) -> None:
        """Look at changes of the answers to the questions that may be changed."""
        self._assessment = assessment
        self._may_change = may_change
        self._least: dict[tuple[str, ...], tuple[Mapping[Scores, Least], bool]] = {}

    def towards(self, code: str, aim: Aim) -> Reach:
        """Return what can be reached for an id."""
        parts = dict(_weights(self._assessment, code, Fraction(1)))
        scale = lcm(*(part.denominator for part in parts.values()))  # whole weights are added many times as fast as fractions
        weights, scaled = {topic: int(part * scale) for topic, part in parts.items()}, Aim(aim.bound * scale, aim.downwards)
        moving = [group for group in _independent(self._assessment.edition) if any(topic in weights for topic in group)]
        fixed = weights.keys() - {topic for group in moving for topic in group}
        base = sum((weights[topic] * _score(self._assessment, topic) for topic in fixed), Fraction(0))
        return Reach(scaled, scaled.gain(simple(base)), tuple(self._front(group, weights, scaled) for group in moving))

    def _front(self, topics: tuple[str, ...], weights: Mapping[str, int], aim: Aim) -> Front:
        best = self._assessment.edition.scale[0 if aim.downwards else -1]
        if topics not in self._least:
            self._least[topics] = self._found(topics, best)
        found, certain = self._least[topics]
        own = [weights.get(topic, 0) for topic in topics]
        known = tuple(
            Change(aim.gain(_weighed(own, scores)), *least) for scores, least in found.items()
            if all(score is not None for weight, score in zip(own, scores, strict=True) if weight))
        if certain:
            return Front(known)
        return Front(known, (Change(aim.gain(sum(own) * best), UNCERTAIN_FROM, {}, frozenset()),))

    def _found(self, topics: tuple[str, ...], best: int) -> tuple[Mapping[Scores, Least], bool]:
        try:
            return _cheapest(diagram(self._assessment.edition, topics), self._assessment.answers.values, self._may_change), True
        except NoDiagram:
            return tried(self._assessment, topics, self._may_change, best), False


def _score(assessment: Assessment, topic: str) -> Fraction:
    score = assessment.topics[topic].score
    assert score is not None  # a topic without a score has no weight
    return score


def _weights(assessment: Assessment, code: str, weight: Fraction) -> Iterator[tuple[str, Fraction]]:
    """Yield the weight of each topic with a score in the score of an id."""
    if code in assessment.topics:
        yield code, weight
        return
    members = [one for one in _members(assessment.edition, code) if assessment[one].score is not None]
    for one in members:
        yield from _weights(assessment, one, weight / len(members))


def _members(edition: Edition, code: str) -> Sequence[str]:
    if code == "overall":
        return [pillar.id for pillar in edition.pillars]
    pillar = next((pillar for pillar in edition.pillars if pillar.id == code), None)
    if pillar is not None:
        return [sub.id for sub in pillar.sub_pillars]
    return [topic.id for topic in edition.sub_pillars[code].topics]


@cache
def _independent(edition: Edition) -> tuple[tuple[str, ...], ...]:
    """Return the topics that the agency answers in groups of which no two read a question that can be changed in common."""
    groups: list[tuple[list[str], set[str]]] = []
    for topic in edition.topics.values():
        if topic.source == "agency":
            read = {name for name in questions(topic_tree(edition, topic.id)) if can_change(edition.questions[name])}
            shared = [group for group in groups if group[1] & read]
            groups = [group for group in groups if group not in shared]
            topics = [*(one for group in shared for one in group[0]), topic.id]
            groups.append((topics, read.union(*(group[1] for group in shared))))
    return tuple(tuple(topics) for topics, _ in groups)


def _weighed(weights: Sequence[int], scores: Scores) -> Exact:
    return sum(weight * (score or 0) for weight, score in zip(weights, scores, strict=True))


def _cheapest(of: Diagram, answers: Mapping[str, Answer], may_change: MayChange) -> Mapping[Scores, Least]:
    """Return the fewest changes of answers that give each scores of a diagram."""
    known: dict[int, Mapping[Scores, Least]] = {}

    def below(one: Diagram) -> Mapping[Scores, Least]:
        if not isinstance(one, Branching):
            return {one: Least(0, {}, frozenset())}
        if id(one) not in known:
            answer = answers.get(one.options.question.id)
            known[id(one)] = _branched(one, answer, below, may_change(one.options.question))
        return known[id(one)]

    return below(of)


def _branched(one: Branching, answer: Answer | None, below: Callable[[Diagram], Mapping[Scores, Least]],
              may_change: bool) -> Mapping[Scores, Least]:
    question, now = one.options.question, one.options.place(answer)
    found: dict[Scores, Least] = {}
    for place in (now, *(place for place in range(1, len(one.below)) if may_change and place != now)):
        own = {} if place == now else {question.id: one.options.new(place)}
        for scores, least in below(one.below[place]).items():
            found[scores] = least.after(own).or_else(found.get(scores))
    return found


# -- all together ----------------------------------------------------------------------------------


class Combination(NamedTuple):
    """One change of each group, together."""

    gain: Exact
    cost: int
    chosen: tuple[Change, ...] = ()


_Priced = TypeVar("_Priced", Change, Combination)


@dataclass(frozen=True)
class Reach:
    """What changes can do for an aim: the gain of what cannot be changed, and the changes of each group of topics."""

    aim: Aim
    base: Exact
    fronts: tuple[Front, ...]

    @cached_property
    def best(self) -> Combination | None:
        """The cheapest combination, one change of each group, that reaches the aim; None if none does."""
        return self._first(front.known for front in self.fronts)

    @property
    def proven(self) -> bool:
        """Whether no cheaper combination was missed where changes were only tried."""
        hoped = self._first((*front.known, *front.hoped) for front in self.fronts)
        return hoped is not None and self.best is not None and hoped.cost == self.best.cost

    @property
    def among(self) -> frozenset[str]:
        """The questions of all combinations that are as cheap as the best."""
        best = self.best
        if best is None:
            return frozenset()
        found = frozenset[str]()
        for place, front in enumerate(self.fronts):
            others = self._without(place, best.cost)
            found = found.union(*(one.among for one in front.known if self._completed(one, others, best.cost)))
        return found

    def _without(self, place: int, most: int) -> list[Combination]:
        """Return the best combinations of all other groups, of up to so many changes."""
        combined = [Combination(self.base, 0)]
        for front in (*self.fronts[:place], *self.fronts[place + 1:]):
            combined = joined(combined, [one for one in front.known if one.cost <= most])
            combined = [one for one in combined if one.cost <= most]
        return combined

    def _completed(self, one: Change, others: Sequence[Combination], cost: int) -> bool:
        """Whether a change is part of a combination that reaches the aim at this cost."""
        return any(one.cost + other.cost <= cost and self.aim.reached(one.gain + other.gain) for other in others)

    def _first(self, fronts: Iterable[Sequence[Change]]) -> Combination | None:
        combined = [Combination(self.base, 0)]
        for front in fronts:
            combined = joined(combined, front)
        return next((one for one in combined if self.aim.reached(one.gain)), None)


def joined(combined: Sequence[Combination], front: Sequence[Change]) -> list[Combination]:
    """Return the best combinations with one change of a further group, the cheapest first."""
    each = list(_best(front))
    return list(_best(
        Combination(one.gain + other.gain, one.cost + other.cost, (*one.chosen, other)) for one in combined for other in each))


def _best(found: Iterable[_Priced]) -> Iterator[_Priced]:
    """Yield those than which none as cheap is as good, the cheapest first."""
    most: Exact | None = None
    for one in sorted(found, key=lambda one: (one.cost, -one.gain)):
        if most is None or one.gain > most:
            most = one.gain
            yield one
