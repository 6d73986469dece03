"""Rule kinds over figures: a number within limits, a mean weighted by its sample, the growth of a share."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from dgmm_excel.model import expr
from dgmm_excel.model.conditions import percent
from dgmm_excel.model.rule_data import Exact, Questions, Use, wrong
from dgmm_excel.model.rule_kind import Figure, RuleKind, Step, bound_scale, for_each_above
from dgmm_excel.text import Text, phrase


class _Upto(RuleKind):
    by_thresholds = True
    upto: tuple[Exact, ...]

    @field_validator("upto")
    @classmethod
    def _rising(cls, upto: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        for_each_above(info, upto)
        if list(upto) != sorted(set(upto)):
            raise wrong("flaw.limits")
        return upto


class NumberLimits(_Upto):
    """A coordinator's figure: up to the first limit is the lowest level, … above the last the highest. Pending until given."""

    kind: Literal["limits"]
    number: str

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        figure, unit = expr.amount(self.number), questions[self.number].unit
        return tuple(
            Step(level, expr.Compare(figure, ">", expr.Number(limit)), _limit_words("limit", place, self.upto, unit))
            for place, (level, limit) in reversed(list(enumerate(zip(self.scale[1:], self.upto, strict=True))))
        )

    def _lowest(self, questions: Questions) -> Text:
        return phrase("rule.limit_lowest", top=decimal(self.upto[0]), unit=questions[self.number].unit)

    def ready(self) -> expr.Predicate | None:
        return expr.answered(self.number)

    def uses(self) -> Iterator[Use]:
        yield Use(self.number, "number")


class WeightedLimits(_Upto):
    """A mean score weighted by the share of test takers in Krejcie and Morgan's sample, then read by limits.

    `weighted = mean × min(1, takers / s(staff))`; without takers the lowest level, else pending until all three are given.
    """

    kind: Literal["weighted_limits"]
    mean: str
    takers: str
    staff: str

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        sample = sample_size(expr.amount(self.staff))
        reached = expr.Product(
            expr.amount(self.mean), expr.Extreme("least", (expr.amount(self.takers), sample))
        )
        return tuple(
            Step(
                level,
                expr.Compare(reached, ">", expr.Product(expr.Number(limit), sample)),
                _limit_words("weighted", place, self.upto),
            )
            for place, (level, limit) in reversed(list(enumerate(zip(self.scale[1:], self.upto, strict=True))))
        )

    def gate(self) -> expr.Predicate:
        return expr.at_least(expr.amount(self.takers), 1)

    def _lowest(self, questions: Questions) -> Text:
        return phrase("rule.weighted_lowest", top=decimal(self.upto[0]))

    def figures(self, questions: Questions) -> tuple[Figure, ...]:
        mean, takers, staff = map(expr.amount, (self.mean, self.takers, self.staff))
        sample = sample_size(staff)
        reached = _share(expr.Product(mean, expr.Extreme("least", (takers, sample))), sample)
        values = {"mean": mean, "takers": takers, "staff": staff, "sample": sample, "weighted": reached}
        return tuple(Figure(phrase(f"figure.{name}"), (value,)) for name, value in values.items())

    def ready(self) -> expr.Predicate | None:
        nobody = expr.All((expr.answered(self.takers), expr.Compare(expr.amount(self.takers), "=", expr.number(0))))
        figures = expr.All(tuple(expr.answered(figure) for figure in (self.mean, self.takers, self.staff)))
        return expr.Any((nobody, figures))

    def uses(self) -> Iterator[Use]:
        yield Use(self.mean, "number")
        yield Use(self.takers, "integer")
        yield Use(self.staff, "integer")

    def samples(self) -> Iterator[tuple[str, str]]:
        yield self.takers, self.staff

    def falling(self) -> Iterator[tuple[str, str]]:
        yield self.staff, "falling.sample"


def sample_size(population: expr.Expr) -> expr.Expr:
    """Return Krejcie and Morgan's sample size: X²·N·P(1−P) / (d²(N−1) + X²·P(1−P)), X² = 3.841, P = 0.5, d = 0.05, rounded.

    From "Determining sample size for research activities", Educational and Psychological Measurement 30 (1970), 607–610.
    Multiplied by 4,000 it is 3841·N / (10·N + 3831): whole numbers only, and never halfway between two.
    """
    return expr.Rounded(
        expr.Quotient(
            expr.Product(expr.number(3841), population),
            expr.Sum((expr.Product(expr.number(10), population), expr.number(3831))),
        ),
        0,
    )


def _limit_words(kind: str, place: int, upto: tuple[Fraction, ...], unit: Text | None = None) -> Text:
    """Return the level above the limit at that place in words."""
    over = decimal(upto[place])
    if place == len(upto) - 1:
        return phrase(f"rule.{kind}_above", over=over, unit=unit)
    return phrase(f"rule.{kind}_between", over=over, top=decimal(upto[place + 1]), unit=unit)


class Growth(RuleKind):
    """The digital share of transactions over all services listed: none, not growing, growing and below each mark of `below`.

    A service has a name and four counts, `prev_total`, `prev_digital`, `cur_total`, `cur_digital`. One filled in partly,
    or with more digital transactions than all, gives the topic the lowest level. An edition of five levels has two marks.
    """

    kind: Literal["growth"]
    prefix: str
    services: tuple[str, ...] = Field(min_length=1)
    below: tuple[Exact, ...] = Field(min_length=1)

    @field_validator("below")
    @classmethod
    def _rising(cls, below: tuple[Fraction, ...], info: ValidationInfo) -> tuple[Fraction, ...]:
        marks = len(bound_scale(info)) - 3
        if len(below) != marks:
            raise wrong("flaw.length", wanted=marks, actual_length=len(below))
        if list(below) != sorted(set(below)) or not 0 < below[0] <= below[-1] < 1:
            raise wrong("flaw.parts")
        return below

    def _ids(self, figure: str) -> tuple[str, ...]:
        return tuple(f"{self.prefix}.{service}.{figure}" for service in self.services)

    def _total(self, figure: str) -> expr.Expr:
        return expr.Sum(tuple(expr.amount(question) for question in self._ids(figure)))

    def gate(self) -> expr.Predicate:
        """Require digital transactions, no service filled in partly, and no digital figure above its total."""
        fields = ("name", "prev_total", "prev_digital", "cur_total", "cur_digital")
        rows = list(zip(*(self._ids(field) for field in fields), strict=True))
        answered = [expr.Sum(tuple(expr.AspectValue("answered", question) for question in row)) for row in rows]
        whole = tuple(
            expr.Any((expr.Compare(row, "=", expr.number(0)), expr.Compare(row, "=", expr.number(len(fields)))))
            for row in answered
        )
        possible = tuple(
            expr.Compare(expr.amount(row[digital]), "<=", expr.amount(row[total]))
            for row in rows for total, digital in ((1, 2), (3, 4))
        )
        return expr.All((*whole, *possible, expr.at_least(self._total("cur_digital"), 1)))

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        prev_total, prev_digital = self._total("prev_total"), self._total("prev_digital")
        total, digital = self._total("cur_total"), self._total("cur_digital")
        grown = expr.Any((
            expr.Compare(prev_total, "=", expr.number(0)),
            expr.Above(digital, total, prev_digital, prev_total),
        ))
        some, any_growth, *between, highest = self.scale[1:]
        whole = expr.Compare(digital, "=", total)
        top = self.below[-1]
        return (
            Step(highest, expr.Any((whole, expr.All((grown, _from(digital, total, top))))),
                 phrase("growth.from_mark", high=percent(top))),
            *(Step(level, expr.All((grown, _from(digital, total, low))),
                   phrase("growth.between", low=percent(low), high=percent(high)))
              for level, (low, high) in reversed(list(zip(between, pairwise(self.below), strict=True)))),
            Step(any_growth, grown, phrase("growth.grown", low=percent(self.below[0]))),
            Step(some, expr.at_least(digital, 1), phrase("growth.some")),
        )

    def _lowest(self, questions: Questions) -> Text:
        return phrase("growth.lowest")

    def figures(self, questions: Questions) -> tuple[Figure, ...]:
        named = expr.Sum(tuple(expr.AspectValue("answered", question) for question in self._ids("name")))
        shares = {
            year: _share(expr.Product(expr.number(100), self._total(f"{year}_digital")), self._total(f"{year}_total"))
            for year in ("prev", "cur")
        }
        values = {"services": named, **shares}
        return tuple(Figure(phrase(f"figure.{name}"), (value,)) for name, value in values.items())

    def uses(self) -> Iterator[Use]:
        for question in self._ids("name"):
            yield Use(question, "text")
        for figure in ("prev_total", "prev_digital", "cur_total", "cur_digital"):
            for question in self._ids(figure):
                yield Use(question, "integer")

    def shares(self) -> Iterator[tuple[str, str]]:
        for service in self.services:
            for year in ("prev", "cur"):
                yield f"{self.prefix}.{service}.{year}_digital", f"{self.prefix}.{service}.{year}_total"

    def falling(self) -> Iterator[tuple[str, str]]:
        for question in self._ids("prev_digital"):
            yield question, "falling.before"
        for question in self._ids("cur_total"):
            yield question, "falling.whole"


def _share(part: expr.Expr, whole: expr.Expr) -> expr.Expr:
    """Return the quotient; no value where there is nothing to divide by."""
    return expr.If(expr.at_least(whole, 1), expr.Quotient(part, whole), expr.Nothing())


def _from(part: expr.Expr, whole: expr.Expr, bound: Fraction) -> expr.Predicate:
    top, bottom = bound.as_integer_ratio()
    return expr.Above(part, whole, expr.number(top), expr.number(bottom), or_equal=True)


def decimal(value: Fraction) -> str:
    """Return a limit as people write it: 1/4 is `0.25`."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
