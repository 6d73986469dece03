"""Simulated answers of an agency with a given maturity: plausible, correlated, equal for equal seeds.

No question is known by its id, so that a new edition can be demonstrated without changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from random import Random

from dgmm_excel.model.edition import MISSION, Edition, Question, Topic
from dgmm_excel.model.figure_pairs import shares
from dgmm_excel.scoring.answers import Answer, Answers
from dgmm_excel.scoring.computed import computed
from dgmm_excel.text import Lang, phrase

#: A number whose range is at most `_SMALL` takes a share of the range; one whose maximum is `_LARGE` or more, or open, counts
#: transactions; any other is at most `_FEW` above its minimum.
_SMALL, _FEW, _LARGE = 100, 8, 10_000
#: How many optional rows (services and the like) an agency fills in: weights of 0, 1, 2, ….
_ROWS_USED = (1, 4, 4, 3, 1, 1)


@dataclass(frozen=True)
class Persona:
    """A simulated agency. `maturity` is 0–1."""

    random: Random
    maturity: float
    lang: Lang

    def near(self, spread: float) -> float:
        """Return a random number near its maturity, 0–1."""
        return min(1.0, max(0.0, self.random.gauss(self.maturity, spread)))


def persona(seed: str, lang: Lang) -> Persona:
    """Return the persona of a seed; most have a medium maturity."""
    random = Random(seed)
    return Persona(random, 0.08 + 0.88 * random.betavariate(2.4, 2.2), lang)


def answers_of(edition: Edition, who: Persona) -> dict[str, Answer]:
    """Return answers to all questions that an agency is asked, except its mission."""
    values: dict[str, Answer] = {}
    for topic in edition.topics.values():
        if topic.source == "agency":
            values |= _topic(edition, topic, who)
    # An answer may hide or show other questions; two passes are enough for a chain of conditions.
    for _ in range(2):
        asked = computed(Answers(edition, values)).asked
        values = {name: value for name, value in values.items() if asked[name]}
    return values


def _topic(edition: Edition, topic: Topic, who: Persona) -> dict[str, Answer]:
    level = who.near(0.14)
    questions = [q for q in topic.questions if q.id != MISSION]
    rows = _rows_used(questions, who)
    values: dict[str, Answer] = {}
    for place, question in enumerate(questions):
        if question.required == "with_row" and question.row_id not in rows:
            continue
        if question.required == "never" and who.random.random() < 0.95:
            continue
        values[question.id] = _answer(question, level, place / max(1, len(questions)), who)
    for part, whole in shares(edition):
        total = values.get(whole)
        if part in values and isinstance(total, int):
            values[part] = round(total * min(1.0, max(0.0, who.random.gauss(level, 0.12))))
    return values


def _rows_used(questions: list[Question], who: Persona) -> set[str]:
    rows = list(dict.fromkeys(q.row_id for q in questions if q.required == "with_row"))
    weights = _ROWS_USED[: len(rows) + 1]
    return set(rows[: who.random.choices(range(len(weights)), weights)[0]])


def _answer(question: Question, level: float, place: float, who: Persona) -> Answer:
    """One answer. `place` is the position of the question in its topic, 0–1: later items are harder to reach."""
    match question.type:
        case "yes_no":
            return who.random.random() < 0.12 + 0.95 * level - 0.3 * place
        case "choice":
            last = len(question.choices) - 1
            rank = round(min(1.0, max(0.0, who.random.gauss(level, 0.12))) * last)
            return question.choices[rank].key
        case "text":
            return phrase("demo.sample", number=who.random.randint(1, 99))[who.lang]
        case _:
            return _number(question, level, who)


def _number(question: Question, level: float, who: Persona) -> int:
    low, high = int(question.minimum or 0), int(question.maximum or _LARGE)
    if high >= _LARGE:
        return max(low, round(exp(who.random.uniform(4, 10))))
    reach = high - low if high - low <= _SMALL else _FEW
    return low + round(reach * min(1.0, max(0.0, who.random.gauss(level, 0.12))))
