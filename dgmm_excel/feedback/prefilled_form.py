"""A form of an edition with answers in it already, such as those that were carried over from the edition before."""

from __future__ import annotations

from collections.abc import Mapping

from dgmm_excel.agency import Agency
from dgmm_excel.feedback.entered import Entered, worded
from dgmm_excel.feedback.filled_form import FilledForm, fillable_form
from dgmm_excel.form.template import FormSpec
from dgmm_excel.scoring.answers import checked


def prefilled_form(spec: FormSpec, agency: Agency, answers: Mapping[str, object], notes: Mapping[str, str]) -> bytes:
    """Return the form of a specification for an agency with its answers and its notes, by id: an .xlsx.

    The same input gives the same bytes. Raise AnswerError for answers that the form could not hold.
    """
    given = checked(spec.edition, answers)
    in_order = {name: given.values[name] for name in spec.edition.questions if name in given.values}
    values = {name: worded(spec.edition.questions[name], answer, spec.lang) for name, answer in in_order.items()}
    form = FilledForm(fillable_form(spec, spec.mission(agency)), agency)
    form.enter(Entered(values, notes, given, frozenset()))
    return form.finished()
