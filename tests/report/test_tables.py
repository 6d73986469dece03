"""The tables of a consolidated round are the contract's, and their texts are data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dgmm_excel import score
from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import STATES, Note
from dgmm_excel.report import line_table
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.outcome import AnswerCell, Outcome, ReportedFault, ReturnedFile
from dgmm_excel.report.reasons import why
from dgmm_excel.text import Lang
from tests.support.consolidated_books import HOSTILE, TABLES, given, opened, result, rows, written
from tests.support.plain_reader import read
from tests.support.returned import DEPARTMENT, PROVINCE


def test_the_tables_are_there_with_the_contract_s_columns() -> None:
    book = opened(result())
    found = {name: sheet for sheet in book.worksheets for name in sheet.tables}
    assert set(found) == set(TABLES)
    for name, columns in TABLES.items():
        head = next(found[name].iter_rows(max_row=1, values_only=True))
        assert head[:len(columns)] == columns
        assert {"edition", "ministry"} < set(head) and head[0] in ("agency", "code")


def test_every_level_has_its_reason() -> None:
    of = result()
    lines = {line["id"]: line for line in rows(opened(of), "Levels")}
    assessment = of.outcomes[0].assessment
    assert assessment is not None
    for code, line in lines.items():
        words = why(assessment, code, "th")
        assert (line["reason"] or "", line["next"] or "") == (words.reason, words.next)
        assert (line["count"], line["of"], line["unanswered"]) == (words.count, words.of, words.blank)
        assert line["reason"]


def test_levels_say_what_they_rest_on_and_what_was_unusable() -> None:
    of = result()
    first, *rest = of.outcomes
    assessment = score(first.edition, {"P1.5.01": True})
    cells = (AnswerCell("P1.5.01", True, "accepted"), AnswerCell("P1.5.02", "???", "rejected"))
    book = opened(replace(of, lang="en", outcomes=(given(first, assessment=assessment, answers=cells), *rest)))
    lines = {line["id"]: line for line in rows(book, "Levels")}
    assert lines["P1.5"]["name"] == "Compliance with the Relevant Laws (Legal)" and lines["P1"]["name"] == "Policies and Practices"
    assert lines["P1.5"]["reason"].endswith("(6 unanswered: 3–8, counted as no; 1 unusable: 2, counted as no)")
    assert (lines["P1.5"]["count"], lines["P1.5"]["of"], lines["P1.5"]["unanswered"]) == (1, 8, 7)
    # 33 topics, of which P3.2 and P4.U wait for the researchers
    assert (lines["overall"]["rests_on"], lines["P1"]["rests_on"], lines["P1.5"]["rests_on"]) == (31, 6, None)


def test_notes_hold_what_agencies_wrote_beside_their_answers() -> None:
    of = result()
    notes = (Note("evidence.P1.1", "=HYPERLINK(\"http://x\")", "P1", "D9"), Note("remark.P1.1", "หมายเหตุ", "P1", "D10"))
    first, *rest = of.outcomes
    found = rows(opened(replace(of, outcomes=(given(first, notes=notes), *rest))), "Notes")
    assert found == [
        {"agency": "D1", "edition": DEPARTMENT, "ministry": None, "kind": "evidence", "about": "P1.1", "text": "=HYPERLINK(\"http://x\")"},
        {"agency": "D1", "edition": DEPARTMENT, "ministry": None, "kind": "remark", "about": "P1.1", "text": "หมายเหตุ"},
    ]


def test_notes_are_handed_on_without_telephone_numbers_and_addresses() -> None:
    of = result(lang="en")
    first, *rest = of.outcomes
    notes = (Note("remark.P1.1", "ถาม somchai@dga.or.th โทร.02-123-4567", "P1", "D10"),)
    (line,) = rows(opened(replace(of, outcomes=(given(first, notes=notes), *rest))), "Notes")
    assert line["text"] == "ถาม [e-mail] โทร.[telephone number]"


def test_file_names_are_handed_on_without_telephone_numbers_and_addresses() -> None:
    of = result(lang="en")
    first, *rest = of.outcomes
    name, shown = "แบบ 089-765-4321 ส่งจาก a.b@dga.or.th.xlsx", "แบบ [telephone number] ส่งจาก [e-mail]"
    told = ReportedFault(first.agency.code, name, Fault("DG402", params={"others": name}))
    book = opened(replace(of, outcomes=(replace(first, file=name), *rest), faults=(told,), files=(
        ReturnedFile(first.agency.code, name, "used", DEPARTMENT, dict.fromkeys(STATES, 0), ""),)))
    for table in ("Agencies", "Files", "Faults"):
        assert rows(book, table)[0]["file"].startswith(shown), table


@pytest.mark.parametrize("lang", ["th", "en"])
def test_no_person_can_be_told_from_the_workbook(lang: Lang) -> None:
    of = result(lang=lang)
    first, *rest = of.outcomes
    people = tuple(Note(f"{who}.{part}", f"secret {who} {part}", "ปก", "D36") for who in ("officer", "approver")
                   for part in ("name", "position", "date", "contact"))
    typed = Fault("DG101", "P1", "D5", "P1.1.01", "โทร 081-234-5678 a.b@dga.or.th", {"allowed": "ใช่"})
    book = opened(replace(of, outcomes=(given(first, notes=people), *rest), faults=(ReportedFault("D1", "a.xlsx", typed),)))
    texts = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [text for text in texts if "secret" in text or "5678" in text or "a.b@dga" in text]
    (row,) = rows(book, "Faults")
    assert row["value"] == ("โทร [หมายเลขโทรศัพท์] [อีเมล]" if lang == "th" else "โทร [telephone number] [e-mail]")


def test_every_file_that_came_back_has_a_line_whose_cells_add_up() -> None:
    of = result(files=(
        ReturnedFile("D1", "a.xlsx", "used", DEPARTMENT, {"accepted": 200, "repaired": 7, "rejected": 3, "blank": 30}, "sure"),
        ReturnedFile("", "all.zip/=x.xlsx", "not used", None, dict.fromkeys(("accepted", "repaired", "rejected", "blank"), 0), "none"),
    ))
    assert rows(opened(of), "Files") == [
        {"agency": "D1", "file": "a.xlsx", "use": "used", "edition": DEPARTMENT, "accepted": 200, "repaired": 7, "rejected": 3,
         "blank": 30, "cells": 240, "recognised": "sure", "ministry": None},
        {"agency": None, "file": "all.zip/=x.xlsx", "use": "not used", "edition": None, "accepted": 0, "repaired": 0, "rejected": 0,
         "blank": 0, "cells": 0, "recognised": "none", "ministry": None},
    ]


def test_agencies_holds_every_agency_and_missing_those_who_are_not_done() -> None:
    of = result(deadline=date(2026, 11, 21))
    book = opened(of)
    overall = of.outcomes[0].assessment.overall  # type: ignore[union-attr]
    assert rows(book, "Agencies") == [
        {"code": "D1", "name": "กรมหนึ่ง", "edition": DEPARTMENT, "ministry": None, "status": "complete",
         "score": of.editions[0].shown(overall.score), "level": overall.level, "answered": 232, "asked": 232, "counts": True,
         "late": False, "received": "2026-11-20", "file": "a.xlsx"},
        {"code": "D2", "name": "กรมสอง", "edition": DEPARTMENT, "ministry": "กระทรวง", "status": "missing", "score": None,
         "level": None, "answered": 0, "asked": 174, "counts": False, "late": True, "received": None, "file": None},
        {"code": "TH-1", "name": "จังหวัดหนึ่ง", "edition": PROVINCE, "ministry": None, "status": "blank", "score": None,
         "level": None, "answered": 0, "asked": 83, "counts": False, "late": False, "received": None, "file": "b.xlsx"},
    ]
    assert rows(book, "Missing") == [
        {"agency": "D2", "name": "กรมสอง", "edition": DEPARTMENT, "ministry": "กระทรวง", "status": "missing", "answered": 0,
         "asked": 174, "late": True},
        {"agency": "TH-1", "name": "จังหวัดหนึ่ง", "edition": PROVINCE, "ministry": None, "status": "blank", "answered": 0,
         "asked": 83, "late": False},
    ]
    cells = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not any("@" in text for text in cells), "an e-mail address in the workbook that is handed on"


def test_levels_hold_everything_that_has_a_score() -> None:
    of = result()
    assessment = of.outcomes[0].assessment
    assert assessment is not None
    found = {row["id"]: row for row in rows(opened(of), "Levels")}
    assert list(found) == list(assessment.edition.ids)
    for code, row in found.items():
        assert (row["agency"], row["score"], row["level"]) == ("D1", assessment.score_at(code), assessment[code].level)
    assert found["P4.U"]["status"] == found["S4.2"]["status"] == "pending"
    assert found["P1"]["status"] == "complete" and found["overall"]["status"] == "incomplete"


@pytest.mark.parametrize("lang", ["th", "en"])
def test_no_text_of_a_return_becomes_a_formula(lang: Lang) -> None:
    base = result()
    outcomes = tuple(
        Outcome(Agency(f"X{n}", text, text, text, email=text), base.editions[0], "missing") for n, text in enumerate(HOSTILE)
    )
    hostile = tuple(AnswerCell(f"q{n}", text, "rejected") for n, text in enumerate(HOSTILE))
    one = given(base.outcomes[0], answers=hostile)
    faults = tuple(ReportedFault(text, text, Fault("DG101", text, text, text, text, {"allowed": text})) for text in HOSTILE)
    book = opened(replace(base, title="=1+1", lang=lang, outcomes=(one, *outcomes), faults=faults))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "e" for cell in cells)
    formulas = {str(cell.value) for cell in cells if cell.data_type == "f"}
    assert formulas and all(one.startswith(("=COUNTIFS(Levels[", "=IF(")) for one in formulas)
    assert not [one for one in formulas if any(said in one for said in ("1+1", "SUM(A1)", "REF!", "HYPERLINK"))]
    assert {text.strip() for text in HOSTILE} <= {str(cell.value).strip() for cell in cells}
    texts = [cell for cell in cells if isinstance(cell.value, str) and cell.data_type != "f"]
    assert all(cell.quotePrefix for cell in texts if str(cell.value)[:1] in ("=", "+", "@"))


def test_characters_that_xml_cannot_hold_do_no_harm() -> None:
    fault = ReportedFault("D1", "a\x00b.xlsx", Fault("DG101", value="\ud800\x0b" + "x" * 40_000, params={"allowed": ""}))
    (row,) = rows(opened(result(faults=(fault,))), "Faults")
    assert row["file"] == "ab.xlsx" and len(row["value"]) == 32_767


def test_a_text_with_the_look_of_a_spelled_character_is_the_same_in_excel() -> None:
    """SharePoint spells blanks `_x0020_` in its addresses, and a reader takes `_x0041_` for A."""
    of = result()
    first, *rest = of.outcomes
    of = replace(of, outcomes=(given(first, notes=(Note("evidence.P1.1", "ref _x0041_ end", "P1", "D9"),)), *rest))
    assert rows(opened(of), "Notes")[0]["text"] == "ref _x005F_x0041_ end"  # openpyxl reads what is stored
    assert read(written(consolidated(of))).at("Notes", "F2") == ["ref _x0041_ end"]


def test_a_text_of_which_nothing_is_left_leaves_an_empty_cell() -> None:
    fault = ReportedFault("D1", "\x00", Fault("DG101", value="x", params={"allowed": ""}))
    assert rows(opened(result(faults=(fault,))), "Faults")[0]["file"] is None


def test_a_table_that_a_sheet_cannot_hold_goes_on_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_table, "MOST_ROWS", 2)
    faults = tuple(ReportedFault("D1", f"{n}.xlsx", Fault("DG001", params={"reason": "x"})) for n in range(5))
    book = opened(result(faults=faults))
    names = [sheet.title for sheet in book.worksheets]
    assert names[names.index("Faults"):][:4] == ["Faults", "Faults2", "Faults3", "Missing"]
    assert [row["file"] for name in ("Faults", "Faults2", "Faults3") for row in rows(book, name)] == [f"{n}.xlsx" for n in range(5)]
