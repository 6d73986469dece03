"""The claims that carry a level: the smallest sets of given answers whose reversal lowers it.

The same search as for advice, downwards, among the answers that the agency gave. Who checks evidence begins with them: an
answer that stands in none of these sets may be wrong, and no level falls by it alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.cheapest import Search, lower_level
from dgmm_excel.scoring.diagram import can_change
from dgmm_excel.scoring.tiers import towards


@dataclass(frozen=True)
class LoadBearing:
    """The smallest sets of answers whose reversal lowers the level of an id.

    `size`: how many answers each set has; `changes`: one set, each with an answer that lowers the level; `questions`: the
    questions of all sets, in the form's order; `proven`: no smaller set does.
    """

    code: str
    size: int
    changes: Mapping[str, Answer]
    questions: tuple[str, ...]
    proven: bool


@dataclass(frozen=True)
class Claim:
    """A given answer that carries levels: with `together` - 1 others reversed, the ids in `codes` fall by a level or more."""

    question: str
    together: int
    codes: tuple[str, ...]

    @property
    def lost(self) -> int:
        """How many ids lose a level."""
        return len(self.codes)


def load_bearing(assessment: Assessment, code: str) -> LoadBearing | None:
    """Return the smallest sets of given answers whose reversal lowers the level of an id; None where nothing can lower it.

    Answers of others (researchers' figures, the parent's topics, the mission) are no claims of the agency. Raise KeyError for
    an unknown id.
    """
    return _load_bearing(_given(assessment), assessment, code)


def claims(assessment: Assessment) -> tuple[Claim, ...]:
    """Return every given answer that carries a level, those first by which most levels are lost for each answer reversed."""
    search, edition = _given(assessment), assessment.edition
    found = [one for one in (_load_bearing(search, assessment, code) for code in edition.ids) if one is not None]
    order = {name: place for place, name in enumerate(edition.questions)}
    return tuple(sorted(_claims(found), key=lambda one: (-Fraction(one.lost, one.together), one.together, order[one.question])))


def _given(assessment: Assessment) -> Search:
    questions = assessment.edition.questions
    return Search(assessment, {name: 1 for name in assessment.answers.values if can_change(questions[name])}, every_set=True)


def _load_bearing(search: Search, assessment: Assessment, code: str) -> LoadBearing | None:
    aim = lower_level(assessment, code)
    reach = None if aim is None else towards(search, assessment, code, aim)
    if reach is None or reach.best is None:
        return None
    changes = {name: new for _, one in reach.best.chosen for name, new in one.changes.items()}
    among = reach.among
    questions = tuple(name for name in assessment.edition.questions if name in among)
    return LoadBearing(code, reach.best.cost, MappingProxyType(changes), questions, reach.proven)


def _claims(found: list[LoadBearing]) -> Iterator[Claim]:
    """Yield a claim for each question of the sets: of those that it is in, the smallest count."""
    sets: dict[str, list[LoadBearing]] = {}
    for one in found:
        for name in one.questions:
            sets.setdefault(name, []).append(one)
    for name, of in sets.items():
        together = min(one.size for one in of)
        yield Claim(name, together, tuple(one.code for one in of if one.size == together))
