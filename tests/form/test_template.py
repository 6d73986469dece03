"""A stamped form: a sound package, the same bytes for the same agency, alive in LibreOffice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from dgmm_excel import load_edition, open_book, score_book
from dgmm_excel.agency import Agency
from dgmm_excel.form.template import FormSpec, Template, template
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang
from tests.support.form_cells import POLICY, ROBBED, SERVICE, cover_facts, rule, target, value
from tests.support.forms import DEPARTMENT, FORMS, PROVINCE, form, opened, parts
from tests.support.package_checks import faults
from tests.support.recalculated import filled

ISSUED = [
    *[(name, lang, None) for name, lang in FORMS],
    (DEPARTMENT, "th", SERVICE), (DEPARTMENT, "en", POLICY), (PROVINCE, "th", POLICY), (DEPARTMENT, "th", ROBBED),
]


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
    assert len(form(name, lang)) < 110_000  # a third of it are the texts: the source's words for every level of every topic


def test_the_same_agency_gets_the_same_bytes() -> None:
    spec = FormSpec(load_edition(PROVINCE), "th")
    assert template(spec) is template(FormSpec(load_edition(PROVINCE), "th"))
    assert template(spec).stamp(SERVICE) == template(spec).stamp(SERVICE) == Template(spec).stamp(SERVICE)


def test_a_form_does_not_depend_on_the_missions_of_those_before() -> None:
    spec = FormSpec(load_edition(DEPARTMENT), "th")
    before = template(spec).stamp(SERVICE)
    assert before != template(spec).stamp(POLICY) == Template(spec).stamp(POLICY)


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


def test_a_text_with_the_look_of_a_spelled_character_stays_what_it_is(tmp_path: Path) -> None:
    text = "a_x0041_b"
    data = template(FormSpec(load_edition(PROVINCE), "th", text, text)).stamp(Agency("7", text, ministry=text))
    facts = cover_facts(data)
    assert {facts[key] for key in ("agency", "ministry", "@meta.round", "@meta.agency.name")} == {"a_x005F_x0041_b"}
    (tmp_path / "form.xlsx").write_bytes(data)
    assert score_book(open_book(tmp_path / "form.xlsx"))["agency"] == {"code": "7", "name": text}


def test_characters_that_no_file_can_hold_are_left_out() -> None:
    text = "a\x00\x01\x07\x08\x0b\x0c\x0e\x1f\ufffe\uffff\ud800\udfffb"
    data = template(FormSpec(load_edition(PROVINCE), "th", text, text)).stamp(Agency(text, text, ministry=text))
    facts = cover_facts(data)
    assert {facts[key] for key in ("agency", "code", "ministry", "@meta.round", "@meta.agency.code")} == {"ab"}
    assert facts["round"].startswith("ab (")
    assert faults(data) == []


_MEMBERS = """
import hashlib, json, sys, zipfile
from io import BytesIO
from openpyxl import LXML
from dgmm_excel import load_edition, open_book, score_book
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


@pytest.mark.long
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
