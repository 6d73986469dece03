"""Correction workbooks: all that an agency gave is in them, what is wrong is marked, and mending it is all there is to do."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openxml_audit import FileFormat, OpenXmlValidator

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.feedback.correction import correction
from dgmm_excel.feedback.entered import entered
from dgmm_excel.form.layout import layout
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.score import Scored, scored_return
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.text import Lang, phrase
from tests.support import package_checks
from tests.support.filled_in import AGENCY, bad, faulty, good, made, notes, read, spec, typed_in
from tests.support.forms import DEPARTMENT, PROVINCE, SOME_FORMS, form, parts
from tests.support.rendering import profile
from tests.support.returned import Draft, file_grids, spot, typed


def errors(scored: Scored) -> list[Fault]:
    return [fault for fault in scored.faults if fault.severity == "error"]


def answers(scored: Scored, without: set[str]) -> dict[str, Any]:
    return {name: entry.value for name, entry in scored.form.entries.items() if name not in without}


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_mending_the_marked_cells_leaves_no_fault_and_changes_nothing_else(name: str, lang: Lang) -> None:
    before, edition = faulty(name, lang), load_edition(name)
    assert {fault.question for fault in errors(before)} == set(bad(name))
    book = opened(made(name, lang, 3))
    for question in bad(name):
        slot = layout(edition, lang).slots[question]
        book[slot.sheet][slot.cell] = typed(edition, lang, question, good(name)[question])
    stream = BytesIO()
    book.save(stream)
    after = read(stream.getvalue())
    assert after.faults == ()
    assert after.status == "scored" and after.form.correction == 3 and after.form.agency_code == AGENCY.code
    assert answers(after, set(bad(name))) == answers(before, set(bad(name)))
    assert {note.id: note.text for note in after.form.notes} == notes(name, lang)
    assert {one: after.form.answers[one] for one in good(name)} == good(name)


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_it_says_what_the_return_said(name: str, lang: Lang) -> None:
    before, after = faulty(name, lang), read(made(name, lang))
    assert [(entry.state, entry.value, entry.raw) for entry in after.form.entries.values()] == [
        (entry.state, entry.value, entry.raw) for entry in before.form.entries.values()]
    assert [(fault.code, fault.question) for fault in after.faults] == [(fault.code, fault.question) for fault in before.faults]
    assert (after.form.recognised.surety, after.form.correction) == ("certain", 1)
    assert len(after.form.verified) == len(load_edition(name).ids)


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_every_fault_has_a_line_a_link_a_frame_and_a_note(name: str, lang: Lang) -> None:
    book = opened(made(name, lang))
    sheet = book.worksheets[0]
    assert sheet.title == phrase("correction.sheet")[lang] and book.active is sheet
    links = {cell.hyperlink.location: cell.coordinate for (cell,) in sheet["C1:C99"] if cell.hyperlink}
    for number, fault in enumerate(sorted(errors(faulty(name, lang)), key=_place(name)), start=1):
        slot = layout(load_edition(name), lang).slots[fault.question or ""]
        line = sheet[links[f"'{slot.sheet}'!{slot.cell}"]].row
        assert [sheet[f"{column}{line}"].value for column in "ADE"] == [number, f"“{fault.value}”", fault.message(lang)]
        cell = book[slot.sheet][slot.cell]
        assert cell.border.left.style == cell.border.bottom.style == "thick"
        assert cell.comment is not None and fault.message(lang) in cell.comment.text
    comments = [cell for one in book.worksheets for row in one.iter_rows() for cell in row if cell.comment]
    assert len(comments) == len(links) == len(bad(name))


def _shown(value: Any) -> Any:
    return "" if value is None else value


def _place(name: str) -> Any:
    order = list(load_edition(name).questions)
    return lambda fault: order.index(fault.question)


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_it_is_a_sound_package(name: str, lang: Lang, tmp_path: Path) -> None:
    data = made(name, lang)
    assert package_checks.faults(data) == []
    file = tmp_path / "correction.xlsx"
    file.write_bytes(data)
    assert OpenXmlValidator(file_format=FileFormat.MICROSOFT_365).validate(file).errors == []
    assert len(data) < 160_000


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_texts_are_texts_and_formulas_show_what_they_come_to(name: str, lang: Lang) -> None:
    data, before = made(name, lang), entered(faulty(name, lang), AGENCY)
    formulas, shown = opened(data), load_workbook(BytesIO(data), data_only=True)
    plain = opened(form(name, lang, AGENCY))
    for sheet in plain.worksheets:
        mine = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
        assert {cell.coordinate for row in formulas[sheet.title].iter_rows() for cell in row if cell.data_type == "f"} == mine
    for title, values in template(FormSpec(load_edition(name), lang)).cached.for_answers(before.answers, before.unusable).items():
        for cell, value in values.items():
            assert _shown(shown[title][cell].value) == value, (title, cell)


def test_the_function_is_kept_unless_the_form_had_none() -> None:
    assert b"DGMM_LEVEL" in parts(made(DEPARTMENT))["xl/workbook.xml"]
    without = correction(faulty(DEPARTMENT), 1, spec(DEPARTMENT, function="none"), AGENCY)
    assert b"DGMM_LEVEL" not in parts(without)["xl/workbook.xml"]


def test_the_same_return_gives_the_same_bytes_and_the_number_counts() -> None:
    assert made(PROVINCE) == correction(faulty(PROVINCE), 1, spec(PROVINCE), AGENCY)
    assert read(made(PROVINCE, number=2)).form.correction == 2


def test_without_an_agency_it_goes_to_whom_the_return_says() -> None:
    after = read(correction(faulty(DEPARTMENT), 1, spec(DEPARTMENT)))
    assert (after.form.agency_code, after.form.agency_name) == ("0101", "กรมตัวอย่าง")
    assert after.form.answers["agency.mission"] == "service"


def test_what_is_no_form_has_none() -> None:
    scored = scored_return(read_return(PlainWorkbook([Draft("Sheet1", [["x"]])])))
    with pytest.raises(ValueError, match="no correction"):
        correction(scored, 1, spec(DEPARTMENT))


def test_a_lost_cell_is_back_and_an_answer_given_twice_is_left_open() -> None:
    edition = load_edition(DEPARTMENT)
    lang: Lang = "th"
    answered = good(DEPARTMENT)
    grids = file_grids(DEPARTMENT, lang, answered)
    yes = [one for one in answered if edition.questions[one].type == "yes_no"]
    grid, row, _ = spot(grids, yes[1])
    copied = list(grid.rows[row - 1])
    _, _, column = spot(grids, yes[1])
    copied[column - 1] = typed(edition, lang, yes[1], not answered[yes[1]])
    lost, lost_row, _ = spot(grids, yes[-1])
    lost.rows[lost_row - 1] = [None] * len(lost.rows[lost_row - 1])
    grid.rows.append(copied)
    before = scored_return(read_return(PlainWorkbook(grids)))
    codes = {str(fault.question): fault.code for fault in errors(before)}
    assert codes == {yes[1]: "DG108", yes[-1]: "DG107"}
    data = correction(before, 1, spec(DEPARTMENT), AGENCY)
    after = read(data)
    assert {after.form.entries[one].state for one in codes} == {"blank"}
    assert answers(after, set(codes)) == answers(before, set(codes))
    mended = read(typed_in(data, DEPARTMENT, lang, {one: typed(edition, lang, one, True) for one in codes}))
    assert mended.faults == ()
    assert package_checks.faults(data) == []


def test_a_mission_of_the_roster_s_and_a_figure_of_the_researchers_stay_theirs() -> None:
    before = faulty(DEPARTMENT)
    own = Agency("0101", "กรมตัวอย่าง", mission="policy")
    said = Fault("DG302", "ปก", "D9", "agency.mission", "x", {"taken": load_edition(DEPARTMENT).questions["agency.mission"].choice("policy")})
    after = read(correction(scored_return(before.form, override={"agency.mission": "policy"}, faults=[said]), 1, spec(DEPARTMENT), own))
    assert after.form.answers["agency.mission"] == "policy"


@pytest.mark.long
def test_libreoffice_shows_the_same_and_counts_what_is_mended(soffice: str, tmp_path: Path) -> None:
    name = DEPARTMENT
    lang: Lang = "th"
    edition = load_edition(name)
    mended = typed_in(made(name, lang), name, lang, {one: typed(edition, lang, one, good(name)[one]) for one in bad(name)})
    files = {"as-it-is": made(name, lang), "mended": mended}
    for file, data in files.items():
        (tmp_path / f"{file}.xlsx").write_bytes(data)
    out = tmp_path / "out"
    subprocess.run(
        [soffice, f"-env:UserInstallation={profile(tmp_path / 'profile')}", "--headless", "--convert-to", "xlsx", "--outdir",
         str(out), *(str(tmp_path / f"{file}.xlsx") for file in files)], check=True, capture_output=True, timeout=300,
    )
    before, after = (load_workbook(folder / "as-it-is.xlsx", data_only=True) for folder in (tmp_path, out))
    for sheet in opened(made(name, lang)).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" and "HYPERLINK" not in str(cell.value)):
            place = cell.coordinate
            was, now = (_shown(book[sheet.title][place].value) for book in (before, after))
            assert now == (pytest.approx(was) if isinstance(was, float) else was), (sheet.title, place)
    for question in bad(name):
        slot = layout(edition, lang).slots[question]
        assert after[slot.sheet][slot.cell].comment, question
    back = read((out / "mended.xlsx").read_bytes())
    assert (back.faults, back.form.correction) == ((), 1)
    first = load_workbook(out / "mended.xlsx", data_only=True).worksheets[0]
    status = [row[6].value for row in first.iter_rows(min_row=9, max_row=8 + len(bad(name)))]
    assert set(status) == {phrase("correction.done")[lang]}
    assert first["G6"].value == f"{len(bad(name))}{phrase('correction.of', count=len(bad(name)))[lang]}"
