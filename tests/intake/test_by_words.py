"""Answers found by the words beside them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.layout import layout
from dgmm_excel.intake.by_words import Block, FormLine, Wording, cells_by_words
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.text import Lang
from tests.support.forms import FORMS
from tests.support.forms_read import ANSWERS, NAMES, PLACES, codes, read_grids, without_ids
from tests.support.returned import DEPARTMENT, OTHERS, Draft, at, file_grids, others_in, put, some_answers


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
    sheet, cell = layout(load_edition(DEPARTMENT), "th").notes["evidence.P1.1"]
    put(by_name[sheet], *at(cell), "แผนดิจิทัล 2566")
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
    row = NAMES["P1.1.03"][1]
    put(sheet, row + 1, 3, sheet.rows[row - 1][2])
    assert ("DG107", "P1.1.03", PLACES["P1.1.03"]) in codes(read_grids(grids))


#: Two questions in a topic; their words are drawn over the columns C to F and C to E, with a unit in G; a choice beside C alone;
#: evidence and remark in one line.
ROOMY = Wording((Block((("t1", "topic", "level"),), (
    FormLine("first", "1", (("T1.1", ""),), room=4), FormLine("second", "2", (("T1.2", ""),), room=3),
    FormLine("choose", "3", (("T1.3", ""),)),
    FormLine("evidence", "", (("evidence.T1", ""),)), FormLine("remark", "", (("remark.T1", ""),)),
)),), {})
MERGED = {(row, column): (row, 3) for row, last in ((2, 6), (3, 5)) for column in range(4, last + 1)}


def roomy_sheet(first: object = "yes", second: object = 7) -> Draft:
    """The sheet that `ROOMY` words, from its hidden column of ids on."""
    return Draft("s", [
        [None, "T1", "Topic", None, None, "Level", 3],
        [None, 1, "First", None, None, None, first, "says"],
        [None, 2, "Second", None, None, second, "people", "says"],
        [None, 3, "Choose", "any", None, None, None, "says"],
        [None, "Evidence", "a link", None, None, "Remark", "none"],
    ], formulas={(row, 8) for row in (2, 3, 4)} | {(1, 7)}, covered=MERGED)


def near_sheet(first: object = "yes", second: object = 7) -> Draft:
    """The same in a form of the earlier layout: nothing merged, answers right next to the words."""
    return Draft("s", [
        [None, "T1", "Topic", None, None, None, "Level", 3],
        [None, 1, "First", first, "says"],
        [None, 2, "Second", second, "people", "says"],
        [None, 3, "Choose", "any", None, None, None, None, "says"],
        [None, None, "Evidence", "a link"],
        [None, None, "Remark", "none"],
    ], formulas={(2, 5), (3, 6), (4, 9), (1, 8)})


def pasted(sheet: Draft) -> Draft:
    """The sheet as values in another workbook: no merges, no formulas."""
    return Draft(sheet.name, sheet.rows)


def found_in(sheet: Draft) -> dict[str, str]:
    cells = cells_by_words([sheet], ROOMY)
    assert all(len(one) == 1 for one in cells.values())
    return {name: one[0].address for name, one in cells.items()}


ROOMY_CELLS = {"T1.1": "G2", "T1.2": "F3", "T1.3": "D4", "evidence.T1": "C5", "remark.T1": "G5"}
NEAR_CELLS = {"T1.1": "D2", "T1.2": "D3", "T1.3": "D4", "evidence.T1": "D5", "remark.T1": "D6"}


@pytest.mark.parametrize("first, second", [("yes", 7), ("yes", None), (None, 7), (None, None)])
def test_answers_are_right_of_the_room_that_words_take(first: str | None, second: int | None) -> None:
    """Words merged over several columns, the merges undone, the whole pasted as values: the answers stay where they were."""
    sheet = roomy_sheet(first, second)
    assert found_in(sheet) == ROOMY_CELLS
    assert found_in(Draft("s", sheet.rows, formulas=sheet.formulas)) == ROOMY_CELLS
    assert found_in(pasted(sheet)) == ROOMY_CELLS


@pytest.mark.parametrize("first, second", [("yes", 7), ("yes", None), (None, 7), (None, None)])
def test_forms_of_the_earlier_layout_have_their_answers_next_to_the_words(first: str | None, second: int | None) -> None:
    """Also where somebody merged the words with the answer beside them, and as values."""
    sheet = near_sheet(first, second)
    assert found_in(sheet) == NEAR_CELLS
    assert found_in(pasted(sheet)) == NEAR_CELLS
    assert found_in(Draft("s", sheet.rows, formulas=sheet.formulas, covered={(2, 4): (2, 3)})) == NEAR_CELLS


def test_columns_inserted_into_merged_words_move_the_answers_along() -> None:
    sheet = roomy_sheet()
    wide = Draft("s", [[*row[:4], None, *row[4:]] for row in sheet.rows],
                 covered={(row, column): (row, 3) for row, last in ((2, 7), (3, 6)) for column in range(4, last + 1)})
    assert found_in(wide) == {"T1.1": "H2", "T1.2": "G3", "T1.3": "D4", "evidence.T1": "C5", "remark.T1": "H5"}


def test_where_all_blank_columns_were_deleted_answers_are_next_to_the_words() -> None:
    sheet = pasted(roomy_sheet())
    del sheet.rows[3:]
    for column in (6, 5, 4):
        for row in sheet.rows:
            if row[column - 1] is None:
                del row[column - 1]
    assert found_in(sheet) == {"T1.1": "D2", "T1.2": "D3"}


def test_most_lines_tell_where_answers_stand() -> None:
    """One answer typed right next to the words, where a merge was undone, does not move the others."""
    rows = [[None, "T1", "Topic", None, None, "Level"]]
    words = [FormLine(f"q{place}", "", ((f"T1.{place}", ""),), room=4) for place in range(4)]
    rows += [[None, None, f"Q{place}", None, None, None, "yes"] for place in range(3)] + [[None, None, "Q3", "yes"]]
    found = cells_by_words([Draft("s", rows)], Wording((Block((("t1", "topic", "level"),), tuple(words)),), {}))
    assert [found[f"T1.{place}"][0].column for place in range(4)] == [7, 7, 7, 7]


def test_a_blank_note_does_not_take_what_is_right_of_the_next_words() -> None:
    """Evidence and remark in one line; the evidence is blank."""
    sheet = roomy_sheet()
    sheet.rows[4] = [None, "Evidence", None, None, None, "Remark", "none"]
    assert found_in(sheet)["evidence.T1"] == "C5"
    sheet.rows[4] = [None, "Evidence", None, "a link", None, "Remark"]
    assert (found_in(sheet)["evidence.T1"], found_in(sheet)["remark.T1"]) == ("D5", "G5")
