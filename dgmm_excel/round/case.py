"""The return that counts for an agency, with all that its outcome rests on, and everything that was read of it, scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Note, ReturnedForm
from dgmm_excel.intake.score import Scored, scored_return
from dgmm_excel.intake.tidy import plain_text
from dgmm_excel.model.edition import MISSION
from dgmm_excel.report.outcome import AnswerCell, Outcome
from dgmm_excel.returns.returns import Returned
from dgmm_excel.round.folder import Member
from dgmm_excel.round.handed_up import levels_fault
from dgmm_excel.round.objections import Objections, objections
from dgmm_excel.round.researchers import researcher_questions
from dgmm_excel.round.states import used_state
from dgmm_excel.round.verdicts import Verdict, verdict_of
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.evaluate import score
from dgmm_excel.scoring.findings import Finding, counting, verified_answers

#: How many returns of parents are held: provinces of one department are near one another in a roster.
_PARENTS = 16


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """The return that counts for an agency, and all that its outcome rests on.

    `origin` is a hash of what its verdict rests on: the file, the researchers' `figures`, the findings `made` about the agency,
    and the case of the agency that it inherits from, `parent`. `received` is the day on which its first return was seen.
    """

    member: Member
    file: Returned
    origin: str
    figures: Mapping[str, Answer]
    made: tuple[Finding, ...] = ()
    parent: Case | None = None
    received: date | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, str]:
        return self.member.code, self.origin

    def loaded(self) -> LoadedReturn:
        """Return everything that was read of it, anew at each call."""
        return LoadedReturn(self)

    def outcome(self, verdict: Verdict, counts_from: Fraction) -> Outcome:
        """Return the outcome of the agency. It counts in means from that part of its questions on."""
        return Outcome(
            self.member.agency, self.member.edition, used_state(self.file, verdict), self.file.name, verdict.attained,
            verdict.answered, verdict.asked, bool(verdict.attained) and verdict.answered >= counts_from * verdict.asked,
            self.received, verdict.mission, self.origin, self.loaded, verdict.verified,
            tuple(one for one in self.made if one.question in verdict.found), self.file.head.way or "",
        )


@lru_cache(_PARENTS)
def _of_parent(case: Case) -> LoadedReturn:
    return case.loaded()


@dataclass(frozen=True)
class LoadedReturn:
    """A return that counts, with everything that was read of it."""

    case: Case

    @cached_property
    def form(self) -> ReturnedForm:
        """What the file says."""
        return self.case.file.unpack()

    @cached_property
    def _override(self) -> tuple[dict[str, Answer | None], list[Fault]]:
        return _override(self.case.member, self.form, self.case.figures)

    @cached_property
    def scored(self) -> Scored:
        """The return, scored."""
        override, faults = self._override
        parent = self._parent
        inherited = None if parent is None else parent.assessment
        faults, handed = [*faults, *self.objections.faults], self.form.handed
        found = scored_return(self.form, inherited, override=override, faults=faults)
        if handed is None or found.assessment is None:
            return found
        fault = levels_fault(handed.levels, found.assessment)
        return found if fault is None else replace(found, faults=(*found.faults, fault))

    @cached_property
    def objections(self) -> Objections:
        """What the agency objects to findings."""
        return objections(self.form.notes, self.case.made)

    @property
    def _parent(self) -> LoadedReturn | None:
        return None if self.case.parent is None else _of_parent(self.case.parent)

    @property
    def verdict(self) -> Verdict:
        """What it gave, in short."""
        return verdict_of(self.scored, self.verified, self.findings)

    @property
    def assessment(self) -> Assessment | None:
        """Its stated assessment; None of a blank one."""
        found = self.scored.assessment
        return None if found is None or found.blank else found

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that count: those about answers that it still states."""
        stated = self.assessment
        return () if stated is None else counting(stated.answers.values, self.case.made)

    @cached_property
    def verified(self) -> Assessment | None:
        """Its assessment from the verified answers; None where findings bear neither on it nor on what it inherits."""
        stated, parent = self.assessment, self._parent
        inherited = None if parent is None else parent.verified
        if stated is None or not (self.findings or inherited):
            return None
        answers = verified_answers(stated.edition, stated.answers.values, self.findings)
        return score(stated.edition, answers, inherited or (None if parent is None else parent.assessment))

    @cached_property
    def answers(self) -> tuple[AnswerCell, ...]:
        """Every answer cell as it counts, in codebook order."""
        return _given(self.form, self._override[0])

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the agency wrote beside its answers."""
        return self.form.notes


def _override(
    member: Member, form: ReturnedForm, figures: Mapping[str, Answer]
) -> tuple[dict[str, Answer | None], list[Fault]]:
    """Return the mission and the figures that replace the form's answers, and a fault for each that differs."""
    entries, edition = form.entries, member.edition
    # figures that were handed up stand where this round has none of its own
    override: dict[str, Answer | None] = {name: figures.get(name) for name in researcher_questions(edition)
                                          if name in figures or form.handed is None}
    faults = []
    for name, figure in override.items():
        entry = entries.get(name)
        if entry is not None and entry.state != "blank" and (entry.value is None or entry.value != figure):
            faults.append(Fault("DG303", entry.sheet, entry.cell, name, plain_text(entry.raw)))
    mission, said = member.agency.mission, entries.get(MISSION)
    if mission and MISSION in edition.questions:
        override[MISSION] = mission
        if said is not None and said.state != "blank" and said.value != mission:
            taken = edition.questions[MISSION].choice(mission)
            faults.append(Fault("DG302", said.sheet, said.cell, MISSION, plain_text(said.raw), {"taken": taken}))
    return override, faults


def _given(form: ReturnedForm, override: Mapping[str, Answer | None]) -> tuple[AnswerCell, ...]:
    """Return every answer cell of a form as it counts, in codebook order."""
    found = {name: AnswerCell(name, plain_text(raw) if state == "rejected" and value is None else value, state)
             for name, state, value, raw, _, _ in form.entries.values()}
    found |= {name: AnswerCell(name, value, "blank" if value is None else "accepted")
              for name, value in override.items() if name in found}
    return tuple(found.values())
