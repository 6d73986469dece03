"""What checking found of an agency's answers, and the answers that count once findings replace the stated ones.

A claim that does not hold, or that nobody could show, counts as the answer with which its topic scores lowest. Which one that
is follows from the topic's rule: it is looked for, from the least answer to each question on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from dgmm_excel.errors import AnswerError, Mistake
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Answer, checked
from dgmm_excel.scoring.computed import number_of
from dgmm_excel.scoring.diagram import NoDiagram, amount_of, options, topic_tree

#: What was found: the answer holds; it does not, or nobody could show it, and the lowest answer counts; another one counts.
FindingKind = Literal["holds", "does_not_hold", "not_shown", "corrected"]
_LOWERS = ("does_not_hold", "not_shown")


@dataclass(frozen=True)
class Finding:
    """The result of checking one stated answer: why, by whom, and on which day (as in ISO 8601).

    `value` is the answer that counts where the kind is `corrected`. `about` is the answer that was checked: once the agency
    states another, the finding does not count. None: whatever is stated.
    """

    question: str
    kind: FindingKind
    value: Answer | None
    reason: str
    by: str
    day: str
    about: Answer | None = None


def counting(answers: Mapping[str, Answer], findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that count: those about what is stated now."""
    return tuple(one for one in findings if one.question in answers and one.about in (None, answers[one.question]))


def verified_answers(
    edition: Edition, answers: Mapping[str, Answer], findings: Iterable[Finding]
) -> Mapping[str, Answer]:
    """Return the stated answers with those replaced that findings replace; an answer that counts as not given is left out.

    Findings that do not count (see `counting`) replace nothing. Raise AnswerError with every unknown question, and every
    correction without a value or with an impossible one.
    """
    findings = tuple(findings)
    corrected = _corrections(edition, findings)
    counted = counting(answers, findings)
    found = dict(answers) | {one.question: corrected[one.question] for one in counted if one.kind == "corrected"}
    by_topic: dict[str, list[str]] = {}
    for one in counted:
        topic = edition.questions[one.question].topic
        if one.kind in _LOWERS and topic is not None:
            by_topic.setdefault(topic, []).append(one.question)
    for topic, names in by_topic.items():
        for name, answer in _lowest(edition, topic, found, names).items():
            if answer is None:
                del found[name]
            else:
                found[name] = answer
    return MappingProxyType(found)


def _corrections(edition: Edition, findings: Sequence[Finding]) -> Mapping[str, Answer]:
    """Return the answers of corrections, checked as answers are."""
    named = {one.question: one.value if one.kind == "corrected" else None for one in findings}
    values = checked(edition, named).values
    empty = [Mistake(one.question, "is corrected, but to nothing") for one in findings
             if one.kind == "corrected" and one.question not in values]
    if empty:
        raise AnswerError("findings cannot be", empty)
    return values


# -- the lowest answers ----------------------------------------------------------------------------


def _lowest(edition: Edition, topic: str, answers: Mapping[str, Answer], names: Sequence[str]) -> dict[str, Answer | None]:
    """Return the answers to some questions of a topic with which it scores lowest, all others as they are."""
    tried = {name: _tried(edition.questions[name], edition, topic, answers[name]) for name in names}
    found = {name: ways[0] for name, ways in tried.items()}
    score = _score(edition, topic)
    if score is None:
        return found
    entered = _Entered(edition, {**answers, **found})
    least, lower = score(entered), True
    while lower:
        lower = False
        for name, ways in tried.items():
            for answer in ways:
                entered.enter(name, answer)
                if _lower(reached := score(entered), least):
                    least, found[name], lower = reached, answer, True
            entered.enter(name, found[name])
    return found


def _lower(score: Any, than: Any) -> bool:
    """Whether a score is lower; none, where nothing is applicable, is no lower than any."""
    return score is not None and (than is None or score < than)


@cache
def _score(edition: Edition, topic: str) -> Callable[[Any], Any] | None:
    """Return what computes a topic's score from what was entered; None where the agency's answers do not decide it."""
    return number_of(topic_tree(edition, topic)) if edition.topics[topic].source == "agency" else None


def _tried(question: Question, edition: Edition, topic: str, stated: Answer) -> tuple[Answer | None, ...]:
    """Return the answers of which one is the lowest, first that which is it as a rule; None: not given.

    A lower figure can raise a share: one that is compared with others counts as not given, where that is as low.
    """
    match question.type:
        case "yes_no":
            return False, True
        case "choice":
            return tuple(choice.key for choice in question.choices)
        case "text":
            return None, stated
        case _:
            least = question.minimum or Fraction(0)
            ways = int(least) if least.denominator == 1 else least, None
            return ways[::-1] if _is_compared(question, edition, topic) else ways


@cache
def _is_compared(question: Question, edition: Edition, topic: str) -> bool:
    """Whether the topic's rule compares the figure with another."""
    if edition.topics[topic].source != "agency":
        return False
    try:
        options(question, [topic_tree(edition, topic)])
    except NoDiagram:
        return True
    return False


class _Entered:
    """What a score is computed from: of each question whether it has an answer, and its amount."""

    def __init__(self, edition: Edition, answers: Mapping[str, Answer | None]) -> None:
        self._edition = edition
        self.given: dict[str, int] = dict.fromkeys(edition.questions, 0)
        self.amount: dict[str, Any] = dict.fromkeys(edition.questions, 0)
        for name, answer in answers.items():
            self.enter(name, answer)

    def enter(self, name: str, answer: Answer | None) -> None:
        """Enter an answer in place of the one before; None for none."""
        self.given[name] = 0 if answer is None else 1
        self.amount[name] = 0 if answer is None else amount_of(self._edition.questions[name], answer)
