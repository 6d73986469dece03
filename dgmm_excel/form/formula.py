"""Expressions compiled to Excel formula text, for Excel 2010 and later; a `Places` gives the cells.

Formulas use only functions that every spreadsheet program computes alike: IF, AND, OR, NOT, SUM, COUNT, MIN, MAX, INT, MOD,
ROUND, ISNUMBER. A missing value is an empty text. Texts have no leading `=`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatch
from typing import Protocol

from dgmm_excel.model import expr

#: The longest formula that Excel accepts, in characters.
LONGEST = 8192
#: The divisor that splits a product of counts in two, so that each half stays exact in a double (2**53).
_CUT = 100_000


class FormulaTooLong(ValueError):
    """A formula longer than Excel accepts."""


@dataclass(frozen=True, order=True)
class Place:
    """One cell: column letters and row; `sheet` is set for formulas on another sheet."""

    column: str
    row: int
    sheet: str = ""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.column}{self.row}" if self.sheet else f"{self.column}{self.row}"


class Places(Protocol):
    """The cells of aspects and measures, and whether an answer is a whole number."""

    def cell(self, aspect: expr.Aspect, question: str) -> Place: ...
    def measure(self, name: str) -> Place: ...
    def whole(self, question: str) -> bool: ...


def formula(node: expr.Expr, places: Places) -> str:
    """Return the formula text of an expression. Raise FormulaTooLong beyond Excel's limit."""
    text = number(node, places)
    if len(text) > LONGEST:
        raise FormulaTooLong(f"{len(text)} characters; Excel takes {LONGEST}")
    return text


def condition(node: expr.Predicate, places: Places) -> str:
    """Return the formula text of a condition, which gives TRUE or FALSE."""
    return truth(node, places)


def ranges(cells: Iterable[Place]) -> str:
    """Return the cells as arguments, runs in one column as ranges: `C5:C16,C20`."""
    runs: list[list[Place]] = []
    for place in cells:
        last = runs[-1][-1] if runs else None
        if last is not None and last.column == place.column and last.row + 1 == place.row:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}:{run[-1].column}{run[-1].row}" for run in runs)


# -- numbers ---------------------------------------------------------------------------------------


@singledispatch
def number(node: object, places: Places) -> str:
    """Return the text of an expression. Raise TypeError for an unknown kind of node."""
    raise TypeError(f"no formula for {type(node).__name__}")


@number.register
def _(node: expr.Number, places: Places) -> str:
    return _decimal(node.value)


def _decimal(value: Fraction) -> str:
    """Return a number as a sheet writes it: a fraction without a decimal of its own, as 1/3 is, as a quotient."""
    if value.denominator == 1:
        return str(value.numerator)
    digits = _digits(value)
    if digits is None:
        return f"({value.numerator}/{value.denominator})"
    sign, units = ("-" if value < 0 else ""), abs(int(value * 10**digits))
    return f"{sign}{units // 10**digits}.{units % 10**digits:0{digits}d}"


def _digits(value: Fraction) -> int | None:
    """Return how many decimals a fraction has; None where it has no end."""
    return next((n for n in range(10) if (value * 10**n).denominator == 1), None)


@number.register
def _(node: expr.Nothing, places: Places) -> str:
    return '""'


@number.register
def _(node: expr.AspectValue, places: Places) -> str:
    return str(places.cell(node.aspect, node.question))


@number.register
def _(node: expr.Measure, places: Places) -> str:
    return str(places.measure(node.name))


def _place(node: expr.Expr, places: Places) -> Place | None:
    match node:
        case expr.AspectValue(aspect, question):
            return places.cell(aspect, question)
        case expr.Measure(name):
            return places.measure(name)
        case _:
            return None


@number.register
def _(node: expr.Sum, places: Places) -> str:
    cells = [place for place in (_place(term, places) for term in node.terms) if place is not None]
    others = [number(term, places) for term in node.terms if _place(term, places) is None]
    if not others and len(cells) == 1:
        return str(cells[0])
    return f"SUM({','.join(([ranges(cells)] if cells else []) + others)})" if cells or others else "0"


@number.register
def _(node: expr.Product, places: Places) -> str:
    if node.left == expr.number(-1):
        return f"-{number(node.right, places)}"
    return f"{number(node.left, places)}*{number(node.right, places)}"


@number.register
def _(node: expr.Quotient, places: Places) -> str:
    left, right = (number(side, places) for side in (node.left, node.right))
    return f"({left})/({right})" if isinstance(node.right, expr.Product | expr.Quotient) else f"({left})/{right}"


@number.register
def _(node: expr.Extreme, places: Places) -> str:
    name = "MIN" if node.which == "least" else "MAX"
    return f"{name}({','.join(number(term, places) for term in node.terms)})"


def _measures(terms: tuple[expr.Measure, ...], places: Places) -> str:
    return ranges(places.measure(term.name) for term in terms)


@number.register
def _(node: expr.Mean, places: Places) -> str:
    cells = _measures(node.terms, places)
    return f'IF(COUNT({cells})=0,"",SUM({cells})/COUNT({cells}))'


@number.register
def _(node: expr.Gathered, places: Places) -> str:
    return f'IF(COUNT({_measures(node.terms, places)})=0,"",{_gathered(node, places)})'


def _gathered(node: expr.Gathered, places: Places) -> str:
    """Return the formula for terms of which at least one has a value. All functions skip the empty texts of others."""
    if node.how == "least" or node.how == "greatest":
        return f"{'MIN' if node.how == 'least' else 'MAX'}({_measures(node.terms, places)})"
    by_weight: dict[int, list[expr.Measure]] = {}
    for term, weight in zip(node.terms, node.weights, strict=True):
        by_weight.setdefault(weight, []).append(term)
    cells = {weight: _measures(tuple(terms), places) for weight, terms in by_weight.items()}
    total = "+".join(_times(weight, f"SUM({of})") for weight, of in cells.items())
    if node.how == "sum":
        return f"({total})/{node.over}"
    return f"({total})/({'+'.join(_times(weight, f'COUNT({of})') for weight, of in cells.items())})"


def _times(weight: int, text: str) -> str:
    return text if weight == 1 else f"{weight}*{text}"


@number.register
def _(node: expr.Present, places: Places) -> str:
    return f"COUNT({_measures(node.terms, places)})"


@number.register
def _(node: expr.Rounded, places: Places) -> str:
    of = number(node.of, places)
    if node.digits == 0 and not isinstance(node.of, expr.Measure):
        return f"INT({of}+0.5)"
    # doubles are off by some 1e-14: round to a millionth of the last digit before rounding half up
    unit = 10**node.digits
    rounded = f"INT(ROUND({of}*{unit},6)+0.5)/{unit}" if unit > 1 else f"INT(ROUND({of},6)+0.5)"
    return f'IF(ISNUMBER({of}),{rounded},"")' if isinstance(node.of, expr.Measure) else rounded


@number.register
def _(node: expr.If, places: Places) -> str:
    then, otherwise = number(node.then, places), number(node.otherwise, places)
    return f"IF({truth(node.when, places)},{then},{otherwise})"


# -- conditions ------------------------------------------------------------------------------------


@singledispatch
def truth(node: object, places: Places) -> str:
    """Return the text of a condition. Raise TypeError for an unknown kind of node."""
    raise TypeError(f"no formula for {type(node).__name__}")


@truth.register
def _(node: expr.Holds, places: Places) -> str:
    return f"{places.cell('amount', node.question)}=1"


@truth.register
def _(node: expr.Compare, places: Places) -> str:
    left, right = _side(node.left, places), _side(node.right, places)
    computed = any(map(_is_computed, (node.left, node.right)))
    if computed and not (_whole(node.left, places) and _whole(node.right, places)):
        # decimals after arithmetic: ignore a difference below a billionth
        return f"ROUND({left}-{right},9){node.how}0"
    return f"{left}{node.how}{right}"


def _side(node: expr.Expr, places: Places) -> str:
    """Return a side of a comparison, which has a value."""
    return _gathered(node, places) if isinstance(node, expr.Gathered) else number(node, places)


def _is_computed(node: expr.Expr) -> bool:
    """Whether a sheet holds no more than the nearest double of a value."""
    if isinstance(node, expr.Number):
        return _digits(node.value) is None
    return isinstance(node, expr.Sum | expr.Product | expr.Quotient | expr.Gathered)


@singledispatch
def _whole(node: object, places: Places) -> bool:
    return False


@_whole.register
def _(node: expr.Number, places: Places) -> bool:
    return node.value.denominator == 1


@_whole.register
def _(node: expr.AspectValue, places: Places) -> bool:
    return node.aspect != "amount" or places.whole(node.question)


@_whole.register
def _(node: expr.Sum, places: Places) -> bool:
    return all(_whole(term, places) for term in node.terms)


@_whole.register
def _(node: expr.Product, places: Places) -> bool:
    return _whole(node.left, places) and _whole(node.right, places)


@_whole.register
def _(node: expr.Extreme, places: Places) -> bool:
    return all(_whole(term, places) for term in node.terms)


@_whole.register
def _(node: expr.If, places: Places) -> bool:
    return _whole(node.then, places) and _whole(node.otherwise, places)


@_whole.register
def _(node: expr.Rounded, places: Places) -> bool:
    return node.digits == 0


@truth.register
def _(node: expr.Above, places: Places) -> str:
    part, whole = number(node.part, places), number(node.whole, places)
    other_part, other_whole = number(node.other_part, places), number(node.other_whole, places)
    how = ">=" if node.or_equal else ">"
    if isinstance(node.other_part, expr.Number) and isinstance(node.other_whole, expr.Number):
        return f"{part}*{other_whole}{how}{other_part}*{whole}"
    high = f"(INT({part}/{_CUT})*{other_whole}-INT({other_part}/{_CUT})*{whole})*{_CUT}"
    low = f"MOD({other_part},{_CUT})*{whole}-MOD({part},{_CUT})*{other_whole}"
    return f"{high}{how}{low}"


@truth.register
def _(node: expr.HasValue, places: Places) -> str:
    return f"ISNUMBER({number(node.of, places)})"


@truth.register
def _(node: expr.All, places: Places) -> str:
    return _joined("AND", node.terms, places)


@truth.register
def _(node: expr.Any, places: Places) -> str:
    return _joined("OR", node.terms, places)


def _joined(name: str, terms: tuple[expr.Predicate, ...], places: Places) -> str:
    texts = dict.fromkeys(truth(term, places) for term in terms)
    return next(iter(texts)) if len(texts) == 1 else f"{name}({','.join(texts)})"


@truth.register
def _(node: expr.Not, places: Places) -> str:
    return f"NOT({truth(node.term, places)})"
