"""The file of answers of a round, read as any program reads it: the lines of each agency, and the values they stand for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.model.figure_pairs import shares
from dgmm_excel.scoring.answers import Answer

#: One line of the file: agency, edition, question, value, state.
AnswerLine = list[str]
_TAKEN = ("accepted", "repaired")


def by_agency(answers: Path) -> Iterator[tuple[str, list[AnswerLine]]]:
    """Yield each agency's code and its lines, which stand together."""
    with answers.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for code, lines in groupby(rows, itemgetter(0)):
            yield code, list(lines)


def scoring_values(edition: Edition, lines: Iterable[AnswerLine]) -> dict[str, Answer | float]:
    """Return the answers that score: those taken, and rejected shares above their total, which the rules know."""
    found: dict[str, Answer | float] = {}
    rejected: dict[str, Answer | float] = {}
    for _, _, name, text, state in lines:
        if text and state != "blank":
            (found if state in _TAKEN else rejected)[name] = value_of(edition.questions.get(name), text)
    for part, whole in shares(edition):
        if part in rejected and _above(rejected[part], found.get(whole)):
            found[part] = rejected[part]
    return found


def value_of(question: Question | None, text: str) -> Answer | float:
    """Return the value that a cell of the file stands for; the text itself where it stands for none."""
    if question is not None and question.type == "yes_no" and text in ("true", "false"):
        return text == "true"
    if question is not None and question.type in ("integer", "number"):
        with suppress(ValueError, ZeroDivisionError):
            return Fraction(text)
    return text


def _above(part: object, whole: object) -> bool:
    return isinstance(part, Fraction) and isinstance(whole, Fraction) and part > whole
