"""The outcome of each agency of a round: its state, its answers and its levels.

The roster's mission and the researchers' figures replace what a form says. Departments are scored before the provinces that
inherit their results. Where findings bear on an agency, it is scored a second time, from its verified answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property, lru_cache, partial

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Note, ReturnedForm
from dgmm_excel.intake.score import Scored, scored_return
from dgmm_excel.intake.tidy import plain_text
from dgmm_excel.model.edition import MISSION
from dgmm_excel.progress import Track, silent, stage
from dgmm_excel.report.attained import Attained, attained_at
from dgmm_excel.report.outcome import AnswerCell, Details, FileUse, Outcome, ReportedFault, ReturnedFile, RoundResult
from dgmm_excel.returns.choice import SAME_ANSWERS, choose
from dgmm_excel.returns.returns import Returned, read_returns
from dgmm_excel.round.findings import in_force, with_handed
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.round.handed_up import also_returned, levels_fault
from dgmm_excel.round.objections import Objections, objections
from dgmm_excel.round.receipts import Receipts, read_receipts
from dgmm_excel.round.researchers import Figures, read_figures, researcher_questions
from dgmm_excel.round.sorted_returns import SortedReturns, disputes, sort_returns
from dgmm_excel.round.states import asked_of_blank, unused_state, used_state
from dgmm_excel.round.taken_over import TakenOver, changed_since, take_over
from dgmm_excel.round.verdicts import Verdict, Verdicts, origin_of, verdict_of
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.evaluate import score
from dgmm_excel.scoring.findings import Finding, counting, verified_answers
from dgmm_excel.text import phrase

Judged = Callable[[Outcome], object]
#: How many assessments of parents are held: provinces of one department are near one another in a roster.
_PARENTS = 16


@dataclass(frozen=True, slots=True)
class UsedReturn:
    """The return that counts for an agency. `origin` is a hash of all that its verdict rests on; `scored` loads the rest."""

    file: Returned
    verdict: Verdict
    origin: str
    loaded: Callable[[], LoadedReturn]

    def scored(self) -> Scored:
        """Return the return, scored."""
        return self.loaded().scored


#: The return that counts, by the agency's code.
Used = Mapping[str, UsedReturn]


@dataclass(frozen=True)
class AssessedRound:
    """The result of a round, the returns that it rests on (blank ones are not among them), when all returns came, and every
    file that came.
    """

    result: RoundResult
    used: Used
    receipts: Receipts
    files: Sequence[Returned] = ()


def assess_round(of: Round, now: datetime, track: Track = silent, judged: Judged = lambda _: None) -> AssessedRound:
    """Read, choose and score the returns of a round. Writes nothing but the caches. Raises RosterError, RoundError.

    `judged` is called with the outcome of each return that no earlier run has scored, while its details are at hand.
    """
    taken = take_over(of, now)
    figures = read_figures(of.researchers, {code: member.edition for code, member in of.members.items()})
    read = read_returns(of.returned, of.folder, track)
    returns = stage(track, phrase("generate.sorting"), lambda: sort_returns(of, read))
    arrived = [(of.members[code].agency, file) for code, file in returns.codes
               if code in of.members and not file.arrival.is_record]
    receipts = read_receipts(of.receipts, of.lang, arrived, now)
    with Verdicts(of.folder) as verdicts:
        assessor = _Assessor(of, figures, returns, now, receipts, verdicts, judged, in_force(of))
        for member in track(_parents_first(of), phrase("generate.scoring")):
            assessor.assess(member)
        return assessor.result(taken)


def _parents_first(of: Round) -> list[Member]:
    return sorted(of.members.values(), key=lambda member: bool(member.edition.inherited))


@dataclass(frozen=True)
class LoadedReturn:
    """A return that counts, with everything that was read of it. `made` are the findings made about the agency."""

    member: Member
    file: Returned
    figures: Mapping[str, Answer]
    parent: Callable[[], Details | None]
    made: tuple[Finding, ...] = ()

    @cached_property
    def form(self) -> ReturnedForm:
        """What the file says."""
        return self.file.unpack()

    @cached_property
    def _override(self) -> tuple[dict[str, Answer | None], list[Fault]]:
        return _override(self.member, self.form, self.figures)

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
        return objections(self.form.notes, self.made)

    @cached_property
    def _parent(self) -> Details | None:
        return self.parent()

    @property
    def assessment(self) -> Assessment | None:
        """Its stated assessment; None of a blank one."""
        found = self.scored.assessment
        return None if found is None or found.blank else found

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that count: those about answers that it still states."""
        stated = self.assessment
        return () if stated is None else counting(stated.answers.values, self.made)

    @cached_property
    def verified(self) -> Assessment | None:
        """Its assessment from the verified answers; None where findings bear neither on it nor on what it inherits."""
        stated, parent = self.assessment, self._parent
        inherited = None if parent is None else parent.verified
        if stated is None or not (self.findings or inherited):
            return None
        answers = verified_answers(stated.edition, stated.answers.values, self.findings)
        return score(stated.edition, answers, inherited or (None if parent is None else parent.assessment))

    @property
    def answers(self) -> tuple[AnswerCell, ...]:
        """Every answer cell as it counts, in codebook order."""
        return tuple(_given(self.form, self._override[0]))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the agency wrote beside its answers."""
        return self.form.notes


@dataclass
class _Assessor:
    """Finds the outcome of one agency after the other."""

    of: Round
    figures: Figures
    returns: SortedReturns
    now: datetime
    receipts: Receipts
    verdicts: Verdicts
    judged: Judged
    findings: Mapping[str, tuple[Finding, ...]]
    faults: dict[str, list[ReportedFault]] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    used: dict[str, UsedReturn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faults |= {code: list(faults) for code, faults in self.returns.faults.items()}
        for code, fault in self.figures.faults:
            self._add(code, self.of.researchers.name, [fault])
        self._details = lru_cache(_PARENTS)(lambda code: self.outcomes[code].details())

    def assess(self, member: Member) -> None:
        """Find the outcome of one agency; that of its parent, if it inherits from one, must be there."""
        code, agency = member.code, member.agency
        file = self._chosen(code)
        if file is None:
            state = unused_state(self.returns.files.get(code, ()), self.of.id)
            asked = asked_of_blank(member.edition, agency.mission)
            self.outcomes[code] = Outcome(agency, member.edition, state, asked=asked, received=self._received(code),
                                          handed=self.returns.listed.get(code, ""))
            return
        others = (one for one in self.returns.candidates.get(code, ()) if one is not file)
        made = with_handed(self.findings.get(code, ()), (file, *others))
        found, loaded = self._judged(member, file, made)
        verdict = found.verdict
        self._add(code, file.name, verdict.faults)
        if verdict.status != "blank":
            self.used[code] = found
        enough = bool(verdict.attained) and verdict.answered >= self.of.counts_from * verdict.asked
        outcome = self.outcomes[code] = Outcome(
            agency, member.edition, used_state(file, verdict), file.name, verdict.attained,
            verdict.answered, verdict.asked, enough, self._received(code), verdict.mission, found.origin, found.loaded,
            verdict.verified, tuple(one for one in made if one.question in verdict.found),
            file.head.way or "",
        )
        if loaded is not None:
            self.judged(replace(outcome, details=lambda: loaded))

    def _judged(
        self, member: Member, file: Returned, findings: tuple[Finding, ...]
    ) -> tuple[UsedReturn, LoadedReturn | None]:
        """Return a return with its verdict, which is known if nothing that it rests on has changed; else it is loaded, too."""
        figures, parent = self.figures.values.get(member.code, {}), self._parent(member)
        stated = () if parent is None else parent.attained
        checked = parent.verified if parent is not None and member.edition.inherited else ()
        verified = _inherited(member, parent, checked) if checked else None
        origin = origin_of(file, member, figures, _inherited(member, parent, stated), findings, verified)
        whose = None if parent is None or not member.edition.inherited else parent.agency.code
        load = partial(LoadedReturn, member, file, figures, partial(self._details_of, whose), findings)
        verdict, loaded = self.verdicts.find(origin), None
        if verdict is None:
            loaded = load()
            verdict = verdict_of(loaded.scored, loaded.verified, loaded.findings)
            self.verdicts.add(origin, verdict)
        return UsedReturn(file, verdict, origin, load), loaded

    def _chosen(self, code: str) -> Returned | None:
        """Return the file that counts, and add the faults of the agency's other files."""
        files = self.returns.candidates.get(code, ())
        choice = choose(files, self.of.id, self.now)
        for file in files:
            if file.head.disputed:
                self._add(code, file.name, disputes(file))
        for file, fault in choice.faults:
            if fault.code != SAME_ANSWERS or not file.arrival.is_record:  # nobody can take one record away
                self._add(code, file.name, [fault])
        also = also_returned(files, choice.returned)
        if also is not None:
            self._add(code, also[0].name, [also[1]])
        return choice.returned

    def _received(self, code: str) -> date | None:
        """Return the day on which the agency's first file with answers was seen, else its first file; None if unknown."""
        files = self.returns.files.get(code, ())
        filled = [file for file in files if file.head.filled] or files
        days = (self._day(file) for file in filled)
        return min((day for day in days if day is not None), default=None)

    def _day(self, file: Returned) -> date | None:
        """Return the day of receipt of a file; of one that was handed up, by its own round."""
        if not file.arrival.is_record:
            return self.receipts.days[file.name]
        return None if file.head.received is None else date.fromisoformat(file.head.received)

    def _add(self, code: str, file: str, faults: Iterable[Fault]) -> None:
        self.faults.setdefault(code, []).extend(ReportedFault(code, file, fault) for fault in faults)

    def _parent(self, member: Member) -> Outcome | None:
        """Return the outcome that an agency inherits from; None if there is none."""
        parent = self.of.member(member.agency.parent)
        return None if parent is None else self.outcomes.get(parent.code)

    def _details_of(self, code: str | None) -> Details | None:
        """Return the details of a parent; None if there is none."""
        return None if code is None else self._details(code)

    def result(self, taken: TakenOver) -> AssessedRound:
        """Return the result, once every agency has its outcome, with what is to tell of findings."""
        of = self.of
        outcomes = tuple(self.outcomes[code] for code in of.members)
        faults = [found for code in of.members for found in self.faults.get(code, ())] + list(self.returns.unassigned)
        faults += [*taken.faults, *changed_since(of, self.outcomes)]
        result = RoundResult(
            of.title, of.lang, self.now.date(), of.deadline, of.editions, outcomes, tuple(faults),
            (*self.figures.notes, *self.receipts.notes, *taken.notes),
            tuple(self._files()), of.counts_from, past=of.pasts,
        )
        files = [*(file for _, file in (*self.returns.codes, *self.returns.enclosures)), *self.returns.handovers]
        return AssessedRound(result, self.used, self.receipts, files)

    def _files(self) -> Iterator[ReturnedFile]:
        used = {outcome.file for outcome in self.outcomes.values()}
        for code, file in self.returns.codes:
            use: FileUse = "used" if file.name in used else "not used"
            yield ReturnedFile(code, file.name, use, file.head.edition, file.head.cells, file.head.surety,
                               file.head.way or "")
        for file in self.returns.handovers:
            title = "" if file.arrival.handover is None else file.arrival.handover.title
            yield ReturnedFile("", file.name, "handover", None, file.head.cells, file.head.surety, title)
        for code, file in self.returns.enclosures:
            yield ReturnedFile(code, file.name, "enclosure", None, file.head.cells, file.head.surety)


def _inherited(member: Member, parent: Outcome | None, attained: Sequence[Attained]) -> list[Fraction | None]:
    """Return the scores of the parent, of those that it attained, at the topics that an agency inherits."""
    if parent is None or not attained:
        return []
    at = (attained_at(attained, parent.edition, topic.id) if topic.id in parent.edition.topics else None
          for topic in member.edition.inherited)
    return [None if one is None else one.score for one in at]


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


def _given(form: ReturnedForm, override: Mapping[str, Answer | None]) -> Iterator[AnswerCell]:
    """Every answer cell of a form as it counts, in codebook order."""
    for name, entry in form.entries.items():
        if name in override:
            value = override[name]
            yield AnswerCell(name, value, "blank" if value is None else "accepted")
        elif entry.state == "rejected" and entry.value is None:
            yield AnswerCell(name, plain_text(entry.raw), entry.state)
        else:
            yield AnswerCell(name, entry.value, entry.state)
