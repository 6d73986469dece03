"""The sheets of pillars: lists, limits of numbers, and texts that fit where they are shown."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model.edition import Question
from dgmm_excel.text import Lang, phrase
from tests.support.form_cells import rule
from tests.support.forms import FORMS, opened


def choices(question: Question, lang: Lang) -> list[str]:
    """What the list of the cell offers, in order."""
    if question.type == "yes_no":
        return [phrase("answer.yes")[lang], phrase("answer.no")[lang]]
    return [choice.label[lang] for choice in question.choices]


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_nothing_said_is_cut_off(name: str, lang: Lang) -> None:
    """What fits no prompt is said on the sheet, never cut: helps of questions within 255, errors whole."""
    edition = load_edition(name)
    for question in edition.questions.values():
        if question.help:
            assert len(question.help[lang]) <= 255, question.id
    for sheet in opened(name, lang):
        for one in sheet.data_validations.dataValidation:
            for text in (one.prompt, one.error, one.errorTitle):
                assert text is None or len(text) < 225, text


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_lists_offer_exactly_the_choices(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for question in load_edition(name).questions.values():
        if question.type not in ("yes_no", "choice"):
            continue
        one = rule(workbook, f"answer.{question.id}")
        assert one is not None, question.id
        assert (one.type, one.errorStyle, one.showErrorMessage) == ("list", "stop", True)
        assert not one.showDropDown  # which hides the arrow
        sheet, _, cells = str(one.formula1).rpartition("!")
        offered = [cell.value for row in workbook[sheet.strip("'")][cells.replace("$", "")] for cell in row]
        assert offered == choices(question, lang), question.id


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_numbers_are_held_within_their_limits(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for question in load_edition(name).questions.values():
        one = rule(workbook, f"answer.{question.id}")
        if question.type not in ("integer", "number"):
            assert one is None or one.type == "list"
            continue
        assert one is not None, question.id
        assert (one.type, one.errorStyle, one.showErrorMessage) == (
            "whole" if question.type == "integer" else "decimal", "stop", True)
        assert question.minimum is not None
        assert float(str(one.formula1)) == question.minimum
        assert question.maximum is not None
        assert one.operator == "between"
        assert float(str(one.formula2)) == question.maximum
