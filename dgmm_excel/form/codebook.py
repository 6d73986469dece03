"""The codebook: every question of an edition, as data."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from dgmm_excel.form.layout import places
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.text import Text


def codebook(edition: Edition) -> dict[str, Any]:
    """Every question: id, topic, type, texts, choices, limits, who answers, condition, sheet and cell of the Thai form."""
    where = places(edition, "th")
    return {
        "edition": edition.id,
        "questions": [_entry(edition, question, *where[question.id]) for question in edition.questions.values()],
    }


def _entry(edition: Edition, question: Question, sheet: str, cell: str) -> dict[str, Any]:
    condition = question.asked_when
    return {
        "id": question.id,
        "topic": question.topic,
        "type": question.type,
        "text": _both(question.text),
        "choices": [{"key": choice.key, "label": _both(choice.label)} for choice in question.choices],
        "minimum": _plain(question.minimum),
        "maximum": _plain(question.maximum),
        "answered_by": question.answered_by,
        "asked_when": _both(condition.describe(edition.questions)) if condition is not None else None,
        "sheet": sheet,
        "cell": cell,
    }


def _both(text: Text) -> dict[str, str]:
    return {"th": text.th, "en": text.en}


def _plain(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)
