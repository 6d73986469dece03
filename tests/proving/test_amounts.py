"""A number that counts towards points is looked at where its lines have corners; one that does otherwise is not listed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model import expr
from dgmm_excel.model.edition import Question
from dgmm_excel.proving.amounts import listed

OWN, OTHER = expr.amount("A.3.many"), expr.amount("A.3.n")


@pytest.fixture(scope="module")
def number() -> Question:
    file = Path(__file__).parent.parent / "model" / "data" / "wide-points.yaml"
    return load_edition(file).questions["A.3.many"]


def capped(times: int, top: int) -> expr.Expr:
    return expr.Extreme("least", (expr.Product(expr.number(times), OWN), expr.number(top)))


def test_a_capped_whole_number_is_looked_at_until_more_makes_no_difference(number: Question) -> None:
    found = listed(number, (expr.Sum((capped(2, 12), OTHER)),))
    assert found is not None and found.every
    assert found.values == tuple(range(8))  # from 6 on it is capped


def test_a_long_line_is_looked_at_at_its_corners_and_between(number: Question) -> None:
    decimals = replace(number, type="number", maximum=Fraction(1000))
    found = listed(decimals, (expr.Sum((capped(3, 100), OWN)),))
    assert found is not None and not found.every
    assert {0, Fraction(100, 3), 1000} <= set(found.values) and list(found.values) == sorted(found.values)


@pytest.mark.parametrize("tree", [
    expr.Product(OWN, OWN), expr.Quotient(OTHER, OWN), expr.Extreme("greatest", (OWN, OTHER)),
    expr.If(expr.at_least(OWN, 3), OWN, OTHER),
], ids=["square", "divisor", "greatest", "threshold"])
def test_what_is_no_straight_line_is_not_listed(tree: expr.Expr, number: Question) -> None:
    assert listed(replace(number, maximum=Fraction(5000)), (tree,)) is None


def test_a_number_that_is_only_compared_is_told_apart_by_ranges(number: Question) -> None:
    assert listed(number, (expr.If(expr.at_least(OWN, 3), expr.number(1), expr.number(0)),)) is None
