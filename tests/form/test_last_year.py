"""The sheet of last year: every level and answer as it was, a link to each question, nothing to type, read by nobody."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit import FileFormat, OpenXmlValidator

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.form.last_year import LastYear
from dgmm_excel.form.layout import layout
from dgmm_excel.form.results import result_rows
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.past import Past
from dgmm_excel.text import Lang, yes_no
from tests.form.test_looks import faint
from tests.support import oracle
from tests.support.forms import SOME_FORMS, form, opened, parts
from tests.support.last_year import LAST, mixed_answers, with_last_year
from tests.support.package_checks import faults
from tests.support.returned import DEPARTMENT, PROVINCE

AGENCY = Agency("D1", "กรม & <หนึ่ง>", "Department & <One>", "กระทรวง", mission="service")


@cache
def issued(name: str, lang: Lang) -> bytes:
    return with_last_year(name, lang, mixed_answers(load_edition(name)), AGENCY)


@cache
def book_of(name: str, lang: Lang) -> Workbook:
    return load_workbook(BytesIO(issued(name, lang)))


def sheet_of(name: str, lang: Lang) -> Worksheet:
    return book_of(name, lang)[layout(load_edition(name), lang).last_year]


def label(edition: Edition, lang: Lang, question: str, value: Any) -> Any:
    """What the sheet shows of an answer, told by hand."""
    if value is None:
        return "–"
    match edition.questions[question].type:
        case "yes_no":
            return yes_no(value)[lang]
        case "choice":
            return edition.questions[question].choice(value)[lang]
        case _:
            return str(value)


def level(lang: Lang, number: int) -> str:
    """What the sheet shows of a level."""
    return f"{'ระดับ' if lang == 'th' else 'Level'} {number}"


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_it_shows_every_answer_and_level_of_last_year_and_leads_to_each_question(name: str, lang: Lang) -> None:
    edition, sheet = load_edition(name), sheet_of(name, lang)
    answers, shown, levels = mixed_answers(edition), dict[str, Any](), dict[str, Any]()
    for row in range(4, sheet.max_row + 1):
        link = sheet[f"B{row}"].hyperlink
        if link is not None:
            question = link.location.removeprefix("answer.")
            shown[question] = sheet[f"D{row}"].value
            assert sheet[f"C{row}"].value == edition.questions[question].text[lang]
        else:
            levels.setdefault(sheet[f"B{row}"].value or "overall", []).append(sheet[f"D{row}"].value)
    asked = [one for one in edition.questions.values() if one.topic and one.type != "text"]
    assert shown == {one.id: label(edition, lang, one.id, answers.get(one.id)) for one in asked}
    result = oracle.assess(name, answers)
    results: dict[str, Any] = {**result.pillars, **result.topics, "overall": result.overall}
    reached = {code: one.score for code, one in results.items()}
    assert levels == {
        code: ["–" if score is None else level(lang, oracle.level_of(score))] * (2 if code in edition.topics and code in result.pillars else 1)
        for code, score in reached.items()}


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_nothing_can_be_typed_into_it_and_everything_can_be_read(name: str, lang: Lang) -> None:
    sheet = sheet_of(name, lang)
    assert sheet.protection.sheet and not sheet.data_validations.dataValidation
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
    form, results = layout(load_edition(name), lang), book_of(name, lang)[layout(load_edition(name), lang).results]
    live = {sheet[f"B{row}"].value or "overall": sheet[f"E{row}"].value for row in range(4, sheet.max_row + 1)
            if sheet[f"B{row}"].hyperlink is None}
    shown = {code: results[f"D{row}"].value for code, row in result_rows(form).items() if code in live}
    assert live == shown and all(str(formula).startswith("=") for formula in live.values()), "this year's levels are those of Results"
    assert not any(str(cell.value).startswith("=") for row in sheet.iter_rows(max_col=4) for cell in row)
    assert sheet.column_dimensions["A"].hidden and sheet.print_title_rows == "$3:$3" and sheet.page_setup.orientation == "portrait"
    assert faint(sheet) == set()
    note = str(sheet["B2"].value)
    assert LAST.title in note and "2565" in note and ("อ้างอิง" in note if lang == "th" else "for reference only" in note)


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_the_form_is_a_sound_package_and_its_other_sheets_are_those_of_a_form_without(name: str, lang: Lang) -> None:
    data = issued(name, lang)
    assert faults(data) == []
    assert b"\xe2\x9f\xa6" not in b"".join(parts(data).values()), "a token was left"
    with_it, without = book_of(name, lang), opened(name, lang)
    assert [title for title in with_it.sheetnames if title not in without.sheetnames] == [layout(load_edition(name), lang).last_year]
    for title in without.sheetnames[1:]:
        ours, theirs = ({cell.coordinate: cell.value for row in book[title].iter_rows() for cell in row} for book in (with_it, without))
        assert ours == theirs, title
    names = re.compile(rb"<definedName[^>]*>[^<]*</definedName>")
    own, others = ({one for one in names.findall(parts(one)["xl/workbook.xml"]) if b"_xlnm" not in one} for one in (
        data, form(name, lang, AGENCY)))
    assert own == others


def test_the_form_passes_the_schema_audit(tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(issued(PROVINCE, "th"))
    result = OpenXmlValidator(file_format=FileFormat.OFFICE_2010, security_validation=True).validate(file)
    assert [str(error) for error in result.errors] == []


def test_copies_of_two_agencies_differ_in_two_parts_and_the_same_input_gives_the_same_bytes() -> None:
    edition = load_edition(DEPARTMENT)
    first, again = issued(DEPARTMENT, "th"), with_last_year(DEPARTMENT, "th", mixed_answers(edition), AGENCY)
    other = with_last_year(DEPARTMENT, "th", {"P1.1.01": True}, Agency("D2", "กรมสอง", mission="service"))
    assert first == again
    assert sum(one != two for one, two in zip(parts(first).values(), parts(other).values(), strict=True)) == 2


def test_without_a_past_nothing_is_known_of_last_year() -> None:
    edition = load_edition(PROVINCE)
    data = template(FormSpec(edition, "th", last_year=LastYear(LAST, edition))).stamp(AGENCY)
    assert faults(data) == []
    sheet = load_workbook(BytesIO(data))[layout(edition, "th").last_year]
    assert {sheet[f"D{row}"].value for row in range(4, sheet.max_row + 1)} == {"–"}


def test_what_does_not_go_on_is_said_and_its_answers_are_left_out(tmp_path: Path) -> None:
    text = (Path(__file__).parents[1] / "model" / "data" / "mini.yaml").read_text(encoding="utf-8")
    (tmp_path / "mini.yaml").write_text(text, encoding="utf-8")
    says = "predecessor: {edition: mini, same_ids: true, topics: {A.2: A.3}, not_carried: {A.1.1: changed}}\n"
    (tmp_path / "next.yaml").write_text(text.replace("id: mini\n", f"id: next\n{says}", 1), encoding="utf-8")
    old, new = load_edition(tmp_path / "mini.yaml"), load_edition(tmp_path / "next.yaml")
    before = LastYear(LAST, old)

    common = before.common(new)
    past = Past(LAST, old, common, True, {}, {"A.3": 4, "B.1": 2, "overall": 3}, lambda: {"A.1.2": "true", "A.1.1": "true"})
    data = template(FormSpec(new, "en", last_year=before)).stamp(past=past)
    rows = {row[1].value: row[3].value for row in load_workbook(BytesIO(data))["Last year"].iter_rows(min_row=5)
            if row[1].hyperlink is None}
    assert rows == {"P1": "New", "A.1": "–", "A.2": "Level 4", "A.3": "New", "P2": "–", "B.1": "Level 2", "B.2": "–", "B.3": "–",
                    "P3": "–", "C.1": "–", "C.2": "–", "C.3": "–"}
    links = [row[1].hyperlink.location for row in load_workbook(BytesIO(data))["Last year"].iter_rows(min_row=5)
             if row[1].hyperlink is not None]
    assert "answer.A.1.2" in links and "answer.A.1.1" not in links
