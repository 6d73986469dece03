"""verification.xlsx as those who check fill it in, drawn from claims made by hand; and the ways in which it is damaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.round.folder import Round
from dgmm_excel.round.verification_rows import ClaimRow
from dgmm_excel.round.verification_sheet import drawn
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.claims import Claim
from dgmm_excel.text import Lang
from tests.support.rounds import NOW

DEPARTMENT = "dga-2566-department"
#: What agency D1 states, of each type of question.
STATED: Mapping[str, Answer] = {"P1.5.01": True, "P2.7.training": "all", "P4.10.2.count": 5, "P4.4.1.name": "ใบรับรอง"}
#: A finding as it is entered, in the cells of a row.
HOLDS = {"finding": "เป็นตามที่ตอบ", "by": "สมชาย ใจดี", "date": "21/11/2569"}
NOT_SHOWN = {**HOLDS, "finding": "ไม่พบหลักฐาน", "reason": "ไม่มีเอกสาร"}
CORRECTED = {**NOT_SHOWN, "finding": "แก้เป็นคำตอบอื่น"}


@cache
def blank(lang: Lang = "th") -> bytes:
    """Return the workbook with D1's claims, nothing entered."""
    edition, out = load_edition(DEPARTMENT), BytesIO()
    agency = Agency("D1", "กรมหนึ่ง", "Department One", "กระทรวง ก", "department", "service", "", "one@example.org")
    rows = [
        ClaimRow(agency, edition, edition.questions[name], stated, Claim(name, 1, ("P1.5", "overall")),
                 {"evidence": "https://example.org/หลักฐาน", "remark": "=1+1"})
        for name, stated in STATED.items()
    ]
    drawn(rows, (), (), lang, "รอบทดสอบ", NOW).save(out)
    return out.getvalue()


class Checker:
    """Somebody who opens the workbook, types into its cells and saves it."""

    def __init__(self, data: bytes) -> None:
        self.book: Workbook = load_workbook(BytesIO(data))
        self.sheet: Worksheet = self.book.worksheets[0]
        self.head = next(row for row in range(1, 20) if "question" in [cell.value for cell in self.sheet[row]])
        self.columns = {str(cell.value): int(cell.column or 0) for cell in self.sheet[self.head]}

    def row(self, question: str, agency: str = "D1") -> int:
        """Return the number of the row of a claim."""
        at, code = self.columns["question"], self.columns["agency"]
        return next(row for row in range(self.head + 1, self.sheet.max_row + 1)
                    if (self.sheet.cell(row, code).value, self.sheet.cell(row, at).value) == (agency, question))

    def enter(self, question: str, cells: Mapping[str, Any], agency: str = "D1") -> None:
        """Type into cells of a claim's row; None empties one."""
        row = self.row(question, agency)
        for column, value in cells.items():
            self.sheet.cell(row, self.columns[column]).value = value

    def value(self, question: str, column: str, agency: str = "D1") -> Any:
        return self.sheet.cell(self.row(question, agency), self.columns[column]).value

    def address(self, question: str, column: str) -> str:
        return str(self.sheet.cell(self.row(question), self.columns[column]).coordinate)

    def copy(self, question: str, cells: Mapping[str, Any]) -> None:
        """Add a copy of a row at the end, with other cells."""
        row = self.row(question)
        values = {name: self.sheet.cell(row, at).value for name, at in self.columns.items()} | dict(cells)
        end = self.sheet.max_row + 1
        for name, value in values.items():
            self.sheet.cell(end, self.columns[name]).value = value

    def saved(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def entered(of: Round, question: str, cells: Mapping[str, Any]) -> None:
    """Type into the round's workbook of claims; one with D1's claims is laid there first if there is none."""
    clerk = Checker(of.verification.read_bytes() if of.verification.exists() else blank(of.lang))
    clerk.enter(question, cells)
    of.verification.write_bytes(clerk.saved())


#: A way to damage the workbook, the code of the fault, and the column in which it is told; None for the whole file.
Damage = tuple[Callable[[Checker], object], str, str | None]
_ON = "P1.5.01"


def _entry(place: str, /, **cells: Any) -> Callable[[Checker], object]:
    return lambda clerk: clerk.enter(place, {**NOT_SHOWN, **cells})


def _fix(question: str, value: Any) -> Callable[[Checker], object]:
    return lambda clerk: clerk.enter(question, {**CORRECTED, "verified": value})


def _twice(clerk: Checker) -> None:
    clerk.enter(_ON, NOT_SHOWN)
    clerk.copy(_ON, HOLDS)


def _without(clerk: Checker, column: str) -> None:
    clerk.sheet.cell(clerk.head, clerk.columns[column]).value = None


DAMAGES: Mapping[str, Damage] = {
    "unknown agency": (_entry(_ON, agency="D9"), "DG462", "agency"),
    "no agency": (_entry(_ON, agency=None), "DG462", "agency"),
    "unknown question": (_entry(_ON, question="P9.9.99"), "DG463", "question"),
    "no question": (_entry(_ON, question=None), "DG463", "question"),
    "a question of the other edition": (_entry(_ON, question="G1.committee"), "DG463", "question"),
    "a question that has no row": (_entry(_ON, question="P1.5.02"), "DG464", "question"),
    "a row copied to another agency": (_entry(_ON, agency="D2"), "DG464", "question"),
    "the hidden text deleted": (_entry(_ON, key=None), "DG464", "question"),
    "the hidden text changed": (_entry(_ON, key="v-0123456789ab false"), "DG464", "question"),
    "an unknown finding": (_entry(_ON, finding="น่าจะจริง"), "DG465", "finding"),
    "a number as finding": (_entry(_ON, finding=1), "DG465", "finding"),
    "corrected to nothing": (_fix(_ON, None), "DG466", "verified"),
    "corrected to what no list has": (_fix(_ON, "บางส่วน"), "DG466", "verified"),
    "corrected to a choice of another question": (_fix("P2.7.training", "ใช่"), "DG466", "verified"),
    "corrected to a number that is too high": (_fix("P4.10.2.count", 9), "DG466", "verified"),
    "corrected to half": (_fix("P4.10.2.count", 2.5), "DG466", "verified"),
    "an answer though it holds": (_entry(_ON, verified="ไม่ใช่"), "DG467", "verified"),
    "no reason": (_entry(_ON, reason=None), "DG468", "reason"),
    "a reason of spaces": (_entry(_ON, reason="  "), "DG468", "reason"),
    "no name": (_entry(_ON, by=None), "DG468", "by"),
    "no date": (_entry(_ON, date=None), "DG468", "date"),
    "a date that is none": (_entry(_ON, date="เมื่อวาน"), "DG469", "date"),
    "the 31st of a short month": (_entry(_ON, date="31/9/2569"), "DG469", "date"),
    "a date of next year": (_entry(_ON, date="1/1/2570"), "DG469", "date"),
    "a date cell of the future": (_entry(_ON, date=datetime(2027, 1, 1)), "DG469", "date"),
    "two findings": (_twice, "DG470", "finding"),
    "the stated answer typed over": (_entry(_ON, stated="ไม่ใช่"), "DG471", "stated"),
    "the stated answer deleted": (_entry(_ON, stated=None), "DG471", "stated"),
    "a reason without a finding": (_entry(_ON, finding=None), "DG472", "finding"),
    "a formula": (_entry(_ON, finding='="เป็น"&"จริง"'), "DG473", "finding"),
    "an error value": (_entry(_ON, date="#N/A"), "DG473", "date"),
    "a formula over the stated answer": (_entry(_ON, stated="=A1"), "DG473", "stated"),
    "the ids above the table deleted": (lambda clerk: _without(clerk, "finding"), "DG461", None),
    "the hidden ids deleted": (lambda clerk: _without(clerk, "key"), "DG461", None),
    "the sheet deleted": (lambda clerk: clerk.book.remove(clerk.sheet), "DG461", None),
}
