"""Every form: a sound package, protected, with the names, lists, limits and stored values that the contract promises."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openxml_audit import FileFormat, OpenXmlValidator

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.form import anchors
from dgmm_excel.form.codebook import codebook
from dgmm_excel.form.layout import layout, places
from dgmm_excel.form.results import rows
from dgmm_excel.form.template import FormSpec, Template, template
from dgmm_excel.model.edition import MISSION, Edition, Question
from dgmm_excel.model.measures import MARKS
from dgmm_excel.text import Lang, bilingual, phrase
from tests.support.forms import DEPARTMENT, FORMS, PROVINCE, form, opened, parts, shown
from tests.support.package_checks import MAIN, faults
from tests.support.recalculated import filled

SERVICE = Agency("D001", "กรมทดสอบ", "Department of Tests", "กระทรวงทดสอบ", mission="service")
POLICY = Agency("D002", "สำนักงานนโยบาย <&> “ทดสอบ”", ministry="=SUM(1,1)", mission="policy")
ROBBED = Agency("=1+1", "=HYPERLINK(\"http://x\")", "+cmd", "@SUM(A1)", mission="service")
ISSUED = [
    *[(name, lang, None) for name, lang in FORMS],
    (DEPARTMENT, "th", SERVICE), (DEPARTMENT, "en", POLICY), (PROVINCE, "th", POLICY), (DEPARTMENT, "th", ROBBED),
]


def choices(question: Question, lang: Lang) -> list[str]:
    """What the list of the cell offers, in order."""
    if question.type == "yes_no":
        return [phrase("answer.yes")[lang], phrase("answer.no")[lang]]
    return [choice.label[lang] for choice in question.choices]


def target(workbook: Workbook, name: str) -> tuple[str, str]:
    """The sheet and the cell that a defined name stands for."""
    [(sheet, cell)] = workbook.defined_names[name].destinations
    return sheet, cell.replace("$", "")


def value(workbook: Workbook, name: str) -> Any:
    sheet, cell = target(workbook, name)
    return workbook[sheet][cell].value


def rule(workbook: Workbook, name: str) -> DataValidation | None:
    """The validation of the cell of a name."""
    sheet, cell = target(workbook, name)
    found = [one for one in workbook[sheet].data_validations.dataValidation if cell in one.sqref]
    assert len(found) <= 1
    return found[0] if found else None


def all_notes(edition: Edition) -> list[str]:
    """What an agency may write beside its answers: evidence and a remark for each topic that it answers, who and when."""
    own = [topic.id for topic in edition.topics.values() if topic.source == "agency"]
    people = [f"{who}.{what}" for who in ("officer", "approver") for what in ("name", "position", "date", "contact")]
    return [*(f"{kind}.{topic}" for topic in own for kind in ("evidence", "remark")), *people]


def by_anchors(edition: Edition, workbook: Workbook) -> tuple[dict[str, tuple[str, str]], ...]:
    """Where the hidden columns and rows say that answers, notes and verified levels stand."""
    found: dict[str, tuple[str, str]] = {}
    notes: dict[str, tuple[str, str]] = {}
    verified: dict[str, tuple[str, str]] = {}
    for sheet in workbook:
        marks: dict[str, str] = {}
        for number, row in enumerate(sheet.iter_rows(), start=1):
            anchor = row[0].value
            if not isinstance(anchor, str):
                continue
            assert sheet.column_dimensions["A"].hidden or sheet.sheet_state == "hidden"
            if anchor == anchors.FORM:
                assert (row[1].value, row[2].value) == (edition.id, layout(edition, "th").fingerprint)
            elif anchor == anchors.COLUMNS:
                marks = {get_column_letter(place): str(cell.value) for place, cell in enumerate(row, start=1)
                         if place > 1 and str(cell.value).startswith("@")}
                assert sheet.row_dimensions[number].hidden
            elif not anchor.startswith("@"):
                for column, mark in marks.items():
                    place = (sheet.title, f"{column}{number}")
                    question = anchors.question_id(mark, anchor)
                    if question is not None and anchors.is_note(question):
                        notes[question] = place
                    elif question is not None and question not in anchors.SHOWN:
                        found[question] = place
                    elif mark == anchors.VERIFIED:
                        verified[anchor] = place
    return found, notes, verified


# -- a sound package -------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang", "agency"), ISSUED)
def test_a_form_is_a_sound_package(name: str, lang: Lang, agency: Agency | None) -> None:
    """Our own checks of what schema checks miss (see `package_checks`)."""
    assert faults(form(name, lang, agency)) == []


@pytest.mark.parametrize(("name", "lang", "agency"), [
    (DEPARTMENT, "th", SERVICE), (DEPARTMENT, "en", None), (PROVINCE, "th", POLICY), (PROVINCE, "en", None)])
def test_a_form_passes_the_schema_audit(name: str, lang: Lang, agency: Agency | None, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(form(name, lang, agency))
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2010, security_validation=True).validate(file)
    assert [str(error) for error in result.errors] == []


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_a_form_is_small(name: str, lang: Lang) -> None:
    assert len(form(name, lang)) < 100_000


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_nothing_said_is_cut_off(name: str, lang: Lang) -> None:
    """What fits no prompt is said on the sheet, never cut: helps of questions within 255, errors whole."""
    edition = load_edition(name)
    for question in edition.questions.values():
        if question.help:
            assert len(question.help[lang]) <= 255, question.id
    for sheet in opened(name, lang):
        for one in sheet.data_validations.dataValidation:
            for text in (one.prompt, one.error, one.errorTitle):
                assert text is None or len(text) < 225, text


# -- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_name_of_the_contract_stands_for_one_cell(name: str, lang: Lang) -> None:
    edition, workbook = load_edition(name), opened(name, lang)
    expected = {f"answer.{question}" for question in edition.questions}
    expected |= {f"{what}.{code}" for what in ("level", "score", "verified") for code in edition.ids}
    assert set(workbook.defined_names) == expected | {"DGMM_LEVEL"}
    assert len({target(workbook, key) for key in expected}) == len(expected)
    codes = {*edition.topics, *edition.sub_pillars, *(pillar.id for pillar in edition.pillars), "overall"}
    assert set(edition.ids) == codes


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_an_answer_s_name_stands_where_its_place_is(name: str, lang: Lang) -> None:
    edition, workbook = load_edition(name), opened(name, lang)
    where = places(edition, lang)
    assert list(where) == list(edition.questions)
    assert {question: target(workbook, f"answer.{question}") for question in where} == where


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_answer_is_found_by_its_anchors_alone(name: str, lang: Lang) -> None:
    """Hidden columns and rows tell which question is where: no fixed place is needed to read a form back."""
    edition, workbook = load_edition(name), opened(name, lang)
    found, notes, verified = by_anchors(edition, workbook)
    assert found == places(edition, lang)
    assert sorted(notes) == sorted(all_notes(edition))
    assert verified == {code: target(workbook, f"verified.{code}") for code in edition.ids}


# -- protection ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_only_what_the_agency_writes_and_the_verified_cells_are_open(name: str, lang: Lang) -> None:
    edition, workbook = load_edition(name), opened(name, lang)
    mine = {q.id for q in edition.questions.values() if q.answered_by == "agency"}
    expected = {target(workbook, f"answer.{question}") for question in mine}
    expected |= {target(workbook, f"verified.{code}") for code in edition.ids}
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


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_every_sheet_is_protected_without_a_password_and_the_structure_is_open(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for sheet in workbook:
        assert sheet.protection.sheet, sheet.title
        assert not sheet.protection.password, sheet.title
        assert not sheet.protection.selectUnlockedCells, sheet.title
    assert not (workbook.security and (workbook.security.lockStructure or workbook.security.workbookPassword))
    members = parts(form(name, lang))
    assert not any(b"hashValue" in content or b"saltValue" in content for content in members.values())


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_the_hidden_sheets_are_hidden_and_the_others_are_not(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    assert [sheet.title for sheet in workbook if sheet.sheet_state != "visible"] == ["_dgmm", "_lists"]
    assert [sheet.title for sheet in workbook][0] == phrase("form.cover")[lang]
    assert workbook.active is workbook.worksheets[0]
    assert all(len(sheet.title) <= 31 for sheet in workbook)


# -- validations -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_lists_offer_exactly_the_choices(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for question in load_edition(name).questions.values():
        if question.type not in ("yes_no", "choice"):
            continue
        one = rule(workbook, f"answer.{question.id}")
        assert one is not None, question.id
        assert (one.type, one.errorStyle, one.showErrorMessage) == ("list", "stop", True)
        assert not one.showDropDown  # which hides the arrow
        sheet, _, cells = str(one.formula1).rpartition("!")
        offered = [cell.value for row in workbook[sheet.strip("'")][cells.replace("$", "")] for cell in row]
        assert offered == choices(question, lang), question.id


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_numbers_are_held_within_their_limits(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for question in load_edition(name).questions.values():
        one = rule(workbook, f"answer.{question.id}")
        if question.type not in ("integer", "number"):
            assert one is None or one.type == "list"
            continue
        assert one is not None, question.id
        assert (one.type, one.errorStyle, one.showErrorMessage) == (
            "whole" if question.type == "integer" else "decimal", "stop", True)
        assert question.minimum is not None
        assert float(str(one.formula1)) == question.minimum
        assert question.maximum is not None
        assert one.operator == "between"
        assert float(str(one.formula2)) == question.maximum


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_the_verified_cells_refuse_typing(name: str, lang: Lang) -> None:
    workbook = opened(name, lang)
    for code in load_edition(name).ids:
        one = rule(workbook, f"verified.{code}")
        assert one is not None, code
        assert (one.type, one.formula1, one.errorStyle, one.showErrorMessage) == ("custom", "FALSE", "stop", True)
        assert value(workbook, f"verified.{code}") is None


# -- stored values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_a_blank_form_s_results_are_all_empty_text(name: str, lang: Lang) -> None:
    edition, live = load_edition(name), opened(name, lang)
    results = live[layout(edition, lang).results]
    for code, row in rows(layout(edition, lang)).items():
        for column in "DEF" + ("G" if code in edition.topics else ""):
            assert results[f"{column}{row}"].data_type == "f", (code, column)
    text = parts(form(name, lang))[f"xl/worksheets/sheet{live.sheetnames.index(results.title) + 1}.xml"].decode()
    stored = re.findall(r'<c r="([A-Z]+\d+)"[^>]* t="str"><f>[^<]*</f><v></v></c>', text)
    assert len(stored) >= 3 * len(edition.ids) + len(edition.topics)
    assert set(stored) == {cell.coordinate for row in results.iter_rows() for cell in row if cell.data_type == "f"}


@pytest.mark.parametrize(("name", "lang"), FORMS)
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


def test_a_province_has_no_mission() -> None:
    workbook = load_workbook(BytesIO(form(PROVINCE, "th", POLICY)))
    assert f"answer.{MISSION}" not in workbook.defined_names


# -- stamping --------------------------------------------------------------------------------------


def test_the_same_agency_gets_the_same_bytes() -> None:
    spec = FormSpec(load_edition(PROVINCE), "th")
    assert template(spec) is template(FormSpec(load_edition(PROVINCE), "th"))
    assert template(spec).stamp(SERVICE) == template(spec).stamp(SERVICE) == Template(spec).stamp(SERVICE)


def test_two_agencies_differ_in_the_cover_alone() -> None:
    one, other = (form(DEPARTMENT, "th", Agency(code, name, mission="service")) for code, name in (("1", "กรมหนึ่ง"), ("2", "กรมสอง")))
    first, second = parts(one), parts(other)
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == ["xl/worksheets/sheet1.xml"]


def test_a_stamped_file_is_a_zip_that_every_reader_takes() -> None:
    data = form(DEPARTMENT, "th", SERVICE)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in package.infolist()} == {zipfile.ZIP_DEFLATED}
        assert {info.create_system for info in package.infolist()} == {0}
        # each local header says what the central record says, one member after another without a gap
        end = 0
        for info in package.infolist():
            assert info.header_offset == end
            name, extra = (int.from_bytes(data[end + at: end + at + 2], "little") for at in (26, 28))
            assert data[end + 30: end + 30 + name].decode() == info.filename
            assert int.from_bytes(data[end + 18: end + 22], "little") == info.compress_size
            end += 30 + name + extra + info.compress_size


def cover_facts(data: bytes, lang: Lang = "th") -> dict[str, str]:
    """What the cover says by its anchors, with the five facts that people read; all of it text, no formula."""
    members = parts(data)
    shared = ["".join(text.text or "" for text in item.iter(f"{MAIN}t"))
              for item in fromstring(members["xl/sharedStrings.xml"]).iter(f"{MAIN}si")]
    cells: dict[tuple[str, int], str] = {}
    for cell in fromstring(members["xl/worksheets/sheet1.xml"]).iter(f"{MAIN}c"):
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", "")).groups()  # type: ignore[union-attr]
        if cell.get("t") in ("inlineStr", "s"):
            assert cell.find(f"{MAIN}f") is None
            own = "".join(text.text or "" for text in cell.iter(f"{MAIN}t"))
            cells[column, int(row)] = own if cell.get("t") == "inlineStr" else shared[int(cell.findtext(f"{MAIN}v", ""))]
    facts = {text: cells.get(("B", row), "") for (column, row), text in cells.items() if text.startswith(anchors.META)}
    keys = ("agency", "code", "ministry", "round", "deadline")
    labels = {str(bilingual(phrase(f"form.{key}"), lang, beside=True)): key for key in keys}
    return facts | {labels[text]: cells[("D", row)] for (column, row), text in cells.items() if column == "C" and text in labels}


def test_the_cover_says_whose_form_it_is() -> None:
    spec = FormSpec(load_edition(DEPARTMENT), "th", "2569-1", "รอบปี 2569", date(2026, 9, 30))
    facts = cover_facts(template(spec).stamp(SERVICE))
    assert facts == {
        "agency": "กรมทดสอบ", "code": "D001", "ministry": "กระทรวงทดสอบ", "round": "รอบปี 2569", "deadline": "30 กันยายน 2569",
        "@meta.edition": DEPARTMENT, "@meta.agency.code": "D001", "@meta.agency.name": "กรมทดสอบ", "@meta.lang": "th",
        "@meta.round": "2569-1", "@meta.fingerprint": layout(load_edition(DEPARTMENT), "th").fingerprint,
        "@meta.correction": "0", "@meta.seal": facts["@meta.seal"],
    }
    said_by_it = {key: facts[f"{anchors.META}{key}"] for key in anchors.META_KEYS}
    assert facts["@meta.seal"] == anchors.seal(said_by_it) != anchors.seal(said_by_it | {"agency.code": "D002"})
    english = cover_facts(template(FormSpec(load_edition(PROVINCE), "en", deadline=date(2026, 9, 30))).stamp(SERVICE), "en")
    assert (english["agency"], english["deadline"]) == ("Department of Tests", "30 September 2026")


def test_a_form_issued_to_none_names_none() -> None:
    facts = cover_facts(form(DEPARTMENT))
    assert not any(facts[key] for key in ("agency", "code", "ministry", "@meta.agency.code", "@meta.agency.name"))


@pytest.mark.parametrize("text", [
    "กรมสรรพากร", "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'quoted", "a <b> & \"c\" 'd' ]]>", "&amp;&lt;",
    "ชื่อ\nสองบรรทัด", "⟦code⟧", "⟦meta.agency.code⟧", "\\1 \\g<0>", "😀 𠀀", "x" * 300, "{{ name }}",
])
def test_a_name_stays_the_text_that_it_is(text: str) -> None:
    data = form(DEPARTMENT, "th", Agency("7", text, ministry=text))
    facts = cover_facts(data)
    assert facts["agency"] == facts["ministry"] == facts["@meta.agency.name"] == text
    assert facts["code"] == facts["@meta.agency.code"] == "7"
    assert faults(data) == []


def test_characters_that_no_file_can_hold_are_left_out() -> None:
    text = "a\x00\x01\x07\x08\x0b\x0c\x0e\x1f\ufffe\uffff\ud800\udfffb"
    data = template(FormSpec(load_edition(PROVINCE), "th", text, text)).stamp(Agency(text, text, ministry=text))
    facts = cover_facts(data)
    assert {facts[key] for key in ("agency", "code", "ministry", "round", "@meta.round", "@meta.agency.code")} == {"ab"}
    assert faults(data) == []


_MEMBERS = """
import hashlib, json, sys, zipfile
from io import BytesIO
from openpyxl import LXML
from dgmm_excel import load_edition
from dgmm_excel.form.template import FormSpec, template
assert not LXML
print(json.dumps({name: {member: hashlib.sha256(package.read(member)).hexdigest() for member in package.namelist()}
    for name in sys.argv[1:]
    for package in [zipfile.ZipFile(BytesIO(template(FormSpec(load_edition(name), "th")).stamp()))]}))
"""


def test_forms_do_not_depend_on_lxml_nor_on_the_process() -> None:
    """Without lxml, in another process with other hashes: the same members, in the same order, byte for byte."""
    import hashlib

    environment = {**os.environ, "OPENPYXL_LXML": "False", "PYTHONHASHSEED": "12345"}
    ran = subprocess.run([sys.executable, "-c", _MEMBERS, DEPARTMENT], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    here = {name: [(member, hashlib.sha256(text).hexdigest()) for member, text in parts(form(name)).items()] for name in [DEPARTMENT]}
    assert {name: list(members.items()) for name, members in json.loads(ran.stdout).items()} == here


# -- the codebook ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "count"), [(DEPARTMENT, 240), (PROVINCE, 128)])
def test_the_codebook_is_the_contract_s(name: str, count: int) -> None:
    edition = load_edition(name)
    book = json.loads(json.dumps(codebook(edition), ensure_ascii=False))
    assert set(book) == {"edition", "questions"}
    assert book["edition"] == name
    questions = book["questions"]
    assert len(questions) == count == len({one["id"] for one in questions})
    assert [one["id"] for one in questions] == list(edition.questions)
    workbook = opened(name, "th")
    for one in questions:
        question = edition.questions[one["id"]]
        assert set(one) == {
            "id", "topic", "type", "text", "choices", "minimum", "maximum", "answered_by", "asked_when", "sheet", "cell",
        }
        assert (one["topic"], one["type"], one["answered_by"]) == (question.topic, question.type, question.answered_by)
        assert one["type"] in ("yes_no", "choice", "integer", "number", "text")
        assert set(one["text"]) == {"th", "en"} and all(one["text"].values())
        assert [(choice["key"], choice["label"]["th"], choice["label"]["en"]) for choice in one["choices"]] == [
            (choice.key, choice.label.th, choice.label.en) for choice in question.choices]
        assert (one["choices"] == []) == (one["type"] != "choice")
        assert one["minimum"] == question.minimum and one["maximum"] == question.maximum
        assert (one["minimum"] is None) == (one["type"] not in ("integer", "number"))
        assert one["asked_when"] is None or (set(one["asked_when"]) == {"th", "en"} and all(one["asked_when"].values()))
        assert (one["asked_when"] is None) == (question.asked_when is None)
        assert (one["sheet"], one["cell"]) == target(workbook, f"answer.{one['id']}")
    assert [one["id"] for one in questions if one["topic"] is None] == ([MISSION] if name == DEPARTMENT else [])


# -- LibreOffice -----------------------------------------------------------------------------------


def _some(edition: Edition) -> dict[str, Any]:
    """An answer to everything."""
    return {
        name: {"yes_no": True, "text": "บริการ"}.get(question.type, question.choices[-1].key if question.choices else 1)
        for name, question in edition.questions.items() if name != "P4.1.unknown"
    }


def _converted(soffice: str, folder: Path, files: dict[str, bytes]) -> dict[str, Path]:
    """The files as LibreOffice saves them again."""
    for file, data in files.items():
        (folder / file).write_bytes(data)
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx", "--outdir",
         str(folder / "out"), *(str(folder / file) for file in files)],
        check=True, capture_output=True, timeout=180,
    )
    return {file: folder / "out" / file for file in files}


def _cells(workbook: Workbook) -> Iterator[tuple[str, Any]]:
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                yield sheet.title, cell


def _alive(edition: Edition, before: Workbook, after: Workbook) -> None:
    """Lists, limits, protection and formulas are what they were."""
    assert after.sheetnames == before.sheetnames
    for sheet in before:
        assert after[sheet.title].protection.sheet, sheet.title
        assert after[sheet.title].sheet_state == sheet.sheet_state
    formulas = [
        {(title, cell.coordinate) for title, cell in _cells(workbook) if cell.data_type == "f"} for workbook in (before, after)]
    assert formulas[0] == formulas[1]
    for question in edition.questions.values():
        title, cell = target(before, f"answer.{question.id}")
        assert after[title][cell].protection.locked == (question.answered_by == "coordinator")
        was, found = rule(before, f"answer.{question.id}"), [
            one for one in after[title].data_validations.dataValidation if cell in one.sqref]
        assert [one.type for one in found] == ([was.type] if was else []), question.id


def test_libreoffice_opens_a_form_and_keeps_it_alive(soffice: str, tmp_path: Path) -> None:
    """Dropdowns, protection and formulas outlive it; filled in and calculated anew no cell shows an error."""
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    files = _converted(soffice, tmp_path, {
        "issued.xlsx": form(DEPARTMENT, "th"),
        "department.xlsx": filled(department, _some(department)), "province.xlsx": filled(province, _some(province)),
    })
    _alive(department, opened(DEPARTMENT, "th"), load_workbook(files["issued.xlsx"]))
    for edition, file in ((department, "issued.xlsx"), (department, "department.xlsx"), (province, "province.xlsx")):
        workbook = load_workbook(files[file], data_only=True)
        wrong = [(title, cell.coordinate, cell.value) for title, cell in _cells(workbook)
                 if cell.data_type == "e" or re.match(r"Err:|#[A-Z/0]+[!?]|#N/A", str(cell.value))]
        assert not wrong, (file, wrong[:5])
        if file != "issued.xlsx":
            levels = {code: value(workbook, f"level.{code}") for code in edition.ids}
            for topic in edition.topics.values():
                assert (levels[topic.id] in ("", None)) == (topic.source == "inherited"), topic.id
            assert levels["overall"] in (4, 5)
