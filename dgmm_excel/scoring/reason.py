"""Why a topic has its level: the step of its rule that decided, the next one that does not hold, and what was counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from dgmm_excel.model.describe import level_above, levels
from dgmm_excel.model.edition import Edition, Topic
from dgmm_excel.model.rule_kind import RuleKind, Step
from dgmm_excel.scoring.answers import Answers, Counted, Reason, ShownFigure
from dgmm_excel.scoring.computed import Computed, number_of, truth_of
from dgmm_excel.text import Text

_Number = Callable[[Computed], Any]
_Truth = Callable[[Computed], bool]


@dataclass(frozen=True)
class _Ladder:
    """A rule with compiled conditions: its steps, highest first, what it counts, its figures. `opened` tests the condition
    common to all steps.
    """

    opened: _Truth
    steps: tuple[tuple[Step, _Truth], ...]
    lowest: Text
    items: tuple[tuple[tuple[str, ...], _Truth], ...]
    figures: tuple[tuple[Text, tuple[_Number, ...]], ...]


@cache
def _ladders(edition: Edition) -> dict[int, _Ladder]:
    return {}


def _ladder(edition: Edition, rule: RuleKind) -> _Ladder:
    """Return the ladder of a rule of the edition, made once. The edition keeps its rules alive, so identity is a safe key."""
    ladders = _ladders(edition)
    if id(rule) not in ladders:
        questions, gate = edition.questions, rule.gate()
        ladders[id(rule)] = _Ladder(
            truth_of(gate) if gate else lambda state: True,
            tuple((step, truth_of(step.when)) for step in rule.steps(questions)), rule.lowest(questions),
            tuple((item.questions, truth_of(item.when)) for item in rule.items(questions)),
            tuple((figure.name, tuple(map(number_of, figure.values))) for figure in rule.figures(questions)),
        )
    return ladders[id(rule)]


def reason(answers: Answers, topic: Topic, state: Computed) -> Reason | None:
    """Return the step of the topic's rule that decided, the next one that does not hold, and what was counted."""
    level = state.measures[f"level.{topic.id}"]
    if level is None:
        return None
    edition = answers.edition
    if topic.rule is None:
        return _described(edition, topic, level, ())
    rule = topic.rule.chosen(answers.values)
    ladder = _ladder(edition, rule)
    figures = tuple((name, tuple(value(state) for value in values)) for name, values in ladder.figures)
    if not ladder.steps:
        return _described(edition, topic, level, figures)
    steps = ladder.steps if ladder.opened(state) else ()
    words = next((step.words for step, holds in steps if holds(state)), ladder.lowest)
    above = next(((step.level, step.words) for step, _ in reversed(ladder.steps) if step.level > level), None)
    return Reason(level, words, above, _counted(edition, topic, rule, ladder, state), figures)


def _described(edition: Edition, topic: Topic, level: int, figures: tuple[ShownFigure, ...]) -> Reason:
    """Return the reason for a level that no step of a rule gives, in the words of the level's description."""
    words, above, place = levels(edition, topic.id), level_above(edition, topic.id, level), edition.scale.index
    return Reason(level, words[place(level)], None if above is None else (above, words[place(above)]), None, figures)


def _counted(edition: Edition, topic: Topic, rule: RuleKind, ladder: _Ladder, state: Computed) -> Counted | None:
    """Return what the rule counts, else the yes/no questions that the topic asks; None where there are none."""
    stated = rule.stated()
    if stated is not None:
        most = edition.questions[stated].maximum
        return Counted(state.amount[stated], None if most is None else int(most))
    if ladder.items:
        held = tuple(questions for questions, holds in ladder.items if holds(state))
        return Counted(len(held), len(ladder.items), held)
    among = tuple(one.id for one in topic.questions if one.type == "yes_no" and state.asked[one.id])
    yes = tuple((name,) for name in among if state.amount[name])
    return Counted(len(yes), len(among), yes, among) if among else None
