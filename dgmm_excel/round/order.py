"""What a round has made of one agency's return, in this process or another: its verdict, its rows, its files."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from dgmm_excel.form.template import Function
from dgmm_excel.intake.next_steps import Lift
from dgmm_excel.model.edition import Edition
from dgmm_excel.returns.sent import packed, unpacked
from dgmm_excel.round.case import Case
from dgmm_excel.round.drawn_rows import DrawnRows
from dgmm_excel.round.feedback_content import Kind, MadeFile, Sender, made_file
from dgmm_excel.round.folder import Round
from dgmm_excel.round.kept_rows import KeptAnswers, KeptPeople, KeptRows, found_lifts, lifts_in
from dgmm_excel.round.names import form_name
from dgmm_excel.round.verdicts import Verdict, kept_verdict
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.text import Lang

#: The kinds of rows of an agency: of the workbook, of the list of answers, of the list of contacts.
RowKind = Literal["rows", "answers", "people"]


@dataclass(frozen=True)
class RoundFacts:
    """What the orders of one run have in common; `sender` where files go back to agencies."""

    folder: Path
    lang: Lang
    editions: tuple[Edition, ...]
    counts_from: Fraction
    sender: Sender | None = None

    @classmethod
    def of(cls, of: Round, sender: Sender | None = None) -> RoundFacts:
        """Return the facts of a round."""
        return cls(of.folder, of.lang, of.editions, of.counts_from, sender)

    def __reduce__(self) -> tuple[object, ...]:
        """Return the same for another process, where it is one value for all orders."""
        return _sent_facts, (self._sent,)

    @cached_property
    def _sent(self) -> bytes:
        return packed((self.folder, self.lang, self.editions, self.counts_from, self.sender))


@lru_cache(maxsize=1)
def _sent_facts(sent: bytes) -> RoundFacts:
    return RoundFacts(*unpacked(sent))


@dataclass(frozen=True)
class Order:
    """What is to be made of a return: its verdict, unless that is known; these kinds of rows; its files, if the facts have a
    sender.

    `function` is the kind of DGMM_LEVEL in the agency's form, `lifts` what is kept of what lifts its levels.
    """

    facts: RoundFacts
    case: Case
    verdict: Verdict | None
    rows: Set[RowKind]
    function: Function = "lambda"
    lifts: bytes | None = None


class Made(NamedTuple):
    """What was made, as it is kept: the verdict, unless it was known; `lifts` is what was found to lift its levels, if it was
    looked for.
    """

    verdict: bytes | None
    rows: Mapping[RowKind, bytes]
    files: Mapping[Kind, MadeFile]
    lifts: bytes | None


def made(order: Order) -> Made:
    """Carry out an order; its files lie beside their places. Raises OutputError if one cannot be written, UnreadableBook,
    FileNotFoundError if the return can no longer be read.
    """
    facts, case, loaded = order.facts, order.case, order.case.loaded()
    verdict = order.verdict or loaded.verdict
    outcome = replace(case.outcome(verdict, facts.counts_from), details=lambda: loaded)
    kinds, lifts = row_kinds(facts), _Lifts(order.lifts)
    rows = {kind: kinds[kind].made(outcome) for kind in order.rows}
    specs = facts.sender.specs(case, verdict, order.function) if facts.sender is not None else {}
    name = form_name(case.member.agency, facts.lang)
    files = {kind: made_file(kind, loaded, verdict, spec, lifts.of).beside(facts.folder / kind / name)
             for kind, spec in specs.items()}
    return Made(None if order.verdict is not None else kept_verdict(verdict), rows, files, lifts.found)


@lru_cache(maxsize=1)
def row_kinds(facts: RoundFacts) -> Mapping[RowKind, KeptRows]:
    """Return what makes the rows of each kind."""
    return {"rows": DrawnRows(facts.folder, facts.lang, facts.editions), "answers": KeptAnswers(facts.folder),
            "people": KeptPeople(facts.folder)}


class _Lifts:
    """What lifts an agency's levels: what is kept, or found when it is asked for."""

    def __init__(self, kept: bytes | None) -> None:
        self._kept = kept
        self.found: bytes | None = None

    def of(self, official: Assessment) -> tuple[Lift, ...]:
        """Return what lifts the official result."""
        if self._kept is None:
            self._kept = self.found = found_lifts(official)
        return lifts_in(self._kept)
