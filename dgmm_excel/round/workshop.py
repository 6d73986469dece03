"""Judges the returns of a round and has made what is made of each, in several processes where many are new.

What was made before and would come out the same is not made again.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence, Set
from contextlib import closing
from types import TracebackType
from typing import NamedTuple, Self

from dgmm_excel.returns.pool import Crew, Done, Task
from dgmm_excel.returns.side_by_side import side_by_side
from dgmm_excel.round.case import Case
from dgmm_excel.round.feedback_content import Kind, MadeFile
from dgmm_excel.round.feedback_files import FeedbackFolders, Planned
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.round.kept_rows import KeptRows
from dgmm_excel.round.order import Made, Order, RoundFacts, RowKind, made
from dgmm_excel.round.verdicts import Verdict, Verdicts, verdict_in
from dgmm_excel.text import Text, phrase


class Judged(NamedTuple):
    """A return that counts, and what it gave."""

    case: Case
    verdict: Verdict


class Workshop:
    """The workshop of one run on a round; a context manager.

    `kept` are the rows to have of every agency, `feedback` the folders of the files that go back. Without either, returns are
    only judged.
    """

    def __init__(
        self, of: Round, kept: Mapping[RowKind, KeptRows] | None = None, feedback: FeedbackFolders | None = None
    ) -> None:
        self._verdicts, self._kept, self._feedback = Verdicts(of.folder), kept or {}, feedback
        self._facts = RoundFacts.of(of, None if feedback is None else feedback.sender)
        self.doing: Text = phrase("generate.scoring" if feedback is None else "generate.results")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the record of verdicts (see `Verdicts`)."""
        self._verdicts.__exit__(kind, error, trace)

    def judged(self, cases: Iterator[Case | Member], crew: Crew | None = None) -> Generator[Judged | Member, None, None]:
        """Yield every return with its verdict, in any order, when all of it is made, by processes of the `crew` if many are
        new; an agency without one as it is.
        """
        found: Generator[Judged | Member | Done[Order, Made], None, None] = side_by_side(
            made, map(self._item, cases), crew)
        try:
            with closing(found):
                for one in found:
                    if isinstance(one, Done):  # what a process could not do is done here, so that an error is raised
                        yield self._taken(one.of, one.result or made(one.of))
                    else:
                        yield one
        finally:  # however it ends, and when no process is left
            if self._feedback is not None:
                self._feedback.sweep()

    def _item(self, case: Case | Member) -> Judged | Member | Task[Order]:
        """Return the verdict of a return of which all is there; else the order of what is not."""
        if isinstance(case, Member):
            return case
        verdict = self._verdicts.find(case.origin)
        plan = self._plan(case, verdict) if verdict is not None else ()
        if verdict is not None and all(file.known is not None for file in plan):
            self._sent(case, verdict, plan, {})
            return Judged(case, verdict)
        order = self._order(case, verdict)
        return Task(order, (order,))

    def _order(self, case: Case, verdict: Verdict | None) -> Order:
        facts, feedback = self._facts, self._feedback
        rows: Set[RowKind] = self._kept.keys()
        if verdict is not None:
            outcome = case.outcome(verdict, facts.counts_from)
            rows = {kind for kind, kept in self._kept.items() if not kept.knows(outcome)}
        if feedback is None:
            return Order(facts, case, verdict, frozenset(rows))
        # all its files, also those that are known: by the time that it is carried out, somebody may have changed one
        lifts = feedback.lifts.find(case.origin, case.member.edition.id)
        return Order(facts, case, verdict, frozenset(rows), feedback.function(case), lifts)

    def _taken(self, order: Order, found: Made) -> Judged:
        """Keep what was made."""
        case, verdict = order.case, order.verdict
        if verdict is None:
            assert found.verdict is not None  # what is not known was found
            verdict = verdict_in(found.verdict)
            self._verdicts.add(case.origin, found.verdict)
        outcome = case.outcome(verdict, self._facts.counts_from)
        for kind, rows in found.rows.items():
            self._kept[kind].keep(outcome, rows)
        if found.lifts is not None and self._feedback is not None:
            self._feedback.lifts.keep(case.origin, case.member.edition.id, found.lifts)
        self._sent(case, verdict, self._plan(case, verdict), found.files)
        return Judged(case, verdict)

    def _plan(self, case: Case, verdict: Verdict) -> Sequence[Planned]:
        return () if self._feedback is None else self._feedback.plan(case, verdict)

    def _sent(self, case: Case, verdict: Verdict, plan: Sequence[Planned], files: Mapping[Kind, MadeFile]) -> None:
        if self._feedback is not None:
            self._feedback.take(case, verdict, plan, files)
