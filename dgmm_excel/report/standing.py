"""A light row for each agency of a round: all that figures of the round are made from, in some kB an agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from dgmm_excel.agency import Agency
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.report.state import AgencyState
from dgmm_excel.scoring.answers import Assessment


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an agency has come, and what it has reached.

    `scores`, exact, and `levels` are in the order of the edition's ids; empty if no return was used, or a blank one. `counts`
    is whether it counts in means. `mission` is the official one, else the one that the form states, else empty.
    """

    agency: Agency
    edition: Edition
    state: AgencyState
    answered: int
    asked: int
    counts: bool
    late: bool
    mission: str
    scores: tuple[Fraction | None, ...] = ()
    levels: tuple[int | None, ...] = ()

    def score(self, code: str) -> Fraction | None:
        """Return the exact score of an id; None where it has none. Raise KeyError for an unknown one."""
        place = places(self.edition)[code]
        return self.scores[place] if self.scores else None

    def level(self, code: str) -> int | None:
        """Return the level of an id; None where it has none. Raise KeyError for an unknown one."""
        place = places(self.edition)[code]
        return self.levels[place] if self.levels else None


@cache
def places(edition: Edition) -> Mapping[str, int]:
    """Return the place of each id in the scores and levels of a standing."""
    return {code: place for place, code in enumerate(edition.ids)}


def mission_of(agency: Agency, assessment: Assessment | None) -> str:
    """Return the mission that an agency was scored by; empty if neither roster nor form states one."""
    said = None if assessment is None else assessment.answers.values.get(MISSION)
    return str(said) if said is not None else agency.mission
