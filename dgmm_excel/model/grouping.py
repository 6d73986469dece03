"""How the members of a group make its score and its level, lowered to `expr`: a mean, a sum, the least or the best; a verdict.

A group is a sub-pillar, a pillar, or the whole. A member without a score is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from types import MappingProxyType
from typing import Literal

from dgmm_excel.model import expr

How = Literal["mean", "sum", "least", "best"]
#: What the bands of levels are compared with: the score as it is shown, or the exact one.
BandsOn = Literal["rounded", "exact"]
_NO_WEIGHTS: Mapping[str, Fraction] = MappingProxyType({})


@dataclass(frozen=True)
class Wanted:
    """One condition of a verdict: the score of every one of `codes` that has one is `least` or more.

    `each`: several members, of which those without a score are left out, unless none has one; else a single id.
    """

    codes: tuple[str, ...]
    least: Fraction
    each: bool = False


@dataclass(frozen=True)
class Grouping:
    """How a group is scored and read: `weights` of members, 1 where not named; `bands` of its own; `verdict`.

    The verdict has the conditions of levels, highest first: the level is the first of which all hold, else the lowest. Without
    one the level is read off the bands.
    """

    how: How = "mean"
    weights: Mapping[str, Fraction] = field(default_factory=lambda: _NO_WEIGHTS)
    bands: tuple[Fraction, ...] | None = None
    verdict: tuple[tuple[int, tuple[Wanted, ...]], ...] = ()

    def weight(self, member: str) -> Fraction:
        """Return the weight of a member."""
        return self.weights.get(member, Fraction(1))

    def score(self, members: Sequence[str]) -> expr.Expr:
        """Return the exact score of the group with these members."""
        terms = tuple(expr.Measure(f"exact.{member}") for member in members)
        if self.how == "least" or self.how == "best":
            return expr.Gathered("least" if self.how == "least" else "greatest", terms)
        weights = tuple(map(self.weight, members))
        if self.how == "mean" and len(set(weights)) == 1:
            return expr.Mean(terms)
        whole, over = whole_weights(weights)
        return expr.Gathered("mean" if self.how == "mean" else "sum", terms, whole, 1 if self.how == "mean" else over)

    def of(self, members: Mapping[str, Fraction]) -> Fraction | None:
        """Return the group's score from those of its members that have one: what `score` computes; None where none has."""
        if not members:
            return None
        match self.how:
            case "least":
                return min(members.values())
            case "best":
                return max(members.values())
        total = sum((self.weight(one) * score for one, score in members.items()), Fraction(0))
        return total if self.how == "sum" else total / sum(map(self.weight, members))

    def level(self, own: str, read: BandsOn, bands: Sequence[Fraction], scale: range) -> expr.Expr:
        """Return the level of the id `own` that is scored so: by the verdict, else by the bands; none without a score."""
        score = expr.Measure(f"score.{own}")
        # an exact score in a sheet is the result of arithmetic, and compared as such
        value: expr.Expr = score if read == "rounded" else expr.Sum((expr.Measure(f"exact.{own}"),))
        by_bands = reversed(list(zip(scale[1:], bands[1:], strict=True)))
        steps: Sequence[tuple[expr.Predicate, int]] = tuple(
            (expr.Compare(value, ">=", expr.Number(least)), level) for level, least in by_bands)
        if self.verdict:
            steps = tuple((expr.All(tuple(_holds(one, read) for one in wanted)), level) for level, wanted in self.verdict)
        return expr.If(expr.HasValue(score), expr.staircase(tuple(steps), expr.number(scale[0])), expr.Nothing())

    def read(self) -> Iterator[str]:
        """Yield every id that the verdict reads, some more than once."""
        for _, conditions in self.verdict:
            for wanted in conditions:
                yield from wanted.codes


#: The mean of all members, read off the bands.
MEAN = Grouping()


def whole_weights(weights: Sequence[Fraction]) -> tuple[tuple[int, ...], int]:
    """Return whole numbers in the proportion of the weights, and what each is too large by: 1/3 and 1 are 1 and 3 over 3."""
    over = lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * over) for weight in weights]
    common = gcd(over, *whole)
    return tuple(one // common for one in whole), over // common


def _holds(wanted: Wanted, read: BandsOn) -> expr.Predicate:
    kind = "score" if read == "rounded" else "exact"
    terms = tuple(expr.Measure(f"{kind}.{code}") for code in wanted.codes)
    if wanted.each:
        least: expr.Expr = expr.Gathered("least", terms)
        there: expr.Predicate = expr.at_least(expr.Present(terms), 1)
    else:
        least = terms[0] if read == "rounded" else expr.Gathered("least", terms)
        there = expr.HasValue(terms[0])
    return expr.All((there, expr.Compare(least, ">=", expr.Number(wanted.least))))
