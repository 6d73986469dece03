"""The result of a round: frozen values from which every report is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

#: The state of an agency, in this order: it has the first that holds.
#:
#: missing        nothing has come back
#: blank          only forms without an answer
#: other_round    a form of another round, and none of this one that can be used
#: unreadable     only files that cannot be read as a form
#: contradicting  whose answers they are, or which of them hold, is not settled
#: faulty         a form counts, and an error stands in it
#: incomplete     no error, and a question that is asked has no answer
#: complete       every question that is asked has an answer
AgencyState = Literal[
    "missing", "blank", "other_round", "unreadable", "contradicting", "faulty", "incomplete", "complete"
]
AGENCY_STATES: tuple[AgencyState, ...] = get_args(AgencyState)

#: The part of its asked questions that an agency must have answered to count in means, unless a round says otherwise.
COUNTS_FROM = Fraction(1, 2)


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


#: What a returned file is: the return that counts, one that does not, or no form at all.
FileUse = Literal["used", "not used", "enclosure"]


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One returned file and its use: the agency's code (empty if unknown), the number of answer cells in each state, and how
    surely they were located.
    """

    agency: str
    file: str
    use: FileUse
    edition: str | None
    cells: Mapping[State, int]
    surety: str


@dataclass(frozen=True)
class Outcome:
    """The result of one agency of the roster. `file` is the return that was used, if any.

    `assessment` is None if no return was used, or a blank one. `answered` of the `asked` questions have an answer; `counts` is
    whether these are enough for means and the response rate. `received` is the day on which its return was first seen.
    """

    agency: Agency
    edition: Edition
    state: AgencyState
    file: str | None = None
    assessment: Assessment | None = None
    answers: tuple[AnswerCell, ...] = ()
    notes: tuple[Note, ...] = ()
    answered: int = 0
    asked: int = 0
    counts: bool = False
    received: date | None = None

    @property
    def done(self) -> bool:
        """Whether nothing more is expected of the agency."""
        return self.state == "complete"


@dataclass(frozen=True)
class Tally:
    """How far some agencies have come: the number in each state, the number that counts in means, the number that is late."""

    states: Mapping[AgencyState, int]
    counting: int
    late: int

    @property
    def sent(self) -> int:
        """The number of agencies that were asked; each is in exactly one state."""
        return sum(self.states.values())

    @property
    def rate(self) -> Fraction | None:
        """The response rate: the part that counts in means; None of no agency."""
        return Fraction(self.counting, self.sent) if self.sent else None


@dataclass(frozen=True)
class RoundResult:
    """A round, consolidated on a day. Agencies are in the order of the rosters, faults by agency and file.

    `counts_from` is the part of its asked questions that an agency must have answered to count in means.
    """

    title: str
    lang: Lang
    on: date
    deadline: date | None
    editions: tuple[Edition, ...]
    outcomes: tuple[Outcome, ...]
    faults: tuple[ReportedFault, ...]
    notes: tuple[Text, ...] = ()
    files: tuple[ReturnedFile, ...] = ()
    counts_from: Fraction = COUNTS_FROM

    def of(self, edition: Edition) -> tuple[Outcome, ...]:
        """Return the agencies of one edition."""
        return tuple(one for one in self.outcomes if one.edition is edition)

    @property
    def ministries(self) -> tuple[str, ...]:
        """The ministries of the agencies, in the order of the rosters; an empty text where a roster states none."""
        return tuple(dict.fromkeys(one.agency.ministry for one in self.outcomes))

    def of_ministry(self, ministry: str) -> tuple[Outcome, ...]:
        """Return the agencies of one ministry, of every edition."""
        return tuple(one for one in self.outcomes if one.agency.ministry == ministry)

    def late(self, one: Outcome) -> bool:
        """Return whether an agency is late: its return came after the deadline, or the deadline has passed without any."""
        day = self.on if one.state == "missing" else one.received
        return self.deadline is not None and day is not None and day > self.deadline

    def tally(self, outcomes: Sequence[Outcome] | None = None) -> Tally:
        """Return how far some agencies have come, by default all of them."""
        some = self.outcomes if outcomes is None else outcomes
        states = {state: sum(one.state == state for one in some) for state in AGENCY_STATES}
        return Tally(states, sum(one.counts for one in some), sum(map(self.late, some)))

    @property
    def enclosures(self) -> int:
        """The number of returned files that are no forms."""
        return sum(file.use == "enclosure" for file in self.files)

    @property
    def to_look_at(self) -> bool:
        """Whether a person must look at any fault: at an error or a warning, not at a repair."""
        return any(found.fault.severity != "repaired" for found in self.faults)


@dataclass(frozen=True)
class Spread:
    """The distribution of agencies at one code: how many count there, their mean score, how many at each level 1–5."""

    count: int
    mean: Fraction | None
    at_level: tuple[int, int, int, int, int]


def spread(outcomes: tuple[Outcome, ...], code: str) -> Spread:
    """Return the distribution at a topic, sub-pillar, pillar or `overall`, over the agencies that count and have one."""
    found = list(_at(outcomes, code))
    levels = [level for _, level in found]
    mean = Fraction(sum(score for score, _ in found), len(found)) if found else None
    one, two, three, four, five = (levels.count(level) for level in range(1, 6))
    return Spread(len(found), mean, (one, two, three, four, five))


def _at(outcomes: tuple[Outcome, ...], code: str) -> Iterator[tuple[Fraction, int]]:
    for outcome in outcomes:
        if outcome.counts and outcome.assessment is not None:
            one = outcome.assessment[code]
            if one.score is not None and one.level is not None:
                yield one.score, one.level
