"""The layout of a form: every question has its cell, and is found again by anchors alone."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.layout import places
from dgmm_excel.text import Lang
from tests.support.form_cells import all_notes, by_anchors, target
from tests.support.forms import FORMS, opened


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_an_answer_s_name_stands_where_its_place_is(name: str, lang: Lang) -> None:
    edition, workbook = load_edition(name), opened(name, lang)
    where = places(edition, lang)
    assert list(where) == list(edition.questions)
    assert {question: target(workbook, f"answer.{question}") for question in where} == where


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_answer_is_found_by_its_anchors_alone(name: str, lang: Lang) -> None:
    """Hidden columns and rows tell which question is where: no fixed place is needed to read a form back."""
    edition, workbook = load_edition(name), opened(name, lang)
    found, notes, verified = by_anchors(edition, workbook)
    assert found == places(edition, lang)
    assert sorted(notes) == sorted(all_notes(edition))
    assert verified == {code: target(workbook, f"verified.{code}") for code in edition.ids}
