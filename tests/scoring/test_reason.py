"""Why a topic has its level: the trace names the step that decided and the next one, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.describe import levels
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import LANGS

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"


def yes(*questions: str) -> dict[str, bool]:
    return dict.fromkeys(questions, True)


SKILLS = [f"P3.4.{number:02}.taught" for number in range(1, 8)]
SERVICE = {"P4.4.1.name": "ใบอนุญาต", "P4.4.1.prev_total": 10, "P4.4.1.prev_digital": 1, "P4.4.1.cur_total": 10}

#: edition, topic, answers -> level, part of what decided (Thai, English), part of what is next (Thai, English) or nothing.
TRACED: dict[str, tuple[str, str, dict[str, Any], int, tuple[str, str], tuple[str, str] | None]] = {
    "the mission chooses the reading: service": (
        DEPARTMENT, "P1.1", {"agency.mission": "service", **yes(*(f"P1.1.{n:02}" for n in (1, 2, 3, 4)))},
        3, ("ระดับ 3: 4–6 ข้อ จากทั้งหมด 12 ข้อ", "Level 3: 4–6 of 12 items"), ("ยังไม่ถึงระดับ 4: 7–9 ข้อ", "Not yet level 4: 7–9 of 12")),
    "the mission chooses the reading: policy": (
        DEPARTMENT, "P1.1", {"agency.mission": "policy", **yes(*(f"P1.1.{n:02}" for n in (1, 5, 7)))},
        3, ("ระดับ 3: 3–4 ข้อ จากทั้งหมด 8 ข้อ", "Level 3: 3–4 of 8 items"), ("ยังไม่ถึงระดับ 4: 5–6 ข้อ", "Not yet level 4: 5–6 of 8")),
    "without a mission both readings are said": (
        DEPARTMENT, "P1.1", yes("P1.1.01", "P1.1.05", "P1.1.07"),
        2, ("ภารกิจหลักในการให้บริการ: 1–3 ข้อ", "Provides services as its main mission: 1–3"), ("4–6 ข้อ", "4–6 of 12")),
    "a count": (
        DEPARTMENT, "P1.5", yes(*(f"P1.5.{n:02}" for n in range(1, 6))),
        4, ("5–6 กฎหมาย จากทั้งหมด 8 กฎหมาย", "5–6 of 8 laws"), ("7–8 กฎหมาย", "7–8 of 8 laws")),
    "plans": (
        DEPARTMENT, "P1.7", yes("P1.7.plan.dg", "P1.7.plan.open"),
        3, ("มีแผนอย่างน้อย 2 ใน 3 แผน", "At least two of the three plans"), ("มีแผนครบทั้ง 3 แผน", "All three plans")),
    "the best area": (
        DEPARTMENT, "P2.1", {"P2.1.exchange.catalog": "made", "P2.1.exchange.system": True},
        4, ("ในด้านใดด้านหนึ่ง: ผ่านเกณฑ์ระดับ 3 และมีการดำเนินการจัดทำบัญชีรายชื่อข้อมูล", "in any one area: level 3, and the data catalog"),
        ("ให้หน่วยงานอื่นรับทราบบัญชีรายชื่อข้อมูล", "made known to other agencies")),
    "a ladder whose third step is missing": (
        DEPARTMENT, "P2.8.3", {**yes("P2.8.3.cleansing"), "P2.8.3.masking": "encryption"},
        2, ("ดำเนินการตรวจสอบความถูกต้อง", "Checks the accuracy"), ("Data Warehouse หรือ Data Lake", "a data warehouse or a data lake")),
    "two choices of one level": (
        DEPARTMENT, "P2.9", {"P2.9.use": "1"},
        2, ("“ขั้นที่ 1", "“Step 1"), ("ขั้นที่ 3", "Step 3")),
    "a number": (
        DEPARTMENT, "G4", {**yes("G2.dcio", "G4.pushing"), "G4.successes": 3},
        4, ("3 – 4 โครงการ", "3–4 digital projects"), ("5 โครงการขึ้นไป", "5 or more digital projects")),
    "all skills promoted, none measured": (
        DEPARTMENT, "P3.4", yes("P3.4.training", *SKILLS),
        3, ("ส่งเสริมครบทั้ง 7 ด้าน", "all seven skills supported"), ("มีการวัดผลบางด้าน", "some skills measured")),
    "nobody took the test": (
        DEPARTMENT, "P3.2", {"P3.2.takers": 0, "P7.01": True},
        1, ("ไม่มีผู้ทำแบบประเมิน", "nobody took the test"), ("เกินร้อยละ 20 แต่ไม่เกินร้อยละ 40", "above 20%, up to 40%")),
    "a weighted mean": (
        DEPARTMENT, "P3.2", {"P3.2.takers": 100, "P3.2.mean": 70, "P3.2.staff": 100, "P7.01": True},
        4, ("เกินร้อยละ 60 แต่ไม่เกินร้อยละ 80", "above 60%, up to 80%"), ("เกินร้อยละ 80", "above 80%")),
    "a mean of processes": (
        DEPARTMENT, "P4.3", {f"P4.3.{number:02}": "4" for number in range(1, 8)},
        3, ("ตั้งแต่ 2.61 ถึง 3.40", "from 2.61 to 3.40"), ("ตั้งแต่ 3.41 ถึง 4.20", "from 3.41 to 4.20")),
    "a topic of two levels, at the top": (
        DEPARTMENT, "P4.5", {"P4.5.copies": "never"}, 5, ("ไม่เรียกสำเนา", "Asks for none"), None),
    "the next level skips those that are not there": (
        DEPARTMENT, "P4.5", {"P4.5.copies": "asks"}, 1, ("เรียกเก็บสำเนาเอกสาร", "Collects copies"), ("ยังไม่ถึงระดับ 5", "Not yet level 5")),
    "a growing share": (
        DEPARTMENT, "P4.4", {**SERVICE, "P4.4.1.cur_digital": 4},
        4, ("ตั้งแต่ร้อยละ 30 แต่น้อยกว่าร้อยละ 50", "from 30% to below 50%"), ("ร้อยละ 50 ขึ้นไป", "50% or more")),
    "a service stated in part": (
        DEPARTMENT, "P4.4", {**SERVICE, "P4.4.2.name": "ทะเบียน", "P4.4.1.cur_digital": 4},
        1, ("ระบุบริการใดไม่ครบถ้วน", "one stated in part"), ("ยังไม่ถึงระดับ 2", "Not yet level 2")),
    "a standard": (
        DEPARTMENT, "P6.2", yes("P6.2.plan", "P6.2.iso27001"), 4, ("ISO/IEC 27001", "ISO/IEC 27001"), ("กรอบมาตรฐานอื่นอย่างน้อย 1", "at least one other standard")),
    "a share of services": (
        PROVINCE, "P4.1", {"P4.1.total": 10, "P4.1.digital": 8},
        3, ("มากกว่าร้อยละ 50", "More than 50%"), ("มากกว่าร้อยละ 80", "More than 80%")),
    "a committee": (
        PROVINCE, "G1", yes("G1.committee"), 3, ("ระดับ 3: มี PCIO Committee", "Level 3: A PCIO Committee"), ("ยังไม่ถึงระดับ 5", "Not yet level 5")),
}


@pytest.mark.parametrize("case", TRACED)
def test_the_trace_names_what_decided(case: str) -> None:
    name, topic, answers, level, decided, following = TRACED[case]
    found = score(load_edition(name), answers).topics[topic]
    assert found.level == level
    trace = found.trace
    assert trace is not None
    assert decided[0] in trace.reached.th
    assert decided[1] in trace.reached.en
    assert trace.reached.th.startswith(f"ระดับ {level}: ")
    assert trace.reached.en.startswith(f"Level {level}: ")
    if following is None:
        assert trace.next is None
    else:
        assert trace.next is not None
        assert following[0] in trace.next.th
        assert following[1] in trace.next.en
        assert trace.next.th.startswith("ยังไม่ถึงระดับ ")
        assert trace.next.en.startswith("Not yet level ")


def test_an_inherited_topic_traces_to_its_parent() -> None:
    duties = yes(*(f"P2.7.{number:02}" for number in range(1, 9)))
    parent = score(load_edition(DEPARTMENT), {"P2.7.training": "all", **duties})
    trace = score(load_edition(PROVINCE), yes("P7.01"), parent).topics["P2.7"].trace
    assert trace is not None
    assert trace.reached.th == "ระดับ 5: (กรมต้นสังกัด) ฝึกอบรมบุคลากรทุกส่วนงาน และปฏิบัติตามพระราชบัญญัติอย่างน้อย 8 ข้อ"
    assert trace.reached.en == "Level 5: (Parent department) Staff of every unit are trained, and at least 8 duties are carried out"
    assert trace.next is None


def test_an_inherited_topic_s_trace_says_what_its_parent_lacks() -> None:
    parent = score(load_edition(DEPARTMENT), {"P2.7.training": "all", **yes("P2.7.01", "P2.7.02")})
    trace = score(load_edition(PROVINCE), yes("P7.01"), parent).topics["P2.7"].trace
    assert trace is not None and trace.next is not None
    assert trace.reached.en.startswith("Level 2: (Parent department) ")
    assert trace.next.en.startswith("Not yet level 3: (Parent department) Staff who serve citizens")
    assert trace.next.th.startswith("ยังไม่ถึงระดับ 3: (กรมต้นสังกัด) ")


@pytest.mark.parametrize(("answers", "topic"), [({}, "P1.1"), ({"P7.01": True}, "P3.2")])
def test_where_there_is_no_level_there_is_no_trace(answers: dict[str, Any], topic: str) -> None:
    assert score(load_edition(DEPARTMENT), answers).topics[topic].trace is None


@pytest.mark.parametrize("name", edition_ids())
def test_a_trace_says_what_the_level_s_description_says(name: str) -> None:
    """The words of a trace are those of the reached level, whatever topic; no trace is without words."""
    edition: Edition = load_edition(name)
    everything: dict[str, Any] = {
        question.id: {"yes_no": True, "text": "บริการ"}.get(question.type, question.choices[-1].key if question.choices else 1)
        for question in edition.questions.values()
    }
    for answers in (everything, {**everything, "agency.mission": "policy"} if "agency.mission" in everything else everything):
        for topic, found in score(edition, answers).topics.items():
            rule = edition.topics[topic].rule
            if found.trace is None or rule is None or not rule.steps(edition.questions):
                continue
            for lang in LANGS:
                words = found.trace.reached[lang].partition(": ")[2]
                assert words.lower() in levels(edition, topic)[(found.level or 0) - 1][lang].lower(), topic
