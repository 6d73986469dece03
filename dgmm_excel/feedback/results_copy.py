"""The results of a return, written into a copy of it, or into a new form if that is not possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.feedback.entered import entered, issued_to
from dgmm_excel.feedback.filled_form import FilledForm, fillable_form
from dgmm_excel.feedback.findings_sheet import FindingLine, add_findings, findings_form
from dgmm_excel.feedback.step_texts import step_texts
from dgmm_excel.form.anchors import OFFICIAL, STEP_HEADS
from dgmm_excel.form.layout import Form
from dgmm_excel.form.results import official_note
from dgmm_excel.form.step_rows import step_height
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.next_steps import LiftsOf, lifts_of
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.intake.score import Scored
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.xlsx.a1 import Location, Position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.patch import Changes, Scalar, Shown, patched


class ResultsCopy(NamedTuple):
    """A workbook with an agency's results; `fault` (DG501) if it is not a copy of the return; whether it shows the official
    score.
    """

    content: bytes
    fault: Fault | None
    official: bool


@dataclass(frozen=True)
class Checked:
    """What checking gave: the verified assessment, and findings in words; none where only what is inherited was checked."""

    assessment: Assessment
    findings: Sequence[FindingLine] = ()


def results_copy(
    content: bytes, scored: Scored, spec: FormSpec, agency: Agency | None = None, checked: Checked | None = None,
    lifts: LiftsOf = lifts_of,
) -> ResultsCopy:
    """Return a copy of the return with its levels in the verified cells and its next steps below; the same bytes for the same
    input. `lifts` finds the steps. A return that is a form without rows for them goes without.

    In a round, where `agency` is given, the cells beside the title hold the official score and a note, unless the return is a
    form without them. Every other cell, and every other part as compressed, stays. If the return has lost verified cells or
    cannot be written into, it is a new form with the accepted answers: issued as `spec` says, in the return's language, to
    `agency` or else to the agency that the return states. After checking (`checked`) the levels are the verified ones; with
    findings it is a new form too, which lists them on a first sheet. Raise ValueError for a rejected return.
    """
    edition = scored.form.edition
    if edition is None:
        raise ValueError("a file that is no form of an edition at hand has no results")
    assessment = scored.assessment if checked is None else checked.assessment
    assert assessment is not None
    official = {} if agency is None else _official(scored, assessment, checked is not None)
    spec, whose = replace(spec, edition=edition, lang=scored.form.lang), agency or issued_to(scored.form)
    findings = () if checked is None else checked.findings
    written = _Written(spec.form, assessment, official, lifts)
    if findings:
        return ResultsCopy(_fresh(scored, spec, whose, written, findings), None, bool(official))
    if len(scored.form.verified) == len(edition.ids):
        try:
            changes, shown = _changes(scored.form, written), _shown(scored.form, written)
            # a break in front of hidden rows might print an empty page, so that the form has none (`step_rows`)
            starts = {sheet: (min(rows),) for sheet, rows in shown.items()}
            copy = patched(content, changes, over_formulas=True, shown=shown, page_starts=starts)
            return ResultsCopy(copy, None, bool(official) and official.keys() == scored.form.official.keys())
        except UnreadableBook:
            pass  # a new form holds them then
    return ResultsCopy(_fresh(scored, spec, whose, written), Fault("DG501"), bool(official))


@dataclass(frozen=True)
class _Written:
    """What is written into a form: the levels of an assessment, the official result by the ids of its cells, next steps."""

    form: Form
    of: Assessment
    official: Mapping[str, str | float | None]
    lifts: LiftsOf

    @cached_property
    def steps(self) -> Mapping[str, str]:
        """The words of next steps by the ids of their rows; found only where there is a place for them."""
        return step_texts(self.of, self.form.lang, self.lifts)


def _changes(form: ReturnedForm, what: _Written) -> Changes:
    """Return what to write, by sheet: each verified level, and of the official result and the steps what has cells."""
    found: dict[str, dict[Position, Scalar]] = {}
    cells: list[tuple[Location, Scalar]] = [(place, what.of.level_at(code)) for code, place in form.verified.items()]
    cells += [(place, what.official[name]) for name, place in form.official.items() if name in what.official]
    cells += [(place, what.steps[code]) for code, place in form.steps.items() if code in what.steps]
    for (sheet, row, column), value in cells:
        found.setdefault(sheet, {})[row, column] = value
    return found


def _shown(form: ReturnedForm, what: _Written) -> Shown:
    """Return the rows of next steps with their heights, and those above them as high as they are, by sheet."""
    found: dict[str, dict[int, float | None]] = {}
    for code, (sheet, row, _) in form.steps.items():
        if code in what.steps or code in STEP_HEADS:
            found.setdefault(sheet, {})[row] = step_height(what.form, code, what.steps[code]) if code in what.steps else None
    return found


def _official(scored: Scored, of: Assessment, verified: bool) -> Mapping[str, str | float | None]:
    """Return the official result by the ids of its cells; the note says so if the roster's mission replaced the form's."""
    score, level = of.score_at("overall"), of.level_at("overall")
    taken = next((fault.params["taken"] for fault in scored.faults if fault.code == "DG302"), None)
    note = None if level is None else official_note(level, taken, verified)[scored.form.lang]
    return dict(zip(OFFICIAL, (score, note), strict=True))


def _fresh(
    scored: Scored, spec: FormSpec, agency: Agency, what: _Written, findings: Sequence[FindingLine] = ()
) -> bytes:
    mission = spec.mission(agency)
    listing = findings_form(spec) if findings else None
    fillable = fillable_form(spec, mission) if listing is None else listing.fillable(mission)
    form = FilledForm(fillable, agency, scored.form.correction)
    form.enter(entered(scored, agency, rejected=False))
    form.verify({code: what.of.level_at(code) for code in what.of.edition.ids})
    form.make_official(what.official)
    form.tell_steps(what.steps)
    if listing is not None:
        add_findings(form, listing, agency, findings)
    return form.finished()
