"""The result of a round: frozen values from which every report is drawn."""

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

#: The status of an agency. `scored`: every answer accepted or repaired; `faulty`: one rejected; `blank`: no answer given.
AgencyStatus = Literal["scored", "faulty", "blank", "missing"]
AGENCY_STATUSES: tuple[AgencyStatus, ...] = get_args(AgencyStatus)


@dataclass(frozen=True)
class ReportedFault:
    """A fault, the file that it is in, and the code of the agency (empty if unknown)."""

    agency: str
    file: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One answer cell: the accepted value, or the raw text if rejected."""

    question: str
    value: Answer | None
    state: str


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One returned file, used or not: the agency's code (empty if unknown), the number of answer cells in each state, and
    how surely they were located.
    """

    agency: str
    file: str
    used: bool
    edition: str | None
    cells: Mapping[State, int]
    surety: str


@dataclass(frozen=True)
class Outcome:
    """The result of one agency of the roster. `file` is the return that was used, if any.

    `assessment` is None if no return was used, or a blank one.
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
    """A round, consolidated on a day. Agencies are in the order of the rosters, faults by agency and file."""

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
        """Return the agencies of one edition."""
        return tuple(one for one in self.outcomes if one.edition is edition)

    def counts(self, edition: Edition | None = None) -> Mapping[AgencyStatus, int]:
        """Return how many agencies have each status, in one edition or in all."""
        outcomes = self.outcomes if edition is None else self.of(edition)
        return {status: sum(one.status == status for one in outcomes) for status in AGENCY_STATUSES}

    @property
    def to_look_at(self) -> bool:
        """Whether a person must look at any fault: at an error or a warning, not at a repair."""
        return any(found.fault.severity != "repaired" for found in self.faults)


@dataclass(frozen=True)
class Spread:
    """The distribution of agencies at one code: how many have a level, their mean score, how many at each level 1–5."""

    count: int
    mean: Fraction | None
    at_level: tuple[int, int, int, int, int]


def spread(outcomes: tuple[Outcome, ...], code: str) -> Spread:
    """Return the distribution at a topic, sub-pillar, pillar or `overall`, over the agencies that have a level there."""
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
