"""The consolidated workbook: its tables are the contract's, its texts are data, and it is never lost to an open file."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openxml_audit import OpenXmlValidator, ValidationSeverity

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Note
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.outcome import Came, Found, Given, Outcome, RoundResult, spread
from dgmm_excel.report.tables import AGENCIES, ANSWERS, FAULTS, LEVELS, MISSING
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.scoring.answers import two_decimals
from tests.support.returned import DEPARTMENT, PROVINCE, some_answers
from tests.support.rounds import NOW, new_round, send_back

TABLES = {"Agencies": AGENCIES, "Levels": LEVELS, "Answers": ANSWERS, "Faults": FAULTS, "Missing": MISSING}
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#REF!", "=HYPERLINK(\"http://x\")")


def result(**changes: Any) -> RoundResult:
    """Two departments and a province: one scored, one missing, one blank."""
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    answers = some_answers(department)
    assessment = score(department, answers)
    given = tuple(Given(name, assessment.answers.values.get(name), "accepted") for name in answers)
    outcomes = (
        Outcome(Agency("D1", "กรมหนึ่ง", "One"), department, "scored", "a.xlsx", assessment, given),
        Outcome(Agency("D2", "กรมสอง", "Two", "กระทรวง", email="d2@example.org"), department, "missing"),
        Outcome(Agency("TH-1", "จังหวัดหนึ่ง"), province, "blank", "b.xlsx"),
    )
    made = RoundResult("รอบทดสอบ", "th", date(2026, 11, 22), None, (department, province), outcomes, ())
    return replace(made, **changes)


def opened(of: RoundResult) -> Workbook:
    return load_workbook(BytesIO(consolidated(of)))


def rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    """The lines of an Excel table."""
    sheet = next(sheet for sheet in book.worksheets if name in sheet.tables)
    head, *lines = ([cell.value for cell in row] for row in sheet[sheet.tables[name].ref])
    assert [column.name for column in sheet.tables[name].tableColumns] == head
    return [dict(zip(head, line, strict=True)) for line in lines if any(value is not None for value in line)]


def test_the_tables_are_there_with_the_contract_s_columns() -> None:
    book = opened(result())
    found = {name: sheet for sheet in book.worksheets for name in sheet.tables}
    assert set(found) == set(TABLES) | {"Reasons", "Notes", "Files"}
    for name, columns in TABLES.items():
        head = next(found[name].iter_rows(max_row=1, values_only=True))
        assert head == columns


def test_every_level_has_its_reason() -> None:
    of = result()
    why = rows(opened(of), "Reasons")
    levels = of.outcomes[0].assessment.topics  # type: ignore[union-attr]
    assert {line["topic"]: line["level"] for line in why if line["agency"] == "D1"} == {
        name: topic.level for name, topic in levels.items() if topic.level is not None}
    assert all(line["reason"] for line in why)


def test_notes_hold_what_agencies_wrote_beside_their_answers() -> None:
    of = result()
    notes = (Note("evidence.P1.1", "=HYPERLINK(\"http://x\")", "P1", "D9"), Note("officer.name", "นาย ก", "ปก", "D36"))
    first, *rest = of.outcomes
    found = rows(opened(replace(of, outcomes=(replace(first, notes=notes), *rest))), "Notes")
    assert found == [
        {"agency": "D1", "kind": "evidence", "about": "P1.1", "text": "=HYPERLINK(\"http://x\")"},
        {"agency": "D1", "kind": "officer", "about": "name", "text": "นาย ก"},
    ]


def test_every_file_that_came_back_has_a_line_whose_cells_add_up() -> None:
    of = result(files=(
        Came("D1", "a.xlsx", True, DEPARTMENT, {"accepted": 200, "repaired": 7, "rejected": 3, "blank": 30}, "sure"),
        Came("", "all.zip/=x.xlsx", False, None, dict.fromkeys(("accepted", "repaired", "rejected", "blank"), 0), "none"),
    ))
    assert rows(opened(of), "Files") == [
        {"agency": "D1", "file": "a.xlsx", "use": "used", "edition": DEPARTMENT, "accepted": 200, "repaired": 7, "rejected": 3,
         "blank": 30, "cells": 240, "recognised": "sure"},
        {"agency": None, "file": "all.zip/=x.xlsx", "use": "not used", "edition": None, "accepted": 0, "repaired": 0, "rejected": 0,
         "blank": 0, "cells": 0, "recognised": "none"},
    ]


def test_agencies_and_missing_hold_every_agency_and_those_who_did_not_return() -> None:
    of = result()
    book = opened(of)
    overall = of.outcomes[0].assessment.overall  # type: ignore[union-attr]
    assert rows(book, "Agencies") == [
        {"code": "D1", "name": "กรมหนึ่ง", "status": "scored", "score": two_decimals(overall.score), "level": overall.level},
        {"code": "D2", "name": "กรมสอง", "status": "missing", "score": None, "level": None},
        {"code": "TH-1", "name": "จังหวัดหนึ่ง", "status": "blank", "score": None, "level": None},
    ]
    assert rows(book, "Missing") == [{"agency": "D2", "name": "กรมสอง", "ministry": "กระทรวง", "e-mail": "d2@example.org"}]


def test_levels_hold_everything_that_has_a_score() -> None:
    of = result()
    assessment = of.outcomes[0].assessment
    assert assessment is not None
    found = {row["id"]: row for row in rows(opened(of), "Levels")}
    assert list(found) == list(assessment.edition.ids)
    for code, row in found.items():
        assert (row["agency"], row["score"], row["level"]) == ("D1", two_decimals(assessment[code].score), assessment[code].level)
    assert found["P4.U"]["status"] == found["S4.2"]["status"] == "pending"
    assert found["P1"]["status"] == "complete" and found["overall"]["status"] == "incomplete"


def test_answers_are_values_as_score_takes_them() -> None:
    found = {row["question"]: row for row in rows(opened(result()), "Answers")}
    assert found["P1.1.01"] == {"agency": "D1", "question": "P1.1.01", "value": True, "state": "accepted"}
    assert found["P2.9.use"]["value"] == "5" and found["G4.successes"]["value"] == 1


@pytest.mark.parametrize("lang", ["th", "en"])
def test_no_text_of_a_return_becomes_a_formula(lang: str) -> None:
    base = result()
    outcomes = tuple(
        Outcome(Agency(f"X{n}", text, text, text, email=text), base.editions[0], "missing") for n, text in enumerate(HOSTILE)
    )
    given = tuple(Given(f"q{n}", text, "rejected") for n, text in enumerate(HOSTILE))
    one = replace(base.outcomes[0], answers=given)
    faults = tuple(Found(text, text, Fault("DG101", text, text, text, text, {"allowed": text})) for text in HOSTILE)
    book = opened(replace(base, title="=1+1", lang=lang, outcomes=(one, *outcomes), faults=faults))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type in "fe" for cell in cells)
    assert {text.strip() for text in HOSTILE} <= {str(cell.value).strip() for cell in cells}
    assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str) and cell.value[:1] in ("=", "+", "@"))


def test_characters_that_xml_cannot_hold_do_no_harm() -> None:
    fault = Found("D1", "a\x00b.xlsx", Fault("DG101", value="\ud800\x0b" + "x" * 40_000, params={"allowed": ""}))
    (row,) = rows(opened(result(faults=(fault,))), "Faults")
    assert row["file"] == "ab.xlsx" and len(row["value"]) == 32_767


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_summary_counts_and_draws(lang: str) -> None:
    of = result(lang=lang)
    sheet = opened(of).worksheets[0]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "รอบทดสอบ" in texts and any("2569" in text or "2026" in text for text in texts)
    found = spread(of.of(of.editions[0]), "overall")
    assert found.count == 1 and sum(found.at_level) == 1
    assert len(sheet._charts) == 4  # type: ignore[attr-defined]


def test_the_workbook_is_sound_for_excel(tmp_path: Path) -> None:
    file = tmp_path / "consolidated.xlsx"
    file.write_bytes(consolidated(result()))
    found = OpenXmlValidator().validate(file).errors
    # the validator also warns of texts that stand in their cells, where Excel keeps a table of them
    assert [error.description for error in found if error.severity is ValidationSeverity.ERROR] == []


def test_the_same_result_gives_the_same_sheets() -> None:
    one, two = (opened(result()) for _ in range(2))
    for first, second in zip(one.worksheets, two.worksheets, strict=True):
        assert list(first.iter_rows(values_only=True)) == list(second.iter_rows(values_only=True))
    assert one.properties.created == two.properties.created


def test_a_workbook_that_is_open_in_excel_is_kept_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = new_round(tmp_path)
    send_back(of, "D1")
    consolidate(of, NOW)
    before = of.consolidated.read_bytes()
    replacing = os.replace

    def held_by_excel(source: Any, target: Any) -> None:
        if Path(target).name == "consolidated.xlsx":
            raise PermissionError(13, "The process cannot access the file")
        replacing(source, target)

    monkeypatch.setattr("os.replace", held_by_excel)
    send_back(of, "D2")
    done = consolidate(of, NOW)
    assert done.workbook.name == "consolidated (new 2026-11-22 1530).xlsx"
    assert of.consolidated.read_bytes() == before
    assert done.beside == {"consolidated.xlsx": done.workbook}
    book = load_workbook(done.workbook)
    assert [row["status"] for row in rows(book, "Agencies")][:2] == ["scored", "scored"]
    assert not list(of.folder.glob(".dgmm-*")), "nothing half-made is left"
