"""The findings of verification.xlsx, taken over into the log, and what is to tell of them.

The workbook is read whenever a round is assessed. Each finding that is new, changed or taken back becomes a line of the log;
a row with a fault counts for nothing, and a finding that it had is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from dgmm_excel.faults import Fault
from dgmm_excel.report.outcome import Outcome, ReportedFault
from dgmm_excel.returns.cache import program_state
from dgmm_excel.round.findings import LogLine, add_to_log, read_log
from dgmm_excel.round.folder import Round
from dgmm_excel.round.verification_check import Checked, check, labelled
from dgmm_excel.round.verification_read import UnreadableVerification, read_book
from dgmm_excel.round.written import Written
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import Text, phrase


@dataclass(frozen=True)
class TakenOver:
    """What taking over found: faults with the agency's code, and what to tell of the log."""

    faults: tuple[ReportedFault, ...] = ()
    notes: tuple[Text, ...] = ()


def take_over(of: Round, now: datetime) -> TakenOver:
    """Bring the log up to what the workbook says. Raise RoundError if the log cannot be read, OutputError."""
    with Written(of.folder, "taken_over", whole=False) as read:
        return _taken_over(of, now, read)


def _taken_over(of: Round, now: datetime, read: Written) -> TakenOver:
    """Take over the findings of the workbook, unless it is as it was when all of them were; `read` knows that."""
    file, log = of.verification, read_log(of)
    if not file.exists() or read.said(file, _origin(of)) is not None:
        return TakenOver(notes=log.notes)
    try:
        rows = read_book(file).rows
    except UnreadableVerification as error:
        fault = Fault("DG461", params={"reason": error.args[0]})
        return TakenOver((ReportedFault("", file.name, fault),), log.notes)
    checked = check(of, rows, now.date())
    add_to_log(of, list(_news(checked, log.last, now.isoformat(timespec="seconds"))))
    if not checked.faults:
        read.add(file, _origin(of))
    return TakenOver(tuple(ReportedFault(code, file.name, fault) for code, fault in checked.faults), log.notes)


def _origin(of: Round) -> str:
    """Return a hash of everything but the workbook that taking over rests on: the log, the agencies and their editions."""
    log = of.findings.read_bytes() if of.findings.exists() else b""
    agencies = [(member.code, member.edition.digest) for member in of.members.values()]
    return sha256(repr((program_state(), of.lang, agencies)).encode("utf-8", "surrogatepass") + log).hexdigest()


def _news(checked: Checked, last: Mapping[str, Mapping[str, LogLine]], time: str) -> Iterator[LogLine]:
    """Yield a line for every finding that is not in the log as it is, and for every one that was taken back."""
    for (code, question), finding in checked.findings.items():
        held = last.get(code, {}).get(question)
        if held is None or _entries(held.finding) != _entries(finding):
            yield LogLine(code, finding, time)
    for code, question in sorted(checked.empty | checked.faulty):
        held = last.get(code, {}).get(question)
        if held is not None:
            yield LogLine(code, held.finding, time, withdrawn=True)


def _entries(one: Finding) -> tuple[object, ...]:
    """Return what a person entered. A finding that is entered as before is about the answer that it was about before."""
    return one.kind, one.value, one.reason, one.by, one.day


def changed_since(of: Round, outcomes: Mapping[str, Outcome]) -> Iterator[ReportedFault]:
    """Yield a fault for every finding about an answer that the agency does not state any more."""
    for code, lines in read_log(of).last.items():
        one = outcomes[code]
        counted = {finding.question for finding in one.findings}
        left = [line.finding for name, line in lines.items() if name not in counted]
        assessment = one.assessment if left and one.attained else None
        if assessment is not None:
            for finding in left:
                question, now = one.edition.questions[finding.question], assessment.answers.values.get(finding.question)
                words = {"before": labelled(question, finding.about), "now": labelled(question, now) or phrase("agency.blank")}
                yield ReportedFault(code, of.verification.name, Fault("DG474", question=question.id, params=words))
