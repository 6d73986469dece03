"""The workbook of a small edition, and mistakes that people make in it; two editions that say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from dgmm_excel.edition_book.drawn import columns_of
from dgmm_excel.edition_book.exchange import write_criteria
from dgmm_excel.edition_book.tables import head_fields, tables
from dgmm_excel.edition_book.words import title
from dgmm_excel.errors import EditionError
from dgmm_excel.model.edition import Edition
from dgmm_excel.xlsx.a1 import column_letters

MINI = Path(__file__).parents[1] / "model" / "data" / "mini.yaml"


def assert_same(one: Edition, other: Edition) -> None:
    """Everything that an edition says is the same; the digest also covers the order of keys, which a workbook does not keep."""
    for field in fields(Edition):
        if field.name == "base":
            assert (one.base is None) == (other.base is None) and (one.base is None or one.base.digest == other.base.digest)  # type: ignore[union-attr]
        elif field.name != "digest":
            assert getattr(one, field.name) == getattr(other, field.name), field.name


Change = Callable[[Any], object]


def cell(book: Any, table: str, row: str, column: str) -> Any:
    """Return the cell of a column in the row whose first cells are these words, divided by blanks."""
    sheet = book[title(table)]
    keys = [one.value for one in sheet[4]]
    for cells in sheet.iter_rows(min_row=5):
        said = [str(one.value) for one in cells if one.value is not None]
        if said[:len(row.split())] == row.split():
            return cells[keys.index(column)]
    raise KeyError(row)


def typed(table: str, row: str, column: str, value: Any) -> Change:
    def change(book: Any) -> None:
        cell(book, table, row, column).value = value
    return change


def added(table: str, *values: Any) -> Change:
    return lambda book: book[title(table)].append([None, *values])


def without_column(table: str, column: str) -> Change:
    def change(book: Any) -> None:
        sheet = book[title(table)]
        sheet.delete_cols([one.value for one in sheet[4]].index(column) + 1)
    return change


def spot(table: str, column: str, row: int) -> str:
    """Return the address of a cell by its column's key."""
    return f"{column_letters(2 + columns_of(tables()[table]).index(column))}{row}"


#: What is planted -> the change; the sheet and the cell at which it is told, a part of what is said in each language.
PLANTED: Mapping[str, tuple[Change, str, str, str, str]] = {
    "no id": (typed("questions", "A.1 A.1.2", "id", None), "questions", "C7", "ยังไม่มีรหัส", "the id is missing"),
    "a doubled id": (typed("questions", "A.1 A.1.2", "id", "A.1.1"), "questions", "C7", "ซ้ำกับ", "is at คำถาม Questions!C6 already"),
    "spaces around an id": (typed("questions", "A.1 A.1.2", "id", "A.1.2 "), "questions", "C7", "มีช่องว่าง", "has spaces"),
    "an unseen character": (typed("topics", "S1.1 A.1", "id", "A\u200b.1"), "topics", "C5", "มองไม่เห็น", "unseen characters"),
    "Thai digits in an id": (typed("questions", "A.1 A.1.2", "id", "A.1.๒"), "questions", "C7", "A.1.2", "type A.1.2"),
    "Thai digits in a year": (typed("edition", "year", "value", "๒๕๖๖"), "edition", "D6", "มีเลขไทย", "type 2566"),
    "words for a number": (typed("edition", "year", "value", "ปี 2566"), "edition", "D6", "จำนวนเต็ม", "whole number"),
    "a number for a text": (typed("topics", "S1.1 A.1", "source", 2.1), "topics", "D5", "ต้องเป็นข้อความ", "where a text belongs"),
    "an unknown choice in a rule": (typed("rules", "A.3 levels/3", "value", "{choice: A.3.how, at_least: lots}"), "rules", "D19",
                                    "ไม่มีตัวเลือก lots", "has no choice lots"),
    "an unknown question in a rule": (typed("rules", "A.1 rules/policy/of", "value", "[A.1.1, A.1.9]"), "rules", "D11",
                                      "ไม่รู้จักคำถาม A.1.9", "unknown question A.1.9"),
    "an unknown type": (typed("questions", "A.2 A.2.count", "type", "whole"), "questions", "D10", "ไม่รู้จักค่า whole", "unknown value whole"),
    "a threshold beyond the count": (typed("rules", "A.1 rules/service/at", "value", "[1, 2, 3, 5]"), "rules", "D9",
                                     "ต้องมี 5 ข้อ", "5 wanted of only 4"),
    "an unknown kind of rule": (typed("rules", "A.2 kind", "value", "stepps"), "rules", "B13", "ไม่รู้จักชนิดของกฎ", "unknown kind of rule"),
    "an open bracket": (typed("rules", "A.2 at", "value", "[1, 3, 5"), "rules", "D15", "ตรวจวงเล็บ", "check the brackets"),
    "an unknown topic": (typed("questions", "A.1 A.1.2", "topic", "A.9"), "questions", "B7", "ไม่มี topic รหัส A.9", "no topic A.9"),
    "no pillar": (typed("sub_pillars", "P1 S1.1", "pillar", None), "sub_pillars", "B5", "ยังไม่ระบุ pillar", "the pillar that this row"),
    "a text in one language": (typed("questions", "A.1 A.1.2", "en", None), "questions", "F7", "คอลัมน์ en", "column en is missing"),
    "a date for a fraction": (typed("rules", "C.3 below", "value", datetime(2026, 1, 2)), "rules", "D43", "วันที่", "made a date"),
    "a formula": (typed("questions", "A.2 A.2.count", "maximum", "=4+4"), "questions", spot("questions", "maximum", 10), "เป็นสูตร =4+4", "holds the formula =4+4"),
    "an error value": (typed("questions", "A.2 A.2.count", "maximum", "#REF!"), "questions", spot("questions", "maximum", 10), "ค่าผิดพลาด", "Excel's error #REF!"),
    "bands that do not rise": (typed("levels", "สาม Three", "band", "1.5"), "levels", "D5", "คะแนน", "rising"),
    "a key of two choices": (typed("choices", "agency.mission policy", "key", "service"), "choices", "C6", "มากกว่าหนึ่งตัว", "more than once"),
    "a part of a rule twice": (typed("rules", "A.2 at", "path", "number"), "rules", "C15", "มากกว่าหนึ่งแถว", "more than one row"),
    "a part inside a value": (typed("rules", "A.2 at", "path", "kind/x"), "rules", "C15", "มีค่าอยู่แล้ว", "a value of its own"),
    "a value beside texts": (typed("edition", "title", "value", "x"), "edition", "E7", "ทั้งค่าและข้อความ", "both a value and texts"),
    "an unknown key": (added("edition", "levles", None, None, "x", "x"), "edition", spot("edition", "th", 5 + len(head_fields())), "ไม่รู้จักคีย์ levles", "unknown key levles"),
    "neither yes nor no": (typed("questions", "A.2 A.2.count", "specify", "maybe"), "questions", spot("questions", "specify", 10), "ไม่ใช่ yes หรือ no", "neither yes nor no"),
    "a row that belongs nowhere": (added("rules", "A.9", "kind", "steps"), "rules", "B44", "A.9", "no topic A.9"),
    "merged cells": (lambda book: book[title("questions")].merge_cells("D6:E7"), "questions", "D6", "ถูกผสาน", "are merged"),
    "a deleted column": (without_column("topics", "ask.th"), "topics", "A4", "ไม่พบคอลัมน์ ask.th", "column ask.th is not there"),
    "a deleted sheet": (lambda book: book.remove(book[title("choices")]), "choices", "", "ไม่พบตารางนี้", "table is not in the file"),
}


def told(book: Path, folder: Path, *names: str) -> list[str]:
    """Return what is said of a workbook with these mistakes in it; no file but the workbook is left in the folder."""
    changed = load_workbook(book)
    for name in names:
        PLANTED[name][0](changed)
    changed.save(folder / "changed.xlsx")
    with pytest.raises(EditionError) as refused:
        write_criteria(folder / "changed.xlsx")
    assert [file.name for file in folder.iterdir()] == ["changed.xlsx"]
    return [str(one) for one in refused.value.mistakes]


def is_told(name: str, said: list[str]) -> bool:
    """Whether a mistake is told at its cell, in both languages, with a remedy."""
    _, sheet, at, thai, english = PLANTED[name]
    start = f"{title(sheet)}!{at}: " if at else f"{title(sheet)}: "
    return any(one.startswith(start) and thai in one and english in one and " — " in one for one in said)
