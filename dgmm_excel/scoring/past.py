"""The result of an agency in an earlier round, as a later round keeps it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from dgmm_excel.model.continuation import Continuation
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Answer, from_data


@dataclass(frozen=True)
class PastRound:
    """An earlier round: its id, its title, its Buddhist era year."""

    id: str
    title: str
    year: int


@dataclass(frozen=True)
class Past:
    """What an agency had reached, by the ids of the edition that it answered then.

    `common` is what the present edition continues of that one, `counts` whether the agency counted in means. `scores` are
    exact; ids without a score or a level are left out. `said` loads what it had answered, as data files spell it, without
    texts. `digest` tells one past from another.
    """

    round: PastRound
    edition: Edition
    common: Continuation
    counts: bool
    scores: Mapping[str, Fraction]
    levels: Mapping[str, int]
    said: Callable[[], Mapping[str, str]] = field(compare=False, repr=False)
    digest: str = ""

    def answers(self) -> Mapping[str, Answer]:
        """Load what it had answered, as values."""
        questions = self.edition.questions
        return {name: from_data(questions[name], text) for name, text in self.said().items() if name in questions}
