"""What changed in a round since an earlier state of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from dgmm_excel.agency import Agency
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.figures import RoundFigures
from dgmm_excel.report.standing import Standing
from dgmm_excel.report.state import AgencyState

#: How many of the agencies whose level changed are listed.
LISTED = 20
#: The states of an agency of which a form counts.
_USED: frozenset[AgencyState] = frozenset({"faulty", "incomplete", "complete"})


class Stood(NamedTuple):
    """Where an agency stood: its state, whether it counted in means, its exact overall score and its level."""

    state: AgencyState
    counts: bool
    score: Fraction | None
    level: int | None


@dataclass(frozen=True)
class Snapshot:
    """A round as it stood on a day: each agency by code."""

    on: date
    agencies: Mapping[str, Stood]


@dataclass(frozen=True)
class Moved:
    """An agency whose overall level changed."""

    agency: Agency
    edition: Edition
    before: int
    now: int


@dataclass(frozen=True)
class ChangedMean:
    """The mean overall score of the agencies of an edition that count, before and now."""

    edition: Edition
    before: Fraction | None
    now: Fraction | None


@dataclass(frozen=True)
class Changes:
    """What changed since a day: how many agencies sent a form that can be used (`arrived`), have answered everything
    (`finished`), have no usable form any more (`withdrawn`), have a higher or a lower level; which moved, and all means.
    """

    since: date
    arrived: int
    finished: int
    withdrawn: int
    moved: tuple[Moved, ...]
    means: tuple[ChangedMean, ...]

    @property
    def raised(self) -> int:
        """The number of agencies that have a higher level than before."""
        return sum(one.now > one.before for one in self.moved)

    @property
    def lowered(self) -> int:
        """The number of agencies that have a lower level than before."""
        return sum(one.now < one.before for one in self.moved)


def stood(one: Standing) -> Stood:
    """Return where an agency stands."""
    return Stood(one.state, one.counts, one.score("overall"), one.level("overall"))


def changes(before: Snapshot, now: RoundFigures) -> Changes:
    """Return what changed; an agency that was not in the round before counts as one that had sent nothing."""
    pairs = [(before.agencies.get(one.agency.code, _NOTHING), one) for one in now.agencies]
    return Changes(
        before.on,
        arrived=sum(one.state in _USED and old.state not in _USED for old, one in pairs),
        finished=sum(one.state == "complete" != old.state for old, one in pairs),
        withdrawn=sum(one.state not in _USED and old.state in _USED for old, one in pairs),
        moved=tuple(Moved(one.agency, one.edition, old.level, level) for old, one in pairs
                    if old.level is not None and (level := one.level("overall")) is not None and level != old.level),
        means=tuple(_mean(of.edition, [before.agencies.get(one.agency.code, _NOTHING) for one in of.agencies],
                          of.spreads["overall"].mean) for of in now.editions.values()),
    )


_NOTHING = Stood("missing", False, None, None)


def _mean(edition: Edition, agencies: list[Stood], now: Fraction | None) -> ChangedMean:
    scores = [one.score for one in agencies if one.counts and one.score is not None]
    return ChangedMean(edition, sum(scores, Fraction()) / len(scores) if scores else None, now)
