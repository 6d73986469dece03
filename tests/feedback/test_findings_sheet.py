"""A results copy after checking: verified levels in its cells, the findings on its first sheet, the agency's answers as they were."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from openpyxl import Workbook, load_workbook

from dgmm_excel import open_book, score_book
from dgmm_excel.round.feedback_files import feedback_files
from tests.support import package_checks
from tests.support.verified_round import CHECKER, COUNTS, verified_round


@cache
def path(code: str) -> Path:
    return next(file for (whose, _), file in feedback_files(verified_round()[0].results).items() if whose == code)


@cache
def book(code: str) -> Workbook:
    return load_workbook(path(code))


def test_verified_cells_hold_verified_levels() -> None:
    _, done = verified_round()
    for one in done.result.outcomes:
        names = book(one.agency.code).defined_names
        for code in one.edition.ids:
            sheet, cell = names[f"verified.{code}"].attr_text.rsplit("!", 1)
            at = one.at(code)
            assert at is not None
            assert book(one.agency.code)[sheet.strip("'")][cell.replace("$", "")].value == at.level, (one.agency.code, code)
    assert done.result.outcomes[0].at("P2.7") != done.result.outcomes[0].stated("P2.7")


def test_the_first_sheet_lists_the_findings_with_a_cell_to_object() -> None:
    sheet = book("D1").worksheets[0]
    assert sheet.title == "ผลการตรวจ" and sheet.protection.sheet and sheet.column_dimensions["A"].hidden
    assert sheet.row_dimensions[1].hidden and sheet["H1"].value == "@objection.{}"
    lines = list(sheet.iter_rows(min_row=7))
    assert [str(line[0].value).partition("#")[0] for line in lines] == [question for question, _, _ in COUNTS["D1"]]
    told = [line[4].value for line in lines]
    assert told == ["เป็นตามที่ตอบ", "ไม่เป็นตามที่ตอบ", "ไม่พบหลักฐาน", "ไม่เป็นตามที่ตอบ", "ไม่พบหลักฐาน", "แก้เป็นคำตอบอื่น"]
    assert [line[3].value for line in lines[:3]] == ["ใช่"] * 3 and [line[5].value for line in lines[:3]] == ["ใช่", "ไม่ใช่", "ไม่ใช่"]
    for line in lines:
        assert not line[7].protection.locked and line[7].value is None and line[6].protection.locked
        assert "ไม่มีคำสั่งแต่งตั้ง" in str(line[6].value) and "081" not in str(line[6].value)
    assert str(lines[1][2].value).startswith("P1.1 ") and "\n2. " in str(lines[1][2].value)


def test_an_agency_without_findings_has_no_such_sheet() -> None:
    """D3 has one that no longer counts; TH-2 inherits from a verified department."""
    for code in ("D3", "TH-2"):
        assert "ผลการตรวจ" not in book(code).sheetnames


def test_nobody_who_checked_is_named_in_a_copy() -> None:
    assert not [cell for sheet in book("D1").worksheets for row in sheet.iter_rows(values_only=True)
                for cell in row if CHECKER in str(cell)]


def test_a_copy_holds_the_answers_as_they_were_given_and_is_a_sound_package(tmp_path: Path) -> None:
    shutil.copy(path("D1"), tmp_path / "back.xlsx")
    assert package_checks.faults((tmp_path / "back.xlsx").read_bytes()) == []
    record = score_book(open_book(str(tmp_path / "back.xlsx")))
    outcome = verified_round()[1].result.outcomes[0]
    stated = outcome.stated("P2.7")
    assert stated is not None and record["topics"]["P2.7"]["level"] == stated.level == 5
    assert record["status"] == "scored" and record["agency"]["code"] == "D1" and not record["faults"]
