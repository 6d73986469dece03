"""The sheets of pillars: lists, limits of numbers, and texts that fit where they are shown."""

from __future__ import annotations

import re

import pytest
from openpyxl.utils import get_column_letter

from dgmm_excel import load_edition
from dgmm_excel.authoring.style import height, widths
from dgmm_excel.form.layout import LAST, layout
from dgmm_excel.form.pillar import _said_of
from dgmm_excel.model.edition import Question
from dgmm_excel.model.measures import MARKS
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


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_a_rule_of_colours_stays_in_one_column_and_follows_its_row(name: str, lang: Lang) -> None:
    """Programs take a rule's formula from different cells where its cells are scattered over columns."""
    form, workbook = layout(load_edition(name), lang), opened(name, lang)
    for plan in form.pillars:
        beside: dict[str, list[str]] = {}
        for area in workbook[plan.title].conditional_formatting:
            ranges = list(area.sqref.ranges)
            for one in area.rules:
                if not str(one.formula[0]).startswith("OR(MAX("):
                    continue
                assert len({(part.min_col, part.max_col) for part in ranges}) == 1, area.sqref
                row = min(part.min_row for part in ranges)
                assert set(re.findall(r"\$[A-Z]+(\d+)", str(one.formula[0]))) == {str(row)}
                for part in ranges:
                    for line in range(part.min_row, part.max_row + 1):
                        beside.setdefault(f"{get_column_letter(part.min_col)}{line}", []).append(str(one.formula[0]))
        asked = {line.says for line in plan.lines if line.kind == "question"}
        assert set(beside) == asked and {len(rules) for rules in beside.values()} == {2}  # what is wrong, what is missing


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_evidence_and_remarks_are_seen_as_fields(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for note, (sheet, cell) in layout(load_edition(name), lang).notes.items():
        field = workbook[sheet][cell]
        sides = field.border
        assert all(side.style == "thin" for side in (sides.left, sides.top, sides.bottom)), note
        assert str(field.offset(0, -1).value).startswith(phrase(f"form.{note.partition('.')[0]}", topic="")[lang]), note  # at its left


#: What may be beside an answer on a form that is right as it is.
_LASTING = ("not_asked", "not_counted", "missing")


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_the_words_beside_answers_have_room(name: str, lang: Lang) -> None:
    """On the screen all of them, up to the hidden columns; on paper those that may stay, up to the last column printed."""
    wide, one_line = widths("pillar"), height(("x", 99), name="small", bold=True)

    def fits(words: str, first: str, last: str) -> bool:
        room = sum(wide[chr(column)] for column in range(ord(first), ord(last) + 1)) - 1.5  # the indentation
        return height((words, room), name="small", bold=True) == one_line

    for line in (line for sheet in layout(load_edition(name), lang).pillars for line in sheet.lines if line.slots):
        column = line.says.rstrip("0123456789")
        for mark in MARKS:
            words = _said_of(mark, line)[lang] if mark != "fine" else ""
            assert fits(words, column, "J"), words
            assert mark not in _LASTING or fits(words, column, LAST), words
