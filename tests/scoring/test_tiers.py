"""Advice and claims where groups are no means."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from dgmm_excel import advise, load_edition, score
from dgmm_excel.intake.next_steps import lifts_of
from dgmm_excel.scoring.claims import load_bearing
from tests.support.proof_editions import NAMES, edition_of, random_answers

GROUPS = Path(__file__).parents[1] / "model" / "data" / "wide-groups.yaml"


def test_a_verdict_is_lifted_by_what_it_asks() -> None:
    """S2.2 wants 1 in B.3 and 0.5 for level 1: one yes. For level 3 every topic needs 3."""
    edition = load_edition(GROUPS)
    nothing = score(edition, {"A.1.1": True})
    one = advise(nothing, "S2.2")
    assert one is not None and one.cost == 1 and one.proven and set(one.changes) <= {"B.3.1", "B.3.2"}
    begun = score(edition, {"B.3.1": True})
    three = advise(begun, "S2.2")
    assert three is not None and three.cost == 5 and three.proven  # two more in B.3, three in one area of B.4


def test_what_carries_a_verdict_is_any_one_of_its_conditions() -> None:
    """With 3 in both, level 3 of S2.2 rests on each of the three yes answers of B.3; an area of B.4 can stand in for the other."""
    full = {f"B.4.{area}.{step}": True for area in "xy" for step in (1, 2, 3)}
    found = score(load_edition(GROUPS), {"B.3.1": True, "B.3.2": True, "B.3.3": True} | full)
    carried = load_bearing(found, "S2.2")
    assert found["S2.2"].level == 3 and carried is not None
    assert (carried.size, set(carried.questions), carried.proven) == (1, {"B.3.1", "B.3.2", "B.3.3"}, True)


@pytest.mark.parametrize("name", NAMES)
def test_what_lifts_a_level_lifts_it_in_editions_of_all_kinds(name: str) -> None:
    """Also where figures are tried and no group adds up: what is found is then scored anew."""
    edition, rng, lifted = edition_of(name), Random(name), 0
    for _ in range(4):
        found = score(edition, random_answers(edition, rng))
        for lift in lifts_of(found):
            if lift.changes:
                now, before = score(edition, {**found.answers.values, **lift.changes}).level_at(lift.code), found.level_at(lift.code)
                assert now is not None and before is not None and now > before
                lifted += 1
    assert lifted
