"""The result of a round: frozen values from which every report is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal, NamedTuple, Protocol

from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Note, State
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.attained import Attained, attained_at
from dgmm_excel.report.changes import Snapshot
from dgmm_excel.report.figures import RoundFigures, figures
from dgmm_excel.report.standing import Standing
from dgmm_excel.report.state import AgencyState
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.scoring.past import Past
from dgmm_excel.text import Lang, Text

#: The part of its asked questions that an agency must have answered to count in means, unless a round says otherwise.
COUNTS_FROM = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class ReportedFault:
    """A fault, the file that it is in, and the code of the agency (empty if unknown)."""

    agency: str
    file: str
    fault: Fault


class AnswerCell(NamedTuple):
    """One answer cell: the accepted value, or the raw text if rejected; a rejected number that the rules score all the same
    stands as that number (see `intake.returned_form.Entry`).
    """

    question: str
    value: Answer | None
    state: str


#: What a returned file is: the return that counts, one that does not, no form at all, or the handover of another round.
FileUse = Literal["used", "not used", "enclosure", "handover"]


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """One returned file and its use: the agency's code (empty if unknown), the number of answer cells in each state, and how
    surely they were located. `handed` are the rounds that what was handed up came through; empty for an agency's own file.
    """

    agency: str
    file: str
    use: FileUse
    edition: str | None
    cells: Mapping[State, int]
    surety: str
    handed: str = ""


class Details(Protocol):
    """What the return that counts says and how it was scored: too much to be held for every agency of a round."""

    @property
    def assessment(self) -> Assessment | None:
        """The stated assessment; None if no return was used, or a blank one."""

    @property
    def verified(self) -> Assessment | None:
        """The assessment from the verified answers; None where no finding bears on the agency."""

    @property
    def answers(self) -> tuple[AnswerCell, ...]:
        """Every answer cell as it counts, in codebook order."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the agency wrote beside its answers."""


@dataclass(frozen=True)
class Given:
    """Details that are at hand, by default none."""

    assessment: Assessment | None = None
    answers: tuple[AnswerCell, ...] = ()
    notes: tuple[Note, ...] = ()
    verified: Assessment | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one agency of the roster. `file` is the return that was used, if any.

    `attained` are the scores and levels that its answers state, `verified` those after findings about it or about the agency
    that it inherits from, if there are any; `mission` is the one that they are scored by, `findings` are those about itself
    that count. `answered` of the `asked` questions have an answer; `counts` is whether these are enough for means and the
    response rate. `received` is the day on which its return was first seen. `origin` is a hash of all that it rests on.
    `details` loads everything else, anew at each call. `handed` are the rounds that its answers
    came through, or the one that answers for it; empty where it is this one's.
    """

    agency: Agency
    edition: Edition
    state: AgencyState
    file: str | None = None
    attained: tuple[Attained, ...] = ()
    answered: int = 0
    asked: int = 0
    counts: bool = False
    received: date | None = None
    mission: str = ""
    origin: str = ""
    details: Callable[[], Details] = field(default=Given, compare=False, repr=False)
    verified: tuple[Attained, ...] = ()
    findings: tuple[Finding, ...] = ()
    handed: str = ""

    @property
    def official(self) -> tuple[Attained, ...]:
        """The scores and levels that count as the round's result: the verified ones where there are any."""
        return self.verified or self.attained

    def at(self, code: str) -> Attained | None:
        """Return its official result at any id of its edition; None if no return was used, or a blank one."""
        return attained_at(self.official, self.edition, code)

    def stated(self, code: str) -> Attained | None:
        """Return what its answers state at any id of its edition; None if no return was used, or a blank one."""
        return attained_at(self.attained, self.edition, code)

    @property
    def assessment(self) -> Assessment | None:
        """The stated assessment, loaded; None if no return was used, or a blank one."""
        return self.details().assessment

    @property
    def done(self) -> bool:
        """Whether nothing more is expected of the agency."""
        return self.state == "complete"


@dataclass(frozen=True)
class RoundResult:
    """A round, consolidated on a day. Agencies are in the order of the rosters, faults by agency and file.

    `counts_from` is the part of its asked questions that an agency must have answered to count in means, `before` the round as
    it was last consolidated with other results, `inputs` a hash of all files that the result rests on.
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
    before: Snapshot | None = None
    inputs: str = ""
    #: What agencies had reached in an earlier round, by code; none in most rounds.
    past: Mapping[str, Past] = field(default_factory=dict)

    def of(self, edition: Edition) -> tuple[Outcome, ...]:
        """Return the agencies of one edition."""
        return tuple(one for one in self.outcomes if one.edition is edition)

    def late(self, one: Outcome) -> bool:
        """Return whether an agency is late: its return came after the deadline, or the deadline has passed without any."""
        day = self.on if one.state == "missing" else one.received
        return self.deadline is not None and day is not None and day > self.deadline

    @cached_property
    def figures(self) -> RoundFigures:
        """The figures of the round, over official results."""
        return figures(self.editions, map(self.standing, self.outcomes))

    @cached_property
    def stated_figures(self) -> RoundFigures:
        """The figures as they would be without any finding."""
        stated = map(self.stated_standing, self.outcomes)
        return figures(self.editions, stated) if self.verified else self.figures

    @cached_property
    def verified(self) -> bool:
        """Whether the result of any agency is a verified one; without, nothing is said of it anywhere."""
        return any(one.verified for one in self.outcomes)

    def standing(self, one: Outcome) -> Standing:
        """Return the light row of an agency, with its official result."""
        return self._standing(one, one.official)

    def stated_standing(self, one: Outcome) -> Standing:
        """Return the light row of an agency, with what its answers state."""
        return self._standing(one, one.attained)

    def _standing(self, one: Outcome, attained: tuple[Attained, ...]) -> Standing:
        mission = one.mission or one.agency.mission
        scores, levels, _ = zip(*attained, strict=True) if attained else ((), (), ())
        return Standing(
            one.agency, one.edition, one.state, one.answered, one.asked, one.counts, self.late(one), mission, scores, levels)

    @property
    def enclosures(self) -> int:
        """The number of returned files that are no forms."""
        return sum(file.use == "enclosure" for file in self.files)

    @property
    def to_look_at(self) -> bool:
        """Whether a person must look at any fault: at an error or a warning, not at a repair."""
        return self.count_to_look_at > 0

    @property
    def count_to_look_at(self) -> int:
        """The number of faults that a person must look at."""
        return sum(found.fault.severity != "repaired" for found in self.faults)
