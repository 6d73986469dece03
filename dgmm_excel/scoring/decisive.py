"""The questions of which a single answer decides what an expression gives: with all others as they are, only theirs matter.

Where three conditions keep a level down, each by answers of its own, no change of one answer can lift it, nor can one of two:
what need not be tried is left out, and nothing is missed by it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dgmm_excel.model import expr
from dgmm_excel.scoring.computed import truth_of
from dgmm_excel.scoring.residual import Node, parts

#: Returns the questions of what was entered: an expression keeps its value when any other answer alone is changed or given. No
#: answer is cleared.
Decisive = Callable[[Any], frozenset[str]]


def decisive(node: Node) -> Decisive:
    """Return what finds the questions that decide an expression of what was entered (see `residual.spelled_out`)."""
    match node:
        case expr.If(when, then, otherwise):
            return _of_if(when, then, otherwise)
        case expr.All(terms):
            return _of_joined(terms, decides=False)
        case expr.Any(terms):
            return _of_joined(terms, decides=True)
        case expr.Not(term):
            return decisive(term)
        case _:
            return _of_values(node)


def _of_values(node: Node) -> Decisive:
    """Of what reads amounts, and whether questions are answered: those that are stay so."""
    read = [part for part in parts(node) if isinstance(part, expr.AspectValue)]
    amounts = frozenset(part.question for part in read if part.aspect != "given")
    given = frozenset(part.question for part in read if part.aspect == "given") - amounts

    def found(entered: Any) -> frozenset[str]:
        return amounts.union([name for name in given if not entered.given[name]]) if given else amounts

    return found


def _of_if(when: expr.Predicate, then: expr.Expr, otherwise: expr.Expr) -> Decisive:
    holds, of_when, of_then, of_otherwise = truth_of(when), decisive(when), decisive(then), decisive(otherwise)

    def found(entered: Any) -> frozenset[str]:
        return of_when(entered) | (of_then if holds(entered) else of_otherwise)(entered)

    return found


def _of_joined(terms: tuple[expr.Predicate, ...], decides: bool) -> Decisive:
    """Of conditions of which one alone decides the whole: to change it, one answer would have to change all that do."""
    each = [(truth_of(term), decisive(term)) for term in terms]

    def found(entered: Any) -> frozenset[str]:
        common: frozenset[str] | None = None
        for holds, of in each:
            if holds(entered) is decides:
                common = of(entered) if common is None else common & of(entered)
                if not common:
                    return common
        return frozenset().union(*[of(entered) for _, of in each]) if common is None else common

    return found
