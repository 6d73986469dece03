"""What a proof is about: one topic of an edition, its rule over all answers, and how a witness is confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Topic
from dgmm_excel.model.rules import Rule
from dgmm_excel.proving.paths import paths
from dgmm_excel.proving.search import Search
from dgmm_excel.proving.space import Leaf, Path, Space, space, truth
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.evaluate import score
from dgmm_excel.scoring.residual import TRUE, spelled_out


@dataclass(frozen=True)
class Witness:
    """Answers that show something, and the level that they have; where two sets do, `before` is the first of them."""

    topic: str
    answers: Mapping[str, Answer]
    level: int | None
    question: str = ""
    before: Mapping[str, Answer] | None = None
    level_before: int | None = None


@dataclass(frozen=True)
class Subject:
    """A topic with a rule. A leaf of its space has the score, and whether what every step requires is met."""

    edition: Edition
    topic: Topic
    rule: Rule

    @cached_property
    def tree(self) -> expr.Expr:
        """The score as an expression of what was entered; no value while it cannot be scored."""
        value, ready = self.rule.score(self.edition.questions), self.rule.ready()
        return spelled_out(self.edition, value if ready is None else expr.If(ready, value, expr.Nothing()))

    @cached_property
    def gate(self) -> expr.Predicate:
        """What every step of the rule requires besides its own; always true if there is nothing."""
        gate = self.rule.gate()
        return TRUE if gate is None else spelled_out(self.edition, gate)

    @cached_property
    def space(self) -> Space:
        """The scores of all answers."""
        return space(self.edition, (self.tree, truth(self.gate)))

    @cached_property
    def outcomes(self) -> Mapping[Leaf, Path]:
        """Every leaf with one path to it."""
        return paths(self.space)

    @cached_property
    def search(self) -> Search:
        """Answers found by trying, for rules over figures."""
        return Search(self.edition, self.topic, self.tree, self.gate)

    @property
    def waits(self) -> bool:
        """Whether the topic may have no score: until something is given, or where none of what gives points is applicable."""
        return self.rule.ready() is not None or self.rule.by_bands

    def level(self, value: Fraction | None) -> int | None:
        """Return the level of a score of the topic."""
        return self.edition.level_of(value, self.topic.id)

    def read(self) -> tuple[str, ...]:
        """Return the questions that the rule reads, of other topics too, in codebook order."""
        figures = {variable.id for variable in self.space.variables} | set(self.search.asked if not self.space.whole else ())
        return tuple(name for name in self.edition.questions if name in figures)

    def begins(self, answers: Mapping[str, Answer]) -> bool:
        """Whether a form with these answers is not blank; nothing in a blank one has a level."""
        return self.topic.source != "agency" or any(self.edition.questions[name].is_answer for name in answers)

    def scored(self, answers: Mapping[str, Answer]) -> Fraction | None:
        """Return the score that the evaluator gives these answers, in a form that is not blank."""
        other = next((one.id for one in self.edition.questions.values() if one.is_answer and one.id not in self.read()
                      and one.topic != self.topic.id and one.type == "yes_no"), None)
        begun = {other: False} if other is not None else {}
        return score(self.edition, {**begun, **answers}).topics[self.topic.id].score


def subjects(edition: Edition) -> tuple[Subject, ...]:
    """Return the topics of an edition that have a rule of their own."""
    return tuple(Subject(edition, topic, topic.rule) for topic in edition.topics.values() if topic.rule is not None)
