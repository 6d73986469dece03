"""Numbers that are not only compared with constants: those that count towards points. Which of their values tell all.

A whole number with few answers is looked at answer by answer. Of others an expression is made of straight lines, as long as
the number is only added, multiplied by what does not read it, and capped by a constant: between two corners nothing can turn,
so that what holds at all corners of all numbers holds between them. Some values between are looked at too, to find answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Question
from dgmm_excel.scoring.diagram import compared
from dgmm_excel.scoring.residual import parts, questions

Trees = tuple[expr.Expr, ...]
#: A whole number with no more answers than these is looked at answer by answer; of others so many values between the ends.
_FEW, _BETWEEN = 100, 40


@dataclass(frozen=True)
class Listed:
    """Values of a number. `every`: they stand for all of its answers; else for all corners, and some between them."""

    values: tuple[int | Fraction, ...]
    every: bool


def listed(question: Question, trees: Trees) -> Listed | None:
    """Return the values that tell all of a number; None where it is only compared with constants, or with other figures."""
    read, cuts = compared(question, trees)
    low = question.minimum or Fraction(0)
    if question.type not in ("integer", "number") or read == len(cuts) or low < 0:
        return None
    corners = list(_corners(question, trees))
    content = len(corners) + len(cuts) == read  # all that reads it is content with some number
    high = question.maximum if not content else min(
        one for one in (max((Fraction(0), *corners, *cuts)) + 1, question.maximum) if one is not None)
    if high is None or high < low:
        return None
    if question.type == "integer" and high <= low + _FEW:
        return Listed(tuple(range(ceil(low), floor(high) + 1)), True)
    if cuts or not all(_straight(tree, question.id) for tree in trees):
        return None
    between = (low + (high - low) * Fraction(step, _BETWEEN) for step in range(1, _BETWEEN))
    found = {low, high, *(one for one in (*corners, *between) if low <= one <= high)}
    if question.type == "integer":
        found = {Fraction(near) for one in found for near in (floor(one), ceil(one)) if low <= near <= high}
    return Listed(tuple(one.numerator if one.denominator == 1 else one for one in sorted(found)), False)


def _corners(question: Question, trees: Trees) -> Iterator[Fraction]:
    """Yield the number from which on each cap holds."""
    for part in (part for tree in trees for part in parts(tree)):
        match part:
            case expr.Extreme("least", (side, expr.Number(top))):
                times = _times(side, question.id)
                if times:
                    yield top / times


def _times(node: expr.Expr, name: str) -> Fraction | None:
    """Return by what a side multiplies the amount of a question; None if it is anything else."""
    match node:
        case expr.AspectValue("amount", question) if question == name:
            return Fraction(1)
        case expr.Product(expr.Number(times), inner):
            below = _times(inner, name)
            return None if below is None else times * below
        case expr.If(_, then, expr.Number(value)) if value == 0:
            return _times(then, name)
        case _:
            return None


def _straight(node: object, name: str) -> bool:
    """Whether an expression is made of straight lines in the amount of a question, with corners only where it is capped."""
    if name not in set(questions(node)):
        return True
    match node:
        case expr.AspectValue("amount"):
            return True
        case expr.Sum(terms):
            return all(_straight(term, name) for term in terms)
        case expr.Product(left, right):
            return (_straight(left, name) and name not in set(questions(right))) or (
                _straight(right, name) and name not in set(questions(left)))
        case expr.Quotient(left, right):
            return _straight(left, name) and name not in set(questions(right))
        case expr.If(when, then, otherwise):
            return name not in set(questions(when)) and _straight(then, name) and _straight(otherwise, name)
        case expr.Extreme("least", (side, expr.Number())):
            return _times(side, name) is not None
        case _:
            return False
