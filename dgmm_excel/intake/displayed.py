"""Numbers that a cell shows as something else: 0.45 as 45 %, 0.5 as 12:00. What people see there is what they meant."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Literal

from dgmm_excel.intake.tidy import number_text
from dgmm_excel.model.edition import Question

#: What a cell shows its number as: a percentage, a time of day or a duration (in days).
Unit = Literal["percent", "time"]

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def is_percent(code: str) -> bool:
    """Whether a number format shows a percentage; a sign that stands in quotes is only a word."""
    return "%" in code and "%" in _LITERAL.sub("", code)


def as_shown(question: Question, raw: Any, unit: Unit | None) -> Any:
    """What people see in the cell, where that is not the number that it holds.

    A part of 1 is the same number whether it is shown as 0.45 or as 45 %.
    """
    if unit is None or isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    if unit == "time":
        minutes, seconds = divmod(round(raw * 86_400), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return raw if question.maximum == 1 else f"{number_text(Fraction(str(raw)) * 100)}%"
