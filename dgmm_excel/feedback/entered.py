"""The content of a return as a new form takes it: answers, rejected values as they were typed, notes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from dgmm_excel.agency import Agency
from dgmm_excel.intake.judge import judge
from dgmm_excel.intake.returned_form import Entry, ReturnedForm
from dgmm_excel.intake.score import Scored
from dgmm_excel.intake.tidy import plain_text
from dgmm_excel.model.edition import MISSION, Edition, Question
from dgmm_excel.scoring.answers import Answer, Answers
from dgmm_excel.text import Lang, yes_no
from dgmm_excel.xlsx.a1 import MAX_TEXT

#: A value for a cell of a form: a text (never a formula), a number, a truth value.
Typed = str | int | float | bool
#: The faults that replace the form's answer by another value.
_ELSEWHERE = ("DG302", "DG303")


@dataclass(frozen=True)
class Entered:
    """The values for the cells: `values` by question, `notes` by id.

    `answers` are those that the form's formulas count; `unusable` are the questions whose cell holds a value that is no answer.
    """

    values: Mapping[str, Typed]
    notes: Mapping[str, str]
    answers: Answers
    unusable: frozenset[str]


def entered(scored: Scored, agency: Agency | None = None, *, rejected: bool = True) -> Entered:
    """Return the content of a return for a form stamped for that agency; rejected values only if `rejected`.

    The mission is the roster's, and a figure that is not the agency's to give is left out. So is a rejected value that would be
    accepted in a new form (one of two answers to one question): entering it would be a guess. Intake's state does not tell
    such values from others, so each rejected value is judged alone.
    """
    form = scored.form
    assert form.edition is not None
    stamped = {MISSION: agency.mission} if agency and agency.mission and MISSION in form.edition.questions else {}
    left_out = {fault.question for fault in scored.faults if fault.code in _ELSEWHERE} | set(stamped)
    values: dict[str, Typed] = {
        name: worded(form.edition.questions[name], key, form.lang) for name, key in stamped.items()}
    seen: dict[str, Answer] = dict(stamped)
    unusable: list[str] = []
    for question, entry in _filled(form, form.edition):
        if question.id in left_out:
            continue
        if entry.value is not None:
            values[question.id], seen[question.id] = worded(question, entry.value, form.lang), entry.value
        elif rejected and (raw := _as_typed(question, form.lang, entry.raw)) is not None:
            values[question.id] = raw
            unusable.append(question.id)
    in_order = {name: seen[name] for name in form.edition.questions if name in seen}
    return Entered(values, notes_of(form), Answers(form.edition, in_order), frozenset(unusable))


def _filled(form: ReturnedForm, edition: Edition) -> Iterator[tuple[Question, Entry]]:
    return ((edition.questions[name], entry) for name, entry in form.entries.items() if entry.state != "blank")


def worded(question: Question, answer: Answer, lang: Lang) -> Typed:
    """Return an answer as it is entered in a form of that language."""
    match question.type:
        case "yes_no":
            return yes_no(bool(answer))[lang]
        case "choice":
            return question.choice(str(answer))[lang]
        case _:
            return float(answer) if isinstance(answer, Fraction) else answer


def _as_typed(question: Question, lang: Lang, raw: Any) -> Typed | None:
    if raw is None or judge(question, lang, raw).value is not None:
        return None
    if isinstance(raw, float) and not math.isfinite(raw):
        return str(raw)
    # a date would show as its serial number
    return plain_text(raw) if isinstance(raw, date) or not isinstance(raw, str | int | float) else _short(raw)


def _short(raw: str | float) -> Typed:
    return raw[:MAX_TEXT] if isinstance(raw, str) else raw


def notes_of(form: ReturnedForm) -> dict[str, str]:
    """Return the notes by id; a note that a copied sheet holds with another text keeps both, one below the other."""
    found: dict[str, str] = {}
    for note in form.notes:
        found[note.id] = f"{found[note.id]}\n{note.text}" if note.id in found else note.text
    return {name: text[:MAX_TEXT] for name, text in found.items()}


def issued_to(form: ReturnedForm) -> Agency:
    """Return the agency that a return states."""
    return Agency(form.agency_code or "", form.agency_name or "")
