"""Rules over figures, rewritten so that finitely many classes of answers tell all apart: by shares instead of the figures.

A rule compares figures with one another as shares: one sum in another, or a product over a divisor. Where the divisor is 0 a
share is not given, and its amount says whether its part is above 0 (then 1) or 0. Nothing else enters a comparison; what the
rule asks of part or divisor alone (at least 1, none) follows from the share too. Comparisons of other shapes stand as such:
true or false.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition
from dgmm_excel.proving.amounts import Trees, listed
from dgmm_excel.scoring.diagram import compared
from dgmm_excel.scoring.residual import TRUE, parts, questions, rebuilt

Node = expr.Expr | expr.Predicate
#: How a share moves when a figure rises: with its part, against its divisor, or nobody knows.
Direction = Literal["part", "whole", "any"]
_ZERO, _ONE = Fraction(0), Fraction(1)
#: So many values stand for a range between two constants, where shares are compared with each other: two shares before and
#: after a change are four values.
_IN_A_RANGE = 4


@dataclass(frozen=True)
class Share:
    """`part` over `whole`; its classes, rising, after those of a divisor of 0."""

    id: str
    part: expr.Expr
    whole: expr.Expr
    classes: tuple[tuple[int, Fraction], ...]

    def direction(self, question: str) -> Direction | None:
        """Return how the share moves when the amount of a question rises; None if it does not."""
        in_part, in_whole = (question in set(questions(one)) for one in (self.part, self.whole))
        if not in_part and not in_whole:
            return None
        if (in_part and in_whole) or not _rises(self.part if in_part else self.whole, question):
            return "any"
        return "part" if in_part else "whole"

    def moves(self, direction: Direction) -> tuple[tuple[int, int], ...]:
        """Return the pairs of places of classes, before and after, that a rise in that direction can lead to."""
        places = range(len(self.classes))
        return tuple((one, other) for one in places for other in places
                     if direction == "any" or _moves(self.classes[one], self.classes[other], direction))


def _moves(before: tuple[int, Fraction], after: tuple[int, Fraction], direction: Direction) -> bool:
    (given, amount), (given_after, amount_after) = before, after
    if direction == "part":
        return given == given_after and amount <= amount_after
    if not given_after:
        return before == after
    if not given:
        return (amount == 0) == (amount_after == 0)
    return amount_after <= amount and (amount == 0) == (amount_after == 0)


@dataclass(frozen=True)
class Comparison:
    """A comparison of figures of no known shape."""

    id: str
    test: expr.Predicate


@dataclass(frozen=True)
class Told:
    """Trees without comparisons of figures; the shares and comparisons that they read instead."""

    trees: Trees
    shares: tuple[Share, ...] = ()
    comparisons: tuple[Comparison, ...] = ()


def without_figures(edition: Edition, trees: Trees) -> Told:
    """Return the trees, reading shares in place of figures that are compared with one another."""
    figures = frozenset(_figures(edition, trees))
    if not figures:
        return Told(trees)
    rewriting = _Rewriting(edition, figures, tuple(dict.fromkeys(_shares(trees, figures))))
    found = tuple(cast(expr.Expr, rewriting.of(tree)) for tree in trees)
    return Told(found, tuple(rewriting.made()), tuple(
        Comparison(f"comparison:{place}", test) for test, place in rewriting.opaque.items()))


def _figures(edition: Edition, trees: Trees) -> Iterator[str]:
    """Yield the numbers that are read otherwise than in comparisons with constants."""
    for name in dict.fromkeys(name for tree in trees for name in questions(tree)):
        if edition.questions[name].type in ("integer", "number"):
            read, alone = compared(edition.questions[name], trees)
            if read != len(alone) and listed(edition.questions[name], trees) is None:
                yield name


def _shares(trees: Trees, figures: frozenset[str]) -> Iterator[tuple[expr.Expr, expr.Expr]]:
    for tree in trees:
        for node in parts(tree):
            match node:
                case expr.Above(part, whole, other_part, other_whole):
                    yield from ((one, other) for one, other in ((part, whole), (other_part, other_whole))
                                if not isinstance(other, expr.Number) and not figures.isdisjoint(questions(one)))
                case expr.Compare(expr.Product(_, _) as product, _, expr.Product(expr.Number(), whole)):
                    yield product, whole


class _Rewriting:
    """Rewrites trees for given shares; collects the constants that they are compared with, and comparisons of other shapes."""

    def __init__(self, edition: Edition, figures: frozenset[str], shares: tuple[tuple[expr.Expr, expr.Expr], ...]) -> None:
        self._edition, self._figures = edition, figures
        self._places = {share: place for place, share in enumerate(shares, start=1)}
        self._cuts: dict[int, set[Fraction]] = {place: {_ZERO} for place in self._places.values()}
        self._paired: set[int] = set()
        self.opaque: dict[expr.Predicate, int] = {}

    def made(self) -> Iterator[Share]:
        """Yield the shares, with the classes that their constants make."""
        shared = set[Fraction]().union(*(self._cuts[place] for place in self._paired))
        for (part, whole), place in self._places.items():
            paired = place in self._paired
            values = _grid(self._cuts[place] | (shared if paired else set()), _IN_A_RANGE if paired else 1)
            most = self._most(part, whole)
            classes = ((0, _ZERO), (0, _ONE), *((1, value) for value in values))
            yield Share(f"share:{place}", part, whole, classes if most is None else tuple(
                (given, value) for given, value in classes if (given and value <= most) or (not given and value == 0)))

    def _most(self, part: expr.Expr, whole: expr.Expr) -> Fraction | None:
        """Return the most of a share whose part is a figure times no more than the divisor; None if that is not known."""
        match part:
            case expr.Product(expr.AspectValue(_, question), expr.Extreme("least", terms)) if whole in terms:
                return self._edition.questions[question].maximum
        return None

    def of(self, node: Node) -> Node:
        """Return a tree rewritten."""
        match node:
            case expr.Above():
                return self._above(node)
            case expr.Compare():
                return self._compare(node)
            case expr.All(terms):
                return rebuilt(expr.All((*terms, *self._implied(terms))), self.of)
            case expr.AspectValue() | expr.Number() | expr.Nothing():
                return node
            case _:
                return rebuilt(node, self.of)

    def _implied(self, terms: tuple[expr.Predicate, ...]) -> Iterator[expr.Predicate]:
        """Yield that no part is above its divisor, where each of its terms is said to be at most one of the divisor's."""
        at_most = {(term.left, term.right) for term in terms if isinstance(term, expr.Compare) and term.how == "<="}
        for part, whole in self._places:
            match part, whole:
                case expr.Sum(ones), expr.Sum(others) if len(ones) == len(others):
                    if all(pair in at_most or pair[0] == pair[1] for pair in zip(ones, others, strict=True)):
                        yield expr.Compare(part, "<=", whole)

    def _against(self, share: tuple[expr.Expr, expr.Expr], how: expr.Comparison, value: Fraction) -> expr.Predicate:
        """Return the comparison of part with `value` times the divisor."""
        place = self._places[share]
        self._cuts[place].add(value)
        given, amount = _read(place)
        return expr.Any((expr.All((given, expr.Compare(amount, how, expr.Number(value)))),
                         expr.All((expr.Not(given), expr.Compare(amount, how, expr.number(0))))))

    def _above(self, node: expr.Above) -> Node:
        one, other = (node.part, node.whole), (node.other_part, node.other_whole)
        how: expr.Comparison = ">=" if node.or_equal else ">"
        match other:
            case expr.Number(top), expr.Number(bottom) if one in self._places and bottom > 0:
                return self._against(one, how, top / bottom)
        if one not in self._places or other not in self._places:
            return self._left(node)
        self._paired |= {self._places[one], self._places[other]}
        (given, amount), (other_given, other_amount) = _read(self._places[one]), _read(self._places[other])
        some, other_some = (expr.Compare(value, ">", expr.number(0)) for value in (amount, other_amount))
        equal = expr.Not(other_some) if node.or_equal else expr.Any(())
        return expr.Any((
            expr.All((given, other_given, expr.Compare(amount, how, other_amount))),
            expr.All((expr.Not(given), other_given, some if not node.or_equal else expr.All(()))),
            expr.All((given, expr.Not(other_given), equal)),
            expr.All((expr.Not(given), expr.Not(other_given), expr.All(()) if node.or_equal else expr.Any(()))),
        ))

    def _compare(self, node: expr.Compare) -> Node:
        match node:
            case expr.Compare(left, how, expr.Product(expr.Number(value), whole)) if (left, whole) in self._places:
                return self._against((left, whole), how, value)
            case expr.Compare(left, how, right) if (left, right) in self._places:
                return self._against((left, right), how, _ONE)
            case expr.Compare(left, how, expr.Number(value)):
                return self._alone(left, how, value) or self._left(node)
        return self._left(node)

    def _alone(self, side: expr.Expr, how: expr.Comparison, value: Fraction) -> expr.Predicate | None:
        """Return what a comparison of a part or divisor with 0 or 1 says of its share; None if it says more."""
        whole_numbers = all(self._edition.questions[name].type != "number" for name in questions(side))
        decided = value == 0 or (value == 1 and how in (">=", "<") and whole_numbers)
        for (part, whole), place in self._places.items():
            if decided and side in (part, whole):
                given, amount = _read(place)
                some = given if side == whole else expr.Compare(amount, ">", expr.number(0))
                return _by_truth(some, _holds(_ZERO, how, value), _holds(Fraction(2), how, value))
        return None

    def _left(self, node: expr.Compare | expr.Above) -> Node:
        """Return a comparison as it is, if it is of one figure with a constant or of none; else as true or false."""
        names = {part.question for part in parts(node) if isinstance(part, expr.AspectValue) and part.aspect == "amount"}
        if names.isdisjoint(self._figures):
            return node
        if len(names) == 1 and isinstance(node, expr.Compare):
            read, alone = compared(self._edition.questions[next(iter(names))], (node,))
            if read == len(alone):
                return node
        place = self.opaque.setdefault(node, len(self.opaque) + 1)
        return expr.Compare(expr.amount(f"comparison:{place}"), "=", expr.number(1))


def _read(place: int) -> tuple[expr.Predicate, expr.Expr]:
    name = f"share:{place}"
    return expr.Compare(expr.AspectValue("given", name), "=", expr.number(1)), expr.amount(name)


def _holds(left: Fraction, how: expr.Comparison, right: Fraction) -> bool:
    return {"<": left < right, "<=": left <= right, "=": left == right, ">=": left >= right, ">": left > right}[how]


def _by_truth(some: expr.Predicate, at_none: bool, at_some: bool) -> expr.Predicate:
    if at_none == at_some:
        return TRUE if at_some else expr.Any(())
    return some if at_some else expr.Not(some)


def _grid(cuts: set[Fraction], each: int) -> Iterator[Fraction]:
    """Yield the constants, rising, and so many values of each range between them and above."""
    ends = sorted(cuts)
    for one, other in zip(ends, [*ends[1:], ends[-1] + 1], strict=True):
        yield one
        yield from (one + (other - one) * Fraction(step, each + 1) for step in range(1, each + 1))


def _rises(node: Node, question: str) -> bool:
    """Whether an expression never falls when the amount of a question rises, as far as its form tells."""
    match node:
        case expr.Sum(terms) | expr.Extreme(_, terms):
            return all(_rises(term, question) for term in terms)
        case expr.Product(left, right):
            return _rises(left, question) and _rises(right, question)
        case expr.If(when, then, expr.Number(value)):
            return question not in set(questions(when)) and value == 0 and _rises(then, question)
        case expr.Number(value):
            return value >= 0
        case expr.AspectValue():
            return True
        case _:
            return question not in set(questions(node))

