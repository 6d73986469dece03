"""Answers as an agency of some maturity might give them: plausible, correlated, the same for the same seed.

Nothing here knows a question by its id, so that a new edition can be demonstrated as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from random import Random

from dgmm_excel.model.edition import MISSION, Edition, Question, Topic
from dgmm_excel.model.figure_pairs import shares
from dgmm_excel.scoring.answers import Answer, Answers
from dgmm_excel.scoring.evaluate import computed
from dgmm_excel.text import Lang, phrase

#: Numbers up to here are a share of what can be; from `_LARGE` on they count transactions; between, things done, up to `_FEW`.
_SMALL, _FEW, _LARGE = 100, 8, 10_000
#: How many of the rows that may stay empty (services and the like) an agency fills in: weights of 0, 1, 2, ….
_ROWS_USED = (1, 4, 4, 3, 1, 1)


@dataclass(frozen=True)
class Persona:
    """An agency as it answers. `maturity` is 0–1."""

    random: Random
    maturity: float
    lang: Lang

    def near(self, spread: float) -> float:
        """A number about its maturity, 0–1."""
        return min(1.0, max(0.0, self.random.gauss(self.maturity, spread)))


def persona(seed: str, lang: Lang) -> Persona:
    """The persona of a seed; most are in the middle."""
    random = Random(seed)
    return Persona(random, 0.08 + 0.88 * random.betavariate(2.4, 2.2), lang)


def answers_of(edition: Edition, who: Persona) -> dict[str, Answer]:
    """Its answers to everything that an agency is asked, the mission left out."""
    values: dict[str, Answer] = {}
    for topic in edition.topics.values():
        if topic.source == "agency":
            values |= _topic(edition, topic, who)
    # Answers may close or open other questions; two rounds settle what a chain of conditions does.
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
    """One answer. `place` tells how far down its topic the question stands, 0–1: later items are harder to have."""
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
