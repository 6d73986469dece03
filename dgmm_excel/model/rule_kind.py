"""The base of all rule kinds: a rule is a list of steps, highest level first.

The level is that of the first step whose condition holds, and the lowest if none does. The live formula, the level
descriptions and the trace are all made from the same steps, so they cannot disagree. A rule knows the level numbers of its
edition, which are bound to it as it is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from pydantic import Field, PrivateAttr, ValidationInfo

from dgmm_excel.model import expr
from dgmm_excel.model.rule_data import BothLanguages, Questions, RulePart, wrong
from dgmm_excel.text import Text, phrase

#: The level numbers of an edition that says nothing of them.
FIVE = range(1, 6)


def bound_scale(info: ValidationInfo) -> range:
    """Return the level numbers that a criteria file is read with, lowest first."""
    return _scale_in(info.context)


def for_each_above(info: ValidationInfo, found: Sized) -> None:
    """Raise a mistake unless there is one for each level above the lowest."""
    wanted = len(bound_scale(info)) - 1
    if len(found) != wanted:
        raise wrong("flaw.length", wanted=wanted, actual_length=len(found))


def _scale_in(context: Any) -> range:
    scale: range = (context or {}).get("scale", FIVE)
    return scale


@dataclass(frozen=True)
class Step:
    """One level of a rule: its condition, and the condition in words."""

    level: int
    when: expr.Predicate
    words: Text


@dataclass(frozen=True)
class Item:
    """One of the things that a rule counts: the questions that it reads, and when it holds."""

    questions: tuple[str, ...]
    when: expr.Predicate


@dataclass(frozen=True)
class Figure:
    """A figure from which a rule takes its level: its name, and one value or several in the questions' order."""

    name: Text
    values: tuple[expr.Expr, ...]


class RuleKind(RulePart):
    """Base of all rule kinds. `lowest` in a criteria file has the source's own words for the lowest level."""

    lowest_words: BothLanguages | None = Field(default=None, alias="lowest")
    _scale: range = PrivateAttr(default=FIVE)
    #: Whether the level is read off bands, and the score no level itself.
    by_bands: ClassVar[bool] = False
    #: Whether each level holds wherever a higher one does.
    by_thresholds: ClassVar[bool] = False

    def model_post_init(self, context: Any) -> None:
        """Bind the level numbers of the edition that it is read for."""
        self._scale = _scale_in(context)

    @property
    def scale(self) -> range:
        """The level numbers of its edition, lowest first."""
        return self._scale

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        """Return the levels above the lowest that can be reached, highest first."""
        raise NotImplementedError(type(self).__name__)

    def gate(self) -> expr.Predicate | None:
        """Return the condition that every step requires besides its own; None if there is none."""
        return None

    def score(self, questions: Questions) -> expr.Expr:
        """Return the score of the topic: a level."""
        lowest = expr.number(self.scale[0])
        stairs = expr.staircase(tuple((step.when, step.level) for step in self.steps(questions)), lowest)
        gate = self.gate()
        return stairs if gate is None else expr.If(gate, stairs, lowest)

    def from_level(self, questions: Questions, level: int) -> expr.Predicate | None:
        """Return the condition of that level or a higher one; None where the rule has none of them."""
        found = tuple(step.when for step in self.steps(questions) if step.level >= level)
        if not found:
            return None
        # where each level asks for all that the one below does, the lowest says it
        when = found[-1] if self.by_thresholds or len(found) == 1 else expr.Any(found)
        gate = self.gate()
        return when if gate is None else expr.All((gate, when))

    def lowest(self, questions: Questions) -> Text:
        """Return the lowest level in words: the rule's own, else derived from what it asks."""
        return self.lowest_words or self._lowest(questions)

    def _lowest(self, questions: Questions) -> Text:
        raise NotImplementedError(type(self).__name__)

    def reachable(self, questions: Questions) -> tuple[int, ...]:
        """Return the levels that a topic of this rule can have, lowest first."""
        return (self.scale[0], *sorted(step.level for step in self.steps(questions)))

    def extent(self, questions: Questions) -> tuple[Fraction, Fraction]:
        """Return the least and the most that the score can be, with every part applicable."""
        return Fraction(self.scale[0]), Fraction(self.scale[-1])

    def in_words(self, questions: Questions, bands: Sequence[tuple[str, str]]) -> tuple[Text, ...]:
        """Return all levels in words, lowest first; one that cannot be reached says so.

        `bands` are the lowest and the highest score of each level, as they are shown.
        """
        steps = {step.level: step.words for step in self.steps(questions)}
        return (self.lowest(questions), *(steps.get(level, phrase("describe.none")) for level in self.scale[1:]))

    @classmethod
    def areas(cls, written: Mapping[str, Any]) -> list[Any] | None:
        """Return the rule of each area, where a criteria file writes one rule for several areas; else None."""
        return None

    def chosen(self, answers: Mapping[str, Any]) -> RuleKind:
        """Return the rule that applies to these answers, if they choose between several; else this one."""
        return self

    def items(self, questions: Questions) -> tuple[Item, ...]:
        """Return the things that the rule counts, for a rule whose level is their number; else empty."""
        return ()

    def stated(self) -> str | None:
        """Return the question whose number is the count that the rule reads; None if it reads none."""
        return None

    def figures(self, questions: Questions) -> tuple[Figure, ...]:
        """Return the figures to show beside the level, where they say more than the answers themselves; else empty."""
        return ()

    def ready(self) -> expr.Predicate | None:
        """Return the condition under which a coordinator's topic can be scored; None if always."""
        return None

    def needs(self) -> tuple[str, ...]:
        """Return the questions outside the topic without which it is incomplete."""
        return ()
