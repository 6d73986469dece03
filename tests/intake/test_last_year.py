"""Last year's answers in a return are never this year's: as issued, renamed, copied, and in forms without ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.form.anchors import LAST_YEAR
from dgmm_excel.form.layout import layout
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.intake.workbook import grids_of, workbook_of
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.grid import Grid
from tests.support.forms import SOME_FORMS, form
from tests.support.forms_read import NAMES, read_grids, without_ids
from tests.support.last_year import mixed_answers, with_last_year
from tests.support.returned import DEPARTMENT, Draft, file_grids, put

AGENCY = Agency("0101", "กรมตัวอย่าง", mission="service")
#: What this year's form is given: all else that could be read is last year's.
GIVEN = {"P1.1.01": True, "P2.7.training": "all", "G4.successes": 3}


@cache
def issued(name: str = DEPARTMENT, lang: Lang = "th") -> bytes:
    return with_last_year(name, lang, mixed_answers(load_edition(name)), AGENCY)


@cache
def _shown() -> Grid:
    title = layout(load_edition(DEPARTMENT), "th").last_year
    return next(grid for grid in grids_of(open_book(issued())) if grid.name == title)


def last_year() -> Draft:
    """Return the sheet of last year, which a test can change."""
    return Draft(_shown().name, [list(row) for row in _shown().rows])


def answered(returned: ReturnedForm) -> dict[str, object]:
    return {name: value for name, value in returned.answers.items() if name != "agency.mission"}


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_a_form_with_the_sheet_is_read_as_one_without(name: str, lang: Lang) -> None:
    ours, theirs = (replace(read_return(workbook_of(open_book(data))), modified=None)
                    for data in (issued(name, lang), form(name, lang, AGENCY)))
    assert ours == theirs and not answered(ours)


def renamed(own: list[Draft]) -> list[Draft]:
    shown = last_year()
    shown.rename("P1 สำรอง")
    return [shown, *own]


def copied(own: list[Draft]) -> list[Draft]:
    copy = last_year()
    copy.rename("ปีก่อน (2)")
    return [copy, last_year(), *own]


def with_rows_on_top(own: list[Draft]) -> list[Draft]:
    shown = last_year()
    shown.rows = [[None], [None, "ข้อมูลปีก่อนของกรม"], *shown.rows]
    return [*own, shown]


def form_without_ids(own: list[Draft]) -> list[Draft]:
    return [*without_ids(own), last_year()]


def all_without_ids(own: list[Draft]) -> list[Draft]:
    return without_ids([last_year(), *own])


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("change", [renamed, copied, with_rows_on_top, form_without_ids, all_without_ids])
def test_however_the_sheet_comes_back_nothing_on_it_is_an_answer(change: Callable[[list[Draft]], list[Draft]], named: bool) -> None:
    names = NAMES if named else None
    with_it, without = change(file_grids(answers=GIVEN)), file_grids(answers=GIVEN)
    theirs = without_ids(without) if "without_ids" in change.__name__ else without
    ours, alone = read_grids(with_it, names), read_grids(theirs, names)
    assert answered(ours) == answered(alone) and ours.faults == alone.faults
    assert answered(ours) == GIVEN


def test_answers_beside_the_mark_of_last_year_on_a_sheet_of_the_form_are_read() -> None:
    grids = file_grids(answers=GIVEN)
    for grid in grids:
        put(grid, 1, 20, LAST_YEAR)
    assert answered(read_grids(grids, NAMES)) == GIVEN
