"""Answers found by the words beside them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dgmm_excel import load_edition
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.text import Lang
from tests.support.forms import FORMS
from tests.support.forms_read import ANSWERS, codes, read_grids, without_ids
from tests.support.returned import DEPARTMENT, OTHERS, Draft, file_grids, others_in, put, some_answers


def entry_places(grids: Sequence[Draft]) -> dict[str, str | None]:
    return {name: entry.cell for name, entry in read_return(PlainWorkbook(grids)).entries.items()}


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_answer_is_found_by_its_words_alone(name: str, lang: Lang) -> None:
    """The column of ids is gone from every sheet, the rows of markers too; cover, language and edition are told by words."""
    edition = load_edition(name)
    answers = some_answers(edition)
    intact = file_grids(name, lang, answers)
    returned = read_grids(without_ids(file_grids(name, lang, answers)))
    assert returned.edition is edition
    assert returned.lang == lang
    assert returned.answers == answers
    assert {q: entry.cell for q, entry in returned.entries.items()} == entry_places(intact)
    assert (returned.recognised.texts, returned.recognised.lost, returned.recognised.surety) == (len(edition.questions), 0, "sure")
    assert {code for code, _, _ in codes(returned)} == {"DG207", "DG307"}
    assert [q for code, q, _ in codes(returned) if code == "DG207"] == list(answers)
    assert (returned.agency_code, returned.agency_name) == ("0101", "กรมตัวอย่าง")


def test_notes_and_contacts_are_found_by_words_too() -> None:
    grids = file_grids(answers=ANSWERS)
    by_name = {grid.name: grid for grid in grids}
    put(by_name["P1 นโยบาย"], 21, 4, "แผนดิจิทัล 2566")
    put(by_name["ปก"], 36, 5, "นางสาวทดสอบ")
    expected = {note.id: note.text for note in read_grids(grids).notes}
    named = {f"remark.{topic}": OTHERS for topic in others_in(load_edition(DEPARTMENT), ANSWERS)}
    assert expected == {"evidence.P1.1": "แผนดิจิทัล 2566", "approver.name": "นางสาวทดสอบ"} | named
    assert {note.id: note.text for note in read_grids(without_ids(grids)).notes} == expected


def test_ids_moved_behind_the_answers_are_gone_but_their_words_are_not() -> None:
    """The hidden column cut out and inserted at the end; the facts beside it stay behind, and the cover tells whose form it is."""
    grids = file_grids(answers=ANSWERS)
    for grid in grids:
        wide = max(map(len, grid.rows))
        grid.rows = [[*row[1:], *[None] * (wide - len(row)), row[0]] for row in grid.rows]
    returned = read_grids(grids)
    assert returned.answers == ANSWERS
    assert {code for code, _, _ in codes(returned)} == {"DG207", "DG307"}
    assert (returned.agency_code, returned.disputed) == ("0101", False)


def test_words_that_stand_twice_lead_nowhere() -> None:
    grids = without_ids(file_grids(answers=ANSWERS))
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    put(sheet, 12, 3, sheet.rows[10][2])
    assert ("DG107", "P1.1.03", "D11") in codes(read_grids(grids))
