"""The chase list of a round, `reminders.csv`: everyone who is not done, what they lack in a word, and the file to send them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from dgmm_excel.agency import Agency
from dgmm_excel.feedback.correction import fault_lines
from dgmm_excel.feedback.correction_sheet import FaultLine
from dgmm_excel.files import csv_bytes, write_or_save_as
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.report.state import AgencyState
from dgmm_excel.round.alone import alone
from dgmm_excel.round.feedback_files import feedback_files
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import issued_forms
from dgmm_excel.round.lists import agency_cells, headings
from dgmm_excel.round.outcomes import AssessedRound
from dgmm_excel.round.receipts import fingerprint, write_receipts
from dgmm_excel.text import Text, phrase

#: The states in which the agency goes on with what it has returned, by the date of corrections.
_RETURNED: frozenset[AgencyState] = frozenset({"faulty", "incomplete"})


@dataclass(frozen=True)
class Chased:
    """An agency to write to, in the chase list one that is not done.

    `faults` are its answers to correct, `unanswered` counts the other questions that are left. `due` is the day by which
    something is expected of it, None without one. `file` is the workbook to send: its correction, its own answers, or the form;
    None if that has not been made, and for an agency that answers to another round: that one is to be written to.
    """

    outcome: Outcome
    faults: tuple[FaultLine, ...]
    unanswered: int
    due: date | None
    file: Path | None
    is_correction: bool

    @property
    def agency(self) -> Agency:
        """The agency."""
        return self.outcome.agency

    @property
    def lacking(self) -> Text:
        """What is missing, in a word."""
        lacks = phrase(f"lacking.{self.outcome.state}", faults=len(self.faults), unanswered=self.unanswered)
        return phrase("lacking.handed", lacks=lacks, round=self.handed) if self.handed else lacks

    @property
    def handed(self) -> str:
        """The rounds that answer for it; empty if it answers to this one."""
        return self.outcome.handed

    def days_late(self, today: date) -> int | None:
        """Return the number of days since it was due; None if it is not late."""
        return (today - self.due).days if self.due is not None and self.due < today else None


def chase_list(of: Round, assessed: AssessedRound, today: date) -> tuple[Chased, ...]:
    """Return everyone who is not done, in the order of the rosters. Raises RoundError."""
    files = _Files(of)
    chased = (_chased(of, one, assessed, files, today) for one in assessed.result.outcomes if not one.done)
    return tuple(replace(one, file=None, is_correction=False) if one.handed else one for one in chased)


def _chased(of: Round, outcome: Outcome, assessed: AssessedRound, files: _Files, today: date) -> Chased:
    code, used = outcome.agency.code, assessed.used.get(outcome.agency.code)
    due = of.corrections_until(today) or of.corrections_due or of.deadline if outcome.state in _RETURNED else of.deadline
    if outcome.state not in _RETURNED or used is None:
        return Chased(outcome, (), outcome.asked - outcome.answered, due, files.form(code), is_correction=False)
    mark, verdict = fingerprint(used.file), used.verdict
    errors = [fault for fault in verdict.faults if fault.severity == "error"]
    faults = tuple(fault_lines(errors, outcome.edition, verdict.lang).errors)
    rejected = len({line.question.id for line in faults if line.question is not None})
    unanswered = max(0, outcome.asked - outcome.answered - rejected)
    if outcome.state == "faulty" and faults:
        return Chased(outcome, faults, unanswered, due, files.corrections.get((code, mark)), is_correction=True)
    return Chased(outcome, faults, unanswered, due, files.results.get((code, mark)) or files.form(code), is_correction=False)


class _Files:
    """The workbooks to send: forms by the agency's code, corrections and results also by the return that they answer."""

    def __init__(self, of: Round) -> None:
        self._forms = {code: of.forms / one.file for code, one in issued_forms(of).items()}
        self.corrections: Mapping[tuple[str, str], Path] = feedback_files(of.corrections)
        self.results: Mapping[tuple[str, str], Path] = feedback_files(of.results)

    def form(self, code: str) -> Path | None:
        file = self._forms.get(code)
        return file if file is not None and file.exists() else None


@dataclass(frozen=True)
class RenewedLists:
    """The chase list, the path that it was written to, and what to tell of the lists."""

    chased: tuple[Chased, ...]
    reminders: Path
    notes: tuple[Text, ...]


def renew_lists(of: Round, assessed: AssessedRound, now: datetime) -> RenewedLists:
    """Write `reminders.csv`, and the new lines of `receipts.csv`. Raises RoundError, OutputError."""
    notes = write_receipts(of.receipts, assessed.receipts)
    chased = chase_list(of, assessed, now.date())
    return RenewedLists(chased, write_or_save_as(of.reminders, chase_csv(of, chased, now.date()), now), notes)


#: The same, where it is not part of a run that has the round for itself already.
renew_lists_alone = alone(renew_lists)


def chase_csv(of: Round, chased: Iterable[Chased], today: date) -> bytes:
    """Return some of the agencies that are not done as a list."""
    rows = [
        (*agency_cells(one.agency, of.lang), phrase(f"state.{one.outcome.state}")[of.lang], one.lacking[of.lang],
         one.days_late(today), one.file.relative_to(of.folder).as_posix() if one.file is not None else "")
        for one in chased
    ]
    return csv_bytes([headings(of.lang, "state", "lacking", "days", "file"), *rows])
