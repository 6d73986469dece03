"""Results of a round for tests, and their consolidated workbooks, read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.authoring.tables import Report
from dgmm_excel.model.edition import MISSION
from dgmm_excel.report.attained import attained_by
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.outcome import AnswerCell, Given, Outcome, RoundResult
from tests.support.returned import DEPARTMENT, PROVINCE, some_answers

#: The headings of each table that the contract names; others may follow.
TABLES = {
    "Agencies": ("code", "name", "edition", "ministry", "status", "score", "level", "answered", "asked"),
    "Levels": ("agency", "edition", "id", "name", "score", "level", "status", "rests_on", "reason"),
    "Answers_department": ("agency", "edition", "ministry", "agency.mission", "P1.1.01"),
    "Answers_province": ("agency", "edition", "ministry"),
    "Faults": ("agency", "file", "code", "severity", "sheet", "cell", "question", "value", "message", "remedy", "edition", "ministry"),
    "Missing": ("agency", "name", "edition", "ministry", "status"),
    "Notes": ("agency", "edition", "ministry", "kind", "about", "text"),
    "Files": ("agency", "file", "use", "edition"),
}
HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#REF!", "=HYPERLINK(\"http://x\")")


def result(**changes: Any) -> RoundResult:
    """Two departments and a province: one complete, one missing, one blank."""
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    answers = some_answers(department)
    assessment = score(department, answers)
    cells = tuple(AnswerCell(name, assessment.answers.values.get(name), "accepted") for name in answers)
    outcomes = (
        given(Outcome(Agency("D1", "กรมหนึ่ง", "One"), department, "complete", "a.xlsx", answered=232, asked=232, counts=True,
                      received=date(2026, 11, 20)), assessment=assessment, answers=cells),
        Outcome(Agency("D2", "กรมสอง", "Two", "กระทรวง", email="d2@example.org"), department, "missing", asked=174),
        Outcome(Agency("TH-1", "จังหวัดหนึ่ง"), province, "blank", "b.xlsx", asked=83),
    )
    made = RoundResult("รอบทดสอบ", "th", date(2026, 11, 22), None, (department, province), outcomes, ())
    return replace(made, **changes)


def given(one: Outcome, **changes: Any) -> Outcome:
    """Return an outcome with other details: `assessment`, `answers`, `notes`."""
    before = one.details()
    details = replace(Given(before.assessment, before.answers, before.notes), **changes)
    found = () if details.assessment is None else attained_by(details.assessment)
    mission = "" if details.assessment is None else str(details.assessment.answers.values.get(MISSION, ""))
    return replace(one, attained=found, mission=mission, details=lambda: details)


def opened(of: RoundResult) -> Workbook:
    return load_workbook(BytesIO(written(consolidated(of))))


def written(report: Report) -> bytes:
    """Return a drawn report as a file."""
    data = BytesIO()
    report.save(data)
    return data.getvalue()


def rows(book: Workbook, name: str) -> list[dict[str, Any]]:
    """Return the lines of an Excel table."""
    sheet = next(sheet for sheet in book.worksheets if name in sheet.tables)
    head, *lines = ([cell.value for cell in row] for row in sheet[sheet.tables[name].ref])
    assert [column.name for column in sheet.tables[name].tableColumns] == head
    return [dict(zip(head, line, strict=True)) for line in lines if any(value is not None for value in line)]
