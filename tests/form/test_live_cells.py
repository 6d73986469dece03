"""What a form says beside its answers while it is filled in, calculated by an engine that is not ours; by hand from the facts."""

from __future__ import annotations

from typing import Any

import formualizer
import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from dgmm_excel import load_edition
from dgmm_excel.form.layout import Form, layout
from dgmm_excel.text import Lang
from tests.support.forms import DEPARTMENT, PROVINCE, form

MISSING, UNASKED, UNCOUNTED = "← ยังไม่ตอบ", "ไม่ต้องตอบ", "ไม่ต้องตอบ ไม่นับ"
CHOOSE, ABOVE = "× โปรดเลือกจากรายการ", "× ดิจิทัลมากกว่าทั้งหมด"
YES, NO = "ใช่", "ไม่ใช่"


class Screen:
    """A form with raw entries in its cells, by question id, and what it shows."""

    def __init__(self, name: str, entries: dict[str, Any], lang: Lang = "th") -> None:
        self.form: Form = layout(load_edition(name), lang)
        self.workbook = formualizer.load_workbook_bytes(form(name, lang))
        for question, entry in entries.items():
            slot = self.form.slots[question]
            self.workbook.set_value(slot.sheet, *coordinate_to_tuple(slot.cell), entry)

    def shows(self, sheet: str, cell: str) -> str:
        (value,) = self.workbook.evaluate_cells([(sheet, *coordinate_to_tuple(cell))])
        return str("" if value is None else value)

    def beside(self, question: str) -> str:
        """What is said in the line of a question."""
        sheet, line = next((sheet.title, line) for sheet in self.form.pillars for line in sheet.lines
                           if any(slot.question.id == question for slot in line.slots))
        return self.shows(sheet, line.says)

    def bar(self, topic: str) -> str:
        """What is said in the bar of a topic."""
        sheet, row = next((sheet.title, line.row) for sheet in self.form.pillars for line in sheet.lines
                          if line.kind == "topic" and line.number == topic)
        return self.shows(sheet, f"I{row}")

    def lines(self) -> set[str]:
        """Everything that is said beside answers."""
        return {self.shows(sheet.title, line.says) for sheet in self.form.pillars for line in sheet.lines if line.slots}


def test_a_blank_form_says_only_what_need_not_be_answered() -> None:
    screen = Screen(DEPARTMENT, {})
    assert screen.lines() == {"", UNASKED}
    assert screen.beside("P1.1.01") == ""
    assert screen.beside("G2.01") == screen.beside("P2.8.1.lag") == screen.beside("P5.3.01") == UNASKED
    assert screen.bar("P1.1") == ""
    assert screen.shows("ปก", "G8") == "0 / 174"


def test_gaps_show_in_topics_that_are_begun() -> None:
    screen = Screen(DEPARTMENT, {"agency.mission": "ภารกิจหลักในการให้บริการ", "P1.1.01": YES, "P1.1.05": NO})
    assert screen.beside("P1.1.01") == screen.beside("P1.1.05") == ""
    assert screen.beside("P1.1.02") == screen.beside("P1.1.12") == MISSING
    assert screen.beside("P1.3A.01") == ""
    assert screen.bar("P1.1") == "ยังไม่ครบ เหลือ 10 ข้อ"
    assert screen.bar("P1.3A") == "ยังไม่ตอบ"
    assert screen.shows("ปก", "G8") == "3 / 174"  # the mission is one of those asked


def test_what_is_not_asked_is_said_and_kept() -> None:
    policy = {"agency.mission": "จัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ"}
    screen = Screen(DEPARTMENT, policy | {"P1.1.01": YES, "P1.1.02": YES})
    assert screen.beside("P1.1.02") == UNCOUNTED
    assert screen.beside("P1.1.03") == UNASKED
    assert screen.bar("P1.1") == "ยังไม่ครบ เหลือ 7 ข้อ"
    systems = Screen(DEPARTMENT, {"P5.1.saraban": YES, "P5.1.dss": NO, "P5.1C.dss": YES, "P5.1C.saraban": NO})
    assert systems.beside("P5.1C.dss") == UNCOUNTED
    assert systems.beside("P5.1C.saraban") == ""
    assert systems.beside("P5.1C.basic.1") == MISSING  # of the system itself; its link is not asked yet


@pytest.mark.parametrize(("question", "entry", "said"), [
    ("P1.1.03", "ทำแล้ว", CHOOSE),
    ("P1.1.03", 1, CHOOSE),
    ("P2.9.use", "*", CHOOSE),
    ("P4.10.2.count", 9, "× โปรดกรอกตัวเลข 0–8"),
    ("P4.10.2.count", 2.5, "× โปรดกรอกตัวเลข 0–8"),
    ("P4.10.2.count", "สาม", "× โปรดกรอกตัวเลข 0–8"),
    ("P4.10.2.count", 8, ""),
])
def test_what_is_no_answer_is_marked_with_what_is_wanted(question: str, entry: Any, said: str) -> None:
    assert Screen(DEPARTMENT, {question: entry}).beside(question) == said


def test_a_digital_figure_above_its_total_is_marked_with_why() -> None:
    service = {"P4.4.1.name": "ออกใบอนุญาต", "P4.4.1.prev_total": 10, "P4.4.1.prev_digital": 10, "P4.4.1.cur_total": 10}
    assert Screen(DEPARTMENT, service | {"P4.4.1.cur_digital": 11}).beside("P4.4.1.name") == ABOVE
    assert Screen(DEPARTMENT, service | {"P4.4.1.cur_digital": 10}).beside("P4.4.1.name") == ""
    partly = Screen(DEPARTMENT, service)
    assert partly.beside("P4.4.1.name") == MISSING
    assert partly.beside("P4.4.2.name") == ""  # a row that is not used is not missing
    assert Screen(PROVINCE, {"P4.1.total": 3, "P4.1.digital": 4}).beside("P4.1.digital") == ABOVE
    assert Screen(PROVINCE, {"P4.1.unknown": YES, "P4.1.total": 3, "P4.1.digital": 4}).beside("P4.1.digital") == UNCOUNTED


def test_the_cover_leads_to_the_next_open_question_and_then_to_the_results() -> None:
    edition = load_edition(PROVINCE)
    go, first = "ไปข้อที่ยังไม่ตอบ:", next(q for q in edition.questions.values() if q.topic == "P1.1")
    assert Screen(PROVINCE, {}).shows("ปก", "F11") == f"{go} P1.1"
    done = {q.id: YES for q in edition.topics["P1.1"].questions}
    assert Screen(PROVINCE, done).shows("ปก", "F11") == f"{go} P1.2"
    assert Screen(PROVINCE, done | {first.id: None}).shows("ปก", "F11") == f"{go} P1.1"
    assert Screen(DEPARTMENT, {}).shows("ปก", "F11") == f"{go} ประเภทภารกิจ"


def test_an_english_form_says_it_in_english() -> None:
    screen = Screen(DEPARTMENT, {"P1.1.01": "Yes", "P1.1.03": "ใช่"}, "en")
    assert screen.beside("P1.1.02") == "← Not answered"
    assert screen.beside("P1.1.03") == "× Choose from the list"
    assert screen.bar("P1.1") == "Incomplete – 12 left"  # eleven items, and the mission
