"""What is left of an expression once some answers are known: the same tree with constants in their places, folded.

Conditions under which questions are asked are first written into the tree (`spelled_out`), so that it reads nothing but what
was entered: of each question whether it is `given`, and its `amount`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import cast, overload

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, asked, half_up

Node = expr.Expr | expr.Predicate
TRUE, FALSE = expr.All(()), expr.Any(())
_ZERO, _ONE = expr.number(0), expr.number(1)
_COMPARE: Mapping[expr.Comparison, Callable[[Fraction, Fraction], bool]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt,
}


@overload
def spelled_out(edition: Edition, node: expr.Expr) -> expr.Expr: ...
@overload
def spelled_out(edition: Edition, node: expr.Predicate) -> expr.Predicate: ...
def spelled_out(edition: Edition, node: Node) -> Node:
    """Return the expression of what was entered alone. Raise TypeError for one that reads a measure, or what is left open."""
    match node:
        case expr.Holds(question):
            return _when_asked(edition, question, expr.Compare(expr.amount(question), "=", _ONE))
        case expr.AspectValue("asked", question):
            return expr.If(_condition(edition, question), _ONE, _ZERO)
        case expr.AspectValue("answered", question):
            return _if_asked(edition, question, expr.AspectValue("given", question))
        case expr.AspectValue("amount", question):
            return _if_asked(edition, question, node)
        case expr.AspectValue("given") | expr.Number() | expr.Nothing():
            return node
        case expr.AspectValue() | expr.Measure() | expr.Mean() | expr.Gathered() | expr.Present() | expr.HasValue():
            raise TypeError(f"{node} is not read from answers alone")
        case _:
            return rebuilt(node, lambda part: spelled_out(edition, part))


def _condition(edition: Edition, question: str) -> expr.Predicate:
    when = asked(edition, edition.questions[question])
    return TRUE if when is None else spelled_out(edition, when)


def _when_asked(edition: Edition, question: str, test: expr.Predicate) -> expr.Predicate:
    when = _condition(edition, question)
    return test if when == TRUE else expr.All((when, test))


def _if_asked(edition: Edition, question: str, value: expr.Expr) -> expr.Expr:
    when = _condition(edition, question)
    return value if when == TRUE else expr.If(when, value, _ZERO)


def rebuilt(node: Node, of: Callable[[Node], Node]) -> Node:
    """Return the node with its parts replaced, and folded where these are constants."""
    match node:
        case expr.Sum(terms):
            return _sum([cast(expr.Expr, of(term)) for term in terms])
        case expr.Product(left, right):
            return _two(expr.Product, of(left), of(right), operator.mul)
        case expr.Quotient(left, right):
            return _two(expr.Quotient, of(left), of(right), operator.truediv)
        case expr.Extreme(which, terms):
            return _extreme(which, [cast(expr.Expr, of(term)) for term in terms])
        case expr.Rounded(value, digits):
            return _rounded(cast(expr.Expr, of(value)), digits)
        case expr.If(when, then, otherwise):
            return _if(cast(expr.Predicate, of(when)), then, otherwise, of)
        case expr.Compare(left, how, right):
            return _compare(cast(expr.Expr, of(left)), how, cast(expr.Expr, of(right)))
        case expr.Above(part, whole, other_part, other_whole, or_equal):
            return _above([cast(expr.Expr, of(one)) for one in (part, whole, other_part, other_whole)], or_equal)
        case expr.All(terms):
            return _joined(expr.All, terms, of)
        case expr.Any(terms):
            return _joined(expr.Any, terms, of)
        case expr.Not(term):
            return _not(cast(expr.Predicate, of(term)))
        case _:
            raise TypeError(f"nothing is known of {type(node).__name__}")


@overload
def known(node: expr.Expr, question: str, given: int, amount: Fraction) -> expr.Expr: ...
@overload
def known(node: expr.Predicate, question: str, given: int, amount: Fraction) -> expr.Predicate: ...
def known(node: Node, question: str, given: int, amount: Fraction) -> Node:
    """Return what is left of an expression of what was entered when the answer to one question is known."""
    return left_of(node, question, given, amount, lambda part: known(part, question, given, amount))


def left_of(node: Node, question: str, given: int, amount: Fraction, of: Callable[[Node], Node]) -> Node:
    """Return what is left of an expression, as `known` does, of whose parts `of` gives what is left."""
    match node:
        case expr.AspectValue(aspect, name):
            return node if name != question else expr.number(given) if aspect == "given" else expr.Number(amount)
        case expr.Number() | expr.Nothing():
            return node
        case _:
            return rebuilt(node, of)


def questions(node: object) -> Iterator[str]:
    """Yield the question of every answer that an expression reads, some more than once."""
    for part in parts(node):
        if isinstance(part, expr.AspectValue):
            yield part.question


def parts(node: object) -> Iterator[object]:
    """Yield an expression and all its parts."""
    yield node
    match node:
        case expr.Sum(terms) | expr.Extreme(_, terms) | expr.All(terms) | expr.Any(terms):
            below: tuple[object, ...] = terms
        case expr.Product(left, right) | expr.Quotient(left, right) | expr.Compare(left, _, right):
            below = left, right
        case expr.If(when, then, otherwise):
            below = when, then, otherwise
        case expr.Above(part, whole, other_part, other_whole):
            below = part, whole, other_part, other_whole
        case expr.Not(inner) | expr.Rounded(inner):
            below = (inner,)
        case _:
            below = ()
    for one in below:
        yield from parts(one)


# -- folding ---------------------------------------------------------------------------------------


def _sum(terms: list[expr.Expr]) -> expr.Expr:
    constant = _added([term.value for term in terms if isinstance(term, expr.Number)])
    rest = tuple(term for term in terms if not isinstance(term, expr.Number))
    if not rest:
        return expr.Number(constant)
    return expr.Sum((*rest, expr.Number(constant)))


def _two(
    kind: type[expr.Product | expr.Quotient], left: Node, right: Node, of: Callable[[Fraction, Fraction], Fraction]
) -> Node:
    if isinstance(left, expr.Number) and isinstance(right, expr.Number):
        return expr.Number(of(left.value, right.value))
    return kind(cast(expr.Expr, left), cast(expr.Expr, right))


def _extreme(which: str, terms: list[expr.Expr]) -> expr.Expr:
    values = [term.value for term in terms if isinstance(term, expr.Number)]
    if len(values) == len(terms):
        return expr.Number(min(values) if which == "least" else max(values))
    return expr.Extreme("least" if which == "least" else "greatest", tuple(terms))


def _rounded(value: expr.Expr, digits: int) -> expr.Expr:
    return expr.Number(half_up(value.value, digits)) if isinstance(value, expr.Number) else expr.Rounded(value, digits)


def _if(when: expr.Predicate, then: expr.Expr, otherwise: expr.Expr, of: Callable[[Node], Node]) -> expr.Expr:
    if when in (TRUE, FALSE):
        return cast(expr.Expr, of(then if when == TRUE else otherwise))
    first, second = cast(expr.Expr, of(then)), cast(expr.Expr, of(otherwise))
    return first if first == second else expr.If(when, first, second)


def _compare(left: expr.Expr, how: expr.Comparison, right: expr.Expr) -> expr.Predicate:
    """Fold also where the least or the most that a side can be decides."""
    (low, high), (least, most) = _bounds(left), _bounds(right)
    test = _COMPARE[how]
    if None not in (low, high, least, most):
        ends = {test(cast(Fraction, one), cast(Fraction, other)) for one in (low, high) for other in (least, most)}
        if len(ends) == 1 and (how != "=" or _apart(low, high, least, most)):
            return TRUE if ends == {True} else FALSE
    if how == ">=" and low is not None and most is not None and low >= most:
        return TRUE
    return expr.Compare(left, how, right)


def _apart(low: Fraction | None, high: Fraction | None, least: Fraction | None, most: Fraction | None) -> bool:
    """Whether two ranges are one value each, or have none in common."""
    assert low is not None and high is not None and least is not None and most is not None
    return (low == high and least == most) or high < least or most < low


def _bounds(node: expr.Expr) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the most that an expression can be; None where that is not known. No amount is negative."""
    match node:
        case expr.Number(value):
            return value, value
        case expr.AspectValue("given"):
            return _ZERO.value, _ONE.value
        case expr.AspectValue("amount"):
            return _ZERO.value, None
        case expr.If(_, then, otherwise):
            ends = _bounds(then), _bounds(otherwise)
            return _least([low for low, _ in ends]), _most([high for _, high in ends])
        case expr.Sum(terms):
            ranges = [_bounds(term) for term in terms]
            return _total([low for low, _ in ranges]), _total([high for _, high in ranges])
        case _:
            return None, None


def _least(values: list[Fraction | None]) -> Fraction | None:
    return None if None in values else min(cast(list[Fraction], values))


def _most(values: list[Fraction | None]) -> Fraction | None:
    return None if None in values else max(cast(list[Fraction], values))


def _total(values: list[Fraction | None]) -> Fraction | None:
    return None if None in values else _added(cast(list[Fraction], values))


def _added(values: list[Fraction]) -> Fraction:
    """Return the sum; adding nothing to a Fraction takes as long as anything else."""
    some = [value for value in values if value]
    return sum(some[1:], some[0]) if some else _ZERO.value


def _above(sides: list[expr.Expr], or_equal: bool) -> expr.Predicate:
    values = [one.value for one in sides if isinstance(one, expr.Number)]
    if len(values) < len(sides):
        first, second, third, fourth = sides
        return expr.Above(first, second, third, fourth, or_equal)
    part, whole, other_part, other_whole = values
    left, right = part * other_whole, other_part * whole
    return TRUE if left > right or (or_equal and left == right) else FALSE


def _joined(
    kind: type[expr.All | expr.Any], terms: tuple[expr.Predicate, ...], of: Callable[[Node], Node]
) -> expr.Predicate:
    """Fold conditions that all hold, or of which any does; one of them may decide alone."""
    decides = FALSE if kind is expr.All else TRUE
    left: list[expr.Predicate] = []
    for term in terms:
        one = cast(expr.Predicate, of(term))
        if one == decides:
            return decides
        left += one.terms if isinstance(one, kind) else (one,)
    found = tuple(dict.fromkeys(left))
    return found[0] if len(found) == 1 else kind(found)


def _not(term: expr.Predicate) -> expr.Predicate:
    if term in (TRUE, FALSE):
        return FALSE if term == TRUE else TRUE
    return expr.Not(term)
