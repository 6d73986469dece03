"""The answers of a round: a row for each agency and a column for each question, and a long list with the state of each cell."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from io import StringIO

import pytest

from dgmm_excel import load_edition
from dgmm_excel.files import CsvRows
from dgmm_excel.report.answer_tables import as_data, long_list, table_names
from dgmm_excel.report.outcome import AnswerCell, RoundResult
from dgmm_excel.scoring.answers import Answer
from tests.support.consolidated_books import given, opened, result, rows
from tests.support.returned import DEPARTMENT, PROVINCE

_CELLS = (
    AnswerCell("agency.mission", "service", "accepted"), AnswerCell("P1.1.01", True, "accepted"), AnswerCell("P1.1.02", False, "repaired"),
    AnswerCell("P1.1.03", None, "blank"), AnswerCell("P1.1.04", "โทร 081-234-5678", "rejected"), AnswerCell("G4.successes", 3, "accepted"),
    AnswerCell("P4.U.score", Fraction("0.62"), "accepted"), AnswerCell("P4.4.1.name", "=1+1", "accepted"),
    AnswerCell("P4.4.2.name", "รับคำขอ โทร 081-234-5678", "accepted"),
)


def _given() -> RoundResult:
    of = result()
    first, *rest = of.outcomes
    return replace(of, outcomes=(given(first, answers=_CELLS), *rest))


def test_each_agency_has_a_row_and_each_question_a_column() -> None:
    book = opened(_given())
    first, second = rows(book, "Answers_department")
    assert tuple(first) == ("agency", "edition", "ministry", *load_edition(DEPARTMENT).questions)
    assert {name: value for name, value in first.items() if value is not None} == {
        "agency": "D1", "edition": DEPARTMENT, "agency.mission": "service", "P1.1.01": True, "P1.1.02": False, "G4.successes": 3,
        "P4.U.score": 0.62, "P4.4.1.name": "=1+1", "P4.4.2.name": "รับคำขอ โทร [หมายเลขโทรศัพท์]"}
    assert {name: value for name, value in second.items() if value is not None} == {
        "agency": "D2", "edition": DEPARTMENT, "ministry": "กระทรวง"}
    (province,) = rows(book, "Answers_province")
    assert (province["agency"], province["edition"]) == ("TH-1", PROVINCE)


def _read(text: CsvRows) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(StringIO(text.decode(), newline=""))]


def test_the_long_list_has_the_state_of_every_cell() -> None:
    assert [row for one in _given().outcomes for row in _read(long_list(one))] == [
        ("D1", DEPARTMENT, "agency.mission", "service", "accepted"), ("D1", DEPARTMENT, "P1.1.01", "true", "accepted"),
        ("D1", DEPARTMENT, "P1.1.02", "false", "repaired"), ("D1", DEPARTMENT, "P1.1.03", "", "blank"),
        ("D1", DEPARTMENT, "P1.1.04", "โทร [telephone number]", "rejected"), ("D1", DEPARTMENT, "G4.successes", "3", "accepted"),
        ("D1", DEPARTMENT, "P4.U.score", "0.62", "accepted"), ("D1", DEPARTMENT, "P4.4.1.name", "'=1+1", "accepted"),
        ("D1", DEPARTMENT, "P4.4.2.name", "รับคำขอ โทร [telephone number]", "accepted"),
    ]


def test_what_was_typed_has_no_control_characters_and_does_not_vanish() -> None:
    first, *_ = result().outcomes
    cells = (AnswerCell("P4.4.1.name", "a\x00b\u202ec", "accepted"), AnswerCell("P4.4.2.name", "\x00\x07", "accepted"),
             AnswerCell("P4.4.3.name", "081\u202d234 5678", "accepted"))
    assert [row[3] for row in _read(long_list(given(first, answers=cells)))] == ["abc", "\ufffd", "[telephone number]"]


def test_rows_of_the_long_list_are_those_of_a_csv() -> None:
    first, *_ = result().outcomes
    cells = [AnswerCell("P4.4.1.name", value, "accepted") for value in (1, True, "true", 'a,"b"', " +1", "-", "x\ny", Fraction(1))]
    one = replace(given(first, answers=(*cells, *cells)), agency=replace(first.agency, code="=D,1"))
    text = long_list(one)
    values = ["1", "true", "true", 'a,"b"', "' +1", "'-", "x\ny", "1"]
    assert _read(text) == [("'=D,1", DEPARTMENT, "P4.4.1.name", value, "accepted") for value in values * 2]
    assert text.decode().count(f'\r\n"\'=D,1",{DEPARTMENT},P4.4.1.name,"a,""b""",accepted\r\n') == 2


@pytest.mark.parametrize(("answer", "text"), [
    (None, ""), (True, "true"), (False, "false"), ("all", "all"), (1250, "1250"), (Fraction("0.00001"), "0.00001"), (Fraction(5, 4), "1.25"),
])
def test_values_are_plain(answer: Answer | None, text: str) -> None:
    assert as_data(answer) == text


def test_two_editions_that_end_alike_have_tables_of_their_own() -> None:
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    other = replace(province, id="mis-2569-Department")
    assert list(table_names([department, other, province]).values()) == [
        "Answers_department", "Answers_Department_2", "Answers_province"]
