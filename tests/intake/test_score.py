"""A workbook is scored through xlwings: read once, judged, computed, written; the record is the contract's."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from dgmm_excel import load_edition, open_book, score, score_book
from dgmm_excel.agency import Agency
from dgmm_excel.errors import AnswerError
from dgmm_excel.faults import Fault
from dgmm_excel.form.layout import layout, places
from dgmm_excel.form.results import result_rows as results_rows
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.record import rejected_record
from dgmm_excel.intake.score import scored, scored_return, unreadable_fault
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.edition import MISSION
from dgmm_excel.text import Lang
from dgmm_excel.xlsx.archive import REASONS, UnreadableBook
from tests.support import oracle
from tests.support.forms import SOME_FORMS
from tests.support.returned import DEPARTMENT, OTHERS, PROVINCE, RESULTS, Draft, form_grids, others_in, some_answers, typed
from tests.support.strict_engine import ReadAfterWrite, strict_book

AGENCY = Agency("0101", "กรมตัวอย่าง", "Example Department", mission="service")
RECORD = {"file", "status", "edition", "agency", "overall", "pillars", "sub_pillars", "topics", "faults", "recognised", "cells",
          "answered", "asked"}
FAULT = {"code", "severity", "sheet", "cell", "question", "value", "message", "remedy"}
EDITIONS = [DEPARTMENT, PROVINCE]


# -- on the weakest engine -------------------------------------------------------------------------


def _written(book: xw.Book) -> dict[tuple[str, int, int], Any]:
    found: dict[tuple[str, int, int], Any] = book.impl.written
    return found


@pytest.mark.parametrize("name", EDITIONS)
def test_any_engine_will_do_that_reads_values_and_then_writes_values(name: str) -> None:
    edition = load_edition(name)
    answers = some_answers(edition)
    book = strict_book(form_grids(name, answers=answers))
    record = score_book(book)
    found = score(edition, answers)
    levels = {place: found[code].level for code, place in read_return(PlainWorkbook(form_grids(name))).verified.items()}
    assert record["status"] == "scored"
    assert record["cells"] == {
        "accepted": len(answers), "repaired": 0, "rejected": 0, "blank": len(edition.questions) - len(answers)}
    assert record["overall"]["score"] == found.score_at("overall")
    assert _written(book) == {place: "" if level is None else level for place, level in levels.items()}
    assert {level for level in levels.values() if level is not None} <= {1, 2, 3, 4, 5}
    with pytest.raises(ReadAfterWrite):
        scored(book)


def test_reading_alone_writes_nothing() -> None:
    book = strict_book(form_grids())
    assert scored(book).status == "blank"
    assert _written(book) == {}


def test_a_used_range_need_not_begin_at_a1() -> None:
    answers = some_answers(load_edition(DEPARTMENT))
    grids = form_grids(answers=answers)
    for grid in grids:
        grid.rows = [[], [], *([None, None, *row] for row in grid.rows)]
    result = scored(strict_book([Draft("ว่าง", []), *grids]))
    assert (result.form.answers, result.faults) == (answers, ())
    assert result.form.verified["overall"] == (RESULTS, 6, 10)


def test_error_values_come_as_texts_from_a_live_excel() -> None:
    result = scored(strict_book(form_grids(cells={"P1.1.01": "#REF!"})))
    assert [fault.code for fault in result.faults] == ["DG105"]


def test_what_lies_far_out_is_not_read() -> None:
    grids = form_grids(answers={"P1.1.01": True})
    grids[1].rows += [[] for _ in range(25_000)] + [["x"]]
    grids[2].rows[0] += [None] * 400 + ["x"]
    result = scored(strict_book([*grids, Draft("ไกล", [[] for _ in range(20_000)] + [[5]])]))
    assert (dict(result.form.answers), result.faults) == ({"P1.1.01": True}, ())


def test_verified_cells_apart_are_written_one_by_one() -> None:
    grids = form_grids(answers={"P1.1.01": True})
    grids[-1].rows = [row for old in grids[-1].rows for row in (old, [])]
    book = strict_book(grids)
    score_book(book)
    assert len(_written(book)) == len(load_edition(DEPARTMENT).ids)
    assert _written(book)[RESULTS, 7, 8] == 1


def test_the_record_names_the_file_as_the_book_does() -> None:
    assert score_book(strict_book(form_grids(), "0101 กรมตัวอย่าง.xlsx"))["file"] == "0101 กรมตัวอย่าง.xlsx"


# -- answers to questions that are not asked --------------------------------------------------------


def test_an_unusable_answer_to_a_question_that_is_not_asked_is_a_warning() -> None:
    """Without a plan P6.2 does not ask for its standards: what stands there cannot count."""
    result = scored(strict_book(form_grids(answers={"P6.2.plan": False}, cells={"P6.2.01": "ไม่แน่ใจ"})))
    (fault,) = result.faults
    assert (fault.code, fault.severity, fault.question, result.status) == ("DG101", "warning", "P6.2.01", "scored")
    assert "ข้อนี้ไม่ต้องตอบ" in fault.message("th") and "not asked" in fault.message("en")
    assert fault.remedy("en") == fault.remedy_for_agency("en") == "Nothing to do"
    assert result.record("a.xlsx")["faults"][0]["severity"] == "warning"
    asked = scored(strict_book(form_grids(answers={"P6.2.plan": True}, cells={"P6.2.01": "ไม่แน่ใจ"})))
    assert ([fault.severity for fault in asked.faults], asked.status) == (["error"], "faulty")


def test_it_stays_an_error_while_the_answer_that_decides_is_unusable_too() -> None:
    """G4.successes is asked of those who push, G4.pushing of those who have a DCIO."""
    cells = {"G2.dcio": "ไม่ทราบ", "G4.successes": "หลายครั้ง"}
    result = scored(strict_book(form_grids(answers={"P1.1.01": True}, cells=cells)))
    assert [(fault.question, fault.severity) for fault in result.faults] == [("G2.dcio", "error"), ("G4.successes", "error")]
    result = scored(strict_book(form_grids(answers={"G2.dcio": False}, cells={"G4.successes": "หลายครั้ง"})))
    assert [(fault.question, fault.severity) for fault in result.faults] == [("G4.successes", "warning")]


def test_the_roster_s_mission_decides_what_is_asked() -> None:
    """P1.1.02 is not asked of an agency of policy."""
    form = read_return(PlainWorkbook(form_grids(answers={"agency.mission": "service"}, cells={"P1.1.02": "?"})))
    assert [fault.severity for fault in scored_return(form).faults] == ["error"]
    assert [fault.severity for fault in scored_return(form, override={"agency.mission": "policy"}).faults] == ["warning"]


# -- how far it has come ---------------------------------------------------------------------------


def test_answered_counts_the_answers_to_what_is_asked() -> None:
    """A blank form asks 174 questions; a plan (P6.2) asks for seven standards more, one of which is rejected here."""
    record = scored(strict_book(form_grids())).record("a.xlsx")
    assert (record["status"], record["answered"], record["asked"]) == ("blank", 0, 174)
    cells = {"P6.2.02": "?", "P4.U.score": 1}
    record = scored(strict_book(form_grids(answers={"P6.2.plan": True, "P6.2.01": False}, cells=cells))).record("a.xlsx")
    assert (record["answered"], record["asked"]) == (2, 181)
    record = scored(strict_book(form_grids(answers={"P6.2.plan": False, "P6.2.01": False}))).record("a.xlsx")
    assert (record["answered"], record["asked"]) == (1, 174)
    full = some_answers(load_edition(DEPARTMENT)) | {"agency.mission": "service"}
    record = scored(strict_book(form_grids(answers=full))).record("a.xlsx")
    assert (record["answered"], record["asked"]) == (236, 236)


# -- the record ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EDITIONS)
def test_the_record_has_the_shape_of_the_contract(name: str) -> None:
    edition = load_edition(name)
    record = scored(strict_book(form_grids(name, cells={"P1.1.01": "yes", "P1.1.02": "?"}))).record("a.xlsx")
    assert json.loads(json.dumps(record)) == record
    assert set(record) == RECORD
    assert (record["file"], record["edition"]) == ("a.xlsx", name)
    assert record["agency"] == {"code": "0101", "name": "กรมตัวอย่าง"}
    assert set(record["overall"]) == {"score", "level", "name"}
    assert list(record["topics"]) == list(edition.topics)
    assert list(record["pillars"]) == [pillar.id for pillar in edition.pillars]
    assert list(record["sub_pillars"]) == list(edition.sub_pillars)
    assert all(set(topic) == {"score", "level", "status"} for topic in record["topics"].values())
    assert all(set(group) == {"score", "level", "name"} for group in record["pillars"].values())
    assert all(set(fault) == FAULT for fault in record["faults"])
    assert [fault["severity"] for fault in record["faults"]] == ["repaired", "error"]
    pending = [code for code, topic in record["topics"].items() if topic["status"] == "pending"]
    assert pending
    assert all(record["topics"][code]["score"] is None for code in pending)


def test_scores_are_shown_to_two_decimals_rounded_half_up() -> None:
    answers = {f"P4.3.{number:02}": "1" for number in range(1, 11)} | {"P4.3.01": "2", "P1.1.01": True}
    record = scored(strict_book(form_grids(answers=answers))).record("")
    assert record["topics"]["P4.3"] == {"score": 1.1, "level": 1, "status": "complete"}
    assert record["sub_pillars"]["S4.1"]["score"] == 1.03  # (1 + 1 + 1.1) / 3
    assert record["pillars"]["P1"]["name"] == "Compliance"


@pytest.mark.parametrize(("cells", "status"), [
    ({}, "blank"), ({MISSION: "service"}, "blank"), ({"P3.2.mean": 50}, "blank"), ({"P1.1.01": " "}, "blank"),
    ({"P1.1.01": "?"}, "faulty"), ({"P1.1.01": "ใช่", "P1.1.02": "?"}, "faulty"), ({"P1.1.01": "ใช่"}, "scored"),
    ({"P1.1.01": "yes"}, "scored"), ({"P1.1.01": "ใช่", "P3.2.takers": 9, "P3.2.staff": 8}, "scored"),
])
def test_a_form_is_scored_faulty_or_blank(cells: Mapping[str, Any], status: str) -> None:
    assert scored(strict_book(form_grids(cells=cells))).status == status


def test_a_blank_form_has_no_levels() -> None:
    book = strict_book(form_grids())
    record = score_book(book)
    assert record["overall"] == {"score": None, "level": None, "name": None}
    assert {topic["level"] for topic in record["topics"].values()} == {None}
    assert {topic["status"] for topic in record["topics"].values()} == {"blank", "pending"}
    assert set(_written(book).values()) == {""}


def test_a_form_issued_to_none_scores_like_any_other() -> None:
    record = scored(strict_book(form_grids(answers={"P1.1.01": True}, agency=("", "")))).record("")
    assert (record["agency"], record["status"]) == ({"code": None, "name": None}, "scored")


def test_what_is_no_form_is_rejected_and_left_alone() -> None:
    book = strict_book([Draft("Sheet1", [["งบประมาณ", 12]])])
    record = score_book(book)
    assert record == rejected_record("returned.xlsx", Fault("DG005"))
    assert set(record) == RECORD
    assert _written(book) == {}


def test_an_edition_that_is_not_at_hand_is_rejected_and_named() -> None:
    grids = form_grids(answers={"P1.1.01": True})
    for grid in grids:
        grid.rows = [["dga-2570" if value == DEPARTMENT else value for value in row] for row in grid.rows]
    book = strict_book(grids)
    record = score_book(book)
    assert (record["status"], record["edition"], record["topics"]) == ("rejected", "dga-2570", {})
    assert [fault["code"] for fault in record["faults"]] == ["DG006"]
    assert _written(book) == {}


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_not_to_open_a_file_is_a_fault_with_a_remedy(reason: str) -> None:
    fault = unreadable_fault(UnreadableBook(reason, "word/document.xml"))
    expected = {"encrypted": "DG002", "rights": "DG012", "no_access": "DG013", "old_xls": "DG003", "other_format": "DG010", "empty": "DG011"}.get(reason)
    assert fault.code == expected or (expected is None and fault.code in ("DG001", "DG004"))
    assert fault.severity == "error"
    assert "{" not in fault.message() + fault.remedy()
    assert fault.message("en").isascii()
    assert rejected_record("x.xlsx", fault)["status"] == "rejected"


# -- scored again ----------------------------------------------------------------------------------


def test_researchers_figures_and_the_rosters_mission_replace_the_forms() -> None:
    edition = load_edition(DEPARTMENT)
    answers = {"P1.1.01": True, MISSION: "service", "P4.U.score": 1}
    first = scored_return(read_return(PlainWorkbook(form_grids(answers=answers, cells={"P3.2.mean": "ดี"}))))
    assert first.status == "faulty"
    override = {MISSION: "policy", "P3.2.mean": 90, "P3.2.takers": 80, "P3.2.staff": 100, "P4.U.score": None}
    warning = Fault("DG302", question=MISSION, params={"taken": "policy"})
    again = scored_return(first.form, override=override, faults=[warning])
    expected = score(edition, {name: value for name, value in {**answers, **override}.items() if value is not None})
    assert again.assessment is not None
    assert {code: again.assessment[code].score for code in edition.ids} == {
        code: expected[code].score for code in edition.ids
    }
    assert again.assessment.topics["P4.U"].status == "pending"
    assert (again.status, again.faults) == ("scored", (warning,))
    assert again.levels["P3.2"] == 5
    assert first.levels["P3.2"] is None


def test_a_parents_levels_reach_the_province() -> None:
    parent = score(load_edition(DEPARTMENT), {"P2.9.use": "5", MISSION: "service"})
    first = scored_return(read_return(PlainWorkbook(form_grids(PROVINCE, answers={"P1.1.01": True}))))
    assert first.levels["P2.9"] is None
    assert scored_return(first.form, parent).levels["P2.9"] == 5
    assert scored(strict_book(form_grids(PROVINCE, answers={"P1.1.01": True})), parent).levels["P2.9"] == 5


def test_an_override_that_no_form_could_hold_is_refused() -> None:
    with pytest.raises(AnswerError):
        scored_return(read_return(PlainWorkbook(form_grids())), override={"P4.U.score": 2})


def test_a_rejected_return_stays_rejected() -> None:
    again = scored_return(read_return(PlainWorkbook([])), override={MISSION: "service"}, faults=[Fault("DG404")])
    assert (again.status, [fault.code for fault in again.faults]) == ("rejected", ["DG005", "DG404"])
    assert again.levels == {}


# -- on the file engine ----------------------------------------------------------------------------


@cache
def _form(name: str, lang: Lang) -> bytes:
    return template(FormSpec(load_edition(name), lang, "2569-1")).stamp(AGENCY)


def _filled(
    tmp_path: Path, name: str, lang: Lang, answers: Mapping[str, Any],
    change: Callable[[openpyxl.Workbook], None] = lambda _: None,
) -> Path:
    """The form, filled in by hand: here openpyxl's, which recalculates nothing."""
    edition, path = load_edition(name), tmp_path / "returned.xlsx"
    path.write_bytes(_form(name, lang))
    workbook = openpyxl.load_workbook(path)
    for question, value in answers.items():
        sheet, cell = places(edition, lang)[question]
        workbook[sheet][cell] = typed(edition, lang, question, value)
    for topic in others_in(edition, answers):
        sheet, cell = layout(edition, lang).notes[f"remark.{topic}"]
        workbook[sheet][cell] = OTHERS
    change(workbook)
    workbook.save(path)
    return path


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_a_form_as_issued_is_blank(tmp_path: Path, name: str, lang: Lang) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(_form(name, lang))
    record = score_book(open_book(path))
    assert (record["status"], record["faults"], record["edition"]) == ("blank", [], name)
    assert record["agency"] == {"code": "0101", "name": AGENCY.name(lang)}


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_a_form_filled_in_is_scored_as_its_answers_are(tmp_path: Path, name: str, lang: Lang) -> None:
    for seed in range(3):
        answers = {
            question: value for question, value in oracle.random_answers(name, random.Random(seed)).items()
            if value is not None
        }
        result = scored(open_book(_filled(tmp_path, name, lang, answers)))
        expected = score(load_edition(name), {MISSION: "service", **answers} if name == DEPARTMENT else answers)
        assert result.assessment is not None
        assert {code: result.levels[code] for code in load_edition(name).ids} == {
            code: expected[code].level for code in load_edition(name).ids
        }
        assert {fault.code for fault in result.faults} <= {"DG109", "DG301"}


def _sheets_renamed_and_reordered(workbook: openpyxl.Workbook) -> None:
    for number, sheet in enumerate(workbook.worksheets):
        sheet.title = f"แผ่น {number}"
    workbook._sheets.reverse()  # type: ignore[attr-defined]


def _rows_and_columns_inserted(workbook: openpyxl.Workbook) -> None:
    for sheet in workbook.worksheets:
        for merged in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merged))
        sheet.insert_rows(3, 2)
        sheet.insert_cols(3)


def _protection_and_hiding_off(workbook: openpyxl.Workbook) -> None:
    for sheet in workbook.worksheets:
        sheet.protection.sheet = False
        sheet.sheet_state = "visible"
    workbook.create_sheet("บันทึกของหน่วยงาน", 0)["B5"] = "ส่งแล้ว"


@pytest.mark.parametrize(
    "change", [_sheets_renamed_and_reordered, _rows_and_columns_inserted, _protection_and_hiding_off]
)
def test_a_form_that_was_changed_is_read_all_the_same(
    tmp_path: Path, change: Callable[[openpyxl.Workbook], None]
) -> None:
    answers = some_answers(load_edition(DEPARTMENT))
    result = scored(open_book(_filled(tmp_path, DEPARTMENT, "th", answers, change)))
    assert dict(result.form.answers) == answers
    # names that openpyxl leaves behind are noted at most, and answers that now stand in rows whose hiding it leaves behind
    assert {fault.code for fault in result.faults} <= {"DG208", "DG324"}


def test_verified_levels_are_written_and_nothing_else(tmp_path: Path) -> None:
    edition, form = load_edition(DEPARTMENT), layout(load_edition(DEPARTMENT), "th")
    answers = some_answers(edition)
    path, saved = _filled(tmp_path, DEPARTMENT, "th", answers), tmp_path / "verified.xlsx"
    book = open_book(path)
    score_book(book)
    book.save(saved)
    sheet = openpyxl.load_workbook(saved)[form.results]
    expected = score(edition, answers)
    assert {code: sheet[f"H{row}"].value for code, row in results_rows(form).items()} == {
        code: expected[code].level for code in results_rows(form)
    }
    assert len(_changed_members(path, saved)) == 1


def test_scoring_again_after_a_save_gives_the_same(tmp_path: Path) -> None:
    path = _filled(tmp_path, PROVINCE, "en", some_answers(load_edition(PROVINCE)))
    book = open_book(path)
    first = score_book(book)
    book.save(tmp_path / "again.xlsx")
    second = score_book(open_book(tmp_path / "again.xlsx"))
    assert {**first, "file": ""} == {**second, "file": ""}


def test_levels_that_no_longer_hold_are_emptied(tmp_path: Path) -> None:
    edition, form = load_edition(PROVINCE), layout(load_edition(PROVINCE), "th")
    answers = some_answers(edition)
    path = _filled(tmp_path, PROVINCE, "th", answers)
    book = open_book(path)
    assert score_book(book)["overall"]["level"] == 5
    book.save(path)
    book = open_book(path)
    for question in answers:
        sheet, cell = places(edition, "th")[question]
        book.sheets[sheet].range(cell).value = None
    assert score_book(book)["status"] == "blank"
    book.save(path)
    results = openpyxl.load_workbook(path)[form.results]
    assert {results[f"H{row}"].value for row in results_rows(form).values()} <= {None, ""}


def test_a_form_filled_in_through_xlwings_is_read_back(tmp_path: Path) -> None:
    edition, path = load_edition(DEPARTMENT), tmp_path / "form.xlsx"
    path.write_bytes(_form(DEPARTMENT, "th"))
    book = open_book(path)
    answers = some_answers(edition)
    for question, value in answers.items():
        sheet, cell = places(edition, "th")[question]
        book.sheets[sheet].range(cell).value = typed(edition, "th", question, value)
    assert dict(scored(book).form.answers) == answers
    book.save(path)
    assert dict(scored(open_book(path)).form.answers) == answers


def test_formulas_and_errors_in_answer_cells_are_told_from_blanks(tmp_path: Path) -> None:
    edition = load_edition(DEPARTMENT)

    def with_formulas(workbook: openpyxl.Workbook) -> None:
        for question, formula in {"P4.4.1.cur_total": "=5+5", "P1.1.01": "=1/0"}.items():
            sheet, cell = places(edition, "th")[question]
            workbook[sheet][cell] = formula
        sheet, cell = places(edition, "th")["P1.1.02"]
        workbook[sheet][cell] = "#N/A"
        workbook[sheet][cell].data_type = "e"

    result = scored(open_book(_filled(tmp_path, DEPARTMENT, "th", {"P1.1.03": True}, with_formulas)))
    assert {fault.question: fault.code for fault in result.faults} == {
        "P4.4.1.cur_total": "DG106", "P1.1.01": "DG106", "P1.1.02": "DG105",
    }
    assert result.status == "faulty"


def _changed_members(before: Path, after: Path) -> list[str]:
    with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
        assert old.namelist() == new.namelist()
        return [name for name in old.namelist() if old.read(name) != new.read(name)]


def test_what_was_written_since_counts_before_it_is_saved(tmp_path: Path) -> None:
    edition = load_edition(DEPARTMENT)
    (sheet, first), (_, second) = (places(edition, "th")[name] for name in ("P1.1.01", "P1.1.02"))

    def with_formula(workbook: openpyxl.Workbook) -> None:
        workbook[sheet][first], workbook[sheet][second] = "=A1", "?"

    book = open_book(_filled(tmp_path, DEPARTMENT, "th", {}, with_formula))
    assert [fault.code for fault in scored(book).faults] == ["DG106", "DG101"]
    book.sheets[sheet].range(first).value = "ใช่"
    book.sheets[sheet].range(second).value = "ไม่ใช่"
    book.sheets[sheet].range("Z500").value = "นอกตาราง"
    result = scored(book)
    assert dict(result.form.answers) == {"P1.1.01": True, "P1.1.02": False, MISSION: "service"}
    assert [fault.code for fault in result.faults] == ["DG204"]  # a file's formula stays a formula
    book.save(tmp_path / "saved.xlsx")
    saved = scored(open_book(tmp_path / "saved.xlsx"))
    assert (dict(saved.form.answers), saved.faults) == (dict(result.form.answers), result.faults)
