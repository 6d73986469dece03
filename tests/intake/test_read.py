"""A whole returned workbook: every question gets an entry, every doubt a fault."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dgmm_excel import load_edition, score
from dgmm_excel.faults import Fault, catalogue
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import layout, places
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.record import fault_record
from dgmm_excel.intake.returned_form import Entry, ReturnedForm
from dgmm_excel.intake.tidy import plain_text
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.edition import MISSION
from dgmm_excel.text import Lang
from tests.support.answers_read import ANYTHING, TEXT, WHOLE, YES_NO
from tests.support.forms_read import ANSWERS, codes, read_grids
from tests.support.returned import (
    DEPARTMENT,
    PROVINCE,
    RESULTS,
    Draft,
    file_grids,
    form_grids,
    put,
    some_answers,
    spot,
)


def _read_one(name: str, raw: Any, edition: str = DEPARTMENT, lang: Lang = "th") -> tuple[ReturnedForm, Entry, list[Fault]]:
    returned = read_return(PlainWorkbook(form_grids(edition, lang, {name: raw})))
    return returned, returned.entries[name], [fault for fault in returned.faults if fault.question == name]


@settings(deadline=None)
@given(some.lists(some.lists(ANYTHING | some.sampled_from(
    [anchors.FORM, anchors.COLUMNS, "@{}", "@verified", "@meta.edition", DEPARTMENT, "P1.1.01", "overall"]
), max_size=6), max_size=8))
def test_no_sheet_makes_reading_fail(rows: list[list[Any]]) -> None:
    for grids in ([Draft("?", rows)], [*form_grids(), Draft("?", rows)]):
        returned = read_return(PlainWorkbook(grids))
        assert all(fault.message() and fault.remedy() for fault in returned.faults)


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_a_form_filled_in_as_asked_gives_its_answers_back(name: str, lang: Lang) -> None:
    edition = load_edition(name)
    answers = some_answers(edition)
    returned = read_return(PlainWorkbook(form_grids(name, lang, answers=answers)))
    assert returned.edition is edition
    assert returned.answers == answers
    assert returned.faults == ()
    assert set(returned.entries) == set(edition.questions)
    assert {entry.state for entry in returned.entries.values()} == {"accepted", "blank"}
    assert set(returned.verified) == set(edition.ids)
    assert score(edition, returned.answers).overall.level is not None


def test_the_cover_tells_whose_form_it_is() -> None:
    returned = read_return(PlainWorkbook(form_grids(agency=("0101", "กรมตัวอย่าง"))))
    told = (returned.agency_code, returned.agency_name, returned.lang, returned.round_id, returned.fingerprint)
    assert told == ("0101", "กรมตัวอย่าง", "th", "2569-1", layout(load_edition(DEPARTMENT), "th").fingerprint)
    nobody = read_return(PlainWorkbook(form_grids(agency=("", ""))))
    assert (nobody.agency_code, nobody.agency_name) == (None, None)


def test_a_blank_form_has_neither_answers_nor_faults() -> None:
    returned = read_return(PlainWorkbook(form_grids()))
    assert (dict(returned.answers), returned.faults) == ({}, ())
    assert {entry.state for entry in returned.entries.values()} == {"blank"}


def test_a_fault_says_where_what_and_what_to_do() -> None:
    _, entry, (fault,) = _read_one(WHOLE, "สิบสอง")
    sheet, cell = places(load_edition(DEPARTMENT))[WHOLE]
    assert (entry.sheet, entry.cell, entry.raw, entry.state, entry.value) == (sheet, cell, "สิบสอง", "rejected", None)
    assert asdict(fault_record(fault)) == {
        "code": "DG102", "severity": "error", "sheet": sheet, "cell": cell, "question": WHOLE, "value": "สิบสอง",
        "message": "คำตอบนี้ไม่ใช่ตัวเลข (จำนวนเต็ม 0–999,999,999) / This answer is not a number (a whole number, 0–999,999,999)",
        "remedy": str(catalogue()['DG102'].remedy),
    }


@pytest.mark.parametrize(("name", "raw", "code"), [
    (YES_NO, "อาจจะ", "DG101"), (WHOLE, "ก", "DG102"), (WHOLE, -1, "DG103"), (WHOLE, 1.5, "DG104"),
    (WHOLE, "#REF!", "DG105"), (YES_NO, " ใช่", "DG201"), (YES_NO, "yes", "DG202"), (WHOLE, "๑๒", "DG203"),
])
def test_each_fault_of_a_cell_is_reported_in_both_languages(name: str, raw: Any, code: str) -> None:
    returned, entry, (fault,) = _read_one(name, raw)
    assert (fault.code, fault.value) == (code, plain_text(raw))
    assert entry.state == ("repaired" if fault.severity == "repaired" else "rejected")
    assert (name in returned.answers) == (entry.state == "repaired")
    assert fault.message("th")
    assert fault.message("en")
    assert "{" not in fault.message() + fault.remedy()


def test_errors_and_formulas_are_known_from_the_grid() -> None:
    cells: dict[str, Any] = {WHOLE: 3.0, "P4.4.2.cur_total": None, "P4.4.3.cur_total": None, TEXT: "บริการ"}
    grids = form_grids(cells=cells)
    for name, mark in ((WHOLE, "formulas"), ("P4.4.2.cur_total", "uncached")):
        grid, row, column = spot(grids, name)
        getattr(grid, mark).add((row, column))
    grid, row, column = spot(grids, "P4.4.3.cur_total")
    grid.errors[row, column] = "#REF!"
    returned = read_return(PlainWorkbook(grids))
    found = {fault.question: (fault.code, fault.value) for fault in returned.faults}
    assert found == {
        WHOLE: ("DG204", "3"), "P4.4.2.cur_total": ("DG106", ""), "P4.4.3.cur_total": ("DG105", "#REF!"),
    }
    assert returned.answers == {WHOLE: 3, TEXT: "บริการ"}


def test_long_values_are_cut_in_faults_but_kept_in_entries() -> None:
    _, entry, (fault,) = _read_one(YES_NO, "ก" * 30_000)
    assert fault.value is not None
    assert len(fault.value) == 250
    assert isinstance(entry.raw, str) and len(entry.raw) == 30_000


def test_verified_cells_are_those_of_the_results_sheet() -> None:
    verified = read_return(PlainWorkbook(form_grids())).verified
    assert verified["overall"] == (RESULTS, 4, 8)
    assert verified["P1.1"] == (RESULTS, 5, 8)


def test_of_a_copied_results_sheet_the_one_called_as_issued_takes_the_levels() -> None:
    grids = form_grids()
    copy = Draft(f"{RESULTS} (2)", [list(row) for row in grids[-1].rows])
    for place in (0, len(grids)):
        verified = read_return(PlainWorkbook([*grids[:place], copy, *grids[place:]])).verified
        assert {sheet for sheet, _, _ in verified.values()} == {RESULTS}
    grids[-1].rename("Results of ours")
    assert len(read_return(PlainWorkbook(grids)).verified) == len(load_edition(DEPARTMENT).ids)


def test_lost_cells_are_rejected_at_the_place_that_the_form_gave_them() -> None:
    grids = form_grids(answers=some_answers(load_edition(DEPARTMENT)))
    grid, row, _ = spot(grids, YES_NO)
    del grid.rows[row - 1]
    returned = read_return(PlainWorkbook(grids))
    (fault,) = returned.faults
    sheet, cell = places(load_edition(DEPARTMENT))[YES_NO]
    assert (fault.code, fault.question, fault.sheet, fault.cell) == ("DG107", YES_NO, sheet, cell)
    assert returned.entries[YES_NO].state == "rejected"
    assert len(returned.answers) == len(some_answers(load_edition(DEPARTMENT))) - 1


def test_a_lost_sheet_loses_each_of_its_questions_by_name() -> None:
    grids = [grid for grid in form_grids() if not grid.name.startswith("P4")]
    lost = [fault.question for fault in read_return(PlainWorkbook(grids)).faults if fault.code == "DG107"]
    assert lost == [q.id for q in load_edition(DEPARTMENT).questions.values() if (q.topic or "").startswith("P4")]


def _twice(name: str, first: Any, second: Any) -> ReturnedForm:
    grids = form_grids(cells={name: first})
    grid, row, column = spot(grids, name)
    copy = list(grid.rows[row - 1])
    copy[column - 1] = second
    grid.rows.insert(row, copy)
    return read_return(PlainWorkbook(grids))


@pytest.mark.parametrize(("first", "second", "value"), [
    (True, "ใช่", True), ("ใช่", "ใช่", True), ("ใช่", None, True), (None, "ไม่ใช่", False), (" ", "ใช่", True),
])
def test_a_question_that_stands_twice_is_taken_where_both_agree(first: Any, second: Any, value: bool) -> None:
    returned = _twice(YES_NO, first, second)
    assert returned.entries[YES_NO].state == "accepted"
    assert returned.answers == {YES_NO: value}
    assert returned.faults == ()


@pytest.mark.parametrize(("first", "second"), [("ใช่", "ไม่ใช่"), ("ใช่", "อาจจะ"), ("อาจจะ", "คงจะ")])
def test_a_question_that_stands_twice_with_other_answers_is_rejected_at_both_places(first: str, second: str) -> None:
    returned = _twice(YES_NO, first, second)
    assert returned.entries[YES_NO].state == "rejected"
    assert YES_NO not in returned.answers
    (one, other) = returned.faults
    assert (one.code, other.code) == ("DG108", "DG108")
    assert (one.value, other.value) == (first, second)
    assert one.cell != other.cell


def test_the_same_wrong_answer_twice_is_one_fault() -> None:
    (fault,) = _twice(YES_NO, "อาจจะ", "อาจจะ").faults
    assert fault.code == "DG101"


def test_a_copied_sheet_changes_nothing_until_it_differs() -> None:
    answers = some_answers(load_edition(DEPARTMENT))
    grids, copies = form_grids(answers=answers), form_grids(answers=answers)
    assert read_return(PlainWorkbook([*grids, copies[1], *form_grids()[2:3]])).answers == answers
    grid, row, column = spot(copies, YES_NO)
    grid.rows[row - 1][column - 1] = "ไม่ใช่"
    grid.rename(f"{grid.name} (2)")
    returned = read_return(PlainWorkbook([*grids, grid]))
    assert [fault.code for fault in returned.faults] == ["DG108", "DG108"]
    assert {fault.sheet for fault in returned.faults} == {grids[1].name, grid.name}


def test_values_at_questions_that_the_edition_does_not_have_are_told() -> None:
    grids = form_grids()
    grid, row, column = spot(grids, YES_NO)
    for name, value in (("P1.1.99", "ใช่"), ("P1.1.98", None)):
        grid.rows.insert(row, [name, None, "?", *[None] * (column - 4), value])
    (fault,) = read_return(PlainWorkbook(grids)).faults
    assert (fault.code, fault.severity, fault.question, fault.value) == ("DG304", "warning", "P1.1.99", "ใช่")


@pytest.mark.parametrize("grids", [[], [Draft("Sheet1", [["hello", 1], [None, None]])], [Draft("ว่าง", [])]])
def test_a_workbook_without_anchors_is_no_form(grids: list[Draft]) -> None:
    returned = read_return(PlainWorkbook(grids))
    assert returned.edition is None
    assert not returned.entries
    assert not returned.verified
    assert [fault.code for fault in returned.faults] == ["DG005"]


def test_a_cover_without_its_sheets_is_no_form() -> None:
    assert [fault.code for fault in read_return(PlainWorkbook(form_grids(cells={MISSION: "?"})[:1])).faults] == ["DG005"]


def test_an_edition_that_is_not_at_hand_is_named() -> None:
    grids = form_grids()
    for grid in grids:
        grid.rows = [["dga-2570" if value == DEPARTMENT else value for value in row] for row in grid.rows]
    returned = read_return(PlainWorkbook(grids))
    (fault,) = returned.faults
    assert (returned.edition, returned.edition_id, fault.code) == (None, "dga-2570", "DG006")
    assert "“dga-2570”" in fault.message("th")
    assert "“dga-2570”" in fault.message("en")


@pytest.mark.parametrize("name", ["../../etc/passwd", "dga-2566-department.scenarios", "x" * 5_000])
def test_an_edition_is_never_a_path(name: str) -> None:
    grids = form_grids()
    for grid in grids:
        grid.rows = [[name if value == DEPARTMENT else value for value in row] for row in grid.rows]
    (fault,) = read_return(PlainWorkbook(grids)).faults
    assert fault.code == "DG006"
    assert len(fault.message()) < 500


def test_a_sheet_of_another_edition_is_not_mixed_in() -> None:
    answers = some_answers(load_edition(DEPARTMENT))
    foreign = form_grids(PROVINCE, answers={"P1.1.01": False})[1]
    returned = read_return(PlainWorkbook([foreign, *form_grids(answers=answers)]))
    assert returned.answers == answers
    (fault,) = returned.faults
    assert (fault.code, fault.sheet, fault.params["edition"]) == ("DG305", foreign.name, PROVINCE)


def test_far_cells_of_a_form_s_sheet_are_told_and_others_ignored() -> None:
    grids = file_grids(answers=ANSWERS)
    next(grid for grid in grids if grid.name == "P2 ข้อมูล").beyond = (1_048_576, 4)
    grids.append(Draft("ของหน่วยงาน", [["x"]], beyond=(30_000, 1)))
    returned = read_grids(grids)
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
        returned = read_grids(grids)
        entry = returned.entries[question.id]
        assert (entry.state, entry.cell) == (state, f"{chr(64 + column)}{row}")
        assert [c for c, q, _ in codes(returned) if q == question.id] == ([code] if code else [])
