"""A department with hand-made answers to P1.5 and P2.7 alone, one of which cannot be used, and what it wrote beside them.

At P1.5 it says yes to laws 1, 5 and 8, no to law 3; what stands at law 2 is no answer; laws 4, 6 and 7 are blank. Three laws of
eight are level 3 (1, 3, 5 and 7 laws are levels 2 to 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Note
from dgmm_excel.report.attained import attained_by
from dgmm_excel.report.outcome import AnswerCell, Given, Outcome, ReportedFault, RoundResult
from dgmm_excel.text import Lang
from tests.support.returned import DEPARTMENT

ANSWERS: dict[str, Any] = {"agency.mission": "service", "P1.5.01": True, "P1.5.03": False, "P1.5.05": True, "P1.5.08": True, "P2.7.training": "service"}
#: What stands at law 2: an answer that cannot be used, with somebody's telephone number.
RAW = "ไม่แน่ใจ <b>ถาม</b> 081 234 5678"
SECRETS = ("สมชาย", "นิติกร", "081 234 5678", "02-123-4567", "who@dept.go.th", "one@dept.go.th", "ความลับ")
NOTES = (
    Note("evidence.P1.5", "ประกาศ <i>ก</i> https://dept.go.th/a?b=1&c=2 โทร 02-123-4567 who@dept.go.th", "P1 นโยบาย", "D9"),
    Note("evidence.P2.7", "ย" * 3000, "P2 ข้อมูล", "D9"), Note("remark.P1.5", "ความลับ", "P1 นโยบาย", "D10"),
    Note("officer.name", "นายสมชาย ใจดี", "หน้าปก", "D9"), Note("officer.position", "นิติกร", "หน้าปก", "D10"),
)
FAULTS = (
    Fault("DG101", "P1 นโยบาย", "D71", "P1.5.02", RAW, {"allowed": "ใช่ / ไม่ใช่"}),
    Fault("DG310", "P1 นโยบาย", "D77", "P1.5.08", "ใช่", {"topic": "P1.5"}),
    Fault("DG201", "P2 ข้อมูล", "D20", "P2.7.training", "บุคลากร", {"taken": "บุคลากรที่ให้บริการ"}),
    Fault("DG002"),
)


def department(**changes: Any) -> Outcome:
    """Return the department: 174 questions are asked of it, and it counts, though it has answered six."""
    edition = load_edition(DEPARTMENT)
    assessment = score(edition, ANSWERS)
    cells = tuple(AnswerCell(name, RAW, "rejected") if name == "P1.5.02" else
                  AnswerCell(name, ANSWERS.get(name), "accepted" if name in ANSWERS else "blank") for name in edition.questions)
    agency = Agency("D1", "กรมหนึ่ง", "Department One", "กระทรวง ก", "department", "service", email="one@dept.go.th")
    made = Outcome(agency, edition, "faulty", "d1.xlsx", attained_by(assessment), assessment.answered, assessment.asked, True,
                   date(2026, 9, 20), "service", details=lambda: Given(assessment, cells, NOTES))
    return replace(made, **changes)


def round_of(*outcomes: Outcome, lang: Lang = "th", faults: Sequence[Fault] = FAULTS, **changes: Any) -> RoundResult:
    """Return a round of such departments, the faults those of D1."""
    found = tuple(ReportedFault("D1", "d1.xlsx" if fault.cell else "เก่า 081 234 5678.xlsx", fault) for fault in faults)
    made = RoundResult("รอบทดสอบ", lang, date(2026, 11, 22), date(2026, 9, 30), (load_edition(DEPARTMENT),), outcomes, found)
    return replace(made, **changes)
