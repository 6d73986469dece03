"""What every rule kind is: steps, highest level first.

The level of the first step whose condition holds counts, and 1 where none does. The same steps give the live formula, the
level descriptions and the trace, so that none can drift from another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from dgmm_excel.model import expr
from dgmm_excel.model.rule_data import Questions, RulePart
from dgmm_excel.text import Text, phrase

LEVELS = (1, 2, 3, 4, 5)
FOUR = Field(min_length=4, max_length=4)


@dataclass(frozen=True)
class Step:
    """One level of a rule: what must hold for it, and that in words."""

    level: int
    when: expr.Predicate
    words: Text


class RuleKind(RulePart):
    """What every rule kind offers."""

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        """The levels that can be reached from 2 on, highest first."""
        raise NotImplementedError(type(self).__name__)

    def gate(self) -> expr.Predicate | None:
        """What every step asks for besides its own condition; None: nothing."""
        return None

    def score(self, questions: Questions) -> expr.Expr:
        """The topic's score, 1 to 5."""
        one = expr.number(1)
        stairs = expr.staircase(tuple((step.when, step.level) for step in self.steps(questions)), one)
        gate = self.gate()
        return stairs if gate is None else expr.If(gate, stairs, one)

    def lowest(self, questions: Questions) -> Text:
        """Return level 1 in words."""
        return phrase("rule.lowest")

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
        """The rule that these answers are read by, where they choose between several."""
        return self

    def ready(self) -> expr.Predicate | None:
        """When a coordinator's topic has its figures; None: there is always a score."""
        return None

    def needs(self) -> tuple[str, ...]:
        """Questions outside the topic that it is incomplete without."""
        return ()
