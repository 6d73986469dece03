"""What gives points: choices, yes answers, counts, figures, and terms within terms; lowered to `expr` in whole numbers.

A term that is not applicable leaves its sum or mean, and what is possible of it. A blank answer gives the least that the
question can give.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from dgmm_excel.model import expr
from dgmm_excel.model.conditions import Condition
from dgmm_excel.model.grouping import How, whole_weights
from dgmm_excel.model.rule_data import Counted, Exact, Questions, RulePart, Use, wrong

#: Points are never negative.
PointsOf = Annotated[Exact, Field(ge=0)]
Weight = Annotated[Exact, Field(gt=0)]
_ZERO = expr.number(0)


@dataclass(frozen=True)
class Given:
    """The points of a term, `whole / over`, both 0 while it is not applicable, as `most_whole / over` is, the most possible.

    `applies`: when it is applicable; None if always. `least` and `most` are the ends of its points where it applies.
    """

    whole: expr.Expr
    over: int
    most_whole: expr.Expr
    least: Fraction
    most: Fraction
    applies: expr.Predicate | None = None

    @property
    def points(self) -> expr.Expr:
        """The points; no value while it is not applicable."""
        return self._read(self.whole)

    @property
    def possible(self) -> expr.Expr:
        """The most points possible of what is applicable; no value while nothing is."""
        return self._read(self.most_whole)

    def _read(self, whole: expr.Expr) -> expr.Expr:
        value = whole if self.over == 1 else expr.Quotient(whole, expr.number(self.over))
        return value if self.applies is None else expr.If(self.applies, value, expr.Nothing())


def always(values: Collection[Fraction], over: int, whole: expr.Expr) -> Given:
    """Return a term that is always applicable, from all that it can give."""
    least, most = min(values), max(values)
    return Given(whole, over, expr.Number(most * over), least, most)


class _Term(RulePart):
    weight: Weight = Fraction(1)

    def given(self, questions: Questions) -> Given:
        """Return its points."""
        raise NotImplementedError(type(self).__name__)

    @property
    def name(self) -> str:
        """The question that it reads, by which weights name it; empty where it reads none alone."""
        return ""


class ChoicePoints(_Term):
    """The points of each choice of a question; null: not applicable."""

    question: str
    gives: dict[str, PointsOf | None] = Field(min_length=2)

    @field_validator("gives")
    @classmethod
    def _something(cls, gives: dict[str, Fraction | None]) -> dict[str, Fraction | None]:
        if not any(gives.values()):
            raise wrong("flaw.no_points")
        return gives

    @property
    def name(self) -> str:
        return self.question

    def given(self, questions: Questions) -> Given:
        points = {key: value for key, value in self.gives.items() if value is not None}
        ranks = {questions[self.question].rank(key): value for key, value in self.gives.items()}
        over = lcm(*(value.denominator for value in points.values()))
        least = min(points.values())
        steps = [(rank, value) for rank, value in ranks.items() if value is not None and value != least]
        whole: expr.Expr = expr.Number(least * over)
        for rank, value in sorted(steps):
            whole = expr.If(self._chosen(rank), expr.Number(value * over), whole)
        given = always(points.values(), over, whole)
        nulls = tuple(self._chosen(rank) for rank, value in sorted(ranks.items()) if value is None)
        if not nulls:
            return given
        applies = expr.Not(nulls[0] if len(nulls) == 1 else expr.Any(nulls))
        here = expr.If(applies, given.whole, _ZERO), expr.If(applies, given.most_whole, _ZERO)
        return Given(here[0], over, here[1], given.least, given.most, applies)

    def _chosen(self, rank: int) -> expr.Predicate:
        chosen = expr.Compare(expr.amount(self.question), "=", expr.number(rank))
        # a blank answer has the same amount as the lowest choice, so ask for an answer too
        return chosen if rank else expr.All((expr.answered(self.question), chosen))

    def uses(self) -> Iterator[Use]:
        yield Use(self.question, "choice", tuple(self.gives), complete=True)

    def aside(self) -> Iterator[tuple[str, str]]:
        yield from ((self.question, key) for key, value in self.gives.items() if value is None)


class YesPoints(_Term):
    """Points for each question that is answered yes, up to `most`."""

    yes: tuple[str, ...] = Field(min_length=1)
    each: Weight = Fraction(1)
    most: Weight | None = None

    @property
    def name(self) -> str:
        return self.yes[0] if len(self.yes) == 1 else ""

    def given(self, questions: Questions) -> Given:
        return _times(expr.Sum(tuple(map(expr.amount, self.yes))), len(self.yes), self.each, self.most)

    def uses(self) -> Iterator[Use]:
        for question in self.yes:
            yield Use(question, "yes_no")


class CountPoints(_Term):
    """Points by the number of conditions that hold: those of the highest number that is reached, else 0."""

    count: tuple[Condition, ...] = Field(min_length=1)
    gives: dict[int, PointsOf] = Field(min_length=1)

    @field_validator("gives")
    @classmethod
    def _rising(cls, gives: dict[int, Fraction]) -> dict[int, Fraction]:
        if list(gives) != sorted(gives) or min(gives) < 0:
            raise wrong("flaw.counts_rise")
        if not any(gives.values()):
            raise wrong("flaw.no_points")
        return gives

    def given(self, questions: Questions) -> Given:
        counted = expr.count(tuple(term.lower(questions) for term in self.count))
        over = lcm(*(value.denominator for value in self.gives.values()))
        above = sorted(((least, value) for least, value in self.gives.items() if least > 0), reverse=True)
        stairs = expr.staircase(
            tuple((expr.at_least(counted, least), value * over) for least, value in above),
            expr.Number(self.gives.get(0, Fraction(0)) * over))
        return always((self.gives.get(0, Fraction(0)), *self.gives.values()), over, stairs)

    def counts(self) -> Iterator[Counted]:
        yield Counted(Fraction(max(self.gives)), len(self.count))
        yield from super().counts()


class NumberPoints(_Term):
    """Points from a figure, `times` each, up to `most`. Without `most` the question must have a maximum."""

    number: str
    times: Weight = Fraction(1)
    most: Weight | None = None

    @property
    def name(self) -> str:
        return self.number

    def given(self, questions: Questions) -> Given:
        return _times(expr.amount(self.number), questions[self.number].maximum, self.times, self.most)

    def uses(self) -> Iterator[Use]:
        yield Use(self.number, "number")


def _times(amount: expr.Expr, top: int | Fraction | None, each: Fraction, most: Fraction | None) -> Given:
    """Return the points of an amount that goes up to `top`, so many each, and at most so many."""
    reached = most if top is None else top * each if most is None else min(top * each, most)
    assert reached is not None, "flaws tells a figure without end"
    over = lcm(each.denominator, most.denominator if most is not None else 1)
    whole = amount if each * over == 1 else expr.Product(expr.Number(each * over), amount)
    if most is not None and (top is None or top * each > most):
        whole = expr.Extreme("least", (whole, expr.Number(most * over)))
    finer = (reached * over).denominator  # of a figure whose maximum is a fraction
    return Given(_scaled(finer, whole), over * finer, expr.Number(reached * over * finer), Fraction(0), Fraction(reached))


class TermsOf(RulePart):
    """Terms and how their points come together: `weights` by question, `percent` of the most possible."""

    how: How = "sum"
    weights: Annotated[dict[str, Weight], Field(min_length=1)] | None = None
    percent: bool = False
    of: tuple[Term, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known_weights(self) -> TermsOf:
        if self.how in ("least", "best") and (self.weights or any(term.weight != 1 for term in self.of)):
            raise wrong("flaw.weights_of_one", how=self.how)
        names = [term.name for term in self.of if term.name]
        for name in self.weights or ():
            if name not in names:
                raise wrong("flaw.weight_of_none", name=name, members=", ".join(names))
        return self

    @property
    def each_weight(self) -> tuple[Fraction, ...]:
        """The weight of each term."""
        return tuple((self.weights or {}).get(term.name, term.weight) for term in self.of)

    def together(self, questions: Questions) -> Given:
        """Return the points of all terms together."""
        terms = [term.given(questions) for term in self.of]
        found = _extreme(self.how, terms) if self.how in ("least", "best") else _weighed(self.how, terms, self.each_weight)
        return _percent(found) if self.percent else found


class NestedPoints(_Term):
    """Terms within terms."""

    points: TermsOf

    def given(self, questions: Questions) -> Given:
        return self.points.together(questions)


_KEYS: dict[str, type[_Term]] = {
    "question": ChoicePoints, "yes": YesPoints, "count": CountPoints, "number": NumberPoints, "points": NestedPoints,
}


def term_tag(value: Any) -> str | None:
    """Return the kind of term that the data is, a key of `_KEYS`; None if it is not one."""
    if isinstance(value, dict):
        return next((key for key in _KEYS if key in value), None)
    return next((key for key, kind in _KEYS.items() if isinstance(value, kind)), None)


Term = Annotated[
    Annotated[ChoicePoints, Tag("question")]
    | Annotated[YesPoints, Tag("yes")]
    | Annotated[CountPoints, Tag("count")]
    | Annotated[NumberPoints, Tag("number")]
    | Annotated[NestedPoints, Tag("points")],
    Discriminator(term_tag, custom_error_type="flaw.term", custom_error_message="flaw.term"),
]
for _model in (TermsOf, NestedPoints):
    _model.model_rebuild()


# -- together --------------------------------------------------------------------------------------


def _applies(terms: Sequence[Given]) -> expr.Predicate | None:
    """Return when any of the terms is applicable; None if one always is."""
    conditions = tuple(dict.fromkeys(term.applies for term in terms if term.applies is not None))
    if any(term.applies is None for term in terms):
        return None
    return conditions[0] if len(conditions) == 1 else expr.Any(conditions)


def _scaled(factor: int, of: expr.Expr) -> expr.Expr:
    if isinstance(of, expr.Number):
        return expr.Number(factor * of.value)
    return of if factor == 1 else expr.Product(expr.number(factor), of)


def _weighed(how: How, terms: Sequence[Given], weights: Sequence[Fraction]) -> Given:
    whole_of, less = whole_weights(weights)
    over = lcm(*(term.over for term in terms))
    factors = [weight * (over // term.over) for weight, term in zip(whole_of, terms, strict=True)]
    points = expr.Sum(tuple(_scaled(factor, term.whole) for factor, term in zip(factors, terms, strict=True)))
    most = expr.Sum(tuple(_scaled(factor, term.most_whole) for factor, term in zip(factors, terms, strict=True)))
    least, highest = (sum((weight * end for weight, end in zip(weights, side, strict=True)), Fraction(0))
                      for side in ([term.least for term in terms], [term.most for term in terms]))
    applies = _applies(terms)
    if how == "sum":
        return Given(points, over * less, most, least, highest, applies)
    total = sum(weights)
    if all(term.applies is None for term in terms):
        return Given(points, over * sum(whole_of), most, least / total, highest / total)
    there = expr.Sum(tuple(
        expr.number(weight) if term.applies is None else expr.If(term.applies, expr.number(weight), _ZERO)
        for weight, term in zip(whole_of, terms, strict=True)))
    below = _scaled(over, there)
    low, high = min(term.least for term in terms), max(term.most for term in terms)
    return Given(_share(points, below, applies), 1, _share(most, below, applies), low, high, applies)


def _share(part: expr.Expr, whole: expr.Expr, applies: expr.Predicate | None) -> expr.Expr:
    share = expr.Quotient(part, whole)
    return share if applies is None else expr.If(applies, share, _ZERO)


def _extreme(how: How, terms: Sequence[Given]) -> Given:
    """Return the least or the best of the terms that are applicable: one that is not stands at the other end of the points."""
    over = lcm(*(term.over for term in terms))
    which: Literal["least", "greatest"] = "least" if how == "least" else "greatest"
    # one that is not applicable must not be taken: it stands where it is never the least, or the greatest
    away = max(term.most for term in terms) if how == "least" else Fraction(0)

    def each(of: Sequence[tuple[expr.Expr, Given]]) -> expr.Expr:
        found = (_scaled(over // term.over, whole) for whole, term in of)
        return expr.Extreme(which, tuple(
            one if term.applies is None else expr.If(term.applies, one, expr.Number(away * over))
            for one, (_, term) in zip(found, of, strict=True)))

    points, most = each([(term.whole, term) for term in terms]), each([(term.most_whole, term) for term in terms])
    applies = _applies(terms)
    if applies is not None:
        points, most = expr.If(applies, points, _ZERO), expr.If(applies, most, _ZERO)
    side = min if how == "least" else max
    return Given(points, over, most, side(term.least for term in terms), side(term.most for term in terms), applies)


def _percent(of: Given) -> Given:
    """Return the points as a percentage of the most possible."""
    hundred = expr.number(100)
    least = 100 * of.least / of.most
    if of.applies is None and not _varies(of.most_whole):
        over = int(of.most * of.over)
        return Given(_scaled(100, of.whole), over, expr.Number(Fraction(100 * over)), least, Fraction(100), of.applies)
    share = _share(_scaled(100, of.whole), of.most_whole, of.applies)
    most = hundred if of.applies is None else expr.If(of.applies, hundred, _ZERO)
    return Given(share, 1, most, Fraction(0), Fraction(100), of.applies)


def _varies(most: expr.Expr) -> bool:
    """Whether what is possible depends on answers."""
    terms = most.terms if isinstance(most, expr.Sum | expr.Extreme) else (most,)
    return not all(isinstance(term, expr.Number) for term in terms)
