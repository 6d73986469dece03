"""Advice: the cheapest change of answers that lifts a topic, a sub-pillar, a pillar or the whole by a level.

Topics that share no question are independent of each other: for each the least cost of every score is found on its own (in its
decision diagram, exactly), and the cheapest combination that lifts the mean is put together from these. Where a rule compares
figures with one another there is no diagram, and changes are tried (`tried.py`); the advice then says whether it is proven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.diagram import Branching, Cheapest, Diagram, NoDiagram, Scores, can_change, diagram, topic_tree
from dgmm_excel.scoring.residual import questions
from dgmm_excel.scoring.tried import UNCERTAIN_FROM, tried

#: A score that is lower by this is rounded up to a band's least one.
_ROUNDED_UP = Fraction(1, 200)


@dataclass(frozen=True)
class Advice:
    """A change that lifts an id by a level or more. `changes` has the new answer of each question, `cost` is their number.

    `proven`: no set of fewer changes does.
    """

    changes: Mapping[str, Answer]
    cost: int
    proven: bool


def advise(assessment: Assessment, code: str) -> Advice | None:
    """Return the cheapest change of answers that lifts the level of an id; None where no higher one can be reached.

    Topics that wait for others, and inherited ones, cannot be changed; nor can what is no answer to a topic, such as the
    mission. Raise KeyError for an unknown id.
    """
    edition, level = assessment.edition, assessment[code].level
    if level is None or level >= len(edition.bands):
        return None
    weights = dict(_weights(assessment, code, Fraction(1)))
    moving = [group for group in _independent(edition) if any(topic in weights for topic in group)]
    fixed = weights.keys() - {topic for group in moving for topic in group}
    needed = edition.bands[level] - _ROUNDED_UP - sum(weights[topic] * _score(assessment, topic) for topic in fixed)
    fronts = [_front(assessment, group, weights) for group in moving]
    best = _combined([front.known for front in fronts], needed)
    if best is None:
        return None
    hoped = _combined([(*front.known, *front.hoped) for front in fronts], needed)
    changes = _no_more_than_needed(best, [front.known for front in fronts], needed)
    return Advice(MappingProxyType(changes), best.cost, hoped is not None and hoped.cost == best.cost)


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


# -- one group -------------------------------------------------------------------------------------


class Change(NamedTuple):
    """What a change of answers gives: the weighted sum of the scores; what it costs, and the new answers."""

    gain: Fraction
    cost: int
    changes: dict[str, Answer]


class _Front(NamedTuple):
    """The changes of a group, one for each scores; and what is not excluded besides, where changes were only tried."""

    known: tuple[Change, ...]
    hoped: tuple[Change, ...] = ()


def _front(assessment: Assessment, topics: tuple[str, ...], weights: Mapping[str, Fraction]) -> _Front:
    own = [weights.get(topic, Fraction(0)) for topic in topics]
    hoped: tuple[Change, ...] = ()
    try:
        found = _cheapest(diagram(assessment.edition, topics), assessment.answers.values)
    except NoDiagram:
        found, most = tried(assessment, topics), len(assessment.edition.bands)
        hoped = (Change(sum(own, Fraction(0)) * most, UNCERTAIN_FROM, {}),)
    return _Front(tuple(Change(_weighed(own, scores), cost, new) for scores, (cost, new) in found.items()), hoped)


def _weighed(weights: Sequence[Fraction], scores: Scores) -> Fraction:
    return sum((weight * (score or 0) for weight, score in zip(weights, scores, strict=True)), Fraction(0))


def _cheapest(of: Diagram, answers: Mapping[str, Answer]) -> Cheapest:
    """Return the fewest changes of answers that give each scores of a diagram."""
    known: dict[int, Cheapest] = {}

    def below(one: Diagram) -> Cheapest:
        if not isinstance(one, Branching):
            return {one: (0, {})}
        if id(one) not in known:
            known[id(one)] = _branched(one, answers.get(one.options.question.id), below)
        return known[id(one)]

    return below(of)


def _branched(one: Branching, answer: Answer | None, below: Callable[[Diagram], Cheapest]) -> Cheapest:
    question, now = one.options.question, one.options.place(answer)
    places = [now, *(place for place in range(1, len(one.below)) if place != now)] if can_change(question) else [now]
    found: dict[Scores, tuple[int, dict[str, Answer]]] = {}
    for place in places:
        own = {} if place == now else {question.id: one.options.new(place)}
        for scores, (cost, changes) in below(one.below[place]).items():
            if scores not in found or cost + len(own) < found[scores][0]:
                found[scores] = cost + len(own), own | changes
    return found


# -- all together ----------------------------------------------------------------------------------


class _Combination(NamedTuple):
    """One change of each group, together."""

    gain: Fraction
    cost: int
    chosen: tuple[Change, ...]


_Priced = TypeVar("_Priced", Change, _Combination)


def _combined(fronts: Sequence[Sequence[Change]], needed: Fraction) -> _Combination | None:
    """Return the cheapest combination, one change of each group, that gains as much as is needed; None if there is none."""
    best = [_Combination(Fraction(0), 0, ())]
    for front in fronts:
        each = list(_best(front))
        best = list(_best(
            _Combination(one.gain + other.gain, one.cost + other.cost, (*one.chosen, other)) for one in best for other in each))
    return next((one for one in best if one.gain >= needed), None)


def _best(found: Iterable[_Priced]) -> Iterator[_Priced]:
    """Yield those than which none as cheap is as good, the cheapest first."""
    most: Fraction | None = None
    for one in sorted(found, key=lambda one: (one.cost, -one.gain)):
        if most is None or one.gain > most:
            most = one.gain
            yield one


def _no_more_than_needed(best: _Combination, fronts: Sequence[Sequence[Change]], needed: Fraction) -> dict[str, Answer]:
    """Return the new answers of a combination; of changes that cost the same, those that gain just as much as is needed."""
    spare, changes = best.gain - needed, dict[str, Answer]()
    for chosen, front in zip(best.chosen, fronts, strict=True):
        enough = [one for one in front if one.cost == chosen.cost and chosen.gain - spare <= one.gain <= chosen.gain]
        least = min(enough, key=lambda one: one.gain)
        spare -= chosen.gain - least.gain
        changes |= least.changes
    return changes
