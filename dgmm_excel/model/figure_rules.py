"""Rule kinds over figures: a number within limits, a mean weighted by its sample, the growth of a share."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from pydantic import Field, field_validator, model_validator

from dgmm_excel.model import expr
from dgmm_excel.model.conditions import percent
from dgmm_excel.model.rule_data import Exact, Questions, Use, wrong
from dgmm_excel.model.rule_kind import FOUR, LEVELS, Figure, RuleKind, Step
from dgmm_excel.text import Text, phrase


class _Upto(RuleKind):
    upto: tuple[Exact, ...] = FOUR

    @field_validator("upto")
    @classmethod
    def _rising(cls, upto: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        if list(upto) != sorted(set(upto)):
            raise wrong("flaw.limits")
        return upto


class NumberLimits(_Upto):
    """A coordinator's figure: up to the first limit is level 1, … above the last is level 5. Pending until it is given."""

    kind: Literal["limits"]
    number: str

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        figure, unit = expr.amount(self.number), questions[self.number].unit
        return tuple(
            Step(level, expr.Compare(figure, ">", expr.Number(limit)), _limit_words("limit", level, self.upto, unit))
            for level, limit in reversed(list(zip(LEVELS[1:], self.upto, strict=True)))
        )

    def _lowest(self, questions: Questions) -> Text:
        return phrase("rule.limit_lowest", top=decimal(self.upto[0]), unit=questions[self.number].unit)

    def ready(self) -> expr.Predicate | None:
        return expr.answered(self.number)

    def uses(self) -> Iterator[Use]:
        yield Use(self.number, "number")


class WeightedLimits(_Upto):
    """A mean score weighted by the share of test takers in Krejcie and Morgan's sample, then read by limits.

    `weighted = mean × min(1, takers / s(staff))`; without takers level 1, else pending until all three are given.
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
                _limit_words("weighted", level, self.upto),
            )
            for level, limit in reversed(list(zip(LEVELS[1:], self.upto, strict=True)))
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


def _limit_words(kind: str, level: int, upto: tuple[Fraction, ...], unit: Text | None = None) -> Text:
    over = decimal(upto[level - 2])
    if level == LEVELS[-1]:
        return phrase(f"rule.{kind}_above", over=over, unit=unit)
    return phrase(f"rule.{kind}_between", over=over, top=decimal(upto[level - 1]), unit=unit)


class Growth(RuleKind):
    """The digital share of transactions over all services listed: none, not growing, growing and below two marks.

    A service has a name and four counts, `prev_total`, `prev_digital`, `cur_total`, `cur_digital`. One filled in partly,
    or with more digital transactions than all, makes the topic level 1.
    """

    kind: Literal["growth"]
    prefix: str
    services: tuple[str, ...] = Field(min_length=1)
    below: tuple[Exact, Exact]

    @model_validator(mode="after")
    def _rising(self) -> Growth:
        if not 0 < self.below[0] < self.below[1] < 1:
            raise wrong("flaw.parts")
        return self

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
        low, high = self.below
        whole = expr.Compare(digital, "=", total)
        return (
            Step(5, expr.Any((whole, expr.All((grown, _from(digital, total, high))))),
                 phrase("growth.five", high=percent(high))),
            Step(4, expr.All((grown, _from(digital, total, low))),
                 phrase("growth.four", low=percent(low), high=percent(high))),
            Step(3, grown, phrase("growth.three", low=percent(low))),
            Step(2, expr.at_least(digital, 1), phrase("growth.two")),
        )

    def _lowest(self, questions: Questions) -> Text:
        return phrase("growth.one")

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


def _share(part: expr.Expr, whole: expr.Expr) -> expr.Expr:
    """Return the quotient; no value where there is nothing to divide by."""
    return expr.If(expr.at_least(whole, 1), expr.Quotient(part, whole), expr.Nothing())


def _from(part: expr.Expr, whole: expr.Expr, bound: Fraction) -> expr.Predicate:
    top, bottom = bound.as_integer_ratio()
    return expr.Above(part, whole, expr.number(top), expr.number(bottom), or_equal=True)


def decimal(value: Fraction) -> str:
    """Return a limit as people write it: 1/4 is `0.25`."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
