"""What an agency gave, as a fresh form of its takes it: its answers, what could not be used as it was typed, its notes."""

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

#: What a cell of a form is given: a text (never a formula), a number, a truth value.
Typed = str | int | float | bool
#: The faults that put something else in the place of what the form says.
_ELSEWHERE = ("DG302", "DG303")


@dataclass(frozen=True)
class Entered:
    """What goes into the cells: `values` by question, `notes` by id.

    `answers` are those that the form's formulas count; `unusable` are the questions whose cell holds what is no answer.
    """

    values: Mapping[str, Typed]
    notes: Mapping[str, str]
    answers: Answers
    unusable: frozenset[str]


def entered(scored: Scored, agency: Agency | None = None, *, rejected: bool = True) -> Entered:
    """What of the return goes into a form stamped for that agency; of what could not be used, only where `rejected`.

    The mission is the agency's as the roster has it, and a figure that is not the agency's to give is left out. So is a value
    that a fresh form would simply take though the return's was rejected (two answers to one question): that would be a guess.
    """
    return_ = scored.form
    assert return_.edition is not None
    stamped = {MISSION: agency.mission} if agency and agency.mission and MISSION in return_.edition.questions else {}
    left_out = {fault.question for fault in scored.faults if fault.code in _ELSEWHERE} | set(stamped)
    values: dict[str, Typed] = {
        name: worded(return_.edition.questions[name], key, return_.lang) for name, key in stamped.items()}
    seen: dict[str, Answer] = dict(stamped)
    unusable: list[str] = []
    for question, entry in _filled(return_, return_.edition):
        if question.id in left_out:
            continue
        if entry.value is not None:
            values[question.id], seen[question.id] = worded(question, entry.value, return_.lang), entry.value
        elif rejected and (raw := _as_typed(question, return_.lang, entry.raw)) is not None:
            values[question.id] = raw
            unusable.append(question.id)
    in_order = {name: seen[name] for name in return_.edition.questions if name in seen}
    return Entered(values, _notes(return_), Answers(return_.edition, in_order), frozenset(unusable))


def _filled(return_: ReturnedForm, edition: Edition) -> Iterator[tuple[Question, Entry]]:
    return ((edition.questions[name], entry) for name, entry in return_.entries.items() if entry.state != "blank")


def worded(question: Question, answer: Answer, lang: Lang) -> Typed:
    """An answer as a form in that language words it."""
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
    # a date would show as the number of its day
    return plain_text(raw) if isinstance(raw, date) or not isinstance(raw, str | int | float) else _short(raw)


def _short(raw: str | float) -> Typed:
    return raw[:MAX_TEXT] if isinstance(raw, str) else raw


def _notes(return_: ReturnedForm) -> dict[str, str]:
    """A note that a copied sheet says otherwise keeps both texts, one below the other."""
    found: dict[str, str] = {}
    for note in return_.notes:
        found[note.id] = f"{found[note.id]}\n{note.text}" if note.id in found else note.text
    return {name: text[:MAX_TEXT] for name, text in found.items()}


def issued_to(return_: ReturnedForm) -> Agency:
    """Whom a return says that its form was issued to."""
    return Agency(return_.agency_code or "", return_.agency_name or "")
