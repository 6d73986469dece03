"""The content of the files that go back to an agency: the copy of its return with results, and the correction workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from dgmm_excel.feedback.correction import correction
from dgmm_excel.feedback.findings_sheet import FindingLine
from dgmm_excel.feedback.results_copy import Checked, results_copy
from dgmm_excel.files import Laid, holds, lay
from dgmm_excel.form.template import FormSpec, Function
from dgmm_excel.intake.next_steps import LiftsOf
from dgmm_excel.report.finding_words import finding_words
from dgmm_excel.round.case import Case, LoadedReturn
from dgmm_excel.round.folder import Round
from dgmm_excel.round.objections import finding_id
from dgmm_excel.round.verdicts import Verdict
from dgmm_excel.text import Lang

#: The folder of a round that a file goes to.
Kind = Literal["results", "corrections"]


class MadeFile(NamedTuple):
    """A file to send back, and what is to be known of it: the code of a fault found on writing; whether the official score
    is in it.
    """

    content: bytes | Laid
    fault: str | None = None
    official: bool = True

    def beside(self, place: Path) -> MadeFile:
        """Return the same with its content written beside its place, so that it need not go from one process to another, unless
        the file there holds that very content. Raises OutputError.
        """
        content = self.content
        return self if isinstance(content, Laid) or holds(place, content) else self._replace(content=lay(place, content))


@dataclass(frozen=True)
class Sender:
    """What the files of a round say of it. `until` is the date by which corrections are asked for; without one they are asked
    for `soon`, if the round has any date.
    """

    round_id: str
    title: str
    year: int
    deadline: date | None
    until: date | None
    soon: bool

    @classmethod
    def of(cls, of: Round, today: date) -> Sender:
        """Return the sender of a round, as of today."""
        until = of.corrections_until(today)
        soon = until is None and (of.deadline or of.corrections_due) is not None
        return cls(of.id, of.title, of.year, of.deadline, until, soon)

    def specs(self, case: Case, verdict: Verdict, function: Function) -> Mapping[Kind, FormSpec]:
        """Return the specifications of the files that go back to an agency, by kind; `function` is that of its form.

        There are none for an agency that was handed up, whose own round writes them, nor for a blank return.
        """
        if verdict.status == "blank" or case.file.arrival.is_record:
            return {}
        spec = FormSpec(case.member.edition, verdict.lang, self.round_id, self.title, self.deadline, function, self.year)
        if verdict.status != "faulty":
            return {"results": spec}
        return {"results": spec, "corrections": replace(spec, deadline=self.until, soon=self.soon)}


def made_file(kind: Kind, loaded: LoadedReturn, verdict: Verdict, spec: FormSpec, lifts: LiftsOf) -> MadeFile:
    """Make a file of an agency. A correction is numbered one above the return, so that consolidating again does not count up.

    Raises UnreadableBook, FileNotFoundError if the return can no longer be read.
    """
    agency = loaded.case.member.agency
    if kind == "corrections":
        return MadeFile(correction(loaded.scored, verdict.correction + 1, spec, agency))
    copy = results_copy(loaded.case.file.content(), loaded.scored, spec, agency, _checked(loaded, spec.lang), lifts)
    return MadeFile(copy.content, None if copy.fault is None else copy.fault.code, copy.official)


def _checked(loaded: LoadedReturn, lang: Lang) -> Checked | None:
    """Return what checking gave for an agency; None if nothing of it was checked."""
    if loaded.verified is None:
        return None
    found, objected = finding_words(loaded.verified.edition, loaded.findings, loaded, lang), loaded.objections.by_question
    return Checked(loaded.verified, [
        FindingLine(finding_id(one.finding), "\n".join(filter(None, one.about)), one.answer, one.kind, one.counted,
                    "\n".join(filter(None, (one.reason, one.day))), objected.get(one.question.id, "")) for one in found])
