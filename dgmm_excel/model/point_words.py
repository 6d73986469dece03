"""What gives points, in words."""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch

from dgmm_excel.model.grouping import How
from dgmm_excel.model.point_terms import ChoicePoints, CountPoints, NestedPoints, NumberPoints, TermsOf, YesPoints
from dgmm_excel.model.rule_data import Questions
from dgmm_excel.text import Text, joined, phrase

_SAYS: dict[How, str] = {"mean": "points.mean", "sum": "points.sum", "least": "points.least", "best": "points.best"}


def told(terms: TermsOf, questions: Questions) -> Text:
    """Return what gives the points, term by term."""
    said = (_weighted(_said(term, questions), weight) for term, weight in zip(terms.of, terms.each_weight, strict=True))
    return phrase(_SAYS[terms.how], terms=joined(said, Text("; ", "; ")), percent=terms.percent)


def _weighted(words: Text, weight: Fraction) -> Text:
    return words if weight == 1 else phrase("points.weighted", words=words, weight=amount(weight))


@singledispatch
def _said(term: object, questions: Questions) -> Text:
    raise TypeError(f"no words for {type(term).__name__}")


@_said.register
def _(term: ChoicePoints, questions: Questions) -> Text:
    question = questions[term.question]
    given = (phrase("points.choice", choice=question.choice(key), points=None if value is None else amount(value))
             for key, value in term.gives.items())
    return phrase("points.question", question=question.label, given=joined(given, Text(", ", ", ")))


@_said.register
def _(term: YesPoints, questions: Questions) -> Text:
    of = joined((questions[one].label for one in term.yes), Text(", ", ", "))
    return phrase("points.yes", of=of, each=amount(term.each), most=None if term.most is None else amount(term.most))


@_said.register
def _(term: CountPoints, questions: Questions) -> Text:
    given = ", ".join(f"{least}: {amount(value)}" for least, value in term.gives.items())
    return phrase("points.count", of=len(term.count), given=given)


@_said.register
def _(term: NumberPoints, questions: Questions) -> Text:
    return phrase("points.number", question=questions[term.number].label, times=amount(term.times),
                  most=None if term.most is None else amount(term.most))


@_said.register
def _(term: NestedPoints, questions: Questions) -> Text:
    return phrase("points.nested", words=told(term.points, questions))


def amount(value: Fraction) -> str:
    """Return points as people write them: `0.25`, `1/3`."""
    return str(value) if value.denominator == 1 or (10**4 * value).denominator != 1 else f"{float(value):g}"
