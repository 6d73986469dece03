"""What people leave in a form's cells comes to answers and faults; nothing is guessed and nothing passes in silence."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dgmm_excel import load_edition, score
from dgmm_excel.faults import Fault, catalogue
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import layout, places
from dgmm_excel.intake.judge import judge
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import Entry, ReturnedForm
from dgmm_excel.intake.tidy import clipped, number_in, plain_text
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.edition import MISSION, Question
from dgmm_excel.model.figure_pairs import samples, shares
from dgmm_excel.scoring.answers import exact
from dgmm_excel.text import Lang
from tests.support.returned import DEPARTMENT, PROVINCE, RESULTS, Draft, form_grids, some_answers, spot

YES_NO, CHOICE, WHOLE, NUMBER, TEXT = "P1.1.01", "P2.7.training", "P4.4.1.cur_total", "P4.U.score", "P4.4.1.name"
ZERO_WIDTH, NO_BREAK = "\u200b", "\u00a0"


def _question(name: str) -> Question:
    return load_edition(DEPARTMENT).questions[name]


def _came_to(name: str, raw: Any, lang: Lang = "th", **known: Any) -> tuple[str, Any, list[str]]:
    judgement = judge(_question(name), lang, raw, **known)
    return judgement.state, judgement.value, [code for code, _ in judgement.reasons]


def _read_one(name: str, raw: Any, edition: str = DEPARTMENT, lang: Lang = "th") -> tuple[ReturnedForm, Entry, list[Fault]]:
    returned = read_return(PlainWorkbook(form_grids(edition, lang, {name: raw})))
    return returned, returned.entries[name], [fault for fault in returned.faults if fault.question == name]


# -- one value -------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [None, "", " ", "\t\n", NO_BREAK, ZERO_WIDTH, "\ufeff \u2060"])
@pytest.mark.parametrize("name", [YES_NO, CHOICE, WHOLE, NUMBER, TEXT])
def test_white_space_is_no_answer(name: str, raw: Any) -> None:
    assert _came_to(name, raw) == ("blank", None, [])


@pytest.mark.parametrize(("lang", "raw", "value"), [
    ("th", "ใช่", True), ("th", "ไม่ใช่", False), ("en", "Yes", True), ("en", "No", False),
])
def test_a_yes_no_label_is_accepted(lang: Lang, raw: str, value: bool) -> None:
    assert _came_to(YES_NO, raw, lang) == ("accepted", value, [])


@pytest.mark.parametrize("raw", [" ใช่", "ใช่ ", f"ใช่{ZERO_WIDTH}", "ไม่ ใช่", f"ไม่{NO_BREAK}ใช่", "ไม่\nใช่"])
def test_white_space_in_a_yes_no_label_is_tidied(raw: str) -> None:
    assert _came_to(YES_NO, raw) == ("repaired", "ไม่" not in raw, ["DG201"])


@pytest.mark.parametrize(("raw", "value"), [
    ("yes", True), ("Yes", True), ("YES ", True), ("y", True), ("✓", True), ("✔\ufe0f", True), ("1", True), ("๑", True),
    (1, True), (1.0, True), (True, True), ("TRUE", True), ("no", False), ("N", False), ("0", False), (0, False),
    (0.0, False), (False, False), ("False", False),
])
def test_yes_and_no_in_other_words_are_repaired(raw: Any, value: bool) -> None:
    assert _came_to(YES_NO, raw) == ("repaired", value, ["DG202"])


@pytest.mark.parametrize(("raw", "value"), [("ใช่", True), ("ไม่ใช่", False), ("YES", True), ("no", False)])
def test_an_english_form_takes_thai_and_small_letters(raw: str, value: bool) -> None:
    assert _came_to(YES_NO, raw, "en") == ("repaired", value, ["DG202"])


@pytest.mark.parametrize(
    "raw", ["มี", "ใช่ค่ะ", "ใช่/ไม่ใช่", "ไม่แน่ใจ", "ไม่", "x", "/", "-", 2, -1, 0.5, datetime.datetime(2023, 1, 1), "=1"]
)
def test_anything_else_is_no_yes_or_no(raw: Any) -> None:
    assert _came_to(YES_NO, raw) == ("rejected", None, ["DG101"])


def test_every_choice_of_both_editions_is_accepted_by_its_label_and_repaired_by_the_other_and_its_key() -> None:
    for edition in (load_edition(DEPARTMENT), load_edition(PROVINCE)):
        for question in edition.questions.values():
            for choice in question.choices:
                for lang, other in (("th", "en"), ("en", "th")):
                    taken = judge(question, lang, choice.label[lang])  # type: ignore[arg-type, index]
                    assert (taken.state, taken.value, taken.reasons) == ("accepted", choice.key, ())
                    for raw in (choice.label[other], choice.key, choice.key.upper()):  # type: ignore[index]
                        mended = judge(question, lang, raw)  # type: ignore[arg-type]
                        assert (mended.state, mended.value) == ("repaired", choice.key), (question.id, raw)


@pytest.mark.parametrize(("raw", "lang"), [
    ("บุคลากร ทุกส่วนงาน", "th"), (f"บุคลากร{ZERO_WIDTH}ทุกส่วนงาน ", "th"), ("STAFF of every unit", "en"),
    ("Staff  of every\nunit", "en"), ("Ｓｔａｆｆ of every unit", "en"),
])
def test_letter_forms_of_a_choice_are_tidied(raw: str, lang: Lang) -> None:
    assert _came_to(CHOICE, raw, lang) == ("repaired", "all", ["DG201"])


def test_thai_vowels_typed_apart_are_the_same_letters() -> None:
    question = _question("P2.1.open.catalog")
    label = question.choice("made").th
    assert "ำ" in label
    for apart in ("ํา",):
        found = judge(question, "th", label.replace("ำ", apart))
        assert (found.state, found.value, found.reasons[0][0]) == ("repaired", "made", "DG201")


@pytest.mark.parametrize("raw", ["บุคลากรทุกส่วน", "ทุกคน", "บุคลากรทุกส่วนงาน.", 3, True, datetime.datetime(2023, 1, 1)])
def test_a_choice_is_never_guessed(raw: Any) -> None:
    assert _came_to(CHOICE, raw) == ("rejected", None, ["DG101"])


@pytest.mark.parametrize(("raw", "key"), [(3, "3"), (3.0, "3"), ("3", "3"), ("๓", "3"), (5, "5")])
def test_the_number_of_a_numbered_choice_is_its_key(raw: Any, key: str) -> None:
    assert _came_to("P2.9.use", raw) == ("repaired", key, ["DG202"])


@pytest.mark.parametrize("raw", [6, 2.5, "10"])
def test_a_number_that_no_choice_has_is_rejected(raw: Any) -> None:
    assert _came_to("P2.9.use", raw)[0] == "rejected"


def test_the_choices_allowed_are_named_and_shortened() -> None:
    (_, short), = judge(_question(CHOICE), "en", "?").reasons
    assert short["allowed"] == (
        "No training / Staff responsible for personal data / "
        "Staff who serve citizens or carry out the agency's main mis… / Staff of every unit"
    )
    (_, long), = judge(_question("P2.8.1.frequency"), "en", "?").reasons
    assert long["allowed"].count(" / ") == 5
    assert long["allowed"].endswith(" / …")


@pytest.mark.parametrize(("raw", "value"), [(0, 0), (12, 12), (12.0, 12), (999_999_999, 999_999_999)])
def test_numbers_are_accepted(raw: Any, value: int) -> None:
    assert _came_to(WHOLE, raw) == ("accepted", value, [])


@pytest.mark.parametrize(("raw", "value"), [(0.1, Fraction(1, 10)), (1, 1), (0.3333, Fraction(3333, 10000))])
def test_decimals_are_read_as_printed(raw: Any, value: Fraction) -> None:
    assert _came_to(NUMBER, raw) == ("accepted", value, [])


@pytest.mark.parametrize(("raw", "value"), [
    ("12", 12), (" 12 ", 12), ("๑๒", 12), ("１２", 12), ("1,200", 1200), ("1 200", 1200), (f"1{NO_BREAK}200", 1200),
    ("๑,๒๐๐", 1200), ("12.0", 12), ("+5", 5), (f"{ZERO_WIDTH}7", 7), ("1,200,300", 1_200_300), ("007", 7),
])
def test_numbers_stored_as_text_are_repaired(raw: str, value: int) -> None:
    assert _came_to(WHOLE, raw) == ("repaired", value, ["DG203"])


@pytest.mark.parametrize("raw", [
    "120¹", "10²", "①②", "150\n200", "1\u2028200", "0,123", "02 123 456", "00 123",
    "สิบ", "12 คน", "1,2", "12,00", "1 2", "1,20,000", "1e3", "12%", ".", "-", "+", "5.", "1.2.3", "½", "9" * 41, True,
    False, datetime.datetime(2023, 1, 1), datetime.time(8), float("nan"), float("inf"), "N/A", "ไม่มี", "<5", "๑๒ ราย",
])
def test_what_is_no_number_is_rejected(raw: Any) -> None:
    assert _came_to(WHOLE, raw) == ("rejected", None, ["DG102"])


@pytest.mark.parametrize(("name", "raw", "allowed"), [
    (WHOLE, -1, "0–999,999,999"), (WHOLE, 1e12, "0–999,999,999"), (WHOLE, "-3", "0–999,999,999"), (NUMBER, 1.01, "0–1"),
    ("P4.10.2.count", 9, "0–8"), ("P3.2.staff", 0, "1–999,999,999"), ("P3.2.mean", 100.5, "0–100"),
])
def test_numbers_outside_their_limits_are_rejected(name: str, raw: Any, allowed: str) -> None:
    ((code, params),) = judge(_question(name), "th", raw).reasons
    kind = "ตัวเลข" if name in (NUMBER, "P3.2.mean") else "จำนวนเต็ม"
    assert (code, Fault(code, params=params).message("th")) == ("DG103", f"ตัวเลขนี้อยู่นอกช่วงที่กำหนด ({kind} {allowed})")


@pytest.mark.parametrize(("raw", "value"), [
    ("45", 45), ("45%", 45), ("๔๕ %", 45), (" 45.5 ％", Fraction(91, 2)), (f"45 %{ZERO_WIDTH}", 45), ("0.250", Fraction(1, 4)),
])
def test_a_percentage_may_have_its_sign(raw: str, value: int | Fraction) -> None:
    assert _came_to("P3.2.mean", raw) == ("repaired", value, ["DG203"])


@pytest.mark.parametrize(("name", "raw"), [("P3.2.mean", "45%%"), ("P3.2.mean", "%"), ("P3.2.takers", "45 %"), (NUMBER, "45 %")])
def test_a_percent_sign_elsewhere_is_rejected(name: str, raw: str) -> None:
    assert _came_to(name, raw) == ("rejected", None, ["DG102"])


@pytest.mark.parametrize("raw", ["12.000", "๑.๒๐๐", "-1.000", "12.500"])
def test_a_point_that_may_set_thousands_off_is_not_guessed(raw: str) -> None:
    """Twelve, or twelve thousand? Where a fraction can be meant, or what it cannot be, there is no doubt."""
    assert _came_to(WHOLE, raw) == ("rejected", None, ["DG104"])


@pytest.mark.parametrize(("raw", "value"), [("12.00", 12), ("1,234.000", 1234), ("1234.000", 1234), ("0.000", 0)])
def test_a_point_that_sets_no_thousands_off_is_a_decimal_point(raw: str, value: int) -> None:
    assert _came_to(WHOLE, raw) == ("repaired", value, ["DG203"])


@pytest.mark.parametrize("raw", [1.5, "1.5", 0.1])
def test_whole_numbers_have_no_decimals(raw: Any) -> None:
    assert _came_to(WHOLE, raw) == ("rejected", None, ["DG104"])


@pytest.mark.parametrize(("raw", "value"), [
    (" ระบบ ก ", "ระบบ ก"), (123, "123"), (12.5, "12.5"), (True, "TRUE"), (datetime.datetime(2023, 5, 1), "2023-05-01"),
    ("=HYPERLINK", "=HYPERLINK"),
])
def test_a_text_takes_any_value(raw: Any, value: str) -> None:
    assert _came_to(TEXT, raw) == ("accepted", value, [])


@pytest.mark.parametrize("name", [YES_NO, CHOICE, WHOLE, NUMBER, TEXT])
@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#VALUE!", "#DIV/0!"])
def test_error_values_are_rejected_known_or_as_text(name: str, error: str) -> None:
    assert _came_to(name, None, error=error) == ("rejected", None, ["DG105"])
    assert _came_to(name, f" {error}") == ("rejected", None, ["DG105"])


def test_a_formula_without_a_value_is_rejected_and_a_value_is_taken() -> None:
    assert _came_to(WHOLE, None, formula=True, uncached=True) == ("rejected", None, ["DG106"])
    assert _came_to(WHOLE, 12.0, formula=True) == ("repaired", 12, ["DG204"])
    assert _came_to(WHOLE, "๑๒", formula=True) == ("repaired", 12, ["DG203", "DG204"])
    assert _came_to(YES_NO, "ใช่", formula=True) == ("repaired", True, ["DG204"])
    assert _came_to(TEXT, "ก", formula=True) == ("repaired", "ก", ["DG204"])
    assert _came_to(WHOLE, "", formula=True) == ("blank", None, [])
    assert _came_to(WHOLE, -5, formula=True) == ("rejected", None, ["DG103"])


_LABELS = [choice.label[lang] for q in load_edition(DEPARTMENT).questions.values() for choice in q.choices
           for lang in ("th", "en")]
_ANYTHING = (
    some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.datetimes() | some.times()
    | some.sampled_from(_LABELS) | some.text("๐๑๒12,. -+%\u200b\u00a0") | some.text("ใช่ไมYyEeSsNnOo ✓")
)


@settings(deadline=None)
@given(some.sampled_from(sorted(load_edition(DEPARTMENT).questions)), some.sampled_from(("th", "en")), _ANYTHING)
def test_any_value_comes_to_an_answer_that_scoring_takes_or_to_a_reason(name: str, lang: Lang, raw: Any) -> None:
    state, value, codes = _came_to(name, raw, lang)
    assert (value is not None) == (state in ("accepted", "repaired"))
    assert bool(codes) == (state in ("repaired", "rejected"))
    if value is not None:
        assert exact(_question(name), value) == value
    for code, params in judge(_question(name), lang, raw).reasons:
        assert "{" not in Fault(code, params=params).message().replace(str(raw), "")


@settings(deadline=None)
@given(some.lists(some.lists(_ANYTHING | some.sampled_from(
    [anchors.FORM, anchors.COLUMNS, "@{}", "@verified", "@meta.edition", DEPARTMENT, "P1.1.01", "overall"]
), max_size=6), max_size=8))
def test_no_sheet_makes_reading_fail(rows: list[list[Any]]) -> None:
    for grids in ([Draft("?", rows)], [*form_grids(), Draft("?", rows)]):
        returned = read_return(PlainWorkbook(grids))
        assert all(fault.message() and fault.remedy() for fault in returned.faults)


# -- a whole form ----------------------------------------------------------------------------------


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
    assert fault.record() == {
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
    assert len(entry.raw) == 30_000


# -- where things stand ----------------------------------------------------------------------------


def _renamed(grids: list[Draft]) -> list[Draft]:
    for number, grid in enumerate(grids):
        grid.name = f"แผ่น {number}"
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
    _, row, _ = spot(form_grids(), YES_NO)
    entry = read_return(PlainWorkbook(grids)).entries[YES_NO]
    assert entry.cell == f"G{2 * row}"


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
    grids[-1].name = "Results of ours"
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


def test_a_lost_row_of_markers_loses_its_questions_only() -> None:
    grids = form_grids()
    grid, row, _ = spot(grids, "P1.1.01")
    assert grid.rows[row - 2][0] == anchors.COLUMNS
    grid.rows[row - 2] = []
    lost = {fault.question for fault in read_return(PlainWorkbook(grids)).faults if fault.code == "DG107"}
    assert lost == {q.id for q in load_edition(DEPARTMENT).topics["P1.1"].questions}


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
    grid.name += " (2)"
    returned = read_return(PlainWorkbook([*grids, grid]))
    assert [fault.code for fault in returned.faults] == ["DG108", "DG108"]
    assert {fault.sheet for fault in returned.faults} == {grids[1].name, grid.name}


def test_columns_copied_sideways_are_a_copy_too() -> None:
    grids = form_grids(cells={YES_NO: "ใช่"})
    grids[1].rows = [[*row, *row] for row in grids[1].rows]
    returned = read_return(PlainWorkbook(grids))
    assert (returned.answers, returned.faults) == ({YES_NO: True}, ())


def test_values_at_questions_that_the_edition_does_not_have_are_told() -> None:
    grids = form_grids()
    grid, row, _column = spot(grids, YES_NO)
    grid.rows.insert(row, ["P1.1.99", None, "?", "ใช่"])
    grid.rows.insert(row, ["P1.1.98", None, "?", None])
    (fault,) = read_return(PlainWorkbook(grids)).faults
    assert (fault.code, fault.severity, fault.question, fault.value) == ("DG304", "warning", "P1.1.99", "ใช่")


def test_an_answer_that_looks_like_an_anchor_is_only_an_answer() -> None:
    answers = some_answers(load_edition(DEPARTMENT)) | {TEXT: anchors.FORM, "P4.4.2.name": anchors.COLUMNS}
    returned = read_return(PlainWorkbook(form_grids(answers=answers)))
    assert (returned.answers, returned.faults) == (answers, ())


# -- which edition ---------------------------------------------------------------------------------


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


# -- answers against answers -----------------------------------------------------------------------


def test_the_rules_say_which_figures_belong_together() -> None:
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    assert len(shares(department)) == 10
    assert shares(department)[0] == ("P4.4.1.prev_digital", "P4.4.1.prev_total")
    assert shares(province) == (("P4.1.digital", "P4.1.total"),)
    assert samples(department) == (("P3.2.takers", "P3.2.staff"),)
    assert samples(province) == ()


@pytest.mark.parametrize("year", ["prev", "cur"])
def test_digital_above_total_is_an_error_and_still_scores_level_one(year: str) -> None:
    edition = load_edition(DEPARTMENT)
    service = {f"P4.4.2.{figure}": 10 for figure in ("prev_total", "prev_digital", "cur_total", "cur_digital")}
    answers = {"P4.4.2.name": "บริการ"} | service | {f"P4.4.2.{year}_digital": 11}
    returned = read_return(PlainWorkbook(form_grids(answers=answers)))
    (fault,) = returned.faults
    entry = returned.entries[f"P4.4.2.{year}_digital"]
    assert (fault.code, fault.question, fault.value) == ("DG109", entry.question, "11")
    assert "(10)" in fault.message("th")
    assert (entry.state, entry.value) == ("rejected", 11)
    assert returned.answers == answers
    assert score(edition, returned.answers).topics["P4.4"].level == 1


def test_digital_above_total_in_a_province() -> None:
    returned = read_return(PlainWorkbook(form_grids(PROVINCE, answers={"P4.1.total": 5, "P4.1.digital": 6})))
    assert [(fault.code, fault.question) for fault in returned.faults] == [("DG109", "P4.1.digital")]
    assert score(load_edition(PROVINCE), returned.answers).topics["P4.1"].level == 1


def test_figures_that_are_not_asked_are_not_compared() -> None:
    answers = {"P4.1.unknown": True, "P4.1.total": 5, "P4.1.digital": 6}
    assert read_return(PlainWorkbook(form_grids(PROVINCE, answers=answers))).faults == ()


def test_more_takers_than_staff_is_a_warning() -> None:
    returned = read_return(PlainWorkbook(form_grids(answers={"P3.2.takers": 12, "P3.2.staff": 10, "P3.2.mean": 50})))
    (fault,) = returned.faults
    assert (fault.code, fault.severity, fault.question) == ("DG301", "warning", "P3.2.takers")
    assert returned.entries["P3.2.takers"].state == "accepted"


# -- small things ----------------------------------------------------------------------------------


def test_numbers_and_texts_of_cells() -> None:
    assert number_in("0.25") == Fraction(1, 4)
    assert number_in(".5") == Fraction(1, 2)
    assert plain_text(datetime.datetime(2023, 5, 1, 8, 30)) == "2023-05-01 08:30:00"
    assert plain_text(1e20) == "100000000000000000000"
    assert clipped("กขค", 2) == "ก…"
