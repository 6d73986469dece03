"""Sums that expressions share are added up once where that is certain, and give what they gave before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from dgmm_excel.model import expr
from dgmm_excel.scoring.computed import Computed, number_of, numbers_of

NAMES = ("a", "b", "c")
A, B, C = map(expr.amount, NAMES)
AB, BC = expr.Sum((A, B)), expr.Sum((B, C))
ZERO, ONE, TWO = map(expr.number, (0, 1, 2))


class Read(dict[str, int]):
    """Amounts that count how often they are read."""

    read = 0

    def __getitem__(self, name: str) -> int:
        self.read += 1
        return super().__getitem__(name)


def states() -> Iterator[tuple[Read, Any]]:
    for amounts in product((0, 1, 2), repeat=3):
        read = Read(zip(NAMES, amounts, strict=True))
        yield read, Computed(amount=read)


def above(one: expr.Expr, other: expr.Expr) -> expr.Predicate:
    return expr.Compare(one, ">", other)


@pytest.mark.parametrize("nodes", [
    (expr.Sum((AB, AB, C)),),
    (AB, AB),
    (expr.If(above(AB, ONE), AB, expr.Product(AB, TWO)),),
    (expr.If(above(A, ONE), AB, BC), AB, BC),  # each has its name on one way only
    (expr.If(expr.Any((above(A, ZERO), above(AB, ONE))), AB, ZERO), AB),  # the second condition may not have been looked at
    (expr.If(expr.All((above(A, ZERO), above(AB, ONE), above(BC, AB))), expr.Sum((AB, BC)), expr.Sum((BC, AB))),),
    (expr.If(expr.Not(above(AB, BC)), BC, AB),),
    (expr.If(expr.Above(AB, BC, C, AB), BC, expr.Sum((AB, BC))), AB),
    (expr.Extreme("least", (AB, C)), AB, AB),
    (expr.If(expr.All(()), AB, ZERO), expr.If(expr.Any(()), ZERO, AB)),
])
def test_they_give_what_each_gives_alone(nodes: tuple[expr.Expr, ...]) -> None:
    together, alone = numbers_of(nodes), [number_of(node) for node in nodes]
    for _, state in states():
        assert together(state) == tuple(of(state) for of in alone)


@pytest.mark.parametrize(("nodes", "many"), [
    ((AB, AB), 2),
    ((expr.Product(AB, AB), expr.If(expr.Compare(AB, "=", AB), AB, ZERO)), 2),
    ((expr.Sum((AB, C)), expr.Product(TWO, expr.Sum((AB, C)))), 3),
    ((expr.If(expr.All((expr.Compare(AB, ">=", ZERO), expr.Compare(AB, "<", ZERO))), A, AB), AB), 2),
])
def test_each_is_added_up_once(nodes: tuple[expr.Expr, ...], many: int) -> None:
    for amounts, state in states():
        numbers_of(nodes)(state)
        assert amounts.read == many
