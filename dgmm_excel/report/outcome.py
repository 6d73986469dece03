"""What a round came to: plain frozen values that every report is drawn from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, get_args

from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Note, State
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.text import Lang, Text

#: What became of an agency. `scored`: every answer taken; `faulty`: something rejected; `blank`: returned without an answer.
AgencyStatus = Literal["scored", "faulty", "blank", "missing"]
AGENCY_STATUSES: tuple[AgencyStatus, ...] = get_args(AgencyStatus)


@dataclass(frozen=True)
class ReportedFault:
    """A fault, the file it is in, and whose it is: an agency's code, empty where that is not known."""

    agency: str
    file: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One answer cell: what it was taken as, or as what it stood there where it was rejected."""

    question: str
    value: Answer | None
    state: str


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One file that came back, used or not: whose it is (empty where that is not known), how many of its answer cells came to
    what, and how surely it was recognised.
    """

    agency: str
    file: str
    used: bool
    edition: str | None
    cells: Mapping[State, int]
    surety: str


@dataclass(frozen=True)
class Outcome:
    """The result of one agency of the roster. `file` is the return that was used, None where there is none.

    `assessment` is None where nothing was assessed: no return was used, or a blank one.
    """

    agency: Agency
    edition: Edition
    status: AgencyStatus
    file: str | None = None
    assessment: Assessment | None = None
    answers: tuple[AnswerCell, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class RoundResult:
    """A round, consolidated on a day. Agencies stand in the order of the rosters, faults by agency and file."""

    title: str
    lang: Lang
    on: date
    deadline: date | None
    editions: tuple[Edition, ...]
    outcomes: tuple[Outcome, ...]
    faults: tuple[ReportedFault, ...]
    notes: tuple[Text, ...] = ()
    files: tuple[ReturnedFile, ...] = ()

    def of(self, edition: Edition) -> tuple[Outcome, ...]:
        """The agencies of one edition."""
        return tuple(one for one in self.outcomes if one.edition is edition)

    def counts(self, edition: Edition | None = None) -> Mapping[AgencyStatus, int]:
        """How many agencies have each status, in one edition or in all."""
        outcomes = self.outcomes if edition is None else self.of(edition)
        return {status: sum(one.status == status for one in outcomes) for status in AGENCY_STATUSES}

    @property
    def to_look_at(self) -> bool:
        """Whether any fault wants a person: an error or a warning; a repair does not."""
        return any(found.fault.severity != "repaired" for found in self.faults)


@dataclass(frozen=True)
class Spread:
    """How agencies stand at one code: how many have a level there, their mean score, how many at each level 1–5."""

    count: int
    mean: Fraction | None
    at_level: tuple[int, int, int, int, int]


def spread(outcomes: tuple[Outcome, ...], code: str) -> Spread:
    """The spread at a topic, sub-pillar, pillar or `overall`, over the agencies that have a level there."""
    found = list(_at(outcomes, code))
    levels = [level for _, level in found]
    mean = Fraction(sum(score for score, _ in found), len(found)) if found else None
    one, two, three, four, five = (levels.count(level) for level in range(1, 6))
    return Spread(len(found), mean, (one, two, three, four, five))


def _at(outcomes: tuple[Outcome, ...], code: str) -> Iterator[tuple[Fraction, int]]:
    for outcome in outcomes:
        if outcome.assessment is not None:
            one = outcome.assessment[code]
            if one.score is not None and one.level is not None:
                yield one.score, one.level
