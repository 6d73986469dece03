"""Cells are recognised by ids, else by their words, which names confirm."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition
from dgmm_excel.intake.score import Scored
from tests.support.filled_in import filled_in
from tests.support.filled_in import read as scored_file
from tests.support.forms import EDITIONS
from tests.support.forms_read import ANSWERS, NAMES, PLACES, codes, read_grids, without_ids
from tests.support.returned import DEPARTMENT, file_grids, names_of, put, some_answers
from tests.support.xml_book import XmlBook


@pytest.mark.parametrize("name", EDITIONS)
def test_a_form_as_it_was_sent_is_recognised_for_certain(name: str) -> None:
    edition = load_edition(name)
    returned = read_grids(file_grids(name, answers=some_answers(edition)), names_of(name))
    count = len(edition.questions)
    assert (returned.recognised.ids, returned.recognised.confirmed, returned.recognised.surety) == (count, count, "certain")
    assert returned.faults == ()
    assert returned.answers == some_answers(edition)


def test_a_form_without_names_is_as_certain_but_unconfirmed() -> None:
    returned = read_grids(file_grids(answers=ANSWERS))
    assert (returned.recognised.ids, returned.recognised.confirmed, returned.recognised.surety) == (240, 0, "certain")
    assert returned.faults == ()


def test_names_that_point_elsewhere_change_nothing_and_are_noted() -> None:
    """One name apart: told for its answer. All names of a sheet apart: some program left them behind; told once."""
    one = read_grids(file_grids(answers=ANSWERS), NAMES | {"P1.1.03": ("P1 นโยบาย", 40, 4)})
    assert codes(one) == [("DG208", "P1.1.03", PLACES["P1.1.03"])]
    assert one.faults[0].params["place"] == "P1 นโยบาย!D40"
    assert one.answers == ANSWERS
    stale = {name: (sheet, row - 1, column) if sheet == "P2 ข้อมูล" else (sheet, row, column)
             for name, (sheet, row, column) in NAMES.items()}
    all_ = read_grids(file_grids(answers=ANSWERS), stale)
    assert [code for code, _, _ in codes(all_)] == ["DG208"]
    assert all_.answers == ANSWERS


def test_names_of_sheets_that_are_gone_say_nothing() -> None:
    grids = file_grids(answers=ANSWERS)
    for number, grid in enumerate(grids):
        grid.rename(f"แผ่น {number}")
    assert read_grids(grids, NAMES).faults == ()


def test_names_confirm_what_words_find() -> None:
    returned = read_grids(without_ids(file_grids(answers=ANSWERS)), NAMES)
    assert returned.answers == ANSWERS
    assert (returned.recognised.names, returned.recognised.surety) == (240, "sure")
    assert {code for code, _, _ in codes(returned)} == {"DG206", "DG307"}


def rearranged(*, names: bool) -> Scored:
    """A real form with answers, evidence and remarks everywhere: its ids deleted, a column inserted beside the words."""
    book = XmlBook(filled_in(DEPARTMENT))
    for title in book.titles:
        if not title.startswith("_"):
            book.remap(title, columns=lambda column: None if column == 1 else column - 1 if column < 4 else column)
    if not names:
        book.drop_names()
    return scored_file(book.save())


def test_a_column_inserted_beside_the_words_is_bridged_by_names_that_moved_along() -> None:
    before, after = scored_file(filled_in(DEPARTMENT)), rearranged(names=True)
    assert after.form.answers == before.form.answers
    assert {fault.code for fault in after.faults} == {"DG206", "DG307"}
    assert after.form.agency_code == "0101"
    notes = {note.id: note.text for note in before.form.notes}
    assert len(notes) > 60
    assert {note.id: note.text for note in after.form.notes} == notes


def test_a_column_inserted_beside_the_words_hides_no_answer_where_names_are_gone() -> None:
    """What stands under a heading is found; of the rest, what may be an answer is told; notes and agency are kept."""
    before, after = scored_file(filled_in(DEPARTMENT)), rearranged(names=False)
    for name, entry in after.form.entries.items():
        assert entry.state == "rejected" or entry.value == before.form.entries[name].value, name
    assert {fault.code for fault in after.faults} == {"DG207", "DG110", "DG307"}
    assert after.form.agency_code == "0101"
    assert {note.id: note.text for note in after.form.notes} == {note.id: note.text for note in before.form.notes}


def test_a_name_alone_is_never_believed() -> None:
    """The ids are gone and so are a question's words: its cell is lost, at the place that its name still gives."""
    grids = without_ids(file_grids(answers=ANSWERS))
    put(next(grid for grid in grids if grid.name == "P1 นโยบาย"), NAMES["P1.1.03"][1], 3, "ข้อความอื่น")
    returned = read_grids(grids, NAMES | {"P1.1.03": ("P1 นโยบาย", 12, 4)})
    entry = returned.entries["P1.1.03"]
    assert (entry.state, entry.value, entry.cell) == ("rejected", None, "D12")
    assert ("DG107", "P1.1.03", "D12") in codes(returned)
    assert returned.recognised.surety == "partial"


def test_only_what_is_lost_is_looked_for() -> None:
    """One sheet lost its ids; its answers alone are found by words."""
    grids = file_grids(answers=ANSWERS)
    without_ids([grid for grid in grids if grid.name == "P7 เทคโนโลยี"])
    returned = read_grids(grids, NAMES)
    lost = [name for name in load_edition(DEPARTMENT).questions if name.startswith("P7.")]
    assert [q for _, q, _ in codes(returned)] == lost
    assert returned.recognised.names == len(lost)
    assert returned.answers == ANSWERS
