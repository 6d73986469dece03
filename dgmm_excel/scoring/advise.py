"""Advice: the cheapest change of answers that lifts a topic, a sub-pillar, a pillar or the whole by a level.

The changes are searched by `cheapest.py`. Where a rule compares figures with one another changes are tried, and the advice says
whether it is proven.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.cheapest import Search, next_level
from dgmm_excel.scoring.diagram import can_change
from dgmm_excel.scoring.fewest import Efforts
from dgmm_excel.scoring.reach import Combination, Reach
from dgmm_excel.scoring.tiers import towards


@dataclass(frozen=True)
class Advice:
    """A change that lifts an id by a level or more. `changes` has the new answer of each question.

    `cost` is the effort of all of them, as the edition weighs it; where it does not, their number. `proven`: nothing that costs
    less does.
    """

    changes: Mapping[str, Answer]
    cost: int
    proven: bool


def advise(assessment: Assessment, code: str) -> Advice | None:
    """Return the cheapest change of answers that lifts the level of an id; None where none is found that does.

    Topics that wait for others, and inherited ones, cannot be changed; nor can what is no answer to a topic, such as the
    mission. Raise KeyError for an unknown id.
    """
    return Advisor(assessment).advise(code)


@cache
def weighed(edition: Edition) -> bool:
    """Whether the edition weighs the effort of its answers; else each counts 1."""
    return any(question.effort != 1 for question in edition.questions.values())


@cache
def _efforts(edition: Edition) -> Efforts:
    return {name: question.effort for name, question in edition.questions.items() if can_change(question)}


class Advisor:
    """Gives advice for several ids of an assessment; what they have in common is searched once."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._search = Search(assessment, _efforts(assessment.edition))

    def advise(self, code: str) -> Advice | None:
        """Return the cheapest change for an id, as `advise` does."""
        aim = next_level(self._assessment, code)
        reach = None if aim is None else towards(self._search, self._assessment, code, aim)
        return None if reach is None or reach.best is None else _advice(reach, reach.best)


def _advice(reach: Reach, best: Combination) -> Advice:
    return Advice(MappingProxyType(_no_more_than_needed(reach, best)), best.cost, reach.proven)


def _no_more_than_needed(reach: Reach, best: Combination) -> dict[str, Answer]:
    """Return the new answers of a combination; of changes that cost the same, those that gain just as much as is needed."""
    gained, changes = best.gain, dict[str, Answer]()
    for place, chosen in best.chosen:
        unit = reach.units[place]
        enough = [one for one in reach.fronts[place].known if one.cost == chosen.cost and one.gain <= chosen.gain
                  and reach.aim.reached(gained + unit * (one.gain - chosen.gain))]
        least = min(enough, key=lambda one: one.gain)
        gained += unit * (least.gain - chosen.gain)
        changes |= least.changes
    return changes
