"""Every set of answers to some questions, one by one, with what a function says of it: the plainest way to know what holds for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from dgmm_excel.model.edition import Question

#: A number with more possible answers than this is not gone through.
_FEW = 12


def options(question: Question, blanks: bool) -> tuple[Any, ...] | None:
    """Return the answers to a question from none to the best; None if they are too many. A blank yes/no may be left out."""
    match question.type:
        case "yes_no":
            return (None, False, True) if blanks else (False, True)
        case "choice":
            return (None, *(choice.key for choice in question.choices))
        case _:
            few = question.minimum is not None and question.maximum is not None and question.maximum - question.minimum < _FEW
            return (None, *range(int(question.minimum or 0), int(question.maximum or 0) + 1)) if few else None


@dataclass(frozen=True)
class EverySet:
    """Every set of answers, numbered, with a score each."""

    questions: tuple[Question, ...]
    options: tuple[tuple[Any, ...], ...]
    scores: tuple[Fraction, ...]

    def steps(self, place: int) -> Iterator[tuple[Fraction, Fraction]]:
        """Yield the scores before and after each step of the answer to one question to its next better one."""
        stride, many = prod(map(len, self.options[place + 1:])), len(self.options[place])
        for start in range(0, len(self.scores), stride * many):
            for first in range(start, start + stride * (many - 1)):
                yield self.scores[first], self.scores[first + stride]

    @property
    def lowering(self) -> set[str]:
        """The questions of which a better answer lowers the score of some set."""
        return {question.id for place, question in enumerate(self.questions)
                if any(after < before for before, after in self.steps(place))}

    @property
    def dead(self) -> set[str]:
        """The questions of which no answer changes the score of any set."""
        return {question.id for place, question in enumerate(self.questions)
                if all(after == before for before, after in self.steps(place))}


def every_set(
    questions: Sequence[Question], most: int, score: Callable[[Mapping[str, Any]], Fraction],
) -> EverySet | None:
    """Return every set of answers to the questions; None if there are more than `most`."""
    for blanks in (True, False):
        found = [options(question, blanks) for question in questions]
        chosen = tuple(one for one in found if one is not None)
        if len(chosen) == len(found) and prod(map(len, chosen)) <= most:
            ids = [question.id for question in questions]
            sets = ({name: value for name, value in zip(ids, one, strict=True) if value is not None} for one in product(*chosen))
            return EverySet(tuple(questions), chosen, tuple(map(score, sets)))
    return None
