"""Answers in hidden rows or columns are told once a sheet; blanks there, and what the form itself hides, are not."""

from __future__ import annotations

import random

import pytest

from dgmm_excel.intake.hidden_answers import answers_hidden
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.grid import Grid
from dgmm_excel.xlsx.hidden import Hidden
from tests.support.damage import draft
from tests.support.fault_files import faults_of, filled
from tests.support.forms import FORMS


def entry(number: int, value: bool | None, cell: str, sheet: str = "P1") -> Entry:
    return Entry(f"q{number}", "blank" if value is None else "accepted", value, value, sheet, cell)


def test_one_fault_a_sheet() -> None:
    entries = [entry(1, True, "D4"), entry(2, False, "D5"), entry(3, None, "D6"), entry(4, True, "H5", "P2"), entry(5, True, "D9", "P3")]
    grids = [Grid("P1", [], hidden=Hidden(frozenset({4, 5, 6}))), Grid("P2", [], hidden=Hidden(columns=(range(8, 9),))), Grid("P3", [])]
    told = [(fault.code, fault.sheet, fault.cell, fault.params) for fault in answers_hidden(entries, grids)]
    assert told == [("DG324", "P1", "D4", {"count": "2", "places": "D4, D5"}), ("DG324", "P2", "H5", {"count": "1", "places": "H5"})]


def test_many_are_counted_and_some_named() -> None:
    entries = [entry(number, True, f"D{number}") for number in range(1, 9)]
    (told,) = answers_hidden(entries, [Grid("P1", [], hidden=Hidden(columns=(range(4, 5),)))])
    assert told.params == {"count": "8", "places": "D1, D2, D3, D4, D5, …"}


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_what_the_form_hides_holds_no_answer(name: str, lang: Lang) -> None:
    made = draft(name, lang, random.Random(1))
    assert made.answered
    assert "DG324" not in {fault.code for fault in faults_of(made.save())}


def test_a_filtered_row_of_a_file_is_told_and_counts() -> None:
    made = filled()
    sheet, row, _ = made.places["P1.1.01"]
    made.book.page(sheet).rows[row].set("hidden", "1")
    (told,) = faults_of(made.save())
    assert (told.code, told.severity, told.sheet, told.cell) == ("DG324", "warning", *made.cell("P1.1.01"))


def test_a_hidden_sheet_of_a_file_is_told() -> None:
    made = filled()
    sheet = made.places["P1.1.01"][0]
    made.book.hide(sheet, "veryHidden")
    (told,) = faults_of(made.save())
    assert (told.code, told.sheet) == ("DG324", sheet)
    assert int(str(told.params["count"])) == sum(place[0] == sheet and name in made.given for name, place in made.places.items())
