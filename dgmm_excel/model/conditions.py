"""Conditions as criteria files write them: typed data that lowers to an `expr.Predicate` and describes itself in words.

In YAML a condition is the id of a yes/no question (answered yes) or a mapping with one of the keys `any`, `all`, `not`,
`choice`, `count`, `number`, `share`. Patterns such as `P1.1.*` are spelled out earlier, in `load`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, Discriminator, Field, Tag, model_validator

from dgmm_excel.model import expr
from dgmm_excel.model.rule_data import BothLanguages, Counted, Exact, Questions, RulePart, Use, wrong
from dgmm_excel.text import Text, joined, phrase


class _Condition(RulePart):
    label: BothLanguages | None = None

    def lower(self, questions: Questions) -> expr.Predicate:
        raise NotImplementedError(type(self).__name__)

    def _words(self, questions: Questions) -> Text:
        raise NotImplementedError(type(self).__name__)

    def describe(self, questions: Questions) -> Text:
        """Return the condition in words: its own label, or words derived from it."""
        return self.label or self._words(questions)


class Yes(_Condition):
    """The yes/no question is answered yes."""

    yes: str

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, value: Any) -> Any:
        return {"yes": value} if isinstance(value, str) else value

    def lower(self, questions: Questions) -> expr.Predicate:
        return expr.Holds(self.yes)

    def _words(self, questions: Questions) -> Text:
        return phrase("condition.item", item=questions[self.yes].label)

    def uses(self) -> Iterator[Use]:
        yield Use(self.yes, "yes_no")


class AnyOf(_Condition):
    """At least one of the conditions holds."""

    any: tuple[Condition, ...] = Field(min_length=1)

    def lower(self, questions: Questions) -> expr.Predicate:
        return expr.Any(tuple(term.lower(questions) for term in self.any))

    def _words(self, questions: Questions) -> Text:
        return joined((term.describe(questions) for term in self.any), phrase("condition.or"))


class AllOf(_Condition):
    """Every one of the conditions holds."""

    all: tuple[Condition, ...] = Field(min_length=1)

    def lower(self, questions: Questions) -> expr.Predicate:
        return expr.All(tuple(term.lower(questions) for term in self.all))

    def _words(self, questions: Questions) -> Text:
        return joined((term.describe(questions) for term in self.all), phrase("condition.and"))


class NotThat(_Condition):
    """The condition does not hold."""

    not_: Condition = Field(alias="not")

    def lower(self, questions: Questions) -> expr.Predicate:
        return expr.Not(self.not_.lower(questions))

    def _words(self, questions: Questions) -> Text:
        return phrase("condition.not", what=self.not_.describe(questions))


class ChoiceFrom(_Condition):
    """The chosen key is `is`, or ranks at `at_least` or above (choices are listed from the lowest)."""

    choice: str
    at_least: str | None = None
    is_: str | None = Field(default=None, alias="is")

    @model_validator(mode="after")
    def _one_bound(self) -> ChoiceFrom:
        if (self.at_least is None) == (self.is_ is None):
            raise wrong("flaw.choice_bound")
        return self

    @property
    def key(self) -> str:
        return self.at_least if self.at_least is not None else str(self.is_)

    def lower(self, questions: Questions) -> expr.Predicate:
        rank = questions[self.choice].rank(self.key)
        how: expr.Comparison = ">=" if self.at_least is not None else "="
        chosen = expr.Compare(expr.amount(self.choice), how, expr.number(rank))
        # a blank answer has the same amount as the lowest choice, so ask for an answer too
        return expr.All((expr.answered(self.choice), chosen)) if self.is_ is not None else chosen

    def _words(self, questions: Questions) -> Text:
        question = questions[self.choice]
        key = "condition.choice_from" if self.at_least is not None else "condition.choice"
        return phrase(key, question=question.label, choice=question.choice(self.key))

    def uses(self) -> Iterator[Use]:
        yield Use(self.choice, "choice", (self.key,))


class Count(_Condition):
    """At least `at_least` conditions hold; with `among`, at least that fraction of those that hold there."""

    count: tuple[Condition, ...] = Field(min_length=1)
    at_least: Exact
    among: tuple[Condition, ...] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Count:
        if self.among is None and self.at_least.denominator != 1:
            raise wrong("flaw.count_whole")
        return self

    def lower(self, questions: Questions) -> expr.Predicate:
        counted = expr.count(tuple(term.lower(questions) for term in self.count))
        if self.among is None:
            return expr.at_least(counted, self.at_least)
        among = expr.count(tuple(term.lower(questions) for term in self.among))
        part, whole = self.at_least.as_integer_ratio()
        return expr.Compare(
            expr.Product(counted, expr.number(whole)), ">=", expr.Product(among, expr.number(part))
        )

    def _words(self, questions: Questions) -> Text:
        if self.among is not None:
            return phrase("condition.part", part=str(self.at_least))
        if len(self.count) == 1:
            return self.count[0].describe(questions)
        return phrase("condition.count", least=int(self.at_least), of=len(self.count))

    def counts(self) -> Iterator[Counted]:
        if self.among is None:
            yield Counted(self.at_least, len(self.count))
        yield from super().counts()

    def falling(self) -> Iterator[tuple[str, str]]:
        for term in self.among or ():
            yield from ((use.question, "falling.among") for use in term.uses())
        yield from super().falling()


class NumberFrom(_Condition):
    """The number is at least `at_least`; a blank counts as 0."""

    number: str
    at_least: Exact

    def lower(self, questions: Questions) -> expr.Predicate:
        return expr.at_least(expr.amount(self.number), self.at_least)

    def _words(self, questions: Questions) -> Text:
        return phrase("condition.number", question=questions[self.number].label, least=str(self.at_least))

    def uses(self) -> Iterator[Use]:
        yield Use(self.number, "number")

    def bounds(self) -> Iterator[tuple[str, Fraction]]:
        yield self.number, self.at_least


class Share(_Condition):
    """`share / of` is above, or at least, a fraction. False if `of` is 0 or `share` exceeds it."""

    share: str
    of: str
    above: Exact | None = None
    at_least: Exact | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Share:
        if (self.above is None) == (self.at_least is None):
            raise wrong("flaw.share_bound")
        if (self.above is not None and self.above >= 1) or (self.at_least is not None and self.at_least > 1):
            raise wrong("flaw.share_reach", value=str(self.above if self.above is not None else self.at_least))
        return self

    def lower(self, questions: Questions) -> expr.Predicate:
        part, whole = expr.amount(self.share), expr.amount(self.of)
        bound = self.above if self.above is not None else self.at_least
        assert bound is not None
        top, bottom = bound.as_integer_ratio()
        return expr.All((
            expr.at_least(whole, 1),
            expr.Compare(part, "<=", whole),
            expr.Above(part, whole, expr.number(top), expr.number(bottom), or_equal=self.above is None),
        ))

    def _words(self, questions: Questions) -> Text:
        key = "condition.share_above" if self.above is not None else "condition.share_from"
        bound = self.above if self.above is not None else self.at_least
        assert bound is not None
        return phrase(key, question=questions[self.share].label, of=questions[self.of].label, percent=percent(bound))

    def uses(self) -> Iterator[Use]:
        yield Use(self.share, "integer")
        yield Use(self.of, "integer")

    def shares(self) -> Iterator[tuple[str, str]]:
        yield self.share, self.of

    def falling(self) -> Iterator[tuple[str, str]]:
        yield self.share, "falling.impossible"
        yield self.of, "falling.whole"


def percent(part: Fraction) -> str:
    """Return a fraction as a percentage without trailing zeros: 4/5 is `80`."""
    value = part * 100
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


CONDITION_KEYS = ("any", "all", "not", "choice", "count", "number", "share")


def tag(value: Any) -> str | None:
    """Return the kind of condition that the data is, a key of `_TAGS`; None if it is not one."""
    if isinstance(value, str):
        return "yes"
    if isinstance(value, BaseModel):
        return next(name for name, kind in _TAGS.items() if isinstance(value, kind))
    if isinstance(value, dict):
        return next((key for key in CONDITION_KEYS if key in value), None)
    return None


Condition = Annotated[
    Annotated[Yes, Tag("yes")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[NotThat, Tag("not")]
    | Annotated[ChoiceFrom, Tag("choice")]
    | Annotated[Count, Tag("count")]
    | Annotated[NumberFrom, Tag("number")]
    | Annotated[Share, Tag("share")],
    Discriminator(
        tag,
        custom_error_type="flaw.condition",
        custom_error_message="flaw.condition",
    ),
]
_TAGS: dict[str, type[_Condition]] = {
    "yes": Yes, "any": AnyOf, "all": AllOf, "not": NotThat,
    "choice": ChoiceFrom, "count": Count, "number": NumberFrom, "share": Share,
}
for _model in (AnyOf, AllOf, NotThat, Count):
    _model.model_rebuild()
