"""The questions of which a single answer decides what an expression gives: with all others as they are, only theirs matter.

Where three conditions keep a level down, each by answers of its own, no change of one answer can lift it, nor can one of two:
what need not be tried is left out, and nothing is missed by it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from dgmm_excel.model import expr
from dgmm_excel.scoring.computed import truth_of, truths_of
from dgmm_excel.scoring.residual import Node, parts, questions

#: Returns the questions of what was entered: an expression keeps its value when any other answer alone is changed or given. No
#: answer is cleared.
Decisive = Callable[[Any], frozenset[str]]
#: Returns which questions may decide once the answer to one is another, whatever it is; and whether a condition then holds,
#: None where that is open.
Then = Callable[[str], tuple[frozenset[str], bool | None]]


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
    truths, each = truths_of(terms), [decisive(term) for term in terms]

    def found(entered: Any) -> frozenset[str]:
        common: frozenset[str] | None = None
        for holds, of in zip(truths(entered), each, strict=True):
            if holds is decides:
                common = of(entered) if common is None else common & of(entered)
                if not common:
                    return common
        return frozenset().union(*[of(entered) for of in each]) if common is None else common

    return found


# -- once another answer is changed ----------------------------------------------------------------


def decisive_then(node: Node) -> Callable[[Any], Then]:
    """Return what finds of what was entered which questions may decide an expression once the answer to one is another."""
    match node:
        case expr.If(when, then, otherwise):
            return _then_of_if(when, then, otherwise)
        case expr.All(terms):
            return _then_of_joined(terms, decides=False)
        case expr.Any(terms):
            return _then_of_joined(terms, decides=True)
        case expr.Not(term):
            return _then_of_not(decisive_then(term))
        case _:
            return _then_of_values(node)


def _then_of_values(node: Node) -> Callable[[Any], Then]:
    read, found = frozenset(questions(node)), _of_values(node)
    holds = truth_of(node) if isinstance(node, expr.Predicate) else None

    def at(entered: Any) -> Then:
        deciding, held = found(entered), None if holds is None else holds(entered)
        return lambda name: (deciding, None if name in read else held)

    return at


def _then_of_not(of_term: Callable[[Any], Then]) -> Callable[[Any], Then]:
    def at(entered: Any) -> Then:
        term = of_term(entered)

        def then(name: str) -> tuple[frozenset[str], bool | None]:
            deciding, holds = term(name)
            return deciding, None if holds is None else not holds

        return then

    return at


def _then_of_if(when: expr.Predicate, then: expr.Expr, otherwise: expr.Expr) -> Callable[[Any], Then]:
    of_when, of_then, of_otherwise = decisive_then(when), decisive_then(then), decisive_then(otherwise)

    def at(entered: Any) -> Then:
        condition, taken, left = of_when(entered), cache(lambda: of_then(entered)), cache(lambda: of_otherwise(entered))

        def after(name: str) -> tuple[frozenset[str], bool | None]:
            deciding, holds = condition(name)
            if holds is not False:
                deciding |= taken()(name)[0]
            if holds is not True:
                deciding |= left()(name)[0]
            return deciding, None

        return after

    return at


def _then_of_joined(terms: tuple[expr.Predicate, ...], decides: bool) -> Callable[[Any], Then]:
    """Of conditions of which one alone decides the whole: those that do, and do not read the answer, go on to do so."""
    truths, each = truths_of(terms), [(frozenset(questions(term)), decisive(term)) for term in terms]
    then = [decisive_then(term) for term in terms]

    def at(entered: Any) -> Then:
        now = [(read, of(entered)) for holds, (read, of) in zip(truths(entered), each, strict=True) if holds is decides]
        found = cache(lambda: [of(entered) for of in then])

        def after(name: str) -> tuple[frozenset[str], bool | None]:
            going_on = [deciding for read, deciding in now if name not in read]
            if going_on:
                return going_on[0].intersection(*going_on[1:]), decides
            outcomes = [of(name) for of in found()]
            holds = None if any(held is None for _, held in outcomes) else not decides
            return frozenset().union(*[deciding for deciding, _ in outcomes]), holds

        return after

    return at
