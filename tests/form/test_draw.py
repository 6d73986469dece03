"""The drawn workbook: the names that the contract promises, protection, hidden sheets."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition
from dgmm_excel.text import Lang, phrase
from tests.support.form_cells import by_anchors, target
from tests.support.forms import DEPARTMENT, SOME_FORMS, form, opened, parts


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_every_name_of_the_contract_stands_for_one_cell(name: str, lang: Lang) -> None:
    edition, workbook = load_edition(name), opened(name, lang)
    expected = {f"answer.{question}" for question in edition.questions}
    expected |= {f"{what}.{code}" for what in ("level", "score", "verified") for code in edition.ids}
    expected |= {"official.score", "official.note", "steps.overall", *(f"steps.{pillar.id}" for pillar in edition.pillars)}
    assert set(workbook.defined_names) == expected | {"DGMM_LEVEL"}
    assert len({target(workbook, key) for key in expected}) == len(expected)
    codes = {*edition.topics, *edition.sub_pillars, *(pillar.id for pillar in edition.pillars), "overall"}
    assert set(edition.ids) == codes


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_only_what_the_agency_writes_and_the_cells_of_results_are_open(name: str, lang: Lang) -> None:
    edition, workbook = load_edition(name), opened(name, lang)
    mine = {q.id for q in edition.questions.values() if q.answered_by == "agency"}
    expected = {target(workbook, f"answer.{question}") for question in mine}
    expected |= {target(workbook, name) for name in ("official.score", "official.note")}
    expected |= {target(workbook, f"verified.{code}") for code in edition.ids}
    expected |= {target(workbook, f"steps.{code}") for code in ("overall", *(pillar.id for pillar in edition.pillars))}
    expected |= set(by_anchors(edition, workbook)[1].values())
    merged = {  # a wide answer is several cells merged
        (sheet.title, cell.coordinate)
        for sheet in workbook for area in sheet.merged_cells.ranges if (sheet.title, area.start_cell.coordinate) in expected
        for row in sheet[area.coord] for cell in row
    }
    open_cells = {
        (sheet.title, cell.coordinate) for sheet in workbook for row in sheet.iter_rows() for cell in row
        if not cell.protection.locked
    }
    assert open_cells == expected | merged
    for question in set(edition.questions) - mine:
        sheet, cell = target(workbook, f"answer.{question}")
        assert workbook[sheet][cell].protection.locked
    assert {q for q in edition.questions if q not in mine} == (
        {"P3.2.mean", "P3.2.takers", "P3.2.staff", "P4.U.score"} if name == DEPARTMENT else {"P4.U.score"})


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_every_sheet_is_protected_without_a_password_and_the_structure_is_open(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for sheet in workbook:
        assert sheet.protection.sheet, sheet.title
        assert not sheet.protection.password, sheet.title
        assert not sheet.protection.selectUnlockedCells, sheet.title
    assert not (workbook.security and (workbook.security.lockStructure or workbook.security.workbookPassword))
    members = parts(form(name, lang))
    assert not any(b"hashValue" in content or b"saltValue" in content for content in members.values())


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_the_hidden_sheets_are_hidden_and_the_others_are_not(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    assert [sheet.title for sheet in workbook if sheet.sheet_state != "visible"] == ["_dgmm", "_lists"]
    assert workbook.sheetnames[0] == phrase("form.cover")[lang]
    assert workbook.active is workbook.worksheets[0]
    assert all(len(sheet.title) <= 31 for sheet in workbook)
