"""The expression language that every rule lowers to: frozen nodes, and nothing of Excel or YAML.

Two things consume it, `evaluate` (exactly, in Python) and `formula` (as Excel text); they never import each other.

Numbers are exact. Conditions are nodes of their own (`Holds`, `Compare`, `Above`, `HasValue`, `All`, `Any`, `Not`),
never numbers. An expression may have *no value* (`Nothing`): a pending level, a mean of nothing. `Mean` skips what has
no value; every other node expects values.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Comparison = Literal["<", "<=", "=", ">=", ">"]
#: What a form's cell tells of a question: is a usable answer in it, is the question asked, does the answer count
#: (given and asked), its amount (yes is 1, a choice its place from 0, a number itself, blank or not asked 0), and is
#: the question still open: asked, wanted and not answered.
Aspect = Literal["given", "asked", "answered", "amount", "open"]


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Nothing:
    """No value: what is pending, or a blank form's level."""


@dataclass(frozen=True, slots=True)
class AspectValue:
    """One aspect of one question."""

    aspect: Aspect
    question: str


@dataclass(frozen=True, slots=True)
class Measure:
    """The value of another expression of the edition, by name (see `dgmm_excel.model.measures`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of the terms; 0 where there are none."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """`left` times `right`."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Quotient:
    """`left / right`; `right` is never 0 where a rule uses it."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of the terms."""

    which: Literal["least", "greatest"]
    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of those terms that have a value; no value where none has."""

    terms: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """How many of the terms have a value."""

    terms: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Rounded:
    """`of`, rounded half up to `digits` decimals; no value where `of` has none. `of` is never negative."""

    of: Expr
    digits: int


@dataclass(frozen=True, slots=True)
class If:
    """`then` where the condition holds, else `otherwise`."""

    when: Predicate
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Holds:
    """A yes/no question is asked and answered yes."""

    question: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Two expressions, compared exactly."""

    left: Expr
    how: Comparison
    right: Expr


@dataclass(frozen=True, slots=True)
class Above:
    """`part / whole` is above (or, with `or_equal`, at least) `other_part / other_whole`.

    All four are whole numbers from 0 on, the wholes above 0; compared exactly, also in a sheet, where the cross
    products of large counts would not fit a double.
    """

    part: Expr
    whole: Expr
    other_part: Expr
    other_whole: Expr
    or_equal: bool = False


@dataclass(frozen=True, slots=True)
class HasValue:
    """Whether the expression has a value."""

    of: Measure


@dataclass(frozen=True, slots=True)
class All:
    """Every one of the terms holds."""

    terms: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of the terms holds."""

    terms: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The term does not hold."""

    term: Predicate


Expr = Number | Nothing | AspectValue | Measure | Sum | Product | Quotient | Extreme | Mean | Present | Rounded | If
Predicate = Holds | Compare | Above | HasValue | All | Any | Not


def number(value: int | str | Fraction) -> Number:
    """A constant from a whole number, a decimal or a fraction as written (`"0.25"`, `"3/10"`)."""
    return Number(Fraction(value))


def amount(question: str) -> AspectValue:
    """The amount of a question's answer (see `Aspect`)."""
    return AspectValue("amount", question)


def answered(question: str) -> Compare:
    """The question has an answer that counts."""
    return Compare(AspectValue("answered", question), "=", number(1))


def at_least(left: Expr, least: int | str | Fraction) -> Compare:
    """`left` is `least` or more."""
    return Compare(left, ">=", number(least))


def flag(condition: Predicate) -> Expr:
    """1 where the condition holds, else 0; a yes is its own amount."""
    if isinstance(condition, Holds):
        return amount(condition.question)
    return If(condition, number(1), number(0))


def count(conditions: tuple[Predicate, ...]) -> Sum:
    """How many of the conditions hold."""
    return Sum(tuple(flag(condition) for condition in conditions))


def staircase(steps: tuple[tuple[Predicate, int | str | Fraction], ...], otherwise: Expr) -> Expr:
    """The value of the first step whose condition holds, else `otherwise`."""
    result = otherwise
    for condition, value in reversed(steps):
        result = If(condition, number(value), result)
    return result
