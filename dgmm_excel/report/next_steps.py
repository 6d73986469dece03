"""The next steps of an agency: for the whole and each pillar the fewest answers that would lift its level, in words.

They are the fewest by the criteria, no advice on policy: what an answer takes is weighed only as far as the edition weighs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.finding_words import about_question
from dgmm_excel.report.given_answers import answer_in_words
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.scoring.advise import Advice, Advisor, weighed
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.text import Lang, said


class StepAnswer(NamedTuple):
    """An answer to change, in words: the topic of its question and the question with its number, how it is, how it would be."""

    topic: str
    question: str
    now: str
    then: str


class NextStep(NamedTuple):
    """What lifts the whole or a pillar, by its `code`, from its level to the next or a higher one.

    `answers` are the answers to change, none where no answers lift it; `effort` is what they weigh, 0 where the edition does
    not weigh them; `proven`: nothing less does.
    """

    code: str
    level: int
    to: int
    answers: tuple[StepAnswer, ...]
    effort: int
    proven: bool


#: What finds the next steps of an agency in a language.
StepsOf = Callable[[Outcome, Lang], tuple[NextStep, ...]]


def steps_of(one: Outcome, lang: Lang) -> tuple[NextStep, ...]:
    """Return the next steps from an agency's official result; none if it has no result."""
    details = one.details()
    official = details.verified or details.assessment
    return () if official is None else next_steps(official, lang)


def next_steps(of: Assessment, lang: Lang) -> tuple[NextStep, ...]:
    """Return the steps for the whole, then for each pillar; those left out have no level, or the highest there is."""
    return tuple(_steps(of, lang))


def _steps(of: Assessment, lang: Lang) -> Iterator[NextStep]:
    advisor, highest, weighs = Advisor(of), of.edition.scale[-1], weighed(of.edition)
    for code in ("overall", *(pillar.id for pillar in of.edition.pillars)):
        level = of[code].level
        if level is not None and level < highest:
            found = advisor.advise(code)
            answers = () if found is None else tuple(_answers(of, found, lang))
            yield NextStep(code, level, level + 1, answers, 0 if found is None or not weighs else found.cost,
                           found is not None and found.proven)


def _answers(of: Assessment, found: Advice, lang: Lang) -> Iterator[StepAnswer]:
    """Yield the answers to change in the order of the form."""
    for name, question in of.edition.questions.items():
        if name in found.changes:
            topic, words = about_question(of.edition, question, lang)
            now, then = (_said(of.edition, name, answer, lang) for answer in (of.answers.values.get(name), found.changes[name]))
            yield StepAnswer(topic, words, now, then)


def _said(edition: Edition, name: str, answer: Answer | None, lang: Lang) -> str:
    return said("agency.blank", lang) if answer is None else answer_in_words(edition.questions[name], answer, lang)
