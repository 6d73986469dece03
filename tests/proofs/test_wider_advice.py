"""Advice and claims where groups are no means: none cheaper is found among one or two changes, and what is told is true."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import advise, load_edition, score
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.claims import load_bearing
from dgmm_excel.scoring.diagram import can_change
from tests.conftest import LONG

DATA = Path(__file__).parents[1] / "model" / "data"
GROUPS, POINTS = DATA / "wide-groups.yaml", DATA / "wide-points.yaml"
Changes = Mapping[str, Any]


def answer(question: Question, rng: random.Random) -> Any:
    if question.type == "yes_no":
        return rng.random() < 0.6
    if question.type == "choice":
        return rng.choice(question.choices).key
    return rng.randint(0, int(question.maximum or 9))


def by_chance(edition: Edition, rng: random.Random, share: float = 0.9) -> dict[str, Any]:
    return {one.id: answer(one, rng) for one in edition.questions.values() if rng.random() < share}


def other_answers(question: Question) -> list[Any]:
    """Every answer that the rules of these editions tell apart."""
    match question.type:
        case "yes_no":
            return [False, True]
        case "choice":
            return [choice.key for choice in question.choices]
        case _:
            return list(range(int(question.maximum or 9) + 1))


def changes(of: Assessment, many: int, given_alone: bool) -> Iterator[Changes]:
    """Every set of so many changed answers."""
    asked = [one for one in of.edition.questions.values() if can_change(one) and (not given_alone or one.id in of.answers.values)]
    single = [(one.id, other) for one in asked for other in other_answers(one) if other != of.answers.values.get(one.id)]
    for some in combinations(single, many):
        if len({name for name, _ in some}) == many:
            yield dict(some)


def moved(of: Assessment, code: str, done: Changes) -> int:
    """By how many levels the changes move an id; 0 where it has none."""
    before, after = of[code].level, score(of.edition, {**of.answers.values, **done})[code].level
    return 0 if before is None or after is None else after - before


@pytest.mark.parametrize("upwards", [True, False])
@pytest.mark.parametrize("seed", range(6 if LONG else 1))
def test_no_fewer_changes_move_a_level(seed: int, upwards: bool) -> None:
    edition, rng = load_edition(GROUPS), random.Random(f"tiers {seed}")
    found = score(edition, by_chance(edition, rng))
    cost: dict[str, int | None] = {}
    for code in edition.ids:
        one = advise(found, code) if upwards else load_bearing(found, code)
        cost[code] = None if one is None else one.cost if upwards else one.size  # type: ignore[union-attr]
        if one is not None:
            assert one.proven and (moved(found, code, one.changes) > 0) is upwards and moved(found, code, one.changes) != 0, code
    for many in (1, 2):
        for done in changes(found, many, not upwards) if many == 1 else random.Random(seed).sample(list(changes(found, 2, not upwards)), 300):
            after = score(edition, {**found.answers.values, **done})
            for code in edition.ids:
                was, now = found[code].level, after[code].level
                if was is not None and now is not None and (now > was if upwards else now < was):
                    least = cost[code]
                    assert least is not None and least <= many, (code, done)


def test_advice_on_points_lifts_the_level() -> None:
    """Cheapest where a diagram shows all answers; where figures give points, changes are tried."""
    edition, rng = load_edition(POINTS), random.Random("points")
    told = 0
    for _ in range(4 if LONG else 1):
        found = score(edition, by_chance(edition, rng, 0.7))
        for code in ("A.1", "A.2", "A.4", "B.2", "S1.1", "overall"):
            one = advise(found, code)
            if one is not None:
                told += 1
                assert moved(found, code, one.changes) > 0, (code, one)
    assert told > (8 if LONG else 2)
