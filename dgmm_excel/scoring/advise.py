"""Advice: the cheapest change of answers that lifts a topic, a sub-pillar, a pillar or the whole by a level.

The changes are searched by `cheapest.py`. Where a rule compares figures with one another changes are tried, and the advice says
whether it is proven.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.cheapest import Combination, Reach, Search, next_level
from dgmm_excel.scoring.diagram import can_change


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
    aim = next_level(assessment, code)
    reach = None if aim is None else Search(assessment, can_change).towards(code, aim)
    if reach is None or reach.best is None:
        return None
    return Advice(MappingProxyType(_no_more_than_needed(reach, reach.best)), reach.best.cost, reach.proven)


def _no_more_than_needed(reach: Reach, best: Combination) -> dict[str, Answer]:
    """Return the new answers of a combination; of changes that cost the same, those that gain just as much as is needed."""
    gained, changes = best.gain, dict[str, Answer]()
    for chosen, front in zip(best.chosen, reach.fronts, strict=True):
        enough = [one for one in front.known if one.cost == chosen.cost and one.gain <= chosen.gain
                  and reach.aim.reached(gained - chosen.gain + one.gain)]
        least = min(enough, key=lambda one: one.gain)
        gained -= chosen.gain - least.gain
        changes |= least.changes
    return changes
