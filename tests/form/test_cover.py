"""The cover: it states whose form it is, and for which round."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel import load_edition
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, Text
from tests.support.form_cells import SERVICE, cover_facts
from tests.support.forms import DEPARTMENT, FORMS, MINI, PROVINCE, form, opened


def test_the_cover_says_whose_form_it_is() -> None:
    spec = FormSpec(load_edition(DEPARTMENT), "th", "2569-1", "รอบปี 2569", date(2026, 9, 30), year=2569)
    facts = cover_facts(template(spec).stamp(SERVICE))
    assert facts == {
        "agency": "กรมทดสอบ", "code": "D001", "ministry": "กระทรวงทดสอบ",
        "round": "รอบปี 2569 (ปีปัจจุบัน พ.ศ. 2569 ปีก่อนหน้า พ.ศ. 2568)", "deadline": "30 กันยายน 2569",
        "@meta.edition": DEPARTMENT, "@meta.agency.code": "D001", "@meta.agency.name": "กรมทดสอบ", "@meta.lang": "th",
        "@meta.round": "2569-1", "@meta.fingerprint": layout(load_edition(DEPARTMENT), "th").fingerprint,
        "@meta.correction": "0", "@meta.seal": facts["@meta.seal"],
    }
    said_by_it = {key: facts[f"{anchors.META}{key}"] for key in anchors.META_KEYS}
    assert facts["@meta.seal"] == anchors.seal(said_by_it) != anchors.seal(said_by_it | {"agency.code": "D002"})
    english = cover_facts(template(FormSpec(load_edition(PROVINCE), "en", deadline=date(2026, 9, 30))).stamp(SERVICE), "en")
    assert (english["agency"], english["deadline"]) == ("Department of Tests", "30 September 2026")
    assert english["round"].endswith("for provinces (PCIO) (current year 2566 (2023), previous year 2565 (2022))")


def test_a_form_issued_to_none_names_none() -> None:
    facts = cover_facts(form(DEPARTMENT))
    assert not any(facts[key] for key in ("agency", "code", "ministry", "@meta.agency.code", "@meta.agency.name"))


def title(edition: Edition, lang: Lang) -> str:
    workbook = load_workbook(BytesIO(template(FormSpec(edition, lang)).stamp()))
    return str(workbook[layout(edition, lang).cover]["B2"].value)


def test_the_cover_is_headed_by_the_name_of_the_edition_s_own_survey() -> None:
    assert title(load_edition(DEPARTMENT), "th").startswith("แบบสำรวจระดับความพร้อมรัฐบาลดิจิทัล")
    mini = load_edition(MINI)
    assert title(mini, "th").split() == ["แบบสำรวจ", "Survey"]
    green = replace(mini, survey=Text("แบบสำรวจสำนักงานสีเขียว", "Green Office Survey"))
    assert title(green, "en") == "Green Office Survey"


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_below_the_people_the_cover_says_what_their_data_are_used_for(name: str, lang: Lang) -> None:
    cover = opened(name, lang)[layout(load_edition(name), lang).cover]
    (row,) = {cell.row for line in cover["C1:C60"] for cell in line if re.search("ส่วนบุคคล|personal data", str(cell.value))}
    last = max(cell.row for line in cover["D1:E49"] for cell in line if not cell.protection.locked)
    assert row == last + 1, "right below the last cell for a person, and no answer: nothing but words"
    assert cover[f"A{row}"].value is None and all(cover.cell(row, column).protection.locked for column in range(1, 8))
    assert ("ไม่เผยแพร่" in cover[f"C{row}"].value) is (lang == "th") and "not published" in cover[f"C{row}"].value
