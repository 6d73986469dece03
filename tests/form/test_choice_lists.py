"""On paper no cell opens its list: what the words of the levels do not tell of the choices is printed in lists."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.choice_lists import choice_lists
from dgmm_excel.model.describe import unmarked_levels
from dgmm_excel.text import Lang
from tests.support.forms import DEPARTMENT, FORMS, PROVINCE


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_choice_of_a_long_list_is_printed_in_its_order(name: str, lang: Lang) -> None:
    edition = load_edition(name)
    printed = {one.choices for one in choice_lists(edition, lang)}
    for topic in edition.topics.values():
        levels = "\n".join(text[lang] for text in unmarked_levels(edition, topic.id))
        for question in topic.questions:
            labels = [choice.label[lang] for choice in question.choices]
            told = len(labels) <= 5 or all(label in levels for label in labels)
            assert (" • ".join(labels) in printed) != told, question.id


def test_the_lists_are_those_of_p2_8_1_and_of_the_ten_processes() -> None:
    found = choice_lists(load_edition(DEPARTMENT), "en")
    assert [one.name.removeprefix("Choices of ").partition(" ")[0] for one in found] == ["P2.8.1"] * 2 + ["P4.3"] * 10
    assert choice_lists(load_edition(PROVINCE), "th") == ()


def test_a_process_of_p4_3_reads_as_the_source_has_it() -> None:
    (found,) = [one for one in choice_lists(load_edition(DEPARTMENT), "th") if one.name == "ตัวเลือกของ P4.3  การประเมินความพึงพอใจ"]
    assert found.choices == (
        "ไม่มีกระบวนการนี้ หรือยังไม่ได้ใช้วิธีการทางดิจิทัล • รับการประเมินความพึงพอใจทางโทรศัพท์ "
        "• รับการประเมินโดยให้ส่งข้อความทางอีเมลหรือสื่อสังคมออนไลน์ "
        "• มีแบบฟอร์มออนไลน์ (Online Form) เช่น Google Forms หรือ Microsoft Forms "
        "• มีแบบฟอร์มอิเล็กทรอนิกส์ (e-Form) ในเว็บไซต์ของหน่วยงาน "
        "• มีแบบฟอร์มอิเล็กทรอนิกส์ (e-Form) ในโมบายแอปพลิเคชันของหน่วยงาน")
