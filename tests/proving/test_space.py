"""A space tells apart all answers that a rule does, and no more."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from dgmm_excel.model import expr
from dgmm_excel.proving.space import truth
from dgmm_excel.proving.subject import Subject


def test_a_number_is_told_apart_by_the_ranges_between_thresholds(changed: Callable[..., Subject]) -> None:
    # A.2: at 1, 3, 5 and 7 of at most 8. Blank; 0; then each threshold by itself, and what lies between
    (number,) = changed("A.2").space.variables
    assert number.answers == (None, 0, 1, 2, 3, 4, 5, 6, 7, 8)


def test_its_sets_are_the_products_of_the_classes(changed: Callable[..., Subject]) -> None:
    # A.1: the mission with two choices, four yes/no, each also blank
    assert changed("A.1").space.sets == 3**5
    assert changed("A.1").space.whole


def test_figures_that_are_compared_are_told_apart_by_their_share(changed: Callable[..., Subject]) -> None:
    space = changed("C.2").space
    names = [variable.id for variable in space.variables]
    # the mean, weighted, over the sample; takers stand beside it, since without any there is no level above the lowest
    assert "share:1" in names and "C.2.takers" in names and not space.whole


def test_what_is_known_is_a_number() -> None:
    assert truth(expr.All(())) == expr.number(1) and truth(expr.Any(())) == expr.number(0)
    asked = expr.Compare(expr.amount("A.1"), "=", expr.Number(Fraction(1)))
    assert truth(asked) == expr.If(asked, expr.number(1), expr.number(0))
