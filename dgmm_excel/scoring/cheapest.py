"""The fewest changes of answers that move a score past a bound: upwards for advice, downwards for claims that carry a level.

Topics that share no question are independent of each other: for each the least cost of every score is found on its own (in its
decision diagram, exactly), and the cheapest combinations that move the mean are put together from these. Where a rule compares
figures with one another there is no diagram, and changes are tried (`tried.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from math import gcd, lcm
from typing import NamedTuple

from dgmm_excel.model.edition import Edition
from dgmm_excel.model.extent import extent
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.diagram import (
    Changes,
    Diagram,
    Least,
    Scores,
    Whole,
    can_change,
    diagram,
    made_whole,
    simple,
    topic_tree,
)
from dgmm_excel.scoring.fewest import Efforts, fewest
from dgmm_excel.scoring.reach import Aim, Change, Exact, Front, Reach
from dgmm_excel.scoring.residual import questions
from dgmm_excel.scoring.sums import least_score, weights
from dgmm_excel.scoring.tried import tried


def next_level(assessment: Assessment, code: str) -> Aim | None:
    """Return the aim of a level more; None where there is none. Raise KeyError for an unknown id."""
    level, edition = assessment[code].level, assessment.edition
    return None if level is None or level == edition.scale[-1] else Aim(least_score(edition, code, level + 1))


def lower_level(assessment: Assessment, code: str) -> Aim | None:
    """Return the aim of a level less; None where there is none. Raise KeyError for an unknown id."""
    level, edition = assessment[code].level, assessment.edition
    return None if level is None or level == edition.scale[0] else Aim(least_score(edition, code, level), downwards=True)


class _Outcome(NamedTuple):
    """The cheapest changes that give the same scores, and these times the unit of what was found."""

    scores: Scores
    whole: Whole
    least: Changes


@dataclass(frozen=True, eq=False)
class _Found:
    """The cheapest changes that give each scores of some topics, and from what cost on cheaper ones may have been missed.

    `unit` makes all scores whole.
    """

    outcomes: Sequence[_Outcome]
    uncertain_from: int | None
    unit: int
    _fronts: dict[tuple[object, ...], Front] = field(default_factory=dict)

    def front(self, weights: tuple[int, ...], aim: Aim, best: Exact) -> Front:
        """Return the changes of the topics; ids in which they weigh the same to one another have the same."""
        key = weights, aim.downwards, best
        front = self._fronts.get(key)
        if front is None:
            front = self._fronts[key] = _front(self, weights, aim, best)
        return front


class Search:
    """What can be reached by changing answers of an assessment; each group of topics is looked at once for all ids."""

    def __init__(self, assessment: Assessment, efforts: Efforts, every_set: bool = False) -> None:
        """Look at changes of answers, at what each costs.

        `every_set`: all sets of the least cost are asked for (`Reach.among`), not only one.
        """
        self._assessment, self._efforts, self._every_set = assessment, efforts, every_set
        self._unscored = frozenset(_unscored(assessment))
        self._found: dict[tuple[str, ...], _Found] = {}

    def towards(self, code: str, aim: Aim) -> Reach:
        """Return what can be reached for an id.

        All that is added up is made whole first, which computes many times as fast.
        """
        parts, best = _parts(self._assessment.edition, code, self._unscored), self._best(code, aim)
        found = [self._of(group, best) for group, _, _ in parts.moving]
        fronts = [one.front(weights, aim, best) for one, (_, weights, _) in zip(found, parts.moving, strict=True)]
        base = sum([weight * _score(self._assessment, topic) for topic, weight in parts.fixed.items()])
        bound = aim.bound * parts.unit
        scale = lcm(base.denominator, bound.denominator, *[one.unit for one in found])
        whole = Aim(_whole(bound * scale), aim.downwards)
        shares = [shared * scale // one.unit for one, (_, _, shared) in zip(found, parts.moving, strict=True)]
        return Reach(whole, whole.gain(_whole(base * scale)), fronts, shares)

    def options(self, topic: str, aim: Aim) -> tuple[tuple[Change, ...], bool]:
        """Return the changes that give each score of a topic, as they move it in the direction of the aim.

        Then whether they are all that there are, and change no other topic; one that cannot be changed stays as it is.
        """
        group = next((one for one in _independent(self._assessment.edition) if topic in one), None)
        if group is None:
            return (Change(aim.gain(_score(self._assessment, topic)), 0, Least(0, {}, frozenset())),), True
        found, place = self._of(group, self._best(topic, aim)), group.index(topic)
        known = ((scores[place], least) for scores, _, least in found.outcomes)
        changes = tuple(Change(aim.gain(score), least.cost, least) for score, least in known if score is not None)
        return changes, found.uncertain_from is None and len(group) == 1

    def _best(self, code: str, aim: Aim) -> Exact:
        """Return the score in the direction of the aim than which none of the topics under an id has a better one."""
        least, most = _ends(self._assessment.edition, code)
        return least if aim.downwards else most

    def _of(self, topics: tuple[str, ...], best: Exact) -> _Found:
        """Return the cheapest changes of some topics."""
        found = self._found.get(topics)
        if found is None:
            of = diagram(self._assessment.edition, topics)
            found = self._found[topics] = self._by_trying(topics, best) if of is None else self._through(of, topics)
        return found

    def _through(self, of: Diagram, topics: tuple[str, ...]) -> _Found:
        answers, efforts = self._assessment.answers.values, self._efforts
        return _through(of, of.places(answers), tuple([efforts.get(name, 0) for name in of.asked]),
                        _may_tie(self._assessment.edition, topics))

    def _by_trying(self, topics: tuple[str, ...], best: Exact) -> _Found:
        found, uncertain_from = tried(self._assessment, topics, self._efforts, best, self._every_set)
        unit = lcm(*{score.denominator for one in found for score in one if score is not None})
        outcomes = [_Outcome(scores, made_whole(scores, unit), least) for scores, least in found.items()]
        return _Found(outcomes, uncertain_from, unit)


@lru_cache(maxsize=256)  # many agencies answer a topic alike
def _through(of: Diagram, places: tuple[int, ...], efforts: tuple[int, ...], in_order: bool) -> _Found:
    found = fewest(of, places, efforts, in_order)
    return _Found([_Outcome(of.scores[end], of.whole[end], least) for end, least in found.items()], None, of.unit)


@cache
def _may_tie(edition: Edition, topics: tuple[str, ...]) -> bool:
    """Whether different scores of topics may come to the same: of several topics, or where a group is no mean or sum."""
    groups = (edition.grouping(code) for code in edition.members)
    return len(topics) > 1 or any(one.verdict or one.how not in ("mean", "sum") for one in groups)


def _front(found: _Found, weights: Sequence[int], aim: Aim, best: Exact) -> Front:
    """Return the changes of topics by what they gain in parts of `unit`; those are left out that leave one without a score that
    weighs something.
    """
    weights = [-weight if aim.downwards else weight for weight in weights]
    known = tuple([
        Change(_weighed(weights, whole), least.cost, least) for _, whole, least in found.outcomes
        if None not in whole or all(score is not None for weight, score in zip(weights, whole, strict=True) if weight)])
    if found.uncertain_from is None:
        return Front(known)
    return Front(known, (Change(sum(weights) * best * found.unit, found.uncertain_from),))


def _weighed(weights: Sequence[int], whole: Whole) -> int:
    """Return what scores weigh together."""
    return sum([weight * score for weight, score in zip(weights, whole, strict=True) if weight and score is not None])


def _whole(number: Exact) -> Exact:
    """Return a whole number as an int."""
    return simple(number) if isinstance(number, Fraction) else number


def _unscored(assessment: Assessment) -> Iterator[str]:
    """Yield the ids of all topics and groups without a score."""
    for group in (assessment.topics, assessment.sub_pillars, assessment.pillars):
        yield from (code for code in group if group[code].score is None)


def _score(assessment: Assessment, topic: str) -> Exact:
    score = assessment.topics[topic].score
    assert score is not None  # a topic without a score has no weight
    return simple(score)


@cache
def _ends(edition: Edition, code: str) -> tuple[Exact, Exact]:
    """Return the least and the best score that any topic under an id can have."""
    ends = [extent(edition, topic.id) for topic in edition.topics_under(code)]
    return simple(min(least for least, _ in ends)), simple(max(most for _, most in ends))


class _Parts(NamedTuple):
    """What the topics with a score weigh in the score of an id, in parts of which `unit` are the whole.

    `moving` are the groups of topics that the agency answers, each with what its topics weigh, over what these have in common,
    and that; `fixed` are all other topics.
    """

    moving: Sequence[tuple[tuple[str, ...], tuple[int, ...], int]]
    fixed: Mapping[str, int]
    unit: int


@lru_cache(maxsize=256)  # many agencies have scores for the same topics
def _parts(edition: Edition, code: str, unscored: frozenset[str]) -> _Parts:
    whole, unit = weights(edition, code, unscored)
    groups = [group for group in _independent(edition) if not whole.keys().isdisjoint(group)]
    fixed = whole.keys() - {topic for group in groups for topic in group}
    moving = [(group, [whole.get(topic, 0) for topic in group]) for group in groups]
    return _Parts([(group, tuple(weight // gcd(*some) for weight in some), gcd(*some)) for group, some in moving],
                  {topic: whole[topic] for topic in fixed}, unit)


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
