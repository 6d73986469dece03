"""The file of answers of a round, read as any program reads it: the lines of each agency, and the values they stand for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from dgmm_excel.model.edition import Edition
from dgmm_excel.model.figure_pairs import shares
from dgmm_excel.scoring.answers import Answer, from_data

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
            question = edition.questions.get(name)
            (found if state in _TAKEN else rejected)[name] = text if question is None else from_data(question, text)
    for part, whole in shares(edition):
        if part in rejected and _above(rejected[part], found.get(whole)):
            found[part] = rejected[part]
    return found


def _above(part: object, whole: object) -> bool:
    return isinstance(part, Fraction) and isinstance(whole, Fraction) and part > whole
