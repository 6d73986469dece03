"""Shares stand for figures that are compared: what they say is what the comparison of the figures says."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model import expr
from dgmm_excel.proving.shares import Share, without_figures
from dgmm_excel.proving.space import truth
from dgmm_excel.proving.subject import Subject
from dgmm_excel.scoring.residual import known
from tests.proving.conftest import MINI

TOTAL, DONE = expr.amount("A.3.total"), expr.amount("A.3.done")
SHARE = expr.Above(DONE, TOTAL, expr.number(1), expr.number(2))
TESTS: tuple[expr.Predicate, ...] = (
    SHARE, expr.Above(DONE, TOTAL, expr.number(1), expr.number(2), or_equal=True), expr.Compare(DONE, "<=", TOTAL),
    expr.Compare(DONE, "=", TOTAL), expr.at_least(TOTAL, 1), expr.at_least(DONE, 1), expr.Compare(TOTAL, "=", expr.number(0)),
    expr.Compare(DONE, "=", expr.number(0)),
)


@pytest.mark.parametrize("test", TESTS, ids=range(len(TESTS)))
def test_a_share_says_what_its_figures_say(test: expr.Predicate) -> None:
    told = without_figures(load_edition(MINI), (truth(test), truth(SHARE)))
    (share,) = told.shares
    assert not told.comparisons
    for done, total in product(range(5), repeat=2):
        direct = known(known(truth(test), "A.3.done", 1, Fraction(done)), "A.3.total", 1, Fraction(total))
        entered = (1, Fraction(done, total)) if total else (0, Fraction(int(done > 0)))
        assert known(told.trees[0], share.id, *entered) == direct, (done, total)


def test_a_share_knows_its_directions(changed: Callable[..., Subject]) -> None:
    share = next(one.source for one in changed("A.3").space.variables if isinstance(one.source, Share))
    assert (share.direction("A.3.done"), share.direction("A.3.total"), share.direction("A.3.has")) == ("part", "whole", None)
    # C.2: the staff stand in the sample below and above the line
    share = next(one.source for one in changed("C.2").space.variables if isinstance(one.source, Share))
    assert (share.direction("C.2.mean"), share.direction("C.2.staff")) == ("part", "any")


def test_a_rise_moves_a_share_one_way() -> None:
    classes = ((0, Fraction(0)), (0, Fraction(1)), (1, Fraction(0)), (1, Fraction(1, 2)), (1, Fraction(1)))
    share = Share("share:1", DONE, TOTAL, classes)
    assert (3, 4) in share.moves("part") and (4, 3) not in share.moves("part")
    assert (4, 3) in share.moves("whole") and (3, 4) not in share.moves("whole")
    # the first of the whole: nothing of it is done, or something that was more than it
    assert {after for before, after in share.moves("whole") if before == 0} == {0, 2}
    assert {after for before, after in share.moves("whole") if before == 1} == {1, 3, 4}


def test_a_figure_that_is_never_compared_with_others_stays(changed: Callable[..., Subject]) -> None:
    tree = changed("A.2").tree
    assert without_figures(load_edition(MINI), (tree,)).trees == (tree,)
