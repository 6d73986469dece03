"""Frozen values: answers as input of scoring, an assessment as its output."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from dgmm_excel.errors import AnswerError, Mistake
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.model.measures import TopicStatus
from dgmm_excel.text import Text, phrase

#: A checked answer: yes/no, the key of a choice or a text, an exact number.
Answer = bool | str | int | Fraction
#: A number as data files spell it. Nothing longer: `1e999999999` would take all memory.
_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


@dataclass(frozen=True)
class Answers:
    """Checked answers to one edition: `values` has no blanks and no impossible values."""

    edition: Edition
    values: Mapping[str, Answer]


def checked(edition: Edition, answers: Mapping[str, Any]) -> Answers:
    """Return the answers, exact and without blanks (None, white space, absent).

    Raise AnswerError with every unknown id and every impossible value.
    """
    mistakes: list[Mistake] = []
    values: dict[str, Answer] = {}
    for name, value in answers.items():
        question = edition.questions.get(name)
        if question is None:
            mistakes.append(Mistake(str(name), f"is no question of {edition.id}", "see `dgmm codebook`"))
        elif value is not None and not (isinstance(value, str) and not value.strip()):
            try:
                values[name] = exact(question, value)
            except ValueError as error:
                mistakes.append(Mistake(name, f"{value!r} {error}"))
    if mistakes:
        raise AnswerError("one answer cannot be" if len(mistakes) == 1 else f"{len(mistakes)} answers cannot be", mistakes)
    return Answers(edition, MappingProxyType(values))


def exact(question: Question, value: Any) -> Answer:
    """Return the value as an answer to the question. Raise ValueError with the reason if it cannot be one."""
    match question.type:
        case "yes_no":
            if isinstance(value, bool):
                return value
            raise ValueError("is neither True nor False")
        case "choice":
            keys = [choice.key for choice in question.choices]
            if isinstance(value, str) and value in keys:
                return value
            raise ValueError("is none of " + ", ".join(keys))
        case "text":
            if isinstance(value, str):
                return value
            raise ValueError("is no text")
        case "integer" | "number":
            return _number(question, value)


def _number(question: Question, value: Any) -> int | Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal):
        raise ValueError("is no number")
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise ValueError("is no number")
    number = Fraction(str(value))
    if question.type == "integer" and number.denominator != 1:
        raise ValueError("is no whole number")
    if (question.minimum is not None and number < question.minimum) or (
        question.maximum is not None and number > question.maximum
    ):
        raise ValueError(f"is outside {limits(question)}")
    return int(number) if number.denominator == 1 else number


def limits(question: Question) -> str:
    """Return the limits of a number in words: `0–8`, `≥ 0`."""
    low, high = (None if bound is None else f"{float(bound):,g}" if bound.denominator != 1 else f"{int(bound):,}"
                 for bound in (question.minimum, question.maximum))
    if high is None:
        return f"≥ {low}"
    return f"≤ {high}" if low is None else f"{low}–{high}"


def from_data(question: Question, text: str) -> Answer:
    """Return the answer that a text of a data file stands for; the text itself where it stands for none."""
    if question.type == "yes_no" and text in ("true", "false"):
        return text == "true"
    if question.type in ("integer", "number") and _DECIMAL.fullmatch(text):
        return Fraction(text)
    return text


#: A figure of a rule: its name and its values, exact; None for one that has no value.
ShownFigure = tuple[Text, tuple[int | Fraction | None, ...]]


@dataclass(frozen=True)
class Counted:
    """How many of the things that a topic's rule counts an agency has, and of how many; None where there is no limit.

    `held` has the questions of each of them; it is empty where the agency stated the number itself. `among` are the yes/no
    questions that were asked, for a rule that does not go by their number; empty for one that does.
    """

    count: int
    of: int | None
    held: tuple[tuple[str, ...], ...] = ()
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why a topic has its level: the step that decided in words, the next level that does not hold, and what there is."""

    level: int
    words: Text
    above: tuple[int, Text] | None
    counted: Counted | None = None
    figures: tuple[ShownFigure, ...] = ()

    @property
    def reached(self) -> Text:
        """The level and what it requires."""
        return phrase("trace.reached", level=self.level, words=self.words)

    @property
    def next(self) -> Text | None:
        """The next level and what it requires; None at the highest."""
        return None if self.above is None else phrase("trace.not_reached", level=self.above[0], words=self.above[1])

    def __str__(self) -> str:
        return str(self.reached)


@dataclass(frozen=True)
class TopicAssessment:
    """One topic. `score` is exact, and None while pending or in a blank form; `missing` are question ids."""

    id: str
    score: Fraction | None
    level: int | None
    name: str | None
    status: TopicStatus
    missing: tuple[str, ...]
    explain: Callable[[], Reason | None] = field(compare=False, repr=False)

    @property
    def trace(self) -> Reason | None:
        """The condition that decided, in both languages; None without a level."""
        return self.explain()


@dataclass(frozen=True)
class GroupAssessment:
    """A sub-pillar, a pillar or `overall`. `rests_on` is the number of its topics that have a score."""

    id: str
    score: Fraction | None
    level: int | None
    name: str | None
    rests_on: int


@dataclass(frozen=True)
class Assessment:
    """The result of one set of answers. `blank`: no answer was given, and nothing has a level.

    `asked` counts the questions that the agency is asked, those not asked by their condition left out; `answered` counts those
    of them that have an answer. Figures of researchers are in neither; a mission filled in beforehand is no answer.
    """

    edition: Edition
    answers: Answers
    topics: Mapping[str, TopicAssessment]
    sub_pillars: Mapping[str, GroupAssessment]
    pillars: Mapping[str, GroupAssessment]
    overall: GroupAssessment
    blank: bool
    answered: int
    asked: int

    def __getitem__(self, code: str) -> TopicAssessment | GroupAssessment:
        """Return the assessment of any id. Raise KeyError for an unknown one."""
        if code == "overall":
            return self.overall
        for group in (self.topics, self.sub_pillars, self.pillars):
            if code in group:
                return group[code]
        raise KeyError(code)

    def level_at(self, code: str) -> int | None:
        """Return the level of any id; None where it has none. Raise KeyError for an unknown one."""
        return self[code].level

    def score_at(self, code: str) -> float | None:
        """Return the score of any id as it is shown. Raise KeyError for an unknown one."""
        return self.edition.shown(self[code].score)
