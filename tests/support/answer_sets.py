"""Sets of answers to try a form with: as forms come back, and made to hurt every formula.

What each set comes to is Python's business (`score`, `computed`); nothing here looks at a sheet.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from dgmm_excel import load_edition, score
from dgmm_excel.model.edition import MISSION, Edition, Question, Topic
from dgmm_excel.model.figure_pairs import shares
from dgmm_excel.model.figure_rules import Growth, WeightedLimits
from dgmm_excel.scoring.answers import Assessment, checked
from dgmm_excel.scoring.computed import Computed, computed
from tests.support import oracle

EDITIONS = (oracle.DEPARTMENT, oracle.PROVINCE)
#: Loading looks at the file each time.
edition_of = cache(load_edition)


@dataclass(frozen=True)
class AnswerSet:
    """What is put into a form: answers, what the parent department answered (None: there is no result of it), and what
    people type that is no answer, which counts as if the cell were blank."""

    edition: str
    answers: Mapping[str, Any]
    parent: Mapping[str, Any] | None = None
    junk: Mapping[str, Any] = field(default_factory=dict)

    def assessed_parent(self) -> Assessment | None:
        """Return the parent's result."""
        return None if self.parent is None else score(edition_of(oracle.DEPARTMENT), self.parent)

    @cached_property
    def _computed(self) -> Computed:
        return computed(checked(edition_of(self.edition), self.answers), self.assessed_parent())

    def computed(self) -> Computed:
        """Return all that cells of the form must show; computed once."""
        return self._computed

    def assessed(self) -> Assessment:
        """Return the assessment."""
        return score(edition_of(self.edition), self.answers, self.assessed_parent())


def plain(name: str, rng: random.Random) -> AnswerSet:
    """One set as forms come back, without a parent's result."""
    return AnswerSet(name, oracle.random_answers(name, rng))


# -- sets that try every formula -------------------------------------------------------------------

#: What a topic's answers are like in a sweep over its questions, and in sets by chance.
_SWEEPS = ("alone", "all but one", "one yes", "one no", "one junk", "one junk, gates closed")
STYLES = (
    "blank", "alone", "high", "low", "all but one", "one yes", "ladder", "few", "half", "most", "count", "count", "as returned",
)
_FEW = {"few": 0.2, "half": 0.5, "most": 0.85}


def searching(name: str, rng: random.Random) -> Iterator[AnswerSet]:
    """Sets without end that search for the difference that one changed formula makes, the sharpest first.

    Topics look at their own answers, so that one set tries each of them in another way.
    """
    edition = edition_of(name)
    yield AnswerSet(name, {})
    # what is not the agency's to answer does not make a form begun
    others = {q.id: extreme(q, 1) for q in edition.questions.values() if not q.is_answer}
    yield AnswerSet(name, others, patchwork(oracle.DEPARTMENT, rng, ("high",)).answers if name == oracle.PROVINCE else None)
    for style in ("high", "low", "all but one"):
        yield patchwork(name, rng, (style,))
    for _ in range(8):
        yield patchwork(name, rng)
    yield from _sparse(edition, rng)
    for place in range(max(len(topic.questions) for topic in edition.topics.values())):
        # each question in its turn: alone, left out, answered otherwise than all others, filled in with what is no answer
        for style in _SWEEPS:
            yield patchwork(name, rng, (style,), place)
            yield patchwork(name, rng)
    while True:
        yield patchwork(name, rng, gaps=rng.choice((0, 0, 0.3)))


def _sparse(edition: Edition, rng: random.Random) -> Iterator[AnswerSet]:
    """Forms with a single answer, and full ones with a single gap."""
    high = {question.id: extreme(question, 1) for question in edition.questions.values()}
    parent = patchwork(oracle.DEPARTMENT, rng, ("high",)).answers if edition.id == oracle.PROVINCE else None
    for pillar in edition.pillars:
        own = [q for sub in pillar.sub_pillars for topic in sub.topics for q in topic.questions if topic.source == "agency"]
        for question in (own[0], own[-1], rng.choice(own)):
            yield AnswerSet(edition.id, {question.id: high[question.id]}, parent)
            yield AnswerSet(edition.id, {name: value for name, value in high.items() if name != question.id}, parent)
    yield AnswerSet(edition.id, {name: value for name, value in high.items() if name != MISSION}, parent)


def patchwork(
    name: str, rng: random.Random, styles: tuple[str, ...] = STYLES, place: int | None = None, gaps: float = 0
) -> AnswerSet:
    """Return each topic answered in one of the styles, at `place` (None: anywhere) where a style singles one question out."""
    edition = edition_of(name)
    answers: dict[str, Any] = {}
    junk: dict[str, Any] = {}
    if MISSION in edition.questions and rng.random() < 0.75:
        answers[MISSION] = rng.choice(("service", "policy"))
    returned = [oracle.random_answers(name, rng) for _ in range(3)]
    for topic in (topic for topic in edition.topics.values() if topic.questions):
        style = "blank" if rng.random() < gaps else rng.choice(styles)
        if styles is STYLES and isinstance(topic.rule, Growth | WeightedLimits) and rng.random() < 0.6:
            style = "figures"
        odd = rng.choice(topic.questions) if place is None else topic.questions[place % len(topic.questions)]
        drawn = _drawn(topic, rng, style, odd, rng.choice(returned))
        if "junk" in style:
            drawn.pop(odd.id, None)
            junk[odd.id] = rng.choice(not_answers(odd))
        answers |= drawn
    for part, whole in shares(edition):
        if {part, whole} <= set(answers) and edition.questions[part].required == "always" and rng.random() < 0.6:
            answers |= _share(part, whole, rng)
    if rng.random() < 0.5:
        blank = [question for question in edition.questions.values() if question.id not in answers]
        junk |= {question.id: rng.choice(not_answers(question)) for question in blank if rng.random() < 0.15}
    parent = None
    if name == oracle.PROVINCE and rng.random() < 0.5:
        parent = patchwork(oracle.DEPARTMENT, rng).answers
    return AnswerSet(name, answers, parent, junk)


def _drawn(topic: Topic, rng: random.Random, style: str, odd: Question, returned: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to one topic; `odd` is the question that some styles single out, `returned` a whole set to take from."""
    questions = topic.questions
    match style:
        case "blank":
            return {}
        case "alone":
            return {odd.id: rng.choice((extreme(odd, 1), *_edges(odd)))}
        case "all but one" | "one junk":
            return {q.id: extreme(q, 1) for q in questions if q is not odd}
        case "one yes" | "one no":
            # gates stay open, so that what they gate is asked
            gates, yes = _gates(topic), style == "one yes"
            return {q.id: extreme(q, (q is odd) == yes or (q.id in gates and q is not odd)) for q in questions}
        case "high" | "low":
            return {q.id: extreme(q, style == "high") for q in questions}
        case "ladder" | "one junk, gates closed":
            cut = rng.randint(0, len(questions)) if style == "ladder" else 0
            return {q.id: extreme(q, place < cut) for place, q in enumerate(questions)}
        case "figures" if isinstance(topic.rule, Growth):
            return _services(topic.rule, rng)
        case "figures" if isinstance(topic.rule, WeightedLimits):
            return _weighted(topic.rule, rng)
        case "as returned":
            return {q.id: returned[q.id] for q in questions if returned.get(q.id) is not None}
        case "count":
            chosen = set(rng.sample(range(len(questions)), rng.randint(0, len(questions))))
            return {q.id: place in chosen if q.type == "yes_no" else rng.choice(_edges(q)) for place, q in enumerate(questions)}
        case _:
            return {
                q.id: rng.random() < _FEW[style] if q.type == "yes_no" else rng.choice(_edges(q))
                for q in questions if rng.random() < 0.97
            }


def _gates(topic: Topic) -> set[str]:
    return {use.question for q in topic.questions if q.asked_when is not None for use in q.asked_when.uses()}


def _services(rule: Growth, rng: random.Random) -> dict[str, Any]:
    """Services of which each one's figures decide: both shares next to each other, or next to a mark."""
    scale = rng.choice((1, 1, 1, 7, 33_333, 100_000, 1_234_567))
    share = rng.choice((*rule.below, *rule.below, Fraction(1), Fraction(rng.randint(0, 10), 10)))
    before = rng.choice((share, share, Fraction(0), Fraction(rng.randint(0, 10), 10)))
    same = rng.random() < 0.25  # the same share in both years, to the last transaction or but for one
    stated = rng.choice((1, 1, 2, len(rule.services), len(rule.services), len(rule.services)))
    answers: dict[str, Any] = {}
    for service in rng.sample(rule.services, min(stated, len(rule.services))):
        total, old_total = (rng.randint(0, 9) * scale + rng.choice((0, 0, rng.randint(0, scale))) for _ in range(2))
        digital, old_digital = (
            min(whole, max(0, int(whole * part) + rng.choice((-1, 0, 0, 1)))) for whole, part in ((total, share), (old_total, before))
        )
        if same:
            times = rng.choice((1, 1, 2, 3)) if scale <= 100_000 else 1
            total, digital = old_total * times, old_digital * times
        figures = (rng.choice(("บริการ", "e-Service")), old_total, old_digital, total, digital)
        fields = ("name", "prev_total", "prev_digital", "cur_total", "cur_digital")
        answers |= {f"{rule.prefix}.{service}.{field}": figure for field, figure in zip(fields, figures, strict=True)}
    if same and rng.random() < 0.5:
        name = rng.choice([name for name in answers if name.endswith("cur_digital")])
        answers[name] += int(answers[name] < answers[name.replace("digital", "total")])
    for name in rng.sample(sorted(answers), k=int(rng.random() < 0.1)):
        # one figure missing, or a digital one above its total
        if rng.random() < 0.5 or name.endswith(".name"):
            del answers[name]
        else:
            answers[name] += 1
    return answers


def _share(part: str, whole: str, rng: random.Random) -> dict[str, int]:
    """Return a part of a whole, at a limit that rules have or next to it."""
    total = 10 * rng.randint(0, 9) * rng.choice((1, 1, 10_000_000)) + rng.choice((0, 0, 1, 3))
    share = rng.choice((Fraction(1, 2), Fraction(4, 5), 1, Fraction(rng.randint(0, 10), 10)))
    return {whole: total, part: min(10 ** 9 - 1, max(0, int(total * share) + rng.choice((-1, 0, 0, 1))))}


#: Numbers of staff whose sample lies next to the half between two whole numbers.
_HALVES = [n for n in range(1, 900) if Fraction(2, 5) <= Fraction(3841 * n, 10 * n + 3831) % 1 < Fraction(3, 5)]
_STEPS = tuple(sign * Fraction(1, 10**digits) for digits in (0, 1, 2, 6, 8) for sign in (-1, 1))


def _weighted(rule: WeightedLimits, rng: random.Random) -> dict[str, Any]:
    """Return figures whose weighted mean is at a limit of the rule or next to it."""
    staff = rng.choice((1, 2, 3, 10, 50, 384, 1000, 5000, 999_999_999, rng.randint(1, 9999), *rng.sample(_HALVES, 8)))
    sample = oracle.sample_size(Fraction(staff))
    takers = max(1, rng.choice((1, sample // 2, sample - 1, sample, sample, sample + 1, staff)))
    exact = rng.choice(rule.upto) * sample / min(takers, sample)
    near = min(Fraction(100), max(Fraction(0), round(exact, 2) + rng.choice((Fraction(0), Fraction(0), *_STEPS))))
    figures = {rule.mean: _printed(near), rule.takers: takers, rule.staff: staff}
    for name in rng.sample(list(figures), k=rng.choice((0, 0, 0, 1, 2))):
        del figures[name]
    return figures


def extreme(question: Question, high: bool | int) -> Any:
    """Return the highest, or the lowest, answer to a question."""
    match question.type:
        case "yes_no":
            return bool(high)
        case "choice":
            return question.choices[-1 if high else 0].key
        case "text":
            return "บริการ"
        case _:
            top = question.maximum if question.maximum is not None else Fraction(1000)
            return _printed(top if high else question.minimum or Fraction(0))


@cache
def _edges(question: Question) -> tuple[Any, ...]:
    """Answers at the edges of what a question takes, and some between."""
    match question.type:
        case "yes_no":
            return True, False
        case "choice":
            return tuple(choice.key for choice in question.choices)
        case "text":
            return "บริการ", "x", "\u00a0y "
    low = question.minimum or Fraction(0)
    high = question.maximum if question.maximum is not None else Fraction(1000)
    inner = [low + n for n in range(11)] + [Fraction(n) for n in (19_999, 99_999, 100_000, 100_001, 299_999)]
    if question.type == "number":
        inner += [low + (high - low) * Fraction(n, 100) for n in (1, 25, 50, 75, 99)]
        # a difference in the last decimal that a sheet is asked to tell
        inner += [low + (high - low) * Fraction(n, 100) + Fraction(k, 10**8) for n in (25, 50, 75) for k in (-1, 1)]
    return tuple(_printed(value) for value in dict.fromkeys((low, *inner, high - 1, high)) if low <= value <= high)


def _printed(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


@cache
def not_answers(question: Question) -> tuple[Any, ...]:
    """Return what people type into the question's cell that is no answer to it."""
    spaces = (" ", "\u00a0 ")
    match question.type:
        case "yes_no":
            return "n/a", "ใช", 1, "-", *spaces
        case "choice":
            # a sheet looks up * and ? as any letters
            return "n/a", question.choices[0].label.th + "?", "*", 1, *spaces
        case "text":
            return spaces
    bounds = [question.minimum - 1] if question.minimum is not None else []
    bounds += [question.maximum + 1] if question.maximum is not None else []
    if question.type == "integer":
        bounds += [Fraction(1, 2), Fraction(5, 2)]
    return ("n/a", "12 ราย", *spaces, *map(_printed, bounds))
