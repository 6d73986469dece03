"""Numbers that a cell displays as something else: 0.45 as 45 %, 0.5 as 12:00. What is displayed is what people meant."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel.intake.tidy import number_text
from dgmm_excel.model.edition import Question
from dgmm_excel.xlsx.grid import Unit, Value


def as_shown(question: Question, raw: Value, unit: Unit | None) -> Value:
    """Return a number as the cell displays it; the value itself if it is displayed as it is.

    A part of 1 is the same number whether it is displayed as 0.45 or as 45 %.
    """
    if unit is None or isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    if unit == "time":
        minutes, seconds = divmod(round(raw * 86_400), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return raw if question.maximum == 1 else f"{number_text(Fraction(str(raw)) * 100)}%"
