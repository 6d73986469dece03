"""The layout of a form: every question has its cell, and is found again by anchors alone."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.layout import places, printed_numbers
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


def test_printed_numbers_are_those_before_the_questions() -> None:
    printed = printed_numbers(load_edition("dga-2566-department"))
    assert [printed[f"P1.3B.{item}"].number for item in ("01a", "01f", "02", "05")] == ["1.1", "1.6", "2", "5"]
    assert printed["P2.7.training"].number == "" and printed["P2.7.09"].number == "9"
    assert printed["P5.1C.dss"] == printed["P5.1.dss"] == ("7", None)  # side by side
    taught, measured = printed["P3.4.06.taught"], printed["P3.4.06.measured"]
    assert taught.number == measured.number == "6"
    assert (taught.under, measured.under) == tuple(
        load_edition("dga-2566-department").questions[f"P3.4.06.{column}"].column for column in ("taught", "measured"))
    turned = printed["P1.7.exchange.3"]  # the areas are the columns of this grid
    assert turned.number == "3" and turned.under is not None and turned.under.en == "Exchange of data"
