"""Answers found by trying, for rules that compare figures: what the classes of a proof stand for in figures of a form.

From answers with each score that was met, every change of one answer that makes a difference is tried. What is found is a
witness; that nothing is found proves nothing.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.diagram import amount_of
from dgmm_excel.scoring.entered import Entered, Rules, rules_in
from dgmm_excel.scoring.tried import alternatives, rows

#: So many sets of answers to the same questions with the same score are looked at from all sides, and so many in all.
_EACH, _IN_ALL = 8, 240
#: Sets of answers with the same score that answer the same questions; all that do not meet what every step requires are alike.
_Alike = tuple[Fraction | None, frozenset[str]]
_SIZES = (1, 10, 100, 1_000, 100_000, 10_000_000)


@dataclass(frozen=True)
class Change:
    """Answers before and after one answer was changed, and whether the answers after meet what every step requires."""

    before: Mapping[str, Answer]
    after: Mapping[str, Answer]
    sound: bool


@dataclass
class Search:
    """What trying finds for a topic: answers for each score, and for each question changes of the score."""

    edition: Edition
    topic: Topic
    tree: expr.Expr
    gate: expr.Predicate
    reached: dict[Fraction | None, Mapping[str, Answer]] = field(default_factory=dict)
    #: Of each question a change that moves the score; one that lowers it with more, sound and unsound.
    moving: dict[str, Change] = field(default_factory=dict)
    lowering: dict[tuple[str, bool], Change] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._explore()

    @property
    def asked(self) -> Mapping[str, Question]:
        """The questions that the rule reads."""
        return self._rules.asked

    @cached_property
    def _rules(self) -> Rules:
        return rules_in(self.edition, (self.tree, expr.flag(self.gate)), {})

    def _explore(self) -> None:
        free, rules = list(self.asked.values()), self._rules
        seen: Counter[_Alike] = Counter()
        whole = list(rows(free, {}))
        lacking = [{name: answer for name, answer in row.items() if name != left_out} for row in whole for left_out in row]
        left: deque[dict[str, Answer]] = deque([{}, *whole, *lacking])
        while left and seen.total() < _IN_ALL:
            answers = left.popleft()
            entered = Entered(rules, answers)
            value, sound = self._outcome(entered)
            self.reached.setdefault(value, answers)
            alike = value, frozenset(answers if sound else ())
            if seen[alike] < _EACH:
                seen[alike] += 1
                left.extend(self._changed(answers, value, entered, seen))

    def _outcome(self, entered: Entered) -> tuple[Fraction | None, bool]:
        value, sound = self._rules.scores(entered)
        return None if value is None else Fraction(value), sound == 1

    def _changed(
        self, answers: dict[str, Answer], value: Fraction | None, entered: Entered, seen: Counter[_Alike],
    ) -> list[dict[str, Answer]]:
        """Note what each change of one answer does; return the answers to look at next."""
        found = list[dict[str, Answer]]()
        ahead: Counter[_Alike] = Counter()
        for question in self.asked.values():
            now = answers.get(question.id)
            for answer in (*alternatives(question, self._rules, entered), *_far(question)):
                if answer == now:
                    continue
                with entered.changed(question.id, answer):
                    after, sound = self._outcome(entered)
                changed = {**answers, question.id: answer}
                alike = after, frozenset(changed if sound else ())
                if ahead[alike] + seen[alike] < _EACH:
                    ahead[alike] += 1
                    found.append(changed)
                if after is not None and value is not None and after != value:
                    self._note(question, Change(answers, changed, sound), after < value, now, answer)
        return found

    def _note(self, question: Question, change: Change, lower: bool, now: Answer | None, answer: Answer) -> None:
        self.moving.setdefault(question.id, change)
        more = now is None or amount_of(question, answer) > amount_of(question, now)
        if lower and more:
            self.lowering.setdefault((question.id, change.sound), change)


def _far(question: Question) -> tuple[Answer, ...]:
    """Return numbers of every size that may be answered: a rule may round, so that nothing is known of where it turns."""
    if question.type not in ("integer", "number"):
        return ()
    low, high = question.minimum or 0, question.maximum
    return tuple(number for number in _SIZES if low <= number and (high is None or number <= high))
