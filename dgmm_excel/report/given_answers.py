"""The answers of an agency to one topic, as people read them: each item by its printed number and its words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from dgmm_excel.form.layout import printed_numbers
from dgmm_excel.intake.answer_words import answer_in_words, shortened
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.report.outcome import AnswerCell
from dgmm_excel.text import Lang, said

#: `yes` and `no` of a question that asks for these, `given` any other answer, `blank` an asked question without an answer,
#: `unusable` an answer that could not be used, `unasked` one to a question that is not asked.
Standing = Literal["yes", "no", "given", "blank", "unusable", "unasked"]


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The answer to one question, in words. `number` is the one that the form prints, `under` the heading of its column."""

    number: str
    under: str
    text: str
    answer: str
    standing: Standing


def given_answers(
    topic: Topic, edition: Edition, cells: Mapping[str, AnswerCell], asked: Mapping[str, int], missing: Collection[str],
    lang: Lang,
) -> tuple[GivenAnswer, ...]:
    """Return the answers to a topic in the order of the form, without questions that nobody has to answer and nobody did.

    `cells` are all answer cells by question, `asked` is whether a question is asked, `missing` are the questions left open.
    """
    found = (_given(question, cells.get(question.id), bool(asked[question.id]), question.id in missing, lang)
             for question in topic.questions)
    return tuple(_numbered(edition, question, *one, lang) for question, one in zip(topic.questions, found, strict=True) if one)


def _given(
    question: Question, cell: AnswerCell | None, asked: bool, missing: bool, lang: Lang
) -> tuple[str, Standing] | None:
    """Return the answer in words and how it stands; None if there is nothing to say."""
    if cell is not None and cell.state == "rejected":
        return said("agency.unusable", lang, text=shortened(str(cell.value or ""), lang)), "unusable"
    if cell is None or cell.value is None:
        return (said("agency.blank", lang), "blank") if missing else None
    words = answer_in_words(question, cell.value, lang)
    if not asked:
        return said("agency.unasked", lang, text=words), "unasked"
    return words, "given" if question.type != "yes_no" else "yes" if cell.value else "no"


def _numbered(edition: Edition, question: Question, answer: str, standing: Standing, lang: Lang) -> GivenAnswer:
    printed = printed_numbers(edition).get(question.id)
    number, under = ("", None) if printed is None else printed
    return GivenAnswer(number, under[lang] if under else "", question.text[lang], answer, standing)
