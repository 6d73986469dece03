"""What a cell displays where that is not its value: 0.45 as 45 %, 0.5 as 12:00, a text of which a part is struck out.

What is displayed is what people meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple
from unicodedata import category

from dgmm_excel.intake.judge import is_percentage
from dgmm_excel.intake.tidy import is_blank, number_text, plain_text
from dgmm_excel.model.edition import Question
from dgmm_excel.xlsx.grid import Look, Run, Unit, Value, Way

#: The letters that a font of symbols shows as symbols; it has no others, and other fonts show those.
_SYMBOLS = (range(0x21, 0x100), range(0xF020, 0xF100))


def as_shown(question: Question, raw: Value, unit: Unit | None) -> Value:
    """Return a number as the cell displays it; the value itself if it is displayed as it is.

    A part of 1 is the same number whether it is displayed as 0.45 or as 45 %. Fifteen digits of a number are displayed.
    """
    if isinstance(raw, float):
        raw = float(f"{raw:.15g}")
    if unit is None or isinstance(raw, bool) or not isinstance(raw, int | float):
        return raw
    if unit == "time":
        minutes, seconds = divmod(round(raw * 86_400), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return raw if question.maximum == 1 else f"{number_text(Fraction(str(raw)) * 100)}%"


class Seen(NamedTuple):
    """What people see of a value; `doubt` says why that is not certain, `is_cut` that something struck out was left out."""

    value: Value
    doubt: Way | None = None
    is_cut: bool = False


def seen(question: Question, raw: Value, look: Look) -> Seen:
    """Return what people see of a value that is not blank, in a cell with that look."""
    runs = [run for run in look if run.text is None or not is_blank(run.text)]
    ways: tuple[Way, ...] = ("unseen", "otherwise")
    for way in ways:
        if any(_has(run, way) for run in runs):
            return Seen(raw, way)
    if any(_has(run, "percent") for run in runs) and not is_percentage(question):
        return Seen(raw, "percent")
    left = [run for run in look if not _has(run, "struck")]
    text = "".join(run.text or "" for run in left)
    if any(_has(run, "symbols") and _is_symbolic(_text(run, raw)) for run in left):
        return Seen(raw, "symbols")
    if question.type != "text" and any(_has(run, "raised") and any(map(str.isdigit, _text(run, raw))) for run in left):
        return Seen(raw, "raised")
    if all(not _has(run, "struck") for run in runs):
        return Seen(raw)
    if is_blank(text) or _is_broken(look) or (question.type != "text" and _pieces(runs) > 1):
        return Seen(raw, "struck")
    return Seen(text, is_cut=True)


def _has(run: Run, way: Way) -> bool:
    return run.ways is not None and way in run.ways


def _text(run: Run, raw: Value) -> str:
    return plain_text(raw) if run.text is None else run.text


def _is_symbolic(text: str) -> bool:
    return any(ord(char) in letters for char in text for letters in _SYMBOLS)


def _is_broken(look: Sequence[Run]) -> bool:
    """Whether a mark over or under a letter is struck out without its letter, or the letter without it."""
    texts = [(key, "".join(run.text or "" for run in group)) for key, group in groupby(look, lambda run: _has(run, "struck"))]
    return any(category(text[0]) == "Mn" for _, text in texts[1:] if text)


def _pieces(runs: Sequence[Run]) -> int:
    """Return how many pieces are left of a text without what is struck out."""
    return sum(not is_struck for is_struck, _ in groupby(runs, lambda run: _has(run, "struck")))
