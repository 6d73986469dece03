"""The Results sheet: what the next level asks is live and right, charts show the scores, nothing is cut, nothing is unsaid."""

from __future__ import annotations

import random
import re
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel import dgmm_level, load_edition, score
from dgmm_excel.authoring.style import height, widths
from dgmm_excel.form import criteria
from dgmm_excel.form.calculation import SHEET, CalculationSheet
from dgmm_excel.form.layout import layout
from dgmm_excel.form.live_cells import status_words
from dgmm_excel.form.results import RESULT_COLUMNS, result_rows
from dgmm_excel.model.measures import STATUSES
from dgmm_excel.scoring.lookup import next_words
from dgmm_excel.text import Lang, phrase
from dgmm_excel.xlsx.package import Package
from tests.support import oracle
from tests.support.form_cells import rule, value
from tests.support.forms import DEPARTMENT, PROVINCE, SOME_FORMS, form, opened, packed, parts
from tests.support.recalculated import LiveForm, cells, live

SETS = 60
DEPARTMENT_TH = layout(load_edition(DEPARTMENT), "th")
PLACES = result_rows(DEPARTMENT_TH)


def results(name: str, lang: Lang) -> Worksheet:
    return opened(name, lang)[layout(load_edition(name), lang).results]


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_the_sheet_says_what_the_next_level_asks_as_python_does(name: str, lang: Lang) -> None:
    edition, of = load_edition(name), live(name, lang)
    rng = random.Random(f"next {name} {lang}")
    for _ in range(SETS):
        answers = oracle.random_answers(name, rng)
        of.says(answers)
        found = score(edition, answers)
        said = cells(of, of.form.results, [f"I{row}" for row in of.places.values()])
        for code, words in zip(of.places, said, strict=True):
            assert (words or "") == dgmm_level(found, code, "next", lang), (code, answers)


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_every_level_of_every_topic_has_its_next(name: str, lang: Lang) -> None:
    """Levels written in place of those computed: the words at each level, also where no answers lead there."""
    edition = load_edition(name)
    of = LiveForm(edition, lang)
    sheet = CalculationSheet(of.form)
    for level in range(1, 6):
        for topic in edition.topics:
            place = sheet.measure(f"level.{topic}")
            of.workbook.set_value(SHEET, place.row, column_index_from_string(place.column), level)
        said = cells(of, of.form.results, [f"I{of.places[topic]}" for topic in edition.topics])
        for topic, words in zip(edition.topics, said, strict=True):
            assert (words or "") == next_words(edition, topic, {topic: level})[lang], (topic, level)


@pytest.mark.parametrize(("code", "find", "replace"), [
    ("P1.3A", criteria.cell(DEPARTMENT_TH, "P1.3A", 3), criteria.cell(DEPARTMENT_TH, "P1.3A", 4)),  # another level's words
    ("P1.3A", criteria.cell(DEPARTMENT_TH, "P1.3A", 3), criteria.cell(DEPARTMENT_TH, "P1.3B", 3)),  # another topic's words
    ("P1.3A", "ระดับ 3", "ระดับ 2"),  # another level's number
    ("P1", f'B{PLACES["P1.7"]}&" "', '""'),  # a topic left out of a group
    ("P1", "<=", "<"),  # a topic at the group's own level
    ("overall", f'B{PLACES["P4.5"]}&', f'B{PLACES["P4.2"]}&'),  # another topic
])
def test_a_planted_fault_in_what_the_next_level_asks_is_found(code: str, find: str, replace: str) -> None:
    edition = load_edition(DEPARTMENT)
    data, sheet, cell = form(DEPARTMENT, "th"), DEPARTMENT_TH.results, f"I{PLACES[code]}"
    members, part = parts(data), Package(data).worksheet(sheet).part
    before, formula, after = re.split(rf'(<c r="{cell}"[^>]*><f>.*?</f>)', members[part].decode(), maxsplit=1, flags=re.DOTALL)
    assert escape(find) in formula
    members[part] = (before + formula.replace(escape(find), escape(replace)) + after).encode()
    spoilt, answers = LiveForm(edition, "th", packed(members)), {"P1.3A.01": True, "P7.01": True}
    spoilt.says(answers)
    assert cells(spoilt, sheet, [cell]) != [dgmm_level(score(edition, answers), code, "next", "th")]


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_what_waits_says_for_whom(name: str, lang: Lang) -> None:
    edition = load_edition(name)
    awaited = {
        "coordinator": {"th": "รอผลจากนักวิจัย", "en": "Awaiting researchers"},
        "inherited": {"th": "รอผลจากกรมต้นสังกัด", "en": "Awaiting department"},
    }
    whose = {
        "coordinator": {"th": "นักวิจัยเป็นผู้ให้คะแนน", "en": "Scored by the researchers"},
        "inherited": {"th": "ผลของกรมต้นสังกัด", "en": "The parent department's result"},
    }
    of, sheet = live(name, lang), results(name, lang)
    of.says({"P7.01": True})
    said = dict(zip(of.places, cells(of, of.form.results, [f"G{row}" for row in of.places.values()]), strict=True))
    for code, topic in edition.topics.items():
        words = str(sheet[f"C{of.places[code]}"].value)
        if topic.source == "agency":
            assert status_words(edition, code, "pending", lang) == phrase("form.pending")[lang]
            assert said[code] in (phrase("form.blank")[lang], phrase("form.complete")[lang], phrase("form.incomplete")[lang])
            assert not any(word[lang] in words for word in whose.values())
        else:
            assert said[code] == status_words(edition, code, "pending", lang) == awaited[topic.source][lang]
            assert words.endswith(whose[topic.source][lang])
    assert {status_words(edition, "P7", status, lang) for status in STATUSES} == {
        phrase(f"form.{status}")[lang] for status in STATUSES}


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_rows_that_wait_are_in_soft_ink(name: str, lang: Lang) -> None:
    """The rule of colours looks for the very words that the status says."""
    edition, sheet, places = load_edition(name), results(name, lang), result_rows(layout(load_edition(name), lang))
    rules = {str(area.sqref): rule.formula[0] for area in sheet.conditional_formatting for rule in area.rules if "$G" in str(rule.formula)}
    covered = {f"{area}": formula for sqref, formula in rules.items() for area in sqref.split()}
    outside = [code for code, topic in edition.topics.items() if topic.source != "agency"]
    assert set(covered) == {f"B{places[code]}:G{places[code]}" for code in outside}
    for sqref, formula in rules.items():
        first = re.match(r"B(\d+)", sqref)
        assert first is not None
        code = next(code for code in outside if places[code] == int(first.group(1)))
        assert formula == f'$G{first.group(1)}="{status_words(edition, code, "pending", lang)}"'


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_every_name_is_in_the_forms_language_and_every_heading_in_both(name: str, lang: Lang) -> None:
    edition, sheet = load_edition(name), results(name, lang)
    texts = {topic.id: topic.name for topic in edition.topics.values()}
    texts |= {sub.id: sub.name for sub in edition.sub_pillars.values()}
    texts |= {pillar.id: pillar.name for pillar in edition.pillars if pillar.id not in texts} | {"overall": phrase("form.overall")}
    for code, row in result_rows(layout(edition, lang)).items():
        assert re.split(r"\n| {3}", str(sheet[f"C{row}"].value))[0] == texts[code][lang]
    heads = [str(sheet[f"{column}{min(result_rows(layout(edition, lang)).values()) - 2}"].value) for column in RESULT_COLUMNS.values()]
    assert all(("\n" in head) == (lang == "th") for head in heads), heads


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_every_row_has_room_for_the_longest_that_it_can_say(name: str, lang: Lang) -> None:
    edition, sheet = load_edition(name), results(name, lang)
    room = widths("results")["I"] - 2
    for code, row in result_rows(layout(edition, lang)).items():
        if code in edition.topics:
            longest = [next_words(edition, code, {code: level})[lang] for level in range(1, 6)]
        else:
            under = {"overall": list(edition.topics)}.get(code) or [
                topic.id for topic in edition.topics.values() if code in (topic.sub_pillar, topic.pillar)]
            longest = [", ".join(under)]
        tall = sheet.row_dimensions[row].height
        assert tall is not None and height(*((words, room) for words in longest), name="small") <= tall <= 160, code


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_the_sheet_prints_across_one_page_with_its_headings(name: str, lang: Lang) -> None:
    sheet = results(name, lang)
    head = min(result_rows(layout(load_edition(name), lang)).values()) - 2
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == ("portrait", 9, 1)
    assert sheet.page_setup.fitToHeight == 0 and sheet.sheet_properties.pageSetUpPr.fitToPage  # type: ignore[union-attr]
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.freeze_panes is None  # frozen above the table, the charts would leave no room for it on a small screen


def test_the_forms_of_both_languages_stand_alike() -> None:
    for name in (DEPARTMENT, PROVINCE):
        assert result_rows(layout(load_edition(name), "th")) == result_rows(layout(load_edition(name), "en"))


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_the_cells_for_the_official_result_are_empty_open_and_refuse_typing(name: str, lang: Lang) -> None:
    workbook, sheet = opened(name, lang), results(name, lang)
    for one, cell in (("official.score", "G2"), ("official.note", "H2")):
        assert workbook.defined_names[one].attr_text == f"'{sheet.title}'!${cell[0]}${cell[1]}"
        guard = rule(workbook, one)
        assert guard is not None and (guard.type, guard.formula1, guard.errorStyle) == ("custom", "FALSE", "stop")
        assert sheet[cell].value is None and not sheet[cell].protection.locked
        assert sheet[cell].fill.fgColor.rgb == sheet["B2"].fill.fgColor.rgb


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_the_title_has_room_for_the_longest_note_on_the_official_result(name: str, lang: Lang) -> None:
    """Department: two lines, the second with the mission; province: one."""
    tall, lines = results(name, lang).row_dimensions[2].height, 2 if name == DEPARTMENT else 1
    longest = {
        "th": "คะแนนทางการ ระดับ 5\nใช้ภารกิจตามทะเบียน: จัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ",
        "en": "Official score, level 5\nRoster's mission: Makes policy, co-ordinates, regulates, or other",
    }[lang]
    words = "\n".join(longest.split("\n")[:lines])
    wide = widths("results")["H"] + widths("results")["I"]  # merged
    assert tall is not None and height((words, wide - 1.5), name="small") <= tall <= 50


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_the_verified_cells_refuse_typing(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for code in load_edition(name).ids:
        one = rule(workbook, f"verified.{code}")
        assert one is not None, code
        assert (one.type, one.formula1, one.errorStyle, one.showErrorMessage) == ("custom", "FALSE", "stop", True)
        assert value(workbook, f"verified.{code}") is None


def test_the_unit_of_scores_follows_their_heading() -> None:
    percent = str(Path(__file__).parents[1] / "editions" / "percent.yaml")
    row = min(result_rows(layout(load_edition(percent), "th")).values()) - 2
    assert results(percent, "th")[f"{RESULT_COLUMNS['score']}{row}"].value == "คะแนน (ร้อยละ)\nScore (%)"
