"""The next steps of an agency: for the whole and each pillar the fewest answers that would lift its level, and in words.

They are the fewest by the criteria, no advice on policy: what an answer takes is weighed only as far as the edition weighs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from dgmm_excel.intake.answer_words import about_question, answer_in_words
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.advise import Advisor, weighed
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.text import Lang, said


class Lift(NamedTuple):
    """What lifts the whole or a pillar, by its `code`, to the next level or a higher one.

    `changes` has the new answer of each question to change in the order of the form, and is empty where no answers lift it;
    `cost` is what they weigh as the edition weighs them (else their number), `proven` is whether nothing that costs less does.
    """

    code: str
    changes: Mapping[str, Answer]
    cost: int
    proven: bool


#: What finds what lifts an assessment.
LiftsOf = Callable[[Assessment], "tuple[Lift, ...]"]


def lifts_of(of: Assessment) -> tuple[Lift, ...]:
    """Return what lifts the whole, then each pillar; those left out have no level, or the highest there is."""
    return tuple(_lifts(of))


def step_codes(edition: Edition) -> tuple[str, ...]:
    """Return the ids that next steps are told of: the whole, then each pillar."""
    return "overall", *(pillar.id for pillar in edition.pillars)


def _lifts(of: Assessment) -> Iterator[Lift]:
    advisor = Advisor(of)
    for code in step_codes(of.edition):
        level = of[code].level
        if level is not None and level < of.edition.scale[-1]:
            found = advisor.advise(code)
            changes = {} if found is None else found.changes
            in_order = {name: changes[name] for name in of.edition.questions if name in changes}
            yield Lift(code, in_order, 0 if found is None else found.cost, found is not None and found.proven)


# -- in words --------------------------------------------------------------------------------------


class StepAnswer(NamedTuple):
    """An answer to change, in words: the topic of its question and the question with its number, how it is, how it would be."""

    topic: str
    question: str
    now: str
    then: str


class NextStep(NamedTuple):
    """The next step of the whole or of a pillar, by its `code`, from its `level` on.

    `says` is a sentence or more: what the answers give, what they weigh where the edition weighs them, and whether fewer might
    do; or that nothing lifts it. `answers` are the answers to change, by question.
    """

    code: str
    level: int
    says: str
    answers: Mapping[str, StepAnswer]


def next_steps(of: Assessment, lang: Lang, lifts: LiftsOf = lifts_of) -> tuple[NextStep, ...]:
    """Return the next steps in words, of each id that `lifts` returns."""
    return tuple(_step(of, lift, lang) for lift in lifts(of))


def _step(of: Assessment, lift: Lift, lang: Lang) -> NextStep:
    level = of.level_at(lift.code)
    assert level is not None
    answers = {name: _answer(of, name, answer, lang) for name, answer in lift.changes.items()}
    return NextStep(lift.code, level, _says(of.edition, lift, level + 1, lang), answers)


def _says(edition: Edition, lift: Lift, level: int, lang: Lang) -> str:
    if not lift.changes:
        return said("steps.none", lang)
    gives = said("steps.lifts", lang, count=len(lift.changes), level=level, highest=level == edition.scale[-1])
    if weighed(edition):
        doubt = "advice.lightest" if lift.proven else "advice.maybe_lighter"
        return " ".join((gives, said("advice.effort", lang, cost=lift.cost), said(doubt, lang)))
    return " ".join((gives, said("advice.proven" if lift.proven else "advice.tried", lang)))


def _answer(of: Assessment, name: str, new: Answer, lang: Lang) -> StepAnswer:
    question, old = of.edition.questions[name], of.answers.values.get(name)
    now = said("agency.blank", lang) if old is None else answer_in_words(question, old, lang)
    return StepAnswer(*about_question(of.edition, question, lang), now, answer_in_words(question, new, lang))
