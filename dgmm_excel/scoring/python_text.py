"""An expression as Python text, computed exactly: `form.formula` does the same for Excel.

The text reads `state`, a `Computed`; its values are `int`, `Fraction` or None (no value). Names of questions and measures stand
in it as literals, whatever characters they have. Python runs such text three times as fast as functions within functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, singledispatch
from math import lcm
from typing import Any

from dgmm_excel.model import expr

_Value = int | Fraction | None
#: As many terms are added one by one: Python limits the depth of what is within brackets, and so of long sums.
_PLAIN = 16
_ZERO = expr.number(0)
_COMPARE: Mapping[expr.Comparison, str] = {"<": "<", "<=": "<=", "=": "==", ">=": ">=", ">": ">"}


@dataclass(frozen=True, slots=True)
class Named:
    """A value that has a name in the text: computed here, or before where `of` is None."""

    name: str
    of: expr.Expr | None = None


def function(text: str) -> Callable[[Any], Any]:
    """Return the text of an expression as a function of the state."""
    made: Callable[[Any], Any] = eval(f"lambda state: {text}", dict(_NAMES))  # texts of this module alone
    return made


def procedure(lines: Sequence[str]) -> Callable[[Any], None]:
    """Return statements about the state as a function that carries them out."""
    names: dict[str, Any] = dict(_NAMES)
    exec("\n    ".join(("def carried_out(state):", *lines, "return None")), names)
    done: Callable[[Any], None] = names["carried_out"]
    return done


# -- numbers ---------------------------------------------------------------------------------------


@singledispatch
def number(node: object) -> str:
    """Return the text that computes the expression. Raise TypeError for an unknown kind of node."""
    raise TypeError(f"no value for {type(node).__name__}")


@number.register
def _(node: expr.Number) -> str:
    top, bottom = node.value.as_integer_ratio()
    return f"({top})" if bottom == 1 else f"fraction({top}, {bottom})"


@number.register
def _(node: expr.Nothing) -> str:
    return "None"


@number.register
def _(node: expr.AspectValue) -> str:
    return f"state.{node.aspect}[{node.question!r}]"


@number.register
def _(node: expr.Measure) -> str:
    return f"state.measures[{node.name!r}]"


@number.register
def _(node: Named) -> str:
    return node.name if node.of is None else f"({node.name} := {number(node.of)})"


@number.register
def _(node: expr.Sum) -> str:
    terms = [term for term in node.terms if term != _ZERO]
    if 1 < len(terms) <= _PLAIN:
        return f"({' + '.join(map(number, terms))})"  # half as long as a sum of a tuple
    return f"sum({listed(map(number, node.terms))})"


@number.register
def _(node: expr.Product) -> str:
    return f"({number(node.left)} * {number(node.right)})"


@number.register
def _(node: expr.Quotient) -> str:
    return f"(Fraction({number(node.left)}) / {number(node.right)})"


@number.register
def _(node: expr.Extreme) -> str:
    return f"{'min' if node.which == 'least' else 'max'}({listed(map(number, node.terms))})"


@number.register
def _(node: expr.Mean) -> str:
    return f"mean({listed(map(number, node.terms))})"


@number.register
def _(node: expr.Gathered) -> str:
    terms = listed(map(number, node.terms))
    match node.how:
        case "mean":
            return f"weighted_mean({terms}, {node.weights})"
        case "sum":
            return f"weighted_sum({terms}, {node.weights}, {node.over})"
        case _:
            return f"{node.how}({terms})"


@number.register
def _(node: expr.Present) -> str:
    return f"sum({listed(f'{number(term)} is not None' for term in node.terms)})"


@number.register
def _(node: expr.Rounded) -> str:
    return f"rounded({number(node.of)}, {10**node.digits})"


@number.register
def _(node: expr.If) -> str:
    steps: list[str] = []
    rest: expr.Expr = node
    while isinstance(rest, expr.If):  # no brackets within brackets for a staircase: Python limits their depth
        steps.append(f"{number(rest.then)} if {truth(rest.when)} else ")
        rest = rest.otherwise
    return f"({''.join(steps)}{number(rest)})"


def listed(texts: Iterable[str]) -> str:
    """Return a tuple of the texts."""
    return f"({''.join(f'{text}, ' for text in texts)})"


# -- conditions ------------------------------------------------------------------------------------


@singledispatch
def truth(node: object) -> str:
    """Return the text that tests the predicate. Raise TypeError for an unknown kind of node."""
    raise TypeError(f"no truth of {type(node).__name__}")


@truth.register
def _(node: expr.Holds) -> str:
    return f"(state.amount[{node.question!r}] == 1)"


@truth.register
def _(node: expr.Compare) -> str:
    left, how = number(node.left), _COMPARE[node.how]
    if not isinstance(node.right, expr.Number):
        return f"({left} {how} {number(node.right)})"
    top, bottom = node.right.value.as_integer_ratio()
    if bottom == 1:
        return f"({left} {how} {top})"
    # two whole numbers compare ten times as fast as two fractions
    return f"((value := {left}).numerator * {bottom} {how} value.denominator * {top})"


@truth.register
def _(node: expr.Above) -> str:
    part, whole, other_part, other_whole = map(number, (node.part, node.whole, node.other_part, node.other_whole))
    return f"({part} * {other_whole} {'>=' if node.or_equal else '>'} {other_part} * {whole})"


@truth.register
def _(node: expr.HasValue) -> str:
    return f"({number(node.of)} is not None)"


@truth.register
def _(node: expr.All) -> str:
    return f"({' and '.join(map(truth, node.terms)) or 'True'})"


@truth.register
def _(node: expr.Any) -> str:
    return f"({' or '.join(map(truth, node.terms)) or 'False'})"


@truth.register
def _(node: expr.Not) -> str:
    return f"(not {truth(node.term)})"


# -- what the texts call ---------------------------------------------------------------------------

#: A fraction, made once: most are among the few hundred scores to two decimals.
fraction = lru_cache(maxsize=4096)(Fraction)


def _mean(terms: Iterable[_Value]) -> Fraction | None:
    """Return the mean of the terms that have a value."""
    ratios = [term.as_integer_ratio() for term in terms if term is not None]
    if not ratios:
        return None
    bottom = lcm(*(below for _, below in ratios))  # one fraction is made, not one for each sum
    return fraction(sum(above * (bottom // below) for above, below in ratios), bottom * len(ratios))


def _rounded(value: _Value, unit: int) -> _Value:
    """Return the value rounded half up to a part of `unit`."""
    if value is None:
        return None
    top, bottom = value.as_integer_ratio()
    units = (2 * unit * top + bottom) // (2 * bottom)
    return fraction(units, unit) if unit > 1 else units


def _weighted_mean(terms: Iterable[_Value], weights: Iterable[int]) -> Fraction | None:
    """Return the weighted mean of the terms that have a value."""
    present = [(term, weight) for term, weight in zip(terms, weights, strict=True) if term is not None]
    if not present:
        return None
    return Fraction(sum(term * weight for term, weight in present)) / sum(weight for _, weight in present)


def _weighted_sum(terms: Iterable[_Value], weights: Iterable[int], over: int) -> Fraction | None:
    """Return the weighted sum of the terms that have a value, divided by `over`."""
    present = [term * weight for term, weight in zip(terms, weights, strict=True) if term is not None]
    return Fraction(sum(present)) / over if present else None


def _least(terms: Iterable[_Value]) -> _Value:
    return min((term for term in terms if term is not None), default=None)


def _greatest(terms: Iterable[_Value]) -> _Value:
    return max((term for term in terms if term is not None), default=None)


_NAMES: Mapping[str, Any] = {
    "Fraction": Fraction, "fraction": fraction, "mean": _mean, "rounded": _rounded, "weighted_mean": _weighted_mean,
    "weighted_sum": _weighted_sum, "least": _least, "greatest": _greatest,
}
