"""One question's cell, judged or read in a form, and its ids by type."""

from __future__ import annotations

from hypothesis import strategies as some

from dgmm_excel import load_edition
from tests.support.returned import DEPARTMENT

YES_NO, CHOICE, WHOLE, NUMBER, TEXT = "P1.1.01", "P2.7.training", "P4.4.1.cur_total", "P4.U.score", "P4.4.1.name"
LABELS = [choice.label[lang] for q in load_edition(DEPARTMENT).questions.values() for choice in q.choices
           for lang in ("th", "en")]


ANYTHING = (
    some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.datetimes() | some.times()
    | some.sampled_from(LABELS) | some.text("๐๑๒12,. -+%\u200b\u00a0") | some.text("ใช่ไมYyEeSsNnOo ✓")
)
