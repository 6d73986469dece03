"""A level's description names every question that can keep a set of answers out of it.

Which questions those are is found by the oracle (`tests.support.decisive`); by which words a description names them is written
here by hand. A question that no entry names has to be there by its own text.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model.describe import levels, reachable
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import LANGS, Lang, Text
from tests.support.decisive import deciding
from tests.support.oracle import DEPARTMENT, PROVINCE

#: By a topic: patterns of question ids, and the words that name them in Thai and in English (regular expressions).
Names = dict[str, tuple[str, str]]

_ITEMS = (r"ข้อ", r"\bitems\b")
_SKILLS: Names = {
    "*.training": (r"วิธีใดวิธีหนึ่ง", r"any of the ways"), "*.selfstudy": (r"วิธีใดวิธีหนึ่ง", r"any of the ways"),
    "*.coaching": (r"วิธีใดวิธีหนึ่ง", r"any of the ways"),
    "*.taught": (r"ส่งเสริม", r"supported"), "*.measured": (r"การวัดผล", r"measured"),
}
_TOGETHER: Names = {
    "*.app.*": (r"แอปพลิเคชันหรือแพลตฟอร์ม", r"applications? or platforms?"), "*.remote.*": (r"ทำงานจากภายนอก", r"remote work"),
}
_SYSTEMS: Names = {
    "P5.1.basic.*": (r"ระบบพื้นฐาน", r"basic system"), "P5.1.dss": (r"สนับสนุนการตัดสินใจ", r"decision support"),
    "P5.1.other.*": (r"ระบบอื่น ๆ", r"other system"),
}
_CATALOG: Names = {
    "*.system": (r"ระบบบริหารและกระบวนการจัดการและคุ้มครอง", r"system and process to manage and protect"),
    "*.catalog": (r"บัญชีรายชื่อข้อมูล คำอธิบายข้อมูล และพจนานุกรมข้อมูล", r"data catalog, metadata and data dictionary"),
}
_STANDARDS: Names = {
    "P6.2.plan": (r"มีแผน", r"\bplan\b"), "P6.2.iso27001": (r"กรอบมาตรฐาน ISO/IEC 27001", r"ISO/IEC 27001"),
    "P6.2.0*": (r"กรอบมาตรฐานอื่น(นอกจาก|อย่าง)", r"standards? other than|other standard"),
}
_DRIVES: Names = {"*.pushing": (r"ผลักดัน", r"drives|drove"), "*.successes": (r"ประสบความสำเร็จ", r"succeeded")}

NAMES: dict[tuple[str, str], Names] = {
    (DEPARTMENT, "P1.1"): {
        "agency.mission": (r"ภารกิจหลักในการให้บริการ: .*\nจัดทำนโยบาย", r"Provides services as its main mission: .*\nMakes policy"),
        "P1.1.*": _ITEMS,
    },
    (DEPARTMENT, "P1.3A"): {"*": _ITEMS},
    (DEPARTMENT, "P1.3B"): {"*": _ITEMS},
    (DEPARTMENT, "P1.5"): {"*": (r"กฎหมาย", r"laws")},
    (DEPARTMENT, "P1.6"): {"*": _ITEMS},
    (DEPARTMENT, "P1.7"): {
        "P1.7.plan.*": (r"แผน \(Data Governance, Open Data, PDPA\)", r"plans \(data governance, open data, PDPA\)"),
        "*": (r"ขั้นตอน Data Governance", r"steps of data governance"),
    },
    (DEPARTMENT, "P2.1"): _CATALOG,
    (DEPARTMENT, "P2.7"): {"P2.7.training": (r"ฝึกอบรม", r"trained"), "P2.7.0*": (r"ปฏิบัติตามพระราชบัญญัติ", r"duties")},
    (DEPARTMENT, "P2.8.1"): {
        "P2.8.1.frequency": (r"มีการอัปเดตข้อมูล|อย่างน้อยปีละครั้ง", r"updated, if only now and then|at least yearly"),
        "P2.8.1.lag": (r"ภายใน 1|Real-time", r"within a|real time"),
    },
    (DEPARTMENT, "P2.8.3"): {
        "*.warehouse": (r"Data Warehouse", r"data warehouse"), "*.lake": (r"Data Lake", r"data lake"),
        "*.masking": (r"ปกปิดข้อมูลส่วนบุคคล", r"masked"),
    },
    (DEPARTMENT, "G2"): {"G2.dcio": (r"DCIO", r"DCIO"), "G2.0*": (r"คุณสมบัติ", r"qualifications")},
    (DEPARTMENT, "G4"): {"G2.dcio": (r"DCIO", r"DCIO")} | _DRIVES,
    (DEPARTMENT, "P3.2"): {
        "P3.2.mean": (r"คะแนนเฉลี่ย", r"mean"), "P3.2.takers": (r"ถ่วงน้ำหนัก", r"weighted"), "P3.2.staff": (r"ถ่วงน้ำหนัก", r"weighted"),
    },
    (DEPARTMENT, "P3.4"): _SKILLS,
    (DEPARTMENT, "P4.2"): {"*": (r"ประเภท", r"kinds of measure")},
    (DEPARTMENT, "P4.3"): {"*": (r"10 กระบวนการ", r"10 processes")},
    (DEPARTMENT, "P4.U"): {"*": (r"คะแนน", r"points")},
    (DEPARTMENT, "P4.4"): {
        "*.name": (r"ระบุบริการหลัก", r"Core services"),
        "*": (r"ปริมาณธุรกรรมครบถ้วน .*สัดส่วน", r"transactions are stated in full, .*\bshare\b"),
    },
    (DEPARTMENT, "P4.10.1"): {"*": _ITEMS},
    (DEPARTMENT, "P4.10.2"): {"*": _ITEMS},
    (DEPARTMENT, "P4.10.3"): {"*": _ITEMS},
    (DEPARTMENT, "P5.1"): _SYSTEMS,
    (DEPARTMENT, "P5.1C"): {
        "P5.1.saraban": (r"ระบบงานสารบรรณ", r"saraban"), "P5.1C.*": (r"รองรับการเชื่อมโยง", r"can link"),
    } | _SYSTEMS,
    (DEPARTMENT, "P5.2"): {
        "P5.2.agencies": (r"เชื่อมโยงกับหน่วยงานอื่น", r"another agency"),
        "P5.2.platform": (r"ศูนย์แลกเปลี่ยนข้อมูลกลางภาครัฐ", r"central exchange"),
    },
    (DEPARTMENT, "P5.3"): {
        "P5.3.automation": (r"นำ Automation มาลดกระบวนการทำงาน", r"[Aa]utomation is used"), "*": (r"ผลลัพธ์ที่ดีขึ้น .*ด้าน", r"results"),
    },
    (DEPARTMENT, "P5.5"): _TOGETHER,
    (DEPARTMENT, "P6.1"): {"*": _ITEMS},
    (DEPARTMENT, "P6.1.1"): {
        "*.backup.*": (r"การสำรองข้อมูล", r"backups?"), "*.availability.*": (r"Availability", r"availability"),
    },
    (DEPARTMENT, "P6.2"): _STANDARDS,
    (DEPARTMENT, "P7"): {"*": (r"เทคโนโลยี", r"technologies")},
    (PROVINCE, "P1.1"): {"*": _ITEMS},
    (PROVINCE, "P1.3D"): {
        "P1.3D.plan": (r"มีแผน", r"\ba plan\b"), "*": (r"ขั้นตอน Data Governance", r"steps of data governance"),
    },
    (PROVINCE, "P2.1"): _CATALOG,
    (PROVINCE, "G1"): {"G1.committee": (r"มี PCIO Committee", r"PCIO Committee"), "G1.met": (r"และมีการจัดประชุม", r"that has met")},
    (PROVINCE, "G3"): _DRIVES,
    (PROVINCE, "P3.1"): _SKILLS,
    (PROVINCE, "P4.1"): {
        "P4.1.digital": (r"บริการดิจิทัลที่พัฒนาขึ้นเอง", r"digital ones developed"), "*": (r"บริการทั้งหมด", r"[Aa]ll services"),
    },
    (PROVINCE, "P4.2"): {"*": (r"ประเภท", r"kinds of measure")},
    (PROVINCE, "P4.U"): {"*": (r"คะแนน", r"points")},
    (PROVINCE, "P4.4.1"): {
        "*.active": (r"มีการดำเนินการด้าน e-Information", r"e-information is provided"), "*": (r"\d ช่องทาง", r"channels")},
    (PROVINCE, "P4.4.2"): {
        "*.active": (r"มีการดำเนินการด้าน e-Consultation", r"e-consultation is held"), "*": (r"\d ช่องทาง", r"channels")},
    (PROVINCE, "P4.4.3"): {
        "*.active": (r"มีการดำเนินการด้าน e-Decision Making", r"e-decision making is carried out"),
        "*": (r"\d ช่องทาง", r"channels")},
    (PROVINCE, "P5.1"): _SYSTEMS,
    (PROVINCE, "P5.P"): _TOGETHER,
    (PROVINCE, "P6.1"): {"*": _ITEMS},
    (PROVINCE, "P6.2"): _STANDARDS,
    (PROVINCE, "P7"): {"*": (r"เทคโนโลยี", r"technologies")},
}
#: Topics whose one question's choices stand for the levels: their labels are the words.
CHOICES = {(DEPARTMENT, "P2.9"), (DEPARTMENT, "P4.5"), (PROVINCE, "P1.2"), (PROVINCE, "P2.2"), (PROVINCE, "P4.3")}
#: Topics whose every question is named by its own text.
BY_TEXT = {(DEPARTMENT, "P2.3")}

OWN = [(name, topic.id) for name in (DEPARTMENT, PROVINCE)
       for topic in load_edition(name).topics.values() if topic.source != "inherited"]
_BELOW = {"th": re.compile(r"ผ่านเกณฑ์ระดับ (\d)"), "en": re.compile(r"[Ll]evel (\d), and")}


def words_for(said: tuple[Text, ...], level: int, lang: Lang) -> str:
    """Return the words of a level with those of the levels that they refer to."""
    words = said[level - 1][lang]
    below = _BELOW[lang].search(words)
    return words if below is None else f"{words_for(said, int(below[1]), lang)} {words}"


def unnamed(edition: Edition, topic: str, level: int, words: str, lang: Lang) -> list[str]:
    """Return the questions that decide a level and that the words do not name."""
    names = NAMES.get((edition.id, topic), {})

    def named(question: str) -> bool:
        for pattern, said in names.items():
            if fnmatchcase(question, pattern):
                return re.search(said[LANGS.index(lang)], words, re.IGNORECASE if lang == "en" else 0) is not None
        return edition.questions[question].text[lang] in words

    return sorted(question for question in deciding(edition.id, topic, level) if not named(question))


def test_every_topic_has_names() -> None:
    assert set(NAMES) | CHOICES | BY_TEXT == set(OWN)


@pytest.mark.parametrize(("name", "topic"), [one for one in OWN if one not in CHOICES])
def test_a_level_names_what_can_keep_answers_out_of_it(name: str, topic: str) -> None:
    edition = load_edition(name)
    said = levels(edition, topic)
    for level in reachable(edition, topic)[1:]:
        assert deciding(name, topic, level), level
        for lang in LANGS:
            assert unnamed(edition, topic, level, words_for(said, level, lang), lang) == [], (level, said[level - 1])


@pytest.mark.parametrize(("name", "topic"), sorted(CHOICES))
def test_a_choice_s_level_is_described_by_its_label(name: str, topic: str) -> None:
    edition = load_edition(name)
    (question,) = edition.topics[topic].questions
    for level in reachable(edition, topic):
        (text,) = levels(edition, topic)[level - 1:level]
        assert any(choice.label.th in text.th and choice.label.en in text.en for choice in question.choices), level


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_every_entry_names_a_question_that_decides(name: str) -> None:
    """No entry is idle: each names a question that decides some level, so that words it asks for are really asked for."""
    for (edition, topic), names in NAMES.items():
        if edition != name:
            continue
        decisive = set().union(*(deciding(name, topic, level) for level in range(2, 6)))
        first = {question: next(pattern for pattern in names if fnmatchcase(question, pattern))
                 for question in decisive if any(fnmatchcase(question, pattern) for pattern in names)}
        assert set(first.values()) == set(names), topic


@pytest.mark.parametrize(("name", "topic", "words", "left_out"), [
    (DEPARTMENT, "P5.3", "1 of 5 results", "P5.3.automation"),
    (PROVINCE, "P1.3D", "In any one area: 1 of 4 steps of data governance taken", "P1.3D.plan"),
    (PROVINCE, "P4.4.2", "1 of 5 channels", "P4.4.2.active"),
    (DEPARTMENT, "P6.2", "One standard other than ISO/IEC 27001", "P6.2.plan"),
    (DEPARTMENT, "G4", "Digital projects are driven", "G2.dcio"),
])
def test_words_without_a_condition_are_found_wanting(name: str, topic: str, words: str, left_out: str) -> None:
    assert left_out in unnamed(load_edition(name), topic, 2, words, "en")
