"""The base of all rule kinds: a rule is a list of steps, highest level first.

The level is that of the first step whose condition holds, and 1 if none does. The live formula, the level descriptions and
the trace are all made from the same steps, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from dgmm_excel.model import expr
from dgmm_excel.model.rule_data import BothLanguages, Questions, RulePart
from dgmm_excel.text import Text, phrase

LEVELS = (1, 2, 3, 4, 5)
FOUR = Field(min_length=4, max_length=4)


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
    """Base of all rule kinds. `lowest` in a criteria file has the source's own words for level 1."""

    lowest_words: BothLanguages | None = Field(default=None, alias="lowest")

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        """Return the levels above 1 that can be reached, highest first."""
        raise NotImplementedError(type(self).__name__)

    def gate(self) -> expr.Predicate | None:
        """Return the condition that every step requires besides its own; None if there is none."""
        return None

    def score(self, questions: Questions) -> expr.Expr:
        """Return the score of the topic, 1 to 5."""
        one = expr.number(1)
        stairs = expr.staircase(tuple((step.when, step.level) for step in self.steps(questions)), one)
        gate = self.gate()
        return stairs if gate is None else expr.If(gate, stairs, one)

    def lowest(self, questions: Questions) -> Text:
        """Return level 1 in words: the rule's own, else derived from what it asks."""
        return self.lowest_words or self._lowest(questions)

    def _lowest(self, questions: Questions) -> Text:
        raise NotImplementedError(type(self).__name__)

    def reachable(self, questions: Questions) -> tuple[int, ...]:
        """Return the levels that a topic of this rule can have, lowest first."""
        return (1, *sorted(step.level for step in self.steps(questions)))

    def in_words(self, questions: Questions, bands: Sequence[tuple[str, str]]) -> tuple[Text, ...]:
        """Return all five levels in words, from 1 on; one that cannot be reached says so.

        `bands` are the lowest and the highest score of each level, as they are shown.
        """
        steps = {step.level: step.words for step in self.steps(questions)}
        return (self.lowest(questions), *(steps.get(level, phrase("describe.none")) for level in LEVELS[1:]))

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
