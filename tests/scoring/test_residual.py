"""What is left of an expression once answers are known: nothing where they decide, the open rest where they do not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model import expr
from dgmm_excel.scoring.residual import FALSE, TRUE, known, questions, spelled_out

ONE, NONE = Fraction(1), Fraction(0)
A, B = expr.amount("a"), expr.amount("b")
YES_A, YES_B = (expr.Compare(one, "=", expr.number(1)) for one in (A, B))
#: The number of yes among a and b.
BOTH = expr.Sum(tuple(expr.If(yes, expr.number(1), expr.number(0)) for yes in (YES_A, YES_B)))


@pytest.mark.parametrize(("node", "left"), [
    (expr.All((YES_A, YES_B)), YES_B), (expr.Any((YES_A, YES_B)), TRUE), (expr.Not(YES_A), FALSE),
    (expr.If(YES_A, B, expr.number(7)), B), (expr.Sum((A, B, expr.number(2))), expr.Sum((B, expr.number(3)))),
    (expr.Product(A, expr.number(3)), expr.number(3)), (expr.Quotient(A, expr.number(4)), expr.number("1/4")),
    (expr.Extreme("greatest", (A, expr.number(5))), expr.number(5)), (expr.AspectValue("given", "a"), expr.number(1)),
    (expr.Above(A, expr.number(2), expr.number(1), expr.number(2), or_equal=True), TRUE),
    (expr.Above(A, expr.number(2), expr.number(1), expr.number(2)), FALSE),
])
def test_a_known_answer_is_folded_in(node: expr.Expr | expr.Predicate, left: expr.Expr | expr.Predicate) -> None:
    assert known(node, "a", 1, ONE) == left


def test_a_count_is_decided_as_soon_as_the_rest_cannot_change_it() -> None:
    assert known(expr.at_least(BOTH, 1), "a", 1, ONE) == TRUE
    assert known(expr.at_least(BOTH, 2), "a", 1, NONE) == FALSE
    assert set(questions(known(expr.at_least(BOTH, 2), "a", 1, ONE))) == {"b"}


def test_an_answer_that_is_not_asked_for_counts_as_none() -> None:
    edition = load_edition("dga-2566-department")
    amount = spelled_out(edition, expr.amount("G4.successes"))  # asked where the department CIO, if there is one, pushes
    assert set(questions(amount)) == {"G2.dcio", "G4.pushing", "G4.successes"}
    assert known(amount, "G2.dcio", 1, NONE) == known(amount, "G4.pushing", 1, NONE) == expr.number(0)
    for name, value in (("G2.dcio", ONE), ("G4.pushing", ONE), ("G4.successes", Fraction(3))):
        amount = known(amount, name, 1, value)
    assert amount == expr.number(3)


def test_a_measure_is_not_read_from_answers_alone() -> None:
    with pytest.raises(TypeError):
        spelled_out(load_edition("dga-2566-department"), expr.Measure("score.P1"))
