"""The tables for programs: their rows, and the schema that says what stands in them."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from io import StringIO
from typing import Any, get_args

import pytest

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.files import csv_bytes
from dgmm_excel.intake.returned_form import Note
from dgmm_excel.report.attained import Attained
from dgmm_excel.report.data_tables import FINDINGS, MOVEMENT, REMARKS, TABLES, TableName, about, lines, schema
from dgmm_excel.report.outcome import AnswerCell, RoundResult
from tests.support.consolidated_books import HOSTILE, given, result
from tests.support.many_agencies import many_agencies
from tests.support.returned import DEPARTMENT, PROVINCE

EVERY: tuple[TableName, ...] = get_args(TableName)


def text(table: TableName, of: RoundResult) -> StringIO:
    """A table's file."""
    return StringIO(csv_bytes(lines(table, of)).decode("utf-8-sig"), newline="")


def read(table: TableName, of: RoundResult) -> list[dict[str, str]]:
    """The lines of a table's file, as any program reads them."""
    return list(csv.DictReader(text(table, of)))


def test_every_agency_has_a_line_with_its_state_and_no_address() -> None:
    first, second, third = read("agencies", result())
    assert second == {
        "code": "D2", "name_th": "กรมสอง", "name_en": "Two", "edition": DEPARTMENT, "ministry": "กระทรวง", "kind": "", "mission": "",
        "parent": "", "status": "missing", "score": "", "level": "", "answered": "0", "asked": "174", "counts": "false",
        "late": "false", "received": ""}
    assert (first["status"], first["answered"], first["counts"], first["received"]) == ("complete", "232", "true", "2026-11-20")
    assert (third["code"], third["edition"], third["status"], third["level"]) == ("TH-1", PROVINCE, "blank", "")


def test_levels_are_those_of_agencies_with_a_form_and_groups_have_a_status() -> None:
    """All topics complete at 3 but one, incomplete, at 2, and one pending: made up, so that every figure is known."""
    edition = load_edition(DEPARTMENT)
    codes = list(edition.topics)
    at = {code: Attained(Fraction(3), 3, "complete") for code in codes}
    at |= {codes[0]: Attained(Fraction(2), 2, "incomplete"), codes[-1]: Attained(None, None, "pending")}
    group = Attained(Fraction(2899, 1000), 3, None)
    base = result()
    made = replace(base.outcomes[0], attained=tuple(at.get(code, group) for code in edition.ids))
    found = {line["id"]: line for line in read("levels", replace(base, outcomes=(made, *base.outcomes[1:])))}
    assert list(found) == list(edition.ids)
    assert found[codes[0]] == {"agency": "D1", "edition": DEPARTMENT, "id": codes[0], "score": "2.0", "exact": "2.0", "level": "2",
                               "status": "incomplete"}
    assert found["overall"] == {"agency": "D1", "edition": DEPARTMENT, "id": "overall", "score": "2.9", "exact": "2.899",
                                "level": "3", "status": "incomplete"}
    assert (found[codes[-1]]["score"], found[codes[-1]]["level"], found[codes[-1]]["status"]) == ("", "", "pending")
    assert found["P3"]["status"] == "complete" and found[edition.pillars[0].id]["status"] == "incomplete"


def test_the_codebook_has_every_question_of_each_edition() -> None:
    found = read("codebook", result())
    assert [(line["edition"], line["id"]) for line in found] == [
        (edition, question) for edition in (DEPARTMENT, PROVINCE) for question in load_edition(edition).questions]
    mission = found[0]
    assert (mission["id"], mission["type"], mission["topic"], mission["choices"].split("=")[0]) == (
        "agency.mission", "choice", "", "service")


def test_remarks_are_without_people() -> None:
    notes = (Note("evidence.P1.1", "โทร 02-123-4567", "P1", "B3"), Note("officer.name", "สมมุติ นามสกุล", "ปก", "D20"),
             Note("remark.P1.2", "ดู a@example.org", "P1", "B9"))
    base = result()
    of = replace(base, outcomes=(given(base.outcomes[0], notes=notes), *base.outcomes[1:]))
    assert [list(line.values()) for line in read(REMARKS, of)] == [
        ["D1", DEPARTMENT, "evidence", "P1.1", "โทร [telephone number]"], ["D1", DEPARTMENT, "remark", "P1.2", "ดู [e-mail]"]]
    assert "สมมุติ" not in "".join(str(list(lines(table, of))) for table in EVERY)


def test_a_text_that_somebody_typed_is_without_telephone_numbers() -> None:
    base = result()
    answers = (AnswerCell("P4.4.1.name", "รับคำขอ โทร. 081 234 5678", "accepted"),)
    of = replace(base, outcomes=(given(base.outcomes[0], answers=answers), *base.outcomes[1:]))
    assert [line["value"] for line in read("answers", of)] == ["รับคำขอ โทร. [telephone number]"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_return_or_a_roster_is_a_formula(text: str) -> None:
    base = result()
    agency = Agency(text, text, text, text, text)
    hostile = given(replace(base.outcomes[0], agency=agency), answers=(AnswerCell("P4.4.1.name", text, "accepted"),),
                    notes=(Note("remark.P1.1", text, "P1", "B3"),))
    of = replace(base, outcomes=(hostile,))
    for table in EVERY:
        for line in read(table, of):
            assert not [cell for cell in line.values() if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert read("answers", of)[0]["value"].lstrip("'") == text


@pytest.mark.parametrize("table", EVERY)
def test_every_line_has_the_columns_of_its_schema(table: TableName) -> None:
    of = many_agencies()
    names = [field["name"] for field in schema(table, of.editions)["fields"]]
    head, *rows = csv.reader(text(table, of))
    assert head == names and all(len(row) == len(names) for row in rows)
    assert rows or table in (REMARKS, FINDINGS, MOVEMENT)


@pytest.mark.parametrize("table", EVERY)
def test_a_schema_names_its_columns_in_both_languages_and_refers_to_columns_that_are_there(table: TableName) -> None:
    of = many_agencies()
    said = schema(table, of.editions)
    columns = list(about(table).fields)
    assert set(said["primaryKey"]) <= set(columns) and said["missingValues"] == [""]
    for field in said["fields"]:
        for words in (field["title"], field["description"]):
            thai, english = words.split(" / ", 1)
            assert not thai.isascii(), words
            assert english.replace("–", "-").isascii() and english
    for key in said.get("foreignKeys", ()):
        assert set(key["fields"]) <= set(columns)
        assert set(key["reference"]["fields"]) <= set(about(key["reference"]["resource"]).fields)


def test_constraints_are_those_of_the_round_s_editions() -> None:
    department = load_edition(DEPARTMENT)
    fields: dict[str, dict[str, Any]] = {field["name"]: field for field in schema("levels", [department])["fields"]}
    assert fields["edition"]["constraints"] == {"required": True, "enum": [DEPARTMENT]}
    assert fields["level"]["constraints"] == {"enum": [1, 2, 3, 4, 5]}
    assert fields["score"]["constraints"] == {"minimum": 1, "maximum": 5}
    assert fields["id"]["constraints"]["enum"] == list(department.ids)
    assert fields["status"]["constraints"]["enum"] == ["blank", "incomplete", "complete", "pending"]


def test_remarks_are_no_table_of_every_round() -> None:
    assert TABLES == ("agencies", "levels", "answers", "codebook")
