"""Answers are recognised by ids, else by their words, which names confirm; what may stand in the wrong place is rejected."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from unicodedata import normalize

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.anchors import seal
from dgmm_excel.form.layout import layout
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.intake.score import Scored
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.edition import MISSION
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.a1 import Location
from tests.support.filled_in import filled_in
from tests.support.filled_in import read as scored_file
from tests.support.forms import EDITIONS, FORMS
from tests.support.returned import DEPARTMENT, PROVINCE, Draft, file_grids, names_of, put, some_answers, spot
from tests.support.xml_book import XmlBook

NAMES = names_of()
ANSWERS = some_answers(load_edition(DEPARTMENT))


def read(grids: Sequence[Draft], names: dict[str, Location] | None = None, **extras: Any) -> ReturnedForm:
    return read_return(PlainWorkbook(grids, names or {}, **extras))


def codes(returned: ReturnedForm) -> list[tuple[str, str | None, str | None]]:
    """Code, question and cell of each fault."""
    return [(fault.code, fault.question, fault.cell) for fault in returned.faults]


def without_ids(grids: list[Draft]) -> list[Draft]:
    """The sheets after somebody deleted the hidden column of ids, and the hidden rows of markers with it."""
    for grid in grids:
        grid.rows = [[None, *row[1:]] if not str(row[0]).startswith("@") else [None] * len(row) for row in grid.rows]
    return grids


def entry_places(grids: Sequence[Draft]) -> dict[str, str | None]:
    return {name: entry.cell for name, entry in read_return(PlainWorkbook(grids)).entries.items()}


# -- by ids ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EDITIONS)
def test_a_form_as_it_was_sent_is_recognised_for_certain(name: str) -> None:
    edition = load_edition(name)
    returned = read(file_grids(name, answers=some_answers(edition)), names_of(name))
    count = len(edition.questions)
    assert (returned.recognised.ids, returned.recognised.confirmed, returned.recognised.surety) == (count, count, "certain")
    assert returned.faults == ()
    assert returned.answers == some_answers(edition)


def test_a_form_without_names_is_as_certain_but_unconfirmed() -> None:
    returned = read(file_grids(answers=ANSWERS))
    assert (returned.recognised.ids, returned.recognised.confirmed, returned.recognised.surety) == (240, 0, "certain")
    assert returned.faults == ()


def test_names_that_point_elsewhere_change_nothing_and_are_noted() -> None:
    """One name apart: told for its answer. All names of a sheet apart: some program left them behind; told once."""
    one = read(file_grids(answers=ANSWERS), NAMES | {"P1.1.03": ("P1 นโยบาย", 40, 4)})
    assert codes(one) == [("DG208", "P1.1.03", "D11")]
    assert one.faults[0].params["place"] == "P1 นโยบาย!D40"
    assert one.answers == ANSWERS
    stale = {name: (sheet, row - 1, column) if sheet == "P2 ข้อมูล" else (sheet, row, column)
             for name, (sheet, row, column) in NAMES.items()}
    all_ = read(file_grids(answers=ANSWERS), stale)
    assert [code for code, _, _ in codes(all_)] == ["DG208"]
    assert all_.answers == ANSWERS


def test_names_of_sheets_that_are_gone_say_nothing() -> None:
    grids = file_grids(answers=ANSWERS)
    for number, grid in enumerate(grids):
        grid.name = f"แผ่น {number}"
    assert read(grids, NAMES).faults == ()


# -- without ids -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_answer_is_found_by_its_words_alone(name: str, lang: Lang) -> None:
    """The column of ids is gone from every sheet, the rows of markers too; cover, language and edition are told by words."""
    edition = load_edition(name)
    answers = some_answers(edition)
    intact = file_grids(name, lang, answers)
    returned = read(without_ids(file_grids(name, lang, answers)))
    assert returned.edition is edition
    assert returned.lang == lang
    assert returned.answers == answers
    assert {q: entry.cell for q, entry in returned.entries.items()} == entry_places(intact)
    assert (returned.recognised.texts, returned.recognised.lost, returned.recognised.surety) == (len(edition.questions), 0, "sure")
    assert {code for code, _, _ in codes(returned)} == {"DG207", "DG307"}
    assert [q for code, q, _ in codes(returned) if code == "DG207"] == list(answers)
    assert (returned.agency_code, returned.agency_name) == ("0101", "กรมตัวอย่าง")


def test_names_confirm_what_words_find() -> None:
    returned = read(without_ids(file_grids(answers=ANSWERS)), NAMES)
    assert returned.answers == ANSWERS
    assert (returned.recognised.names, returned.recognised.surety) == (240, "sure")
    assert {code for code, _, _ in codes(returned)} == {"DG206", "DG307"}


def test_notes_and_contacts_are_found_by_words_too() -> None:
    grids = file_grids(answers=ANSWERS)
    by_name = {grid.name: grid for grid in grids}
    put(by_name["P1 นโยบาย"], 21, 4, "แผนดิจิทัล 2566")
    put(by_name["ปก"], 36, 5, "นางสาวทดสอบ")
    expected = {note.id: note.text for note in read(grids).notes}
    assert expected == {"evidence.P1.1": "แผนดิจิทัล 2566", "approver.name": "นางสาวทดสอบ"}
    assert {note.id: note.text for note in read(without_ids(grids)).notes} == expected


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


def test_ids_moved_behind_the_answers_are_gone_but_their_words_are_not() -> None:
    """The hidden column cut out and inserted at the end; the facts beside it stay behind, and the cover tells whose form it is."""
    grids = file_grids(answers=ANSWERS)
    for grid in grids:
        wide = max(map(len, grid.rows))
        grid.rows = [[*row[1:], *[None] * (wide - len(row)), row[0]] for row in grid.rows]
    returned = read(grids)
    assert returned.answers == ANSWERS
    assert {code for code, _, _ in codes(returned)} == {"DG207", "DG307"}
    assert (returned.agency_code, returned.disputed) == ("0101", False)


def test_a_name_alone_is_never_believed() -> None:
    """The ids are gone and so are a question's words: its cell is lost, at the place that its name still gives."""
    grids = without_ids(file_grids(answers=ANSWERS))
    put(next(grid for grid in grids if grid.name == "P1 นโยบาย"), 11, 3, "ข้อความอื่น")
    returned = read(grids, NAMES | {"P1.1.03": ("P1 นโยบาย", 12, 4)})
    entry = returned.entries["P1.1.03"]
    assert (entry.state, entry.value, entry.cell) == ("rejected", None, "D12")
    assert ("DG107", "P1.1.03", "D12") in codes(returned)
    assert returned.recognised.surety == "partial"


def test_words_that_stand_twice_lead_nowhere() -> None:
    grids = without_ids(file_grids(answers=ANSWERS))
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    put(sheet, 12, 3, sheet.rows[10][2])
    assert ("DG107", "P1.1.03", "D11") in codes(read(grids))


def test_only_what_is_lost_is_looked_for() -> None:
    """One sheet lost its ids; its answers alone are found by words."""
    grids = file_grids(answers=ANSWERS)
    without_ids([grid for grid in grids if grid.name == "P7 เทคโนโลยี"])
    returned = read(grids, NAMES)
    lost = [name for name in load_edition(DEPARTMENT).questions if name.startswith("P7.")]
    assert [q for _, q, _ in codes(returned)] == lost
    assert returned.recognised.names == len(lost)
    assert returned.answers == ANSWERS


# -- out of place ----------------------------------------------------------------------------------


def test_an_answer_beside_its_cell_is_no_blank() -> None:
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k != "P1.1.03"})
    put(next(grid for grid in grids if grid.name == "P1 นโยบาย"), 11, 6, "ใช่")
    returned = read(grids)
    assert codes(returned) == [("DG110", "P1.1.03", "D11")]
    assert (returned.faults[0].params["place"], returned.faults[0].value) == ("P1 นโยบาย!F11", "ใช่")
    assert returned.entries["P1.1.03"].state == "rejected"


def test_answers_out_of_place_are_told_of_a_sheet_that_was_copied_too() -> None:
    """The copy says the same, and stands before the sheet; its names stay with the sheet."""
    answers = {k: v for k, v in ANSWERS.items() if k not in ("P1.1.03", "P1.1.05")}
    names = {name: place for name, place in NAMES.items() if name != "P1.1.06"} | {"P1.1.05": NAMES["P1.1.06"]}
    grids = file_grids(answers=answers)
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    put(sheet, 11, 6, "ใช่")
    for place in (1, len(grids)):
        copy = Draft("P1 นโยบาย (2)", [list(row) for row in sheet.rows], formulas=set(sheet.formulas))
        returned = read([*grids[:place], copy, *grids[place:]], names)
        assert [(code, question) for code, question, _ in codes(returned)] == [
            ("DG110", "P1.1.03"), ("DG110", "P1.1.05"), ("DG112", "P1.1.06")]
        assert not {"P1.1.03", "P1.1.05", "P1.1.06"} & set(returned.answers)


def test_words_beside_a_blank_answer_are_no_answer() -> None:
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k != "P1.1.03"})
    put(next(grid for grid in grids if grid.name == "P1 นโยบาย"), 11, 6, "รอข้อมูลจากกองแผน")
    assert codes(read(grids)) == []


def test_an_answer_dragged_onto_another_spoils_both() -> None:
    """Excel moves the name along; the answer that stood there before is gone."""
    answers = {k: v for k, v in ANSWERS.items() if k != "P1.1.03"} | {"P1.1.04": False}
    names = {name: place for name, place in NAMES.items() if name != "P1.1.04"} | {"P1.1.03": NAMES["P1.1.04"]}
    returned = read(file_grids(answers=answers), names)
    assert codes(returned) == [("DG110", "P1.1.03", "D11"), ("DG112", "P1.1.04", "D12")]
    assert {returned.entries[q].state for q in ("P1.1.03", "P1.1.04")} == {"rejected"}
    assert not {"P1.1.03", "P1.1.04"} & set(returned.answers)


def test_answers_that_moved_up_when_a_cell_was_deleted_are_not_taken_for_others() -> None:
    """One answer cell deleted, those below it moved up with their names, while ids and words stay: as Excel does it where no
    merged cells are in its way.
    """
    questions = [f"P1.1.{number:02}" for number in range(1, 13)]
    answers = ANSWERS | {name: place % 2 == 0 for place, name in enumerate(questions)}
    grids = file_grids(answers=answers)
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    rows = [NAMES[name][1] for name in questions]
    assert rows == list(range(rows[0], rows[0] + 12))
    for row in rows[2:-1]:
        put(sheet, row, 4, sheet.rows[row][3])
    put(sheet, rows[-1], 4, None)
    names = {name: place for name, place in NAMES.items() if name != "P1.1.03"}
    names |= {name: (place[0], place[1] - 1, place[2]) for name, place in NAMES.items() if name in questions[3:]}
    returned = read(grids, names, broken=frozenset({"P1.1.03"}))
    assert {(code, q) for code, q, _ in codes(returned)} == {("DG112", name) for name in questions[2:]}
    assert returned.answers == {name: value for name, value in answers.items() if name not in questions[2:]}


def test_rows_sorted_with_their_ids_but_not_their_names_are_no_fault() -> None:
    """Excel's sort moves cells and leaves names; an answer that is blank now lies where another's name points."""
    answers = {k: v for k, v in ANSWERS.items() if k not in ("P1.1.03", "P1.1.05")}
    grids = file_grids(answers=answers)
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    sheet.rows[9:13] = [sheet.rows[12], sheet.rows[10], sheet.rows[9], sheet.rows[11]]
    returned = read(grids, NAMES)
    assert {code for code, _, _ in codes(returned)} == {"DG208"}
    assert returned.answers == answers


def test_an_answer_dragged_out_of_its_table_is_found_by_its_name() -> None:
    grids = file_grids(answers={k: v for k, v in ANSWERS.items() if k != "P1.1.03"})
    put(next(grid for grid in grids if grid.name == "P1 นโยบาย"), 23, 4, "ใช่")
    returned = read(grids, NAMES | {"P1.1.03": ("P1 นโยบาย", 23, 4)})
    assert codes(returned) == [("DG110", "P1.1.03", "D11")]


@pytest.mark.parametrize("saved", [
    str, lambda text: text.replace("\n", "\r\n").replace(" ", "\u00a0"), lambda text: f"{text} ",
    lambda text: normalize("NFKD", text),
], ids=["as issued", "other breaks and spaces", "a space more", "letters taken apart"])
def test_rows_sorted_without_their_ids_are_told(saved: Callable[[str], str]) -> None:
    """The words and answers of three rows change places; the hidden ids stay where they are. Some programs respell texts."""
    grids = file_grids(answers=ANSWERS | {"P1.1.02": False})
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    sheet.rows = [[*row[:2], saved(row[2]) if isinstance(row[2], str) else row[2], *row[3:]] for row in sheet.rows]
    ids = [sheet.rows[place][0] for place in (9, 10, 11)]
    moved = [sheet.rows[place][1:] for place in (10, 11, 9)]
    sheet.rows[9:12] = [[anchor, *rest] for anchor, rest in zip(ids, moved, strict=True)]
    returned = read(grids)
    assert codes(returned) == [("DG111", "P1.1.02", "D10"), ("DG111", "P1.1.03", "D11"), ("DG111", "P1.1.04", "D12")]
    assert not {"P1.1.02", "P1.1.03", "P1.1.04"} & set(returned.answers)


def test_rows_moved_with_their_ids_are_no_fault() -> None:
    grids = file_grids(answers=ANSWERS | {"P1.1.02": False})
    sheet = next(grid for grid in grids if grid.name == "P1 นโยบาย")
    sheet.rows[9:12] = [sheet.rows[11], sheet.rows[9], sheet.rows[10]]
    returned = read(grids)
    assert (returned.faults, returned.answers) == ((), ANSWERS | {"P1.1.02": False})


def test_far_cells_of_a_form_s_sheet_are_told_and_others_ignored() -> None:
    grids = file_grids(answers=ANSWERS)
    next(grid for grid in grids if grid.name == "P2 ข้อมูล").beyond = (1_048_576, 4)
    grids.append(Draft("ของหน่วยงาน", [["x"]], beyond=(30_000, 1)))
    returned = read(grids)
    assert codes(returned) == [("DG308", None, "D1048576")]
    assert returned.answers == ANSWERS


def test_cells_that_are_not_asked_are_read_and_reported_alike() -> None:
    """G4.successes is asked only where G4.pushing says so; what stands there is judged all the same, and does not count."""
    edition = load_edition(DEPARTMENT)
    question = next(q for q in edition.questions.values() if q.asked_when is not None and q.type == "integer" and q.row is None)
    for raw, state, code in ((3, "accepted", None), ("๓", "repaired", "DG203"), ("สาม", "rejected", "DG102")):
        grids = file_grids(answers={})
        grid, row, column = spot(grids, question.id)
        put(grid, row, column, raw)
        returned = read(grids)
        entry = returned.entries[question.id]
        assert (entry.state, entry.cell) == (state, f"{chr(64 + column)}{row}")
        assert [c for c, q, _ in codes(returned) if q == question.id] == ([code] if code else [])


# -- choices as the issued form words them ---------------------------------------------------------


def lists_with(edition: Any, question: str, old: str, rank: int) -> Draft:
    labels = [choice.label.th for choice in edition.questions[question].choices]
    labels[rank] = old
    return Draft("_lists", [["ใช่", label] for label in labels])


def test_an_old_wording_of_a_choice_is_known_from_the_form_s_own_list() -> None:
    edition = load_edition(DEPARTMENT)
    question = next(q for q in edition.questions.values() if q.type == "choice" and q.topic and len(q.choices) > 2)
    grids = file_grids(answers=ANSWERS)
    grid, row, column = spot(grids, question.id)
    put(grid, row, column, "ถ้อยคำเดิม")
    lost = read(grids)
    assert ("DG101", question.id) in [(code, q) for code, q, _ in codes(lost)]
    known = read(grids, lists=lambda: lists_with(edition, question.id, "ถ้อยคำเดิม", 1))
    assert [(code, q) for code, q, _ in codes(known)] == [("DG205", question.id)]
    assert known.answers[question.id] == question.choices[1].key


# -- whose form it is ------------------------------------------------------------------------------


def cover(grids: Sequence[Draft]) -> Draft:
    return next(grid for grid in grids if grid.name == "ปก")


def meta_row(grid: Draft, key: str) -> int:
    return next(number for number, row in enumerate(grid.rows, 1) if row[0] == f"@meta.{key}")


def test_the_form_knows_its_agency_round_correction_and_when_it_was_saved() -> None:
    saved = datetime(2026, 11, 20, 8, 30)
    grids = file_grids(answers=ANSWERS)
    put(cover(grids), meta_row(cover(grids), "correction"), 2, "2")
    facts = {row[0][6:]: str(row[1] or "") for row in cover(grids).rows if str(row[0]).startswith("@meta.")}
    put(cover(grids), meta_row(cover(grids), "seal"), 2, seal(facts))
    returned = read(grids, modified=saved)
    assert (returned.agency_code, returned.correction, returned.modified, returned.disputed) == ("0101", 2, saved, False)
    assert returned.faults == ()


def test_a_code_typed_over_on_the_cover_is_told() -> None:
    grids = file_grids(answers=ANSWERS)
    put(cover(grids), 8, 4, "0202")
    returned = read(grids)
    assert codes(returned) == [("DG007", None, "D8")]
    assert returned.disputed
    put(cover(grids), 8, 4, 101)  # a program took the code for a number
    assert read(grids).faults == ()


@pytest.mark.parametrize(("key", "value"), [("agency.code", "0202"), ("round", "อีกรอบ"), ("correction", "7"), ("seal", "x")])
def test_facts_typed_over_break_the_seal(key: str, value: str) -> None:
    grids = file_grids(answers=ANSWERS)
    put(cover(grids), meta_row(cover(grids), key), 2, value)
    returned = read(grids)
    assert [code for code, _, _ in codes(returned)] == ["DG008"]
    assert returned.disputed


def without_facts(grids: Sequence[Draft], *keys: str) -> None:
    """Deletes the rows of some of the form's own facts."""
    cover(grids).rows = [row for row in cover(grids).rows if row[0] not in [f"@meta.{key}" for key in keys]]


@pytest.mark.parametrize("how", ["cleared", "deleted"])
def test_a_code_changed_and_its_seal_taken_away_is_told(how: str) -> None:
    """Both codes say another agency, and nothing is left that could say otherwise."""
    grids = file_grids(answers=ANSWERS)
    put(cover(grids), 8, 4, "0202")
    put(cover(grids), meta_row(cover(grids), "agency.code"), 2, "0202")
    if how == "cleared":
        put(cover(grids), meta_row(cover(grids), "seal"), 2, None)
    else:
        without_facts(grids, "seal")
    returned = read(grids)
    assert [code for code, _, _ in codes(returned)] == ["DG008"]
    assert returned.disputed


def test_facts_that_are_partly_gone_are_confirmed_by_the_cover_or_not_at_all() -> None:
    grids = file_grids(answers=ANSWERS)
    without_facts(grids, "lang", "round")
    returned = read(grids)
    assert codes(returned) == [("DG307", None, "D8")]
    assert (returned.agency_code, returned.answers) == ("0101", ANSWERS)
    put(cover(grids), 8, 4, "0202")
    assert codes(read(grids)) == [("DG007", None, "D8")]
    put(cover(grids), 8, 4, None)
    returned = read(grids)
    assert [code for code, _, _ in codes(returned)] == ["DG008"]
    assert returned.disputed


def test_the_first_forms_which_had_no_seal_are_read_as_before() -> None:
    grids = file_grids(answers=ANSWERS)
    without_facts(grids, "correction", "seal")
    put(cover(grids), 8, 4, None)
    assert read(grids).faults == ()


def test_covers_of_two_agencies_are_told() -> None:
    grids = file_grids(answers=ANSWERS)
    other = Draft("ปก (2)", [list(row) for row in cover(grids).rows])
    assert read([*grids, other]).faults == ()  # a copy says the same
    put(other, meta_row(other, "agency.code"), 2, "0202")
    returned = read([*grids, other])
    assert [code for code, _, _ in codes(returned)] == ["DG009"]
    assert returned.faults[0].params["agencies"] == "0101, 0202"


def test_another_state_of_the_edition_is_told() -> None:
    grids = file_grids(answers=ANSWERS)
    facts = {row[0][6:]: str(row[1] or "") for row in cover(grids).rows if str(row[0]).startswith("@meta.")}
    facts["fingerprint"] = "0" * 16
    put(cover(grids), meta_row(cover(grids), "fingerprint"), 2, facts["fingerprint"])
    put(cover(grids), meta_row(cover(grids), "seal"), 2, seal(facts))
    returned = read(grids)
    assert [code for code, _, _ in codes(returned)] == ["DG306"]
    assert returned.answers == ANSWERS


def test_a_lost_cover_leaves_the_agency_open_and_loses_the_mission() -> None:
    grids = [grid for grid in file_grids(answers=ANSWERS) if grid.name != "ปก"]
    returned = read(grids, NAMES)
    assert (returned.agency_code, returned.entries[MISSION].state) == (None, "rejected")
    assert codes(returned) == [("DG107", MISSION, "D12")]


def test_a_sheet_of_another_edition_is_told_and_its_answers_are_lost() -> None:
    grids = file_grids(answers=ANSWERS)
    foreign = file_grids(PROVINCE, answers={"P1.1.01": False})[1]
    place = next(n for n, grid in enumerate(grids) if grid.name == foreign.name)
    returned = read([*grids[:place], foreign, *grids[place + 1:]])
    lost = [slot.question.id for sheet in layout(load_edition(DEPARTMENT), "th").pillars if sheet.title == foreign.name
            for line in sheet.lines for slot in line.slots]
    assert {(code, q) for code, q, _ in codes(returned)} == {("DG305", None), *(("DG107", q) for q in lost)}
    assert not set(lost) & set(returned.answers)
