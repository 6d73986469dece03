"""The outcome of each agency of a round: its state, its answers and its levels.

The roster's mission and the researchers' figures replace what a form says. Departments are scored before the provinces that
inherit their results. Where findings bear on an agency, it is scored a second time, from its verified answers.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from dgmm_excel.faults import Fault
from dgmm_excel.progress import Counted, Track, silent, stage
from dgmm_excel.report.attained import Attained, attained_at
from dgmm_excel.report.outcome import FileUse, Outcome, ReportedFault, ReturnedFile, RoundResult
from dgmm_excel.returns.choice import SAME_ANSWERS, choose
from dgmm_excel.returns.pool import Crew
from dgmm_excel.returns.returns import Returned, read_returns
from dgmm_excel.round.case import Case, LoadedReturn
from dgmm_excel.round.findings import in_force, with_handed
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.round.handed_up import also_returned
from dgmm_excel.round.receipts import Receipts, read_receipts
from dgmm_excel.round.researchers import Figures, read_figures
from dgmm_excel.round.sorted_returns import SortedReturns, disputes, sort_returns
from dgmm_excel.round.states import asked_of_blank, unused_state
from dgmm_excel.round.taken_over import TakenOver, changed_since, take_over
from dgmm_excel.round.verdicts import Verdict, origin_of
from dgmm_excel.round.workshop import Workshop
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import phrase


@dataclass(frozen=True, slots=True)
class UsedReturn:
    """The return that counts for an agency, and what it gave."""

    case: Case
    verdict: Verdict

    @property
    def file(self) -> Returned:
        """The file."""
        return self.case.file

    def loaded(self) -> LoadedReturn:
        """Return everything that was read of it, anew at each call."""
        return self.case.loaded()


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


def assess_round(of: Round, now: datetime, track: Track = silent, workshop: Workshop | None = None) -> AssessedRound:
    """Read, choose and score the returns of a round. Raises RosterError, RoundError.

    Writes nothing but the caches, and what the `workshop` makes of each return besides.
    """
    with Crew() as crew:
        return _assessed(of, now, track, workshop, crew)


def _assessed(of: Round, now: datetime, track: Track, workshop: Workshop | None, crew: Crew) -> AssessedRound:
    taken = take_over(of, now)
    figures = read_figures(of.researchers, {code: member.edition for code, member in of.members.items()})
    read = read_returns(of.returned, of.folder, track, crew)
    returns = stage(track, phrase("generate.sorting"), lambda: sort_returns(of, read))
    arrived = ((of.members[code].agency, file) for code, file in returns.codes
               if code in of.members and not file.arrival.is_record)
    receipts = read_receipts(of.receipts, of.lang, arrived, now)
    assessor = _Assessor(of, figures, returns, now, receipts, in_force(of))
    with workshop or Workshop(of) as judge, closing(assessor.assessed(judge, crew)) as assessed:
        for _ in track(Counted(assessed, len(of.members)), judge.doing):
            pass
    return assessor.result(taken)


def _parents_first(of: Round) -> Iterator[list[Member]]:
    """Yield all agencies, those that inherit after the agencies that they inherit from."""
    left = of.members
    while left:
        parents = {code: of.member(one.agency.parent) if one.edition.inherited else None for code, one in left.items()}
        ready = {code for code, parent in parents.items() if parent is None or parent.code not in left} or set(left)
        yield [one for code, one in left.items() if code in ready]
        left = {code: one for code, one in left.items() if code not in ready}


@dataclass
class _Assessor:
    """Finds the outcome of every agency."""

    of: Round
    figures: Figures
    returns: SortedReturns
    now: datetime
    receipts: Receipts
    findings: Mapping[str, tuple[Finding, ...]]
    faults: dict[str, list[ReportedFault]] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    judged: dict[str, UsedReturn] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faults |= {code: list(faults) for code, faults in self.returns.faults.items()}
        for code, fault in self.figures.faults:
            self._add(code, self.of.researchers.name, [fault])

    def assessed(self, workshop: Workshop, crew: Crew) -> Generator[Member, None, None]:
        """Find the outcome of every agency, in any order, but of those that inherit after their parents; yield it when it is
        found.
        """
        for members in _parents_first(self.of):
            with closing(workshop.judged(map(self._case, members), crew)) as judged:
                for found in judged:
                    if isinstance(found, Member):
                        yield found
                    else:
                        self._add_used(*found)
                        yield found[0].member

    def _case(self, member: Member) -> Case | Member:
        """Return the case of an agency; of one without a return that counts itself, its outcome found."""
        code = member.code
        file = self._chosen(code)
        if file is None:
            state = unused_state(self.returns.files.get(code, ()), self.of.id)
            asked = asked_of_blank(member.edition, member.agency.mission)
            self.outcomes[code] = Outcome(member.agency, member.edition, state, asked=asked, received=self._received(code),
                                          handed=self.returns.listed.get(code, ""))
            return member
        others = (one for one in self.returns.candidates.get(code, ()) if one is not file)
        made = with_handed(self.findings.get(code, ()), (file, *others))
        figures, parent = self.figures.values.get(code, {}), self._parent(member)
        stated = () if parent is None else parent.attained
        checked = parent.verified if parent is not None and member.edition.inherited else ()
        verified = _inherited(member, parent, checked) if checked else None
        origin = origin_of(file, member, figures, _inherited(member, parent, stated), made, verified)
        above = None if parent is None or not member.edition.inherited else self.judged.get(parent.agency.code)
        return Case(member, file, origin, figures, made, None if above is None else above.case, self._received(code))

    def _add_used(self, case: Case, verdict: Verdict) -> None:
        """Add a return that counts, with what it gave."""
        code = case.member.code
        self.judged[code], self.outcomes[code] = UsedReturn(case, verdict), case.outcome(verdict, self.of.counts_from)

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

    def result(self, taken: TakenOver) -> AssessedRound:
        """Return the result, once every agency has its outcome, with what is to tell of findings."""
        of = self.of
        outcomes = tuple(self.outcomes[code] for code in of.members)
        faults = [found for code in of.members for found in self._faults(code)]
        faults += [*self.returns.unassigned, *taken.faults, *changed_since(of, self.outcomes)]
        result = RoundResult(
            of.title, of.lang, self.now.date(), of.deadline, of.editions, outcomes, tuple(faults),
            (*self.figures.notes, *self.receipts.notes, *taken.notes),
            tuple(self._files()), of.counts_from, past=of.pasts,
        )
        files = [*(file for _, file in (*self.returns.codes, *self.returns.enclosures)), *self.returns.handovers]
        judged = ((code, self.judged[code]) for code in of.members if code in self.judged)
        used = {code: one for code, one in judged if one.verdict.status != "blank"}
        return AssessedRound(result, used, self.receipts, files)

    def _faults(self, code: str) -> Iterator[ReportedFault]:
        """Yield the faults of an agency: of its files, then of the answers that count."""
        yield from self.faults.get(code, ())
        if code in self.judged:
            case, verdict = self.judged[code].case, self.judged[code].verdict
            yield from (ReportedFault(code, case.file.name, fault) for fault in verdict.faults)

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
