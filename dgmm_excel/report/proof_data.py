"""A proof of an edition as data, and its witnesses in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dgmm_excel.intake.answer_words import answer_in_words
from dgmm_excel.model.edition import Edition
from dgmm_excel.proving.proof import Found, Proof, Property
from dgmm_excel.proving.subject import Witness
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.text import Lang, said


def as_json(proof: Proof) -> dict[str, Any]:
    """Return a proof as `dgmm prove --json` prints it."""
    return {
        "edition": proof.edition.id, "holds": proof.holds, "answer_sets": proof.sets, "free_texts": proof.free,
        "properties": {name: _property(one) for name, one in proof.properties.items()},
    }


def _property(of: Property) -> dict[str, Any]:
    return {
        "holds": of.holds, "subjects": of.subjects, "cases": of.cases,
        "flaws": [_found(one) for one in of.flaws], "exceptions": [_found(one) for one in of.exceptions],
        "witnesses": [_witness(one) for one in of.witnesses],
    }


def _found(one: Found) -> dict[str, Any]:
    return {
        "kind": one.kind, "id": one.id, "words": {"th": one.words.th, "en": one.words.en}, "where": one.where or None,
        "witness": None if one.witness is None else _witness(one.witness),
    }


def _witness(of: Witness) -> dict[str, Any]:
    found: dict[str, Any] = {"id": of.topic, "level": of.level, "answers": _plain(of.answers)}
    if of.before is not None:
        found |= {"question": of.question, "level_before": of.level_before, "before": _plain(of.before)}
    return found


def _plain(answers: Mapping[str, Answer]) -> dict[str, Any]:
    return {name: _number(answer) if isinstance(answer, Fraction) else answer for name, answer in answers.items()}


def _number(answer: Fraction) -> int | float:
    return answer.numerator if answer.denominator == 1 else float(answer)


# -- in words --------------------------------------------------------------------------------------


def answers_in_words(edition: Edition, answers: Mapping[str, Answer], lang: Lang, without: str = "") -> str:
    """Return answers in one line; items that are not done are left out, and the question `without`."""
    shown = [f"{name} {_answer(edition, name, answer, lang)}" for name, answer in answers.items()
             if name != without and answer is not False]
    return ", ".join(shown) or said("proof.nothing", lang)


def _answer(edition: Edition, name: str, answer: Answer, lang: Lang) -> str:
    return answer_in_words(edition.questions[name], answer, lang)


def change_in_words(edition: Edition, of: Witness, lang: Lang) -> str:
    """Return the change of one answer that a witness shows, the levels before and after, and the other answers."""
    assert of.before is not None
    before, after = (_answer(edition, of.question, one[of.question], lang) if of.question in one else said("advice.blank", lang)
                     for one in (of.before, of.answers))
    return said("proof.change", lang, question=of.question, before=before, after=after, level_before=of.level_before,
                level=of.level, others=answers_in_words(edition, of.answers, lang, without=of.question))


def witness_in_words(edition: Edition, of: Witness, lang: Lang) -> str:
    """Return what a witness shows, in one line."""
    if of.before is not None:
        return change_in_words(edition, of, lang)
    level = "–" if of.level is None else of.level
    return said("proof.at_level", lang, level=level, answers=answers_in_words(edition, of.answers, lang))
