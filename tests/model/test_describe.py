"""What each level asks, in both languages and always as the rule has it; which levels can be reached, and what is next."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.describe import highest, level_above, levels, marked, next_level, reachable, to_lift, unmarked_levels
from dgmm_excel.model.figure_rules import NumberLimits
from dgmm_excel.model.rules import Best, ByChoice, NumberSteps, Steps
from dgmm_excel.text import LANGS, Text
from tests.support.forms import MINI

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"
TOPICS = [(name, topic) for name in edition_ids() for topic in load_edition(name).topics]
THAI = re.compile("[\u0e00-\u0e7f]")

#: The topics that cannot reach level 5, and those that skip levels, from the model's own tables.
HIGHEST = {(PROVINCE, "P2.2"): 4}
LEAPS = {(DEPARTMENT, "P4.5"): (1, 5), (PROVINCE, "P4.3"): (1, 5), (PROVINCE, "P1.2"): (1, 5), (PROVINCE, "G1"): (1, 3, 5),
         (PROVINCE, "P2.2"): (1, 2, 3, 4)}


# -- every level of every topic --------------------------------------------------------------------


def test_there_are_62_topics() -> None:
    assert len(TOPICS) == 62


@pytest.mark.parametrize(("name", "topic"), TOPICS)
def test_every_level_is_said_in_both_languages(name: str, topic: str) -> None:
    words = levels(load_edition(name), topic)
    assert len(words) == 5
    for text in words:
        assert THAI.search(text.th), text
        assert not THAI.search(text.en), text
        for said in (text.th, text.en):
            assert said == said.strip() and said, text
            assert "  " not in said, text
            assert not re.search(r"None\b(?! yet|”)|[{}]|Fraction|\bnan\b", said), text
            assert said.count("“") == said.count("”"), text
        assert not re.search(r"(?<![\d.–])1 (items|laws|steps|results|technologies|channels|kinds)\b", text.en), text
        assert text.en[0] == text.en[0].upper(), text


@pytest.mark.parametrize(("name", "topic"), TOPICS)
def test_no_two_levels_of_a_topic_read_the_same(name: str, topic: str) -> None:
    edition = load_edition(name)
    real = [text for text in levels(edition, topic) if text.en != "This topic has no such level"]
    assert len(set(real)) == len(real)
    for lang in LANGS:
        assert len({text[lang] for text in real}) == len(real)


@pytest.mark.parametrize(("name", "topic", "missing"), [
    (DEPARTMENT, "P4.5", [2, 3, 4]), (PROVINCE, "P4.3", [2, 3, 4]), (PROVINCE, "P1.2", [2, 3, 4]), (PROVINCE, "G1", [2, 4]),
    (PROVINCE, "P2.2", [5]),
])
def test_a_level_that_a_topic_does_not_have_says_so(name: str, topic: str, missing: list[int]) -> None:
    words = levels(load_edition(name), topic)
    said = [level for level, text in enumerate(words, start=1) if text.th == "ไม่มีระดับนี้ในหัวข้อนี้"]
    assert said == missing


@pytest.mark.parametrize(("name", "topic"), TOPICS)
def test_the_counts_that_are_said_are_the_rule_s(name: str, topic: str) -> None:
    """For every ladder of counts: level n's numbers run from its threshold to below the next, of so many in all."""
    edition = load_edition(name)
    rule = edition.topics[topic].rule
    ladders = rule.rules.values() if isinstance(rule, ByChoice) else rule.each[:1] if isinstance(rule, Best) else (rule,)
    for place, ladder in enumerate(ladders):
        if not isinstance(ladder, Steps | NumberSteps):
            continue
        most = len(ladder.of) if isinstance(ladder, Steps) else int(edition.questions[ladder.number].maximum or 0)
        for level, least in enumerate(ladder.at, start=2):
            top = ladder.at[level - 1] - 1 if level < 5 else most
            text = levels(edition, topic)[level - 1]
            line = {lang: text[lang].split("\n")[place if isinstance(rule, ByChoice) else 0] for lang in LANGS}
            for lang in LANGS:
                numbers = [int(number) for number in re.findall(r"\d+", line[lang].rpartition(":")[2])]
                expected = [most] if least == top == most else [least, most] if least == top else [least, top, most]
                assert numbers == expected, (text, least, top, most)


#: Written by hand from the model's text: level -> Thai, English.
SAID: dict[tuple[str, str], dict[int, tuple[str, str]]] = {
    (DEPARTMENT, "P1.1"): {
        1: ("ยังไม่มีการจัดทำแผนที่สอดคล้องกับแผนพัฒนารัฐบาลดิจิทัลที่เกี่ยวข้องกับหน่วยงาน",
            "No plan yet in line with the Digital Government Development Plan as it concerns the agency"),
        2: ("ภารกิจหลักในการให้บริการ: 1–3 ข้อ จากทั้งหมด 12 ข้อ\nจัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ: 1–2 ข้อ จากทั้งหมด 8 ข้อ",
            "Provides services as its main mission: 1–3 of 12 items\nMakes policy, co-ordinates, regulates, or other: 1–2 of 8 items"),
        5: ("ภารกิจหลักในการให้บริการ: 10–12 ข้อ จากทั้งหมด 12 ข้อ\nจัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ: 7–8 ข้อ จากทั้งหมด 8 ข้อ",
            "Provides services as its main mission: 10–12 of 12 items\nMakes policy, co-ordinates, regulates, or other: 7–8 of 8 items"),
    },
    (PROVINCE, "P1.1"): {4: ("7–9 ข้อ จากทั้งหมด 12 ข้อ", "7–9 of 12 items")},
    (DEPARTMENT, "P1.3A"): {
        2: ("1–3 ข้อ จากทั้งหมด 11 ข้อ", "1–3 of 11 items"), 3: ("4–6 ข้อ จากทั้งหมด 11 ข้อ", "4–6 of 11 items"),
        4: ("7–9 ข้อ จากทั้งหมด 11 ข้อ", "7–9 of 11 items"), 5: ("10–11 ข้อ จากทั้งหมด 11 ข้อ", "10–11 of 11 items"),
    },
    (DEPARTMENT, "P1.3B"): {
        1: ("ไม่มีการเตรียมความพร้อมด้านการรักษาความมั่นคงปลอดภัยไซเบอร์ – ระดับทักษะของบุคลากร",
            "No preparation for cybersecurity – skills of staff"),
        2: ("1 ข้อ จากทั้งหมด 5 ข้อ", "1 of 5 items"), 5: ("4–5 ข้อ จากทั้งหมด 5 ข้อ", "4–5 of 5 items"),
    },
    (DEPARTMENT, "P1.5"): {
        1: ("ยังไม่มีการดำเนินการตามกฎหมายที่เกี่ยวข้อง", "No relevant law is carried out yet"),
        2: ("1–2 กฎหมาย จากทั้งหมด 8 กฎหมาย", "1–2 of 8 laws"), 5: ("7–8 กฎหมาย จากทั้งหมด 8 กฎหมาย", "7–8 of 8 laws"),
    },
    (DEPARTMENT, "P4.2"): {
        2: ("1 ประเภท จากทั้งหมด 7 ประเภท", "1 of 7 kinds of measure"),
        4: ("3–4 ประเภท จากทั้งหมด 7 ประเภท", "3–4 of 7 kinds of measure"),
        5: ("5–7 ประเภท จากทั้งหมด 7 ประเภท", "5–7 of 7 kinds of measure"),
    },
    (DEPARTMENT, "P4.3"): {
        1: ("ค่าเฉลี่ยของ 10 กระบวนการ ตั้งแต่ 1.00 ถึง 1.80", "A mean of the 10 processes from 1.00 to 1.80"),
        3: ("ค่าเฉลี่ยของ 10 กระบวนการ ตั้งแต่ 2.61 ถึง 3.40", "A mean of the 10 processes from 2.61 to 3.40"),
        5: ("ค่าเฉลี่ยของ 10 กระบวนการ ตั้งแต่ 4.21 ถึง 5.00", "A mean of the 10 processes from 4.21 to 5.00"),
    },
    (DEPARTMENT, "P4.10.2"): {
        1: ("ยังไม่มีการดำเนินการที่เกี่ยวข้องกับการเปิดโอกาสให้ผู้รับบริการได้แสดงความคิดเห็น",
            "Nothing is done yet to let those served give their views"),
        2: ("1–2 ข้อ จากทั้งหมด 8 ข้อ", "1–2 of 8 items"), 5: ("7–8 ข้อ จากทั้งหมด 8 ข้อ", "7–8 of 8 items"),
    },
    (DEPARTMENT, "P4.10.3"): {
        2: ("1 ข้อ จากทั้งหมด 4 ข้อ", "1 of 4 items"), 5: ("ครบทั้ง 4 ข้อ", "All 4 items"),
    },
    (DEPARTMENT, "P5.3"): {
        1: ("ไม่มีการนำ Automation มาลดกระบวนการทำงาน หรือนำมาใช้แล้วแต่ยังไม่มีผลลัพธ์ที่ดีขึ้น",
            "Automation is not used to shorten work processes, or it is used without a better result yet"),
        2: ("นำ Automation มาลดกระบวนการทำงาน แล้วมีผลลัพธ์ที่ดีขึ้น 1 ด้าน จากทั้งหมด 5 ด้าน",
            "Automation is used, and has brought 1 of 5 results"),
        5: ("นำ Automation มาลดกระบวนการทำงาน แล้วมีผลลัพธ์ที่ดีขึ้น 4–5 ด้าน จากทั้งหมด 5 ด้าน",
            "Automation is used, and has brought 4–5 of 5 results"),
    },
    (DEPARTMENT, "P6.1"): {4: ("3 ข้อ จากทั้งหมด 4 ข้อ", "3 of 4 items"), 5: ("ครบทั้ง 4 ข้อ", "All 4 items")},
    (DEPARTMENT, "P7"): {
        4: ("5–8 เทคโนโลยี จากทั้งหมด 11 เทคโนโลยี", "5–8 of 11 technologies"),
        5: ("9–11 เทคโนโลยี จากทั้งหมด 11 เทคโนโลยี", "9–11 of 11 technologies"),
    },
    (PROVINCE, "P4.4.1"): {
        1: ("ไม่มีการดำเนินการด้าน e-Information หรือมีการดำเนินการแต่ไม่มีช่องทางใดเลย",
            "E-information is not provided, or provided without any of the channels"),
        2: ("มีการดำเนินการด้าน e-Information และมีช่องทางในการดำเนินการ 1 ช่องทาง จากทั้งหมด 5 ช่องทาง",
            "E-information is provided, by 1 of 5 channels"),
        5: ("มีการดำเนินการด้าน e-Information และมีช่องทางในการดำเนินการ 4–5 ช่องทาง จากทั้งหมด 5 ช่องทาง",
            "E-information is provided, by 4–5 of 5 channels"),
    },
    (PROVINCE, "P1.3D"): {
        1: ("ไม่มีแผนปฏิบัติการหรือแผนงานสำหรับ Data Governance หรือมีแผนแต่ยังไม่ดำเนินการตามขั้นตอนใด",
            "No action plan or work plan for data governance, or a plan without any step taken"),
        2: ("ในด้านใดด้านหนึ่ง: มีแผน และดำเนินการตามขั้นตอน Data Governance แล้ว 1 ขั้นตอน จากทั้งหมด 4 ขั้นตอน",
            "In any one area: a plan, and 1 of 4 steps of data governance taken"),
        5: ("ในด้านใดด้านหนึ่ง: มีแผน และดำเนินการตามขั้นตอน Data Governance แล้ว ครบทั้ง 4 ขั้นตอน",
            "In any one area: a plan, and all 4 steps of data governance taken"),
    },
    (DEPARTMENT, "P3.2"): {
        1: ("คะแนนเฉลี่ยถ่วงน้ำหนักไม่เกินร้อยละ 20 หรือไม่มีผู้ทำแบบประเมิน", "A weighted mean of 20% or less, or nobody took the test"),
        3: ("คะแนนเฉลี่ยถ่วงน้ำหนักเกินร้อยละ 40 แต่ไม่เกินร้อยละ 60", "A weighted mean above 40%, up to 60%"),
        5: ("คะแนนเฉลี่ยถ่วงน้ำหนักเกินร้อยละ 80", "A weighted mean above 80%"),
    },
    (DEPARTMENT, "P4.U"): {
        1: ("0 คะแนน", "0 points"), 2: ("มากกว่า 0 แต่ไม่เกิน 0.25 คะแนน", "More than 0, up to 0.25 points"),
        5: ("มากกว่า 0.75 คะแนน", "More than 0.75 points"),
    },
    (DEPARTMENT, "P4.4"): {
        3: ("ระบุบริการหลักและปริมาณธุรกรรมครบถ้วน และสัดส่วนธุรกรรมดิจิทัลเพิ่มขึ้นจากปีก่อนหน้า แต่น้อยกว่าร้อยละ 30",
            "Core services and transactions are stated in full, and the digital share has grown and is below 30%"),
        4: ("ระบุบริการหลักและปริมาณธุรกรรมครบถ้วน และสัดส่วนธุรกรรมดิจิทัลเพิ่มขึ้นจากปีก่อนหน้า และอยู่ตั้งแต่ร้อยละ 30 แต่น้อยกว่าร้อยละ 50",
            "Core services and transactions are stated in full, and the digital share has grown and is from 30% to below 50%"),
    },
    (PROVINCE, "P4.1"): {
        2: ("มีบริการดิจิทัลที่พัฒนาขึ้นเอง แต่ไม่เกินร้อยละ 50 ของบริการทั้งหมด",
            "Some, but no more than 50% of all services, are digital ones developed by the province itself"),
        3: ("มีบริการดิจิทัลที่พัฒนาขึ้นเองมากกว่าร้อยละ 50 แต่ไม่เกินร้อยละ 80 ของบริการทั้งหมด",
            "More than 50%, but no more than 80% of all services, are digital ones developed by the province itself"),
        4: ("มีบริการดิจิทัลที่พัฒนาขึ้นเองมากกว่าร้อยละ 80 แต่ไม่ครบร้อยละ 100 ของบริการทั้งหมด",
            "More than 80%, but less than 100% of all services, are digital ones developed by the province itself"),
    },
    (DEPARTMENT, "P2.8.3"): {
        3: ("ผ่านเกณฑ์ระดับ 2 และมี Data Warehouse หรือ Data Lake", "Level 2, and a data warehouse or a data lake"),
    },
    (PROVINCE, "P1.2"): {
        1: ("“ไม่มีกฎระเบียบหรือข้อบังคับ” หรือ “อยู่ระหว่างการดำเนินการกำหนดกฎระเบียบหรือข้อบังคับ”", "“No such rules or regulations” or “Being drawn up”"),
        5: ("มีกฎระเบียบหรือข้อบังคับแล้ว", "Rules or regulations are in place"),
    },
    (PROVINCE, "P2.7"): {
        2: ("(กรมต้นสังกัด) ฝึกอบรมบุคลากรผู้รับผิดชอบดูแลข้อมูลส่วนบุคคล และปฏิบัติตามพระราชบัญญัติอย่างน้อย 2 ข้อ",
            "(Parent department) Staff responsible for personal data are trained, and at least 2 duties are carried out"),
    },
    (PROVINCE, "P3.2"): {5: ("(กรมต้นสังกัด) คะแนนเฉลี่ยถ่วงน้ำหนักเกินร้อยละ 80", "(Parent department) A weighted mean above 80%")},
}


@pytest.mark.parametrize(("name", "topic"), SAID)
def test_levels_read_as_written_by_hand(name: str, topic: str) -> None:
    words = levels(load_edition(name), topic)
    for level, (th, en) in SAID[name, topic].items():
        assert (words[level - 1].th, words[level - 1].en) == (th, en), level


def test_what_an_inherited_topic_asks_can_be_said_without_its_mark() -> None:
    edition = load_edition(PROVINCE)
    assert unmarked_levels(edition, "P3.2")[4].th == "คะแนนเฉลี่ยถ่วงน้ำหนักเกินร้อยละ 80"
    assert unmarked_levels(edition, "P3.2") == levels(load_edition(DEPARTMENT), "P3.2")
    assert marked(edition, "P3.2", Text("ก", "A")) == Text("(กรมต้นสังกัด) ก", "(Parent department) A")
    assert marked(edition, "P1.1", Text("ก", "A")) == Text("ก", "A") and unmarked_levels(edition, "P1.1") == levels(edition, "P1.1")


# -- the levels that can be reached, and the next ---------------------------------------------------


@pytest.mark.parametrize("name", edition_ids())
def test_the_levels_that_a_topic_can_have(name: str) -> None:
    for topic in load_edition(name).topics:
        levels = LEAPS.get((name, topic), (1, 2, 3, 4, 5))
        assert reachable(load_edition(name), topic) == levels, topic
        assert highest(load_edition(name), topic) == HIGHEST.get((name, topic), 5) == levels[-1]
        for level in range(1, 6):
            assert level_above(load_edition(name), topic, level) == next((one for one in levels if one > level), None)


def test_what_has_no_level_has_no_next() -> None:
    edition = load_edition(DEPARTMENT)
    assert not next_level(edition, "P1.1", None)
    assert to_lift(edition, "S1.1", {"S1.1": None, "P1.1": None}) == ()


@pytest.mark.parametrize(("unit", "upto", "words"), [
    (Text("กิโลกรัม", "kg"), (3, 5, 8, 10), {
        1: ("ไม่เกิน 3 กิโลกรัม", "3 kg or less"), 2: ("มากกว่า 3 แต่ไม่เกิน 5 กิโลกรัม", "More than 3, up to 5 kg"),
        5: ("มากกว่า 10 กิโลกรัม", "More than 10 kg")}),
    (None, (3, 5, 8, 10), {
        1: ("ไม่เกิน 3", "3 or less"), 2: ("มากกว่า 3 แต่ไม่เกิน 5", "More than 3, up to 5"), 5: ("มากกว่า 10", "More than 10")}),
    (Text("กิโลกรัม", "kg"), (0, 5, 8, 10), {1: ("0 กิโลกรัม", "0 kg")}),
])
def test_limits_are_in_the_question_s_own_unit(unit: Text | None, upto: tuple[int, ...], words: dict[int, tuple[str, str]]) -> None:
    edition = load_edition(MINI)
    [sub] = [sub for sub in edition.sub_pillars.values() if any(topic.id == "C.1" for topic in sub.topics)]
    [topic] = [topic for topic in sub.topics if topic.id == "C.1"]
    other = replace(
        topic, questions=tuple(replace(one, unit=unit) for one in topic.questions),
        rule=NumberLimits(kind="limits", number="C.1.score", upto=tuple(map(Fraction, upto))))
    pillars = tuple(
        replace(pillar, sub_pillars=tuple(
            replace(one, topics=tuple(other if each.id == "C.1" else each for each in one.topics)) for one in pillar.sub_pillars))
        for pillar in edition.pillars)
    said = levels(replace(edition, pillars=pillars), "C.1")
    assert {level: (said[level - 1].th, said[level - 1].en) for level in words} == words
