"""Combinations of what groups may gain: the cheapest of all there are, whatever is left out on the way."""

from __future__ import annotations

import random
from itertools import product
from math import inf

import pytest

from dgmm_excel.scoring import reach
from dgmm_excel.scoring.reach import Aim, Change, Front, Reach, best_of

GROUPS, SETS = 12, 80


def some_front(rng: random.Random) -> Front:
    """A group as it is, and what it may gain: some of it less for more."""
    changes = [Change(rng.randint(-2, 5), rng.randint(1, 6)) for _ in range(rng.randint(0, 3))]
    return Front((Change(rng.randint(0, 2), 0), *changes))


def some_reach(rng: random.Random) -> Reach:
    fronts = [some_front(rng) for _ in range(GROUPS)]
    units = [rng.choice((1, 1, 2, 3)) for _ in fronts]
    start = sum(unit * front.best[0].gain for front, unit in zip(fronts, units, strict=True))
    downwards = rng.random() < 0.3
    bound = start + rng.randint(1, 25)
    return Reach(Aim(-bound if downwards else bound, downwards), 0, fronts, units)


def every(of: Reach) -> dict[int, int]:
    """Return the most that is gained at each cost, of all combinations."""
    most = {0: 0}
    for front, unit in zip(of.fronts, of.units, strict=True):
        further: dict[int, int] = {}
        for (cost, gain), one in product(most.items(), front.known):
            more = gain + unit * int(one.gain)
            further[cost + one.cost] = max(more, further.get(cost + one.cost, more))
        most = further
    return most


def test_the_best_is_the_cheapest_and_of_these_gains_most(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, none, many = random.Random("reach"), 0, 0
    for of in (some_reach(rng) for _ in range(SETS)):
        least = min(((cost, -gain) for cost, gain in every(of).items() if of.aim.reached(gain)), default=None)
        best = of.best
        assert (None if best is None else (best.cost, -best.gain)) == least
        with monkeypatch.context() as all_kept:
            all_kept.setattr(reach, "_FEW", GROUPS)
            plain = Reach(of.aim, of.base, of.fronts, of.units)
            assert plain.best == best  # the same changes as if nothing was left out
        none, many = none + (best is None), many + (best is not None and len(best.chosen) > 2)
    assert none and many > SETS / 4


def test_what_is_hoped_for_is_proven_only_where_nothing_less_would_do() -> None:
    rng, found = random.Random("hoped"), {True: 0, False: 0}
    for of in (some_reach(rng) for _ in range(SETS)):
        hoped = Change(rng.randint(1, 8), rng.randint(1, 4))
        first, *others = of.fronts
        with_hoped = Reach(of.aim, of.base, [Front(first.known, (hoped,)), *others], of.units)
        if of.best is not None:
            as_known = every(Reach(of.aim, of.base, [Front((*first.known, hoped)), *others], of.units))
            least = min((cost for cost, gain in as_known.items() if of.aim.reached(gain)), default=inf)
            assert with_hoped.best == of.best
            assert with_hoped.proven is (of.best.cost <= least)
            found[with_hoped.proven] += 1
    assert min(found.values()) > SETS / 20


def test_of_changes_that_cost_and_gain_the_same_the_first_is_kept() -> None:
    first, same, less, dearer, more = Change(2, 1), Change(2, 1, None), Change(1, 1), Change(2, 2), Change(3, 4)
    found = list(best_of([more, less, first, same, dearer]))
    assert found == [first, more] and found[0] is first


def test_of_equally_good_combinations_the_last_group_changes_most() -> None:
    one, two = Change(1, 1), Change(2, 2)
    fronts = [Front((Change(0, 0), one, two)) for _ in range(3)]
    best = Reach(Aim(2), 0, fronts, [1, 1, 1]).best
    assert best is not None and best.chosen == ((2, two),)
