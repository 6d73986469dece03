"""The expression language that every rule lowers to: frozen nodes, independent of Excel and YAML.

Three consumers read it: `scoring.python_text` (exact, in Python), `form.formula` (Excel formulas) and `addin.bytecode` (the
tables that the add-in's VBA runs). They never import each other; tests prove them equal.

Numbers are exact. Conditions are nodes of their own (`Holds`, `Compare`, `Above`, `HasValue`, `All`, `Any`, `Not`),
never numbers. An expression may have *no value* (`Nothing`): a pending level, the mean of an empty set. `Mean` and `Gathered`
skip terms without a value; every other node expects values.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Comparison = Literal["<", "<=", "=", ">=", ">"]
#: One fact about a question, which the form holds in a cell: `given`, a valid answer is in its cell; `asked`, the question is
#: asked; `answered`, both; `amount`, the answer as a number (yes 1, a choice its rank from 0, a number itself; 0 if blank or
#: not asked); `open`, asked and required but not answered.
Aspect = Literal["given", "asked", "answered", "amount", "open"]


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Nothing:
    """No value: a pending result, or a level in a blank form."""


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
    """The sum of the terms; 0 without terms."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """`left` times `right`."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Quotient:
    """`left / right`; no rule uses it with 0 for `right`."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of the terms."""

    which: Literal["least", "greatest"]
    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the terms that have a value; no value if none has."""

    terms: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The weighted mean or sum, the least or the greatest of the terms that have a value; no value if none has.

    `weights`, of means and sums, are whole numbers above 0; a sum is divided by `over`.
    """

    how: Literal["mean", "sum", "least", "greatest"]
    terms: tuple[Measure, ...]
    weights: tuple[int, ...] = ()
    over: int = 1


@dataclass(frozen=True, slots=True)
class Present:
    """The number of terms that have a value."""

    terms: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Rounded:
    """`of`, rounded half up to `digits` decimals; no value if `of` has none. `of` is never negative."""

    of: Expr
    digits: int


@dataclass(frozen=True, slots=True)
class If:
    """`then` if the condition holds, else `otherwise`."""

    when: Predicate
    then: Expr
    otherwise: Expr


@dataclass(frozen=True, slots=True)
class Holds:
    """The yes/no question is asked and answered yes."""

    question: str


@dataclass(frozen=True, slots=True)
class Compare:
    """An exact comparison of two expressions."""

    left: Expr
    how: Comparison
    right: Expr


@dataclass(frozen=True, slots=True)
class Above:
    """`part / whole` is above (or, with `or_equal`, at least) `other_part / other_whole`.

    All four are whole numbers, not negative, and the wholes above 0. The comparison is exact, also in a sheet, where the
    cross products of large counts would not fit a double.
    """

    part: Expr
    whole: Expr
    other_part: Expr
    other_whole: Expr
    or_equal: bool = False


@dataclass(frozen=True, slots=True)
class HasValue:
    """The expression has a value."""

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


Expr = Number | Nothing | AspectValue | Measure | Sum | Product | Quotient | Extreme | Mean | Gathered | Present | Rounded | If
Predicate = Holds | Compare | Above | HasValue | All | Any | Not


def number(value: int | str | Fraction) -> Number:
    """Return a constant from a whole number, or from a decimal or fraction as text (`"0.25"`, `"3/10"`)."""
    return Number(Fraction(value))


def amount(question: str) -> AspectValue:
    """Return the amount of the answer to a question (see `Aspect`)."""
    return AspectValue("amount", question)


def answered(question: str) -> Compare:
    """Return the condition that the question is asked and answered."""
    return Compare(AspectValue("answered", question), "=", number(1))


def at_least(left: Expr, least: int | str | Fraction) -> Compare:
    """Return the condition that `left` is `least` or more."""
    return Compare(left, ">=", number(least))


def flag(condition: Predicate) -> Expr:
    """Return 1 if the condition holds, else 0; a yes/no answer is its own amount."""
    if isinstance(condition, Holds):
        return amount(condition.question)
    return If(condition, number(1), number(0))


def count(conditions: tuple[Predicate, ...]) -> Sum:
    """Return the number of conditions that hold."""
    return Sum(tuple(flag(condition) for condition in conditions))


def staircase(steps: tuple[tuple[Predicate, int | str | Fraction], ...], otherwise: Expr) -> Expr:
    """Return the value of the first step whose condition holds, else `otherwise`."""
    result = otherwise
    for condition, value in reversed(steps):
        result = If(condition, number(value), result)
    return result
