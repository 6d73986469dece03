"""Expressions as Python text: each node by hand, names that are no identifiers, and more terms than Python nests brackets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from dgmm_excel.model import expr
from dgmm_excel.scoring.computed import Computed, number_of, truth_of
from dgmm_excel.scoring.python_text import number, truth

HALF = Fraction(1, 2)
STATE = Computed(
    amount={"yes": 1, "no": 0, "many": 12}, answered={"yes": 1, "no": 0},
    measures={"none": None, "two": 2, "low": Fraction(361, 200), "tie": Fraction(3405, 1000), "third": Fraction(1, 3)},
)
YES, NO = expr.Holds("yes"), expr.Holds("no")
NONE, TWO, LOW, TIE, THIRD = map(expr.Measure, ("none", "two", "low", "tie", "third"))


def n(value: int | str) -> expr.Number:
    return expr.number(value)


@pytest.mark.parametrize(("node", "value"), [
    (n(-3), -3), (n("2.5"), Fraction(5, 2)), (expr.Nothing(), None), (expr.amount("many"), 12), (LOW, Fraction(361, 200)),
    (expr.Sum(()), 0), (expr.Sum((n(1), n("1/3"), THIRD)), Fraction(5, 3)), (expr.Product(n(-1), expr.amount("many")), -12),
    (expr.Quotient(n(1), n(4)), Fraction(1, 4)), (expr.Quotient(THIRD, n(2)), Fraction(1, 6)),
    (expr.Extreme("least", (n(3), TWO)), 2), (expr.Extreme("greatest", (THIRD, TWO)), 2),
    (expr.Mean((NONE, NONE)), None), (expr.Mean(()), None), (expr.Mean((NONE, TWO, THIRD)), Fraction(7, 6)),
    (expr.Mean((LOW, TIE, THIRD)), Fraction(1663, 900)), (expr.Present((NONE, TWO, LOW)), 2), (expr.Present(()), 0),
    (expr.Rounded(NONE, 2), None), (expr.Rounded(TIE, 2), Fraction(341, 100)), (expr.Rounded(LOW, 2), Fraction(181, 100)),
    (expr.Rounded(TWO, 2), 2), (expr.Rounded(n("0.5"), 0), 1), (expr.Rounded(THIRD, 2), Fraction(33, 100)),
    (expr.If(YES, n(1), n(0)), 1), (expr.If(NO, n(1), expr.If(NO, n(2), expr.Nothing())), None),
    (expr.Sum((expr.If(NO, n(1), n(5)), expr.If(YES, expr.If(NO, n(1), n(7)), n(0)))), 12),
])
def test_a_number_is_exact(node: Any, value: int | Fraction | None) -> None:
    found = number_of(node)(STATE)
    assert found == value and isinstance(found, int | Fraction | None)


@pytest.mark.parametrize(("node", "holds"), [
    (YES, True), (NO, False), (expr.Not(NO), True), (expr.All(()), True), (expr.Any(()), False),
    (expr.All((YES, NO)), False), (expr.Any((NO, YES)), True), (expr.HasValue(NONE), False), (expr.HasValue(TWO), True),
    (expr.Compare(TWO, "=", n(2)), True), (expr.Compare(TWO, "<", TWO), False), (expr.Compare(TWO, "<=", TWO), True),
    (expr.Compare(LOW, ">=", n("1.805")), True), (expr.Compare(LOW, ">", n("1.805")), False),
    (expr.Compare(LOW, ">=", n("1.81")), False), (expr.Compare(LOW, "<", n("1.81")), True),
    (expr.Compare(THIRD, "=", n("1/3")), True), (expr.Compare(expr.Sum((THIRD, THIRD)), "<=", n("0.66")), False),
    # one comparison with a fraction within another: each has its own value
    (expr.Compare(expr.If(expr.Compare(THIRD, "<", n("0.5")), TIE, LOW), ">=", n("3.4")), True),
    (expr.Above(n(1), n(3), n(333_333_333), n(1_000_000_000)), True), (expr.Above(n(1), n(3), n(2), n(6)), False),
    (expr.Above(n(1), n(3), n(2), n(6), or_equal=True), True), (expr.answered("yes"), True), (expr.answered("no"), False),
])
def test_a_condition_is_true_or_false(node: Any, holds: bool) -> None:
    assert truth_of(node)(STATE) is holds


def test_a_name_is_never_code() -> None:
    name = "'] or print('run') or state.amount['\"\\\n{x}"
    assert number_of(expr.amount(name))(Computed(amount={name: 4})) == 4


def test_any_number_of_terms_and_of_steps_is_computed() -> None:
    """Python nests at most two hundred brackets, and adds a few thousand terms one by one."""
    assert number_of(expr.Sum((expr.amount("many"),) * 10_000))(STATE) == 120_000
    steps = tuple((expr.at_least(expr.amount("many"), least), least) for least in range(400, 0, -1))
    assert number_of(expr.staircase(steps, n(0)))(STATE) == 12


def test_an_unknown_node_is_refused() -> None:
    with pytest.raises(TypeError, match="no value for str"):
        number("a")
    with pytest.raises(TypeError, match="no truth of Nothing"):
        truth(expr.Nothing())
