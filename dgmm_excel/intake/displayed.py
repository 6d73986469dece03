"""Numbers that a cell shows as something else: 0.45 as 45 %, 0.5 as 12:00. What people see there is what they meant."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel.intake.tidy import number_text
from dgmm_excel.model.edition import Question
from dgmm_excel.xlsx.grid import Unit, Value


def as_shown(question: Question, raw: Value, unit: Unit | None) -> Value:
    """What people see in the cell, where that is not the number that it holds.

    A part of 1 is the same number whether it is shown as 0.45 or as 45 %.
    """
    if unit is None or isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    if unit == "time":
        minutes, seconds = divmod(round(raw * 86_400), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return raw if question.maximum == 1 else f"{number_text(Fraction(str(raw)) * 100)}%"
