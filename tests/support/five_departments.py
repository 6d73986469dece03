"""A round of five departments whose figures can be told by hand.

Overall scores: D1 1.80 (level 1), D2 2.61 (level 3), D3 4.00 (level 4); D4 sent nothing, D5 has 4.30 but too few answers to count.
So three of five count: mean 8.41 / 3 = 2.80, median 2.61. At topic P1.1: levels 5, 5 and 1, of which D3's has answers missing;
mean 3.67. All other topics wait for a result.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from dgmm_excel import load_edition
from dgmm_excel.agency import Agency
from dgmm_excel.model.measures import TopicStatus
from dgmm_excel.report.attained import Attained
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.state import AgencyState
from tests.support.returned import DEPARTMENT

#: What a ministry may be called by somebody who means ill.
HOSTILE = "<script>alert(1)</script> & \"ข\" {{ 7*7 }}"


def five_departments(**changes: Any) -> RoundResult:
    """Return the round, of 22 November 2026, with a deadline on 30 September."""
    outcomes = (
        _outcome("D1", "complete", "1.80", 1, 5, "complete", ministry="กระทรวง ก"),
        _outcome("D2", "complete", "2.61", 3, 5, "complete", ministry="กระทรวง ก"),
        _outcome("D3", "incomplete", "4.00", 4, 1, "incomplete", ministry=HOSTILE),
        _outcome("D4", "missing", None, None, None, "pending"),
        replace(_outcome("D5", "incomplete", "4.30", 5, 5, "incomplete"), counts=False),
    )
    made = RoundResult("รอบ <ทดสอบ>", "th", date(2026, 11, 22), date(2026, 9, 30), (load_edition(DEPARTMENT),), outcomes, (),
                       inputs="ab" * 32)
    return replace(made, **changes)


def _outcome(code: str, state: AgencyState, overall: str | None, level: int | None, topic: int | None, status: TopicStatus,
             ministry: str = "") -> Outcome:
    edition = load_edition(DEPARTMENT)
    agency = Agency(code, f"กรม {code}", f"Department {code}", ministry, "department", email="who@example.org")
    if overall is None:
        return Outcome(agency, edition, state, asked=174)
    attained = {name: Attained(None, None, "pending" if name in edition.topics else None) for name in edition.ids}
    attained["overall"] = Attained(Fraction(overall), level, None)
    attained["P1.1"] = Attained(None if topic is None else Fraction(topic), topic, status)
    return Outcome(agency, edition, state, f"{code}.xlsx", tuple(attained.values()), 100, 174, True, date(2026, 9, 1))
