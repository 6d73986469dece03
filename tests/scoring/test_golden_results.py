"""The results of each edition are pinned: a change of criteria or of scoring cannot move old results unnoticed.

What is right is shown elsewhere (scenarios derived by hand, the oracle); here only that nothing moved. A change on purpose is
listed in CHANGELOG under “Levels”, and CONTRIBUTING.md says how to pin anew.
"""

from __future__ import annotations

import json
from fractions import Fraction
from hashlib import sha256
from random import Random
from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Assessment
from tests.support.returned import DEPARTMENT, PROVINCE

SETS = 60
#: By edition, a SHA-256 of the status, the score and the level of every id for every set of answers.
PINNED = {
    DEPARTMENT: "9336c6ee66b4c73a6d61bad4e7354ae2ab7a75f14e509480a67b72b26f2ef354",
    PROVINCE: "385ff5cc05c3c1d8ba235e0795f4a27b946ac5b82a09c8bcc3aec4db1f01271c",
}


def answer(question: Question, number: int) -> Any:
    """Return the answer of a set; it depends on the question's own id, type, choices and limits alone."""
    random = Random(f"pinned {number} {question.id}")
    if random.random() < (0.02, 0.3)[number % 2]:
        return None
    match question.type:
        case "yes_no":
            return random.random() < 0.15 + number % 8 / 8
        case "choice":
            keys = [choice.key for choice in question.choices]
            return keys[max(random.randrange(len(keys)) for _ in range(1 + number % 3))]
        case "text":
            return "บริการ"
        case "integer":
            low, high = int(question.minimum or 0), int(question.maximum or 60)
            if question.id.endswith("total"):
                return random.randint(high // 2, high)
            if question.id.endswith("digital"):  # seldom above its total, and more of it in some sets than in others
                return random.randint(low, max(low, high * (1 + number % 5 + ("cur" in question.id)) // 10))
            return min(high, low + random.randrange(6)) if random.random() < 0.3 else random.randint(low, high)
        case _:
            return Fraction(random.randrange(101), 100) * (question.maximum or 1)


def assessed(edition: Edition, number: int, parent: Assessment | None = None) -> Assessment:
    return score(edition, {name: answer(question, number) for name, question in edition.questions.items()}, parent=parent)


def pin(name: str, change: dict[str, Any] | None = None) -> str:
    """Return the hash of the results of an edition; `change` replaces answers of the last set."""
    edition = load_edition(name)
    lines = []
    for number in range(SETS):
        parent = assessed(edition.base, number) if edition.base is not None else None
        found = assessed(edition, number, parent)
        if change and number == SETS - 1:
            given = {one: answer(question, number) for one, question in edition.questions.items()}
            found = score(edition, given | change, parent=parent)
        lines.append({code: [getattr(found[code], "status", ""), str(found[code].score), found[code].level] for code in sorted(edition.ids)})
    return sha256(json.dumps(lines).encode()).hexdigest()


@pytest.mark.parametrize("name", PINNED)
def test_results_are_those_that_were_pinned(name: str) -> None:
    assert pin(name) == PINNED[name], "results of old answers moved: see CONTRIBUTING.md, “Pin results anew”"


def test_one_other_level_in_one_set_is_another_hash() -> None:
    first = load_edition(DEPARTMENT).questions["P2.9.use"]  # whose choices are levels 1 to 5
    other = next(key for key in ("0", "5") if key != answer(first, SETS - 1))
    assert pin(DEPARTMENT, {first.id: other}) != PINNED[DEPARTMENT]
