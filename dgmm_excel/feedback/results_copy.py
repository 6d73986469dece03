"""The results of a return, written into a copy of it, or into a new form if that is not possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.feedback.entered import entered, issued_to
from dgmm_excel.feedback.filled_form import FilledForm, fillable_form
from dgmm_excel.feedback.findings_sheet import FindingLine, add_findings, findings_form
from dgmm_excel.form.anchors import OFFICIAL
from dgmm_excel.form.results import official_note
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.intake.score import Scored
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.xlsx.a1 import Location, Position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.patch import Scalar, patched


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
    content: bytes, scored: Scored, spec: FormSpec, agency: Agency | None = None, checked: Checked | None = None
) -> ResultsCopy:
    """Return a copy of the return with its levels in the verified cells; the same bytes for the same input.

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
    if findings:
        return ResultsCopy(_fresh(scored, spec, whose, official, assessment, findings), None, bool(official))
    if len(scored.form.verified) == len(edition.ids):
        try:
            copy = patched(content, _changes(scored.form, assessment, official), over_formulas=True)
            return ResultsCopy(copy, None, bool(official) and official.keys() == scored.form.official.keys())
        except UnreadableBook:
            pass  # a new form holds them then
    return ResultsCopy(_fresh(scored, spec, whose, official, assessment), Fault("DG501"), bool(official))


def _changes(form: ReturnedForm, of: Assessment, official: Mapping[str, Scalar]) -> Mapping[str, Mapping[Position, Scalar]]:
    """Return what to write, by sheet: the level of each verified cell, and the official result where it has cells."""
    found: dict[str, dict[Position, Scalar]] = {}
    cells: list[tuple[Location, Scalar]] = [(place, of.level_at(code)) for code, place in form.verified.items()]
    cells += [(place, official[name]) for name, place in form.official.items() if name in official]
    for (sheet, row, column), value in cells:
        found.setdefault(sheet, {})[row, column] = value
    return found


def _official(scored: Scored, of: Assessment, verified: bool) -> Mapping[str, str | float | None]:
    """Return the official result by the ids of its cells; the note says so if the roster's mission replaced the form's."""
    score, level = of.score_at("overall"), of.level_at("overall")
    taken = next((fault.params["taken"] for fault in scored.faults if fault.code == "DG302"), None)
    note = None if level is None else official_note(level, taken, verified)[scored.form.lang]
    return dict(zip(OFFICIAL, (score, note), strict=True))


def _fresh(
    scored: Scored, spec: FormSpec, agency: Agency, official: Mapping[str, str | float | None], of: Assessment,
    findings: Sequence[FindingLine] = (),
) -> bytes:
    mission = spec.mission(agency)
    listing = findings_form(spec, mission) if findings else None
    form = FilledForm(fillable_form(spec, mission) if listing is None else listing.fillable, agency, scored.form.correction)
    form.enter(entered(scored, agency, rejected=False))
    form.verify({code: of.level_at(code) for code in of.edition.ids})
    form.make_official(official)
    if listing is not None:
        add_findings(form, listing, agency, findings)
    return form.finished()
