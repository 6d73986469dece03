"""The results of a return, written into a copy of it, or into a new form if that is not possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.feedback.entered import entered, issued_to
from dgmm_excel.feedback.filled_form import FilledForm, fillable_form
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.score import Scored
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.patch import patched


class ResultsCopy(NamedTuple):
    """A workbook with an agency's results; `fault` (DG501) if it is not a copy of the return."""

    content: bytes
    fault: Fault | None


def results_copy(content: bytes, scored: Scored, spec: FormSpec, agency: Agency | None = None) -> ResultsCopy:
    """Return a copy of the return with its levels in the verified cells; the same bytes for the same input.

    Every other cell, and every other part as compressed, stays. If the return has lost verified cells or cannot be written
    into, it is a new form with the accepted answers: issued as `spec` says, in the return's language, to `agency` or else to
    the agency that the return states. Raise ValueError for a rejected return.
    """
    edition = scored.form.edition
    if edition is None:
        raise ValueError("a file that is no form of an edition at hand has no results")
    if len(scored.form.verified) == len(edition.ids):
        try:
            return ResultsCopy(patched(content, _changes(scored), over_formulas=True), None)
        except UnreadableBook:
            pass  # a new form holds them then
    spec = replace(spec, edition=edition, lang=scored.form.lang)
    return ResultsCopy(_fresh(scored, spec, agency or issued_to(scored.form)), Fault("DG501"))


def _changes(scored: Scored) -> Mapping[str, Mapping[tuple[int, int], int | None]]:
    """Return the level of each verified cell, by sheet."""
    found: dict[str, dict[tuple[int, int], int | None]] = {}
    levels = scored.levels
    for code, (sheet, row, column) in scored.form.verified.items():
        found.setdefault(sheet, {})[row, column] = levels[code]
    return found


def _fresh(scored: Scored, spec: FormSpec, agency: Agency) -> bytes:
    form = FilledForm(fillable_form(spec, spec.mission(agency)), agency, scored.form.correction)
    form.enter(entered(scored, agency, rejected=False))
    form.verify(scored.levels)
    return form.finished()
