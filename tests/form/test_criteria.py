"""The Criteria sheet: every level of every topic stands there whole, after its number, in as little height as can be."""

from __future__ import annotations

import random
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.utils import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel import load_edition, score
from dgmm_excel.authoring.style import height, page_height, widths
from dgmm_excel.form import criteria
from dgmm_excel.form.choice_lists import choice_lists
from dgmm_excel.form.layout import Form, layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.describe import levels
from dgmm_excel.text import LANGS, Lang, Text
from tests.support import oracle
from tests.support.forms import DEPARTMENT, FORMS, MINI, PROVINCE, opened
from tests.support.recalculated import LiveForm

#: All columns but the hidden first.
WIDE = sum(widths("criteria").values()) - widths("criteria")["A"]
NARROW = widths("criteria")["B"]
MARK = {"th": "(กรมต้นสังกัด) ", "en": "(Parent department) "}


def drawn(name: str, lang: Lang) -> tuple[Form, Worksheet]:
    form = layout(load_edition(name), lang)
    return form, opened(name, lang)[form.criteria]


def level_cells(form: Form, topic: str) -> list[str]:
    return [criteria.cell(form, topic, level).rpartition("!")[2].replace("$", "") for level in range(1, 6)]


def texts(sheet: Worksheet, row: int) -> list[str]:
    return [cell.value for cell in sheet[row] if isinstance(cell.value, str) and not cell.value.startswith("=")]


# -- what it says ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_level_of_every_topic_stands_after_its_number(name: str, lang: Lang) -> None:
    form, sheet = drawn(name, lang)
    for topic in form.edition.topics.values():
        said = [sheet[cell].value for cell in level_cells(form, topic.id)]
        mark = MARK[lang] if topic.source == "inherited" else ""
        assert [f"{mark}{words}" for words in said] == [text[lang] for text in levels(form.edition, topic.id)], topic.id
        assert [sheet[cell].offset(0, -1).value for cell in level_cells(form, topic.id)] == [1, 2, 3, 4, 5], topic.id


def test_an_inherited_topic_reads_as_written_by_hand() -> None:
    form, sheet = drawn(PROVINCE, "th")
    row = criteria.rows(form)["P1.3B"]
    assert texts(sheet, row) == [
        "P1.3B  (กรมต้นสังกัด) การรักษาความมั่นคงปลอดภัยไซเบอร์ – ระดับทักษะของบุคลากร", "หมายเหตุเดียวกับหัวข้อ P1.3A"]
    assert texts(sheet, row + 1) == [
        "ไม่มีการเตรียมความพร้อมด้านการรักษาความมั่นคงปลอดภัยไซเบอร์ – ระดับทักษะของบุคลากร",
        "1 ข้อ จากทั้งหมด 5 ข้อ", "2 ข้อ จากทั้งหมด 5 ข้อ", "3 ข้อ จากทั้งหมด 5 ข้อ", "4–5 ข้อ จากทั้งหมด 5 ข้อ"]


@pytest.mark.parametrize("lang", LANGS)
def test_names_of_inherited_topics_alone_are_marked_as_the_parent_s(lang: Lang) -> None:
    for name, wanted in ((DEPARTMENT, 0), (PROVINCE, 9)):
        form, sheet = drawn(name, lang)
        marked = {topic for topic, row in criteria.rows(form).items() if MARK[lang] in texts(sheet, row)[0]}
        assert marked == {topic.id for topic in form.edition.topics.values() if topic.source == "inherited"}
        assert len(marked) == wanted


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_note_is_said_once_and_referred_to_by_topics_that_share_it(name: str, lang: Lang) -> None:
    form, sheet = drawn(name, lang)
    first: dict[str, str] = {}
    for topic in form.edition.topics.values():
        _, *note = texts(sheet, criteria.rows(form)[topic.id])
        if topic.note is None:
            assert note == [], topic.id
        elif topic.note[lang] in first:
            assert note[0].endswith(f" {first[topic.note[lang]]}"), topic.id
        else:
            assert note == [topic.note[lang]], topic.id
            first[topic.note[lang]] = topic.id
    notes = form.edition.notes
    below = sheet.max_row - len(notes)
    assert [texts(sheet, row) for row in range(below, sheet.max_row + 1)] == [
        ["หมายเหตุ" if lang == "th" else "Notes"], *([note[lang]] for note in notes)]


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_the_lists_of_choices_stand_between_the_topics_and_the_notes(name: str, lang: Lang) -> None:
    form, sheet = drawn(name, lang)
    below, lists = max(criteria.rows(form).values()) + 2, choice_lists(form.edition, lang)
    assert bool(lists) == (name == DEPARTMENT)
    assert [texts(sheet, row) for row in range(below, below + len(lists))] == [[*one] for one in lists]
    assert below + len(lists) + len(form.edition.notes) == sheet.max_row


# -- how it is laid out ----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_numbers_and_words_fill_the_width_of_the_sheet(name: str, lang: Lang) -> None:
    """No column is left out, and none has two texts."""
    form, sheet = drawn(name, lang)
    ends = {(area.min_row, area.min_col): area.max_col for area in sheet.merged_cells.ranges}
    for topic, first in criteria.rows(form).items():
        for row in (first, first + 1):
            column = 2
            while column <= len(widths("criteria")):
                assert sheet.cell(row, column).value is not None or row == first, (topic, row, column)
                column = 1 + ends.get((row, column), column)
            assert column == len(widths("criteria")) + 1, (topic, row)


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_no_level_row_is_higher_than_with_columns_of_one_width(name: str, lang: Lang) -> None:
    form, sheet = drawn(name, lang)
    lower = 0
    for topic, row in criteria.rows(form).items():
        # the numbers take a narrow column each, and no share is a part of one
        room = (WIDE - 5 * NARROW) / 5 // NARROW * NARROW
        alike = height(*((sheet[cell].value, room) for cell in level_cells(form, topic)))
        tall = sheet.row_dimensions[row + 1].height
        assert tall is not None and tall <= alike, topic
        lower += tall < alike
    assert lower > len(form.edition.topics) // 4


@pytest.mark.parametrize("lang", LANGS)
def test_short_texts_have_columns_of_one_width(lang: Lang) -> None:
    """Above the topics, “Level 1” … “Level 5” say what the numbers are: of 66 columns they have 14 and four times 13."""
    _, sheet = drawn(DEPARTMENT, lang)
    ends = {area.coord.partition(":")[0]: area.max_col for area in sheet.merged_cells.ranges}
    words = [cell for cell in sheet[2] if isinstance(cell.value, str)]
    assert [ends[cell.coordinate] - coordinate_to_tuple(cell.coordinate)[1] + 1 for cell in words] == [14, 13, 13, 13, 13]


@pytest.mark.parametrize(("name", "lang", "pages"), [
    (DEPARTMENT, "th", 3), (DEPARTMENT, "en", 3), (PROVINCE, "th", 2), (PROVINCE, "en", 2)])
def test_the_sheet_takes_few_pages_none_much_emptier_than_another(name: str, lang: Lang, pages: int) -> None:
    _, sheet = drawn(name, lang)
    ends = [*(one.id for one in sheet.row_breaks.brk), sheet.max_row]
    heights = [0.0]
    for row in range(1, sheet.max_row + 1):
        heights[-1] += sheet.row_dimensions[row].height or 15
        if row in ends[:-1]:
            heights.append(0.0)
    assert len(heights) == pages
    title = sheet.row_dimensions[2].height
    assert title is not None and max(heights) <= page_height("criteria") + title
    assert min(heights) > 0.85 * max(heights)


# -- the present level -----------------------------------------------------------------------------


def test_the_words_of_the_present_level_are_coloured() -> None:
    """The one rule, put into cells at random answers: it holds beside the number of a topic's level, and nowhere else."""
    form, sheet = drawn(PROVINCE, "th")
    [(area, rule)] = [(area.sqref, rule) for area in sheet.conditional_formatting for rule in area.rules]
    corner, _, last = str(area).partition(":")
    first_row, first_column = coordinate_to_tuple(corner)
    of, rng = LiveForm(form.edition, "th"), random.Random("present level")
    places = {topic: level_cells(form, topic) for topic in form.edition.topics}
    assert coordinate_to_tuple(last)[0] == max(criteria.rows(form).values()) + 1
    spare = {cell: (row, column + 100) for cells in places.values() for cell in cells for row, column in [coordinate_to_tuple(cell)]}
    for cell, (row, column) in spare.items():
        assert row >= first_row and column - 100 >= first_column
        formula = Translator(f"={rule.formula[0]}", corner).translate_formula(cell)
        of.workbook.set_formula(form.criteria, row, column, formula)
    for answers in ({}, oracle.random_answers(PROVINCE, rng), oracle.random_answers(PROVINCE, rng)):
        of.says(answers)
        found = score(form.edition, answers)
        for topic, cells in places.items():
            level = found.topics[topic].level
            said = of.workbook.evaluate_cells([(form.criteria, *spare[cell]) for cell in cells])
            assert [bool(one) for one in said] == [number == level for number in range(1, 6)], (topic, answers)


@pytest.mark.parametrize(("lang", "shown"), [("th", '"ระดับปัจจุบัน "0'), ("en", '"Level now "0')])
def test_the_present_level_is_named_beside_the_topic(lang: Lang, shown: str) -> None:
    form, sheet = drawn(DEPARTMENT, lang)
    for topic, row in criteria.rows(form).items():
        [cell] = [cell for cell in sheet[row] if str(cell.value).startswith("=")]
        assert cell.number_format == shown, topic
        assert (row, len(widths("criteria"))) in {
            (area.max_row, area.max_col) for area in sheet.merged_cells.ranges if cell.coordinate == area.coord.partition(":")[0]}


NOTES = (Text("ข้อหนึ่ง", "one"), Text("ข้อสอง", "two"))


@pytest.mark.parametrize("notes", [(), NOTES[:1], NOTES])
def test_notes_stand_below_the_topics_under_a_heading_or_not_at_all(notes: tuple[Text, ...]) -> None:
    edition = replace(load_edition(MINI), notes=notes)
    sheet = load_workbook(BytesIO(template(FormSpec(edition)).stamp()))[layout(edition, "th").criteria]
    below = 3 + 2 * len(edition.topics) + len(choice_lists(edition, "th"))
    said = [str(cell.value) for cell in sheet["B"][below - 1:] if cell.value]
    assert said == (["หมายเหตุ", *(note.th for note in notes)] if notes else [])
