"""The cached values of a form: they are what a calculation of its formulas gives."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.form.layout import layout
from dgmm_excel.form.results import result_rows
from dgmm_excel.model.edition import MISSION
from dgmm_excel.model.measures import MARKS
from dgmm_excel.text import Lang
from tests.support.form_cells import POLICY, SERVICE, value
from tests.support.forms import DEPARTMENT, PROVINCE, SOME_FORMS, form, opened, parts, shown


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_a_blank_form_s_results_are_all_empty_text(name: str, lang: Lang) -> None:
    edition, live = load_edition(name), opened(name, lang)
    results = live[layout(edition, lang).results]
    for code, row in result_rows(layout(edition, lang)).items():
        for column in "DEF" + ("G" if code in edition.topics else ""):
            assert results[f"{column}{row}"].data_type == "f", (code, column)
    text = parts(form(name, lang))[f"xl/worksheets/sheet{live.sheetnames.index(results.title) + 1}.xml"].decode()
    stored = re.findall(r'<c r="([A-Z]+\d+)"[^>]* t="str"><f>[^<]*</f><v></v></c>', text)
    assert len(stored) >= 3 * len(edition.ids) + len(edition.topics)
    assert set(stored) == {cell.coordinate for row in results.iter_rows() for cell in row if cell.data_type == "f"}


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_every_formula_has_a_stored_value_and_all_is_calculated_on_opening(name: str, lang: Lang) -> None:
    members = parts(form(name, lang))
    text = "".join(content.decode() for part, content in members.items() if part.startswith("xl/worksheets/"))
    assert len(re.findall("<f>", text)) == len(re.findall("</f><v>", text)) > 500
    assert b'fullCalcOnLoad="1"' in members["xl/workbook.xml"]


def test_the_stored_values_are_what_an_engine_calculates() -> None:
    """Whoever trusts what is stored sees what a calculation would give: checked on every sheet of a blank form."""
    import formualizer

    workbook = formualizer.load_workbook_bytes(form(DEPARTMENT, "en"))
    live, stored = opened(DEPARTMENT, "en"), shown(DEPARTMENT, "en")
    cells = [(sheet.title, cell) for sheet in live for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    values = workbook.evaluate_cells([(title, cell.row, cell.column) for title, cell in cells])
    for (title, cell), calculated in zip(cells, values, strict=True):
        assert (stored[title][cell.coordinate].value or 0) == (calculated or 0), (title, cell.coordinate)


@pytest.mark.parametrize(("agency", "lang", "asked"), [(SERVICE, "th", 1), (POLICY, "en", 0), (None, "th", 1)])
def test_the_mission_is_filled_in_and_what_it_rules_out_shows(agency: Agency | None, lang: Lang, asked: int) -> None:
    question = load_edition(DEPARTMENT).questions[MISSION]
    workbook = load_workbook(BytesIO(form(DEPARTMENT, lang, agency)), data_only=True)
    assert value(workbook, f"answer.{MISSION}") == (question.choice(agency.mission)[lang] if agency else None)
    slot = layout(load_edition(DEPARTMENT), lang).slots["P1.1.02"]
    assert workbook[slot.sheet][slot.mark].value == (0 if asked else MARKS.index("not_asked"))
    assert value(workbook, "level.overall") in ("", None)  # a mission alone is no answer


def test_a_province_says_who_answers_in_place_of_a_mission() -> None:
    workbook = load_workbook(BytesIO(form(PROVINCE, "th", POLICY)))
    assert f"answer.{MISSION}" not in workbook.defined_names
    question = load_edition(PROVINCE).questions["agency.answered_by"]
    assert value(workbook, f"answer.{question.id}") is None
    texts = [cell.value for row in workbook["ปก"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert any(text.startswith("ผู้ตอบแบบสำรวจ") for text in texts)
    assert question.help is not None
    assert any(question.help.th in text for text in texts)
