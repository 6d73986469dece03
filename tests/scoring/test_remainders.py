"""What is left of expressions is the same as looked at one by one, and equal remainders are one object."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model import expr
from dgmm_excel.scoring.diagram import topic_tree
from dgmm_excel.scoring.remainders import Remainders
from dgmm_excel.scoring.residual import known, questions
from tests.support.oracle import DEPARTMENT, PROVINCE

A, B = expr.amount("a"), expr.amount("b")
YES_A, YES_B = (expr.Compare(one, "=", expr.number(1)) for one in (A, B))


def test_equal_remainders_are_one_object() -> None:
    """Whatever they are the rest of: 3 is left of one sum, and 2 and 1 more of another."""
    yes = Remainders().after("a", 1, Fraction(1))
    assert yes(expr.All((YES_A, YES_B))) is yes(expr.Any((YES_B, expr.Not(YES_A))))
    assert yes(expr.Sum((B, A, expr.number(2)))) is yes(expr.Sum((B, expr.number(3))))


def test_different_ones_are_not() -> None:
    remainders = Remainders()
    yes, no = remainders.after("a", 1, Fraction(1)), remainders.after("a", 1, Fraction(0))
    sums = [expr.Sum((B, A, expr.number(2))), expr.Sum((B, A, expr.number("5/2"))), expr.Sum((A, expr.number(7)))]
    left = [after(one) for one in sums for after in (yes, no)]
    assert len({id(one) for one in left}) == len(left)
    assert left == [known(one, "a", 1, Fraction(amount)) for one in sums for amount in (1, 0)]


@pytest.mark.parametrize(("name", "topics"), [(DEPARTMENT, ("P1.7", "G4", "P2.1")), (PROVINCE, ("P1.3D", "P4.1", "P6.1"))])
def test_they_are_what_is_left_of_each_by_itself(name: str, topics: tuple[str, ...]) -> None:
    edition, rng, remainders = load_edition(name), random.Random(name), Remainders()
    for tree in [topic_tree(edition, topic) for topic in topics] * 4:
        alone = together = tree
        read = sorted(set(questions(tree)))
        for question in rng.sample(read, len(read)):
            entered = (1, Fraction(rng.randrange(3))) if rng.random() < 0.8 else (0, Fraction(0))
            alone = known(alone, question, *entered)
            together = remainders.after(question, *entered)(together)  # type: ignore[assignment]
            assert together == alone, (question, entered)
        assert isinstance(together, expr.Number)
