"""One returned form as it is, and with other answers: what its levels would be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from dgmm_excel.errors import AnswerError, Mistake, OutputError
from dgmm_excel.intake.judge import judge, judge_of
from dgmm_excel.model.edition import Question
from dgmm_excel.model.load import load_edition
from dgmm_excel.onefile import scored_file
from dgmm_excel.scoring.answers import Answer, Answers, Assessment
from dgmm_excel.scoring.evaluate import assess
from dgmm_excel.text import LANGS, phrase


def assessment_of(file: Path, edition: str = "") -> Assessment:
    """Return the assessment of a form, whose edition may be given by id or file.

    Raise OutputError if there is none, or nothing is answered, EditionError for an unknown edition or mistakes in it.
    """
    found = scored_file(file, load_edition(edition) if edition else None)
    if found is None or found.assessment is None:
        raise OutputError(str(phrase("what_if.no_form", file=file)))
    if found.assessment.blank:
        raise OutputError(str(phrase("what_if.blank", file=file)))
    return found.assessment


def known_id(of: Assessment, code: str) -> str:
    """Return an id of the edition, however its letters are written. Raise OutputError if it has none such."""
    found = next((one for one in of.edition.ids if one.casefold() == code.casefold()), None)
    if found is None:
        raise OutputError(str(phrase("lookup.no_code", code=code)))
    return found


def with_answers(of: Assessment, changes: Iterable[str]) -> Assessment:
    """Return the assessment with other answers, each written `question=answer`; nothing behind the sign leaves it blank.

    An answer is read as one in a form of either language; a choice may be its key. Raise AnswerError with every change that
    cannot be made.
    """
    values = dict(of.answers.values)
    mistakes = []
    for change in changes:
        name, sign, answer = (part.strip() for part in change.partition("="))
        question = of.edition.questions.get(name)
        if not sign:
            mistakes.append(Mistake(change, str(phrase("what_if.no_sign"))))
        elif question is None:
            mistakes.append(Mistake(name, str(phrase("lookup.no_code", code=name))))
        elif not answer:
            values.pop(name, None)
        elif (read := _read(question, answer)) is None:
            allowed = judge_of(question, "th").allowed
            mistakes.append(Mistake(name, str(phrase("what_if.no_answer", answer=answer, allowed=allowed))))
        else:
            values[name] = read
    if mistakes:
        raise AnswerError(str(phrase("what_if.headline")), mistakes)
    return assess(Answers(of.edition, values), of)


def _read(question: Question, text: str) -> Answer | None:
    """Return a text as an answer; None if it is none."""
    if text in {choice.key for choice in question.choices}:
        return text
    judged = (judge(question, lang, text) for lang in LANGS)
    return next((one.value for one in judged if one.state in ("accepted", "repaired")), None)


def moved(before: Assessment, after: Assessment) -> Mapping[str, tuple[int | None, int | None]]:
    """Return the level before and after of each id whose score is another, `overall` always."""
    return {code: (before[code].level, after[code].level) for code in before.edition.ids
            if code == "overall" or before[code].score != after[code].score}
