"""Forms that were issued before words took several columns are read as they were.

`data/earlier-department-th.xlsx` is the blank form as it was issued then: each answer right next to its words, evidence and remark
each in a line.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dgmm_excel import load_edition, open_book
from dgmm_excel.intake.score import Scored
from dgmm_excel.intake.workbook import PlainWorkbook, workbook_of
from tests.support.filled_in import read
from tests.support.forms_read import ANSWERS, codes, read_grids, without_ids
from tests.support.returned import DEPARTMENT, OTHERS, Draft, others_in, typed
from tests.support.xml_book import XmlBook

FORM = Path(__file__).parent / "data" / "earlier-department-th.xlsx"
EVIDENCE = {"evidence.P1.1": "แผนดิจิทัล 2566", "evidence.P5.1": "ทะเบียนระบบ", "evidence.P5.2": "ผังการเชื่อมโยง"}
NOTES = EVIDENCE | {f"remark.{topic}": OTHERS for topic in others_in(load_edition(DEPARTMENT), ANSWERS)}


@cache
def issued() -> PlainWorkbook:
    return workbook_of(open_book(FORM))


def filled() -> XmlBook:
    """The form, filled in where its own names and ids say."""
    book, edition = XmlBook(FORM.read_bytes()), load_edition(DEPARTMENT)
    for name, value in ANSWERS.items():
        sheet, row, column = issued().names[name]
        book.page(sheet).put(row, column, typed(edition, "th", name, value))
    ids = {row[0]: (grid.name, number) for grid in issued().grids for number, row in enumerate(grid.rows, start=1) if row}
    for note, text in NOTES.items():
        sheet, row = ids[note]
        book.page(sheet).put(row, 4, text)
    return book


def as_values(data: bytes) -> list[Draft]:
    """The sheets copied into another workbook as values: no merges, no formulas, no names."""
    return [Draft(grid.name, [list(row) for row in grid.rows]) for grid in workbook_of(open_book(data)).grids]


def came_back(result: Scored) -> None:
    assert result.form.answers == ANSWERS
    assert {note.id: note.text for note in result.form.notes} == NOTES


def test_its_answers_are_right_next_to_their_words() -> None:
    columns = {column for name, (_, _, column) in issued().names.items() if name.startswith(("P1.1.", "P1.5."))}
    assert columns == {4}


def test_it_is_read_by_its_ids() -> None:
    result = read(filled().save())
    came_back(result)
    assert result.faults == ()
    assert (result.form.recognised.ids, result.form.recognised.confirmed) == (240, 240)


@pytest.mark.parametrize("names", [True, False])
@pytest.mark.parametrize("merged", [True, False])
def test_it_is_read_by_its_words(names: bool, merged: bool) -> None:
    book = filled()
    for title in book.titles:
        if not title.startswith("_"):
            book.remap(title, columns=lambda column: None if column == 1 else column - 1)
        if not merged:
            book.page(title).drop("mergeCells")
    if not names:
        book.drop_names()
    result = read(book.save())
    came_back(result)
    assert {fault.code for fault in result.faults} == {"DG206" if names else "DG207"}


def test_it_is_read_where_it_was_copied_as_values() -> None:
    returned = read_grids(without_ids(as_values(filled().save())))
    assert returned.answers == ANSWERS
    assert {note.id: note.text for note in returned.notes} == NOTES


@pytest.mark.parametrize("column", [3, 5, 9])
def test_an_answer_out_of_its_cell_is_told(column: int) -> None:
    """Over the words, beside the cell, in the last column."""
    grids = as_values(filled().save())
    sheet, row, right = issued().names["P1.1.03"]
    line = next(grid for grid in grids if grid.name == sheet).rows[row - 1]
    line[column - 1], line[right - 1] = "ใช่", None
    assert codes(read_grids(grids)) == [("DG110", "P1.1.03", f"D{row}")]
