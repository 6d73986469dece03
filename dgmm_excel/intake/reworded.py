"""Choices as an issued form words them, if the edition's wording has changed since: the form contains its own lists."""

from __future__ import annotations

from collections.abc import Iterator

from dgmm_excel.intake.judge import Judgement
from dgmm_excel.intake.tidy import folded
from dgmm_excel.model.edition import Question
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.grid import Grid, Value


def reworded(question: Question, lang: Lang, raw: Value, lists: Grid | None) -> Judgement | None:
    """Judge a value by the form's own list of the question's choices; None if no list decides.

    The lists are columns, each from its lowest choice down, without the question's id. A list is the question's if it is as
    long and has another of its choices at the same place. A shorter one, made before the question got choices below, is the
    question's if at least half of its places agree, counted from the highest choice. Lists that disagree decide nothing.
    """
    if question.type != "choice" or not isinstance(raw, str) or lists is None:
        return None
    labels = [folded(choice.label[lang]) for choice in question.choices]
    wanted = folded(raw)
    ranks = {
        len(labels) - len(column) + rank for column in _columns(lists) if _is_of(column, labels)
        for rank, label in enumerate(column) if label == wanted
    }
    if len(ranks) != 1:
        return None
    choice = question.choices[ranks.pop()]
    return Judgement("repaired", choice.key, (("DG205", {"taken": choice.label[lang]}),))


def _is_of(column: list[str], labels: list[str]) -> bool:
    """Say whether a list is that of a question with these labels, or was before the question got choices below."""
    if not 1 < len(column) <= len(labels):
        return False
    agree = sum(one == other for one, other in zip(column, labels[-len(column):], strict=True))
    return agree > 0 if len(column) == len(labels) else 2 * agree >= len(column)


def _columns(lists: Grid) -> Iterator[list[str]]:
    for place in range(max(map(len, lists.rows), default=0)):
        values = (row[place] if place < len(row) else None for row in lists.rows)
        yield [folded(value) for value in values if isinstance(value, str) and value]
