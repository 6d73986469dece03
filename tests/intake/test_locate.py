"""Answers are found by the form's anchors, wherever they were moved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form import anchors
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.xlsx.a1 import address
from tests.support.answers_read import TEXT, YES_NO
from tests.support.returned import DEPARTMENT, PROVINCE, Draft, form_grids, some_answers, spot


def _renamed(grids: list[Draft]) -> list[Draft]:
    for number, grid in enumerate(grids):
        grid.rename(f"แผ่น {number}")
    return grids


def _reordered(grids: list[Draft]) -> list[Draft]:
    return [Draft("ของฉัน", [["บันทึก", 1]]), *reversed(grids), Draft("ว่าง", [])]


def _rows_inserted(grids: list[Draft]) -> list[Draft]:
    for grid in grids:
        grid.rows = [row for old in grid.rows for row in ([None, "แทรก"], old)]
    return grids


def _columns_inserted(grids: list[Draft]) -> list[Draft]:
    for grid in grids:
        # before the anchors, between their values and the answers, and after the first answer column
        grid.rows = [[None, "x", *row[:3], None, *row[3:4], "หมายเหตุ", *row[4:]] for row in grid.rows]
    return grids


def _rows_cut_short(grids: list[Draft]) -> list[Draft]:
    for grid in grids:
        for row in grid.rows:
            while row and row[-1] is None:
                row.pop()
    return grids


@pytest.mark.parametrize("change", [_renamed, _reordered, _rows_inserted, _columns_inserted, _rows_cut_short])
@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_answers_are_found_whatever_people_did(name: str, change: Callable[[list[Draft]], list[Draft]]) -> None:
    answers = some_answers(load_edition(name))
    returned = read_return(PlainWorkbook(change(form_grids(name, answers=answers))))
    assert returned.answers == answers
    assert returned.faults == ()
    assert set(returned.verified) == set(load_edition(name).ids)
    assert returned.agency_code == "0101"


def test_places_are_those_of_the_return_not_of_the_form() -> None:
    grids = _columns_inserted(_rows_inserted(form_grids(cells={YES_NO: "?"})))
    _, row, column = spot(form_grids(), YES_NO)
    entry = read_return(PlainWorkbook(grids)).entries[YES_NO]
    assert entry.cell == address(2 * row, column + (3 if column == 4 else 4))


def test_a_lost_row_of_markers_loses_its_questions_only() -> None:
    grids = form_grids()
    grid, row, _ = spot(grids, "P1.1.01")
    assert grid.rows[row - 2][0] == anchors.COLUMNS
    grid.rows[row - 2] = []
    lost = {fault.question for fault in read_return(PlainWorkbook(grids)).faults if fault.code == "DG107"}
    assert lost == {q.id for q in load_edition(DEPARTMENT).topics["P1.1"].questions}


def test_columns_copied_sideways_are_a_copy_too() -> None:
    grids = form_grids(cells={YES_NO: "ใช่"})
    grids[1].rows = [[*row, *row] for row in grids[1].rows]
    returned = read_return(PlainWorkbook(grids))
    assert (returned.answers, returned.faults) == ({YES_NO: True}, ())


def test_an_answer_that_looks_like_an_anchor_is_only_an_answer() -> None:
    answers = some_answers(load_edition(DEPARTMENT)) | {TEXT: anchors.FORM, "P4.4.2.name": anchors.COLUMNS}
    returned = read_return(PlainWorkbook(form_grids(answers=answers)))
    assert (returned.answers, returned.faults) == (answers, ())
