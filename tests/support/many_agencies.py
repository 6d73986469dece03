"""A round of made-up agencies with answers of every kind, without any file: quick to make, and large enough for figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from io import BytesIO
from random import Random

from openpyxl import Workbook, load_workbook

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.outcome import AnswerCell, Outcome, RoundResult
from dgmm_excel.report.state import AgencyState
from dgmm_excel.round.simulate import answers_of, persona
from dgmm_excel.scoring.answers import Assessment
from tests.support.consolidated_books import given, written
from tests.support.returned import DEPARTMENT, PROVINCE

#: Ministries by the place of an agency: a large one, one with fewer agencies than peers need, one that no formula can name.
MINISTRIES = ("กระทรวง ก", "กระทรวง ก", "กระทรวง \"ข\"*", "", "กระทรวง ก")
FATES = ("complete", "complete", "incomplete", "missing", "complete", "faulty", "complete", "blank")


@cache
def many_agencies(count: int = 16) -> RoundResult:
    """Return a round of so many departments and half as many provinces, the same at each call."""
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    first = list(_outcomes(department, count, None))
    parent = first[0].assessment
    return RoundResult(
        "รอบทดสอบ", "th", date(2026, 11, 22), date(2026, 9, 30), (department, province),
        (*first, *_outcomes(province, count // 2, parent)), (),
    )


@cache
def many_book(values: bool = False) -> Workbook:
    """Return its workbook, read back with its formulas or their values; drawn once a process, to be looked at only."""
    return load_workbook(BytesIO(_written()), data_only=values)


@cache
def _written() -> bytes:
    return written(consolidated(many_agencies()))


def _outcomes(edition: Edition, count: int, parent: Assessment | None) -> Iterator[Outcome]:
    kind = edition.id.rpartition("-")[2]
    for place in range(count):
        code = f"{kind[0].upper()}{place:03}"
        mission = ("service", "policy", "")[place % 3] if kind == "department" else ""
        agency = Agency(code, f"หน่วยงาน {code}", "", MINISTRIES[place % len(MINISTRIES)], kind, mission, "D000")
        fate = FATES[place % len(FATES)]
        yield _outcome(agency, edition, fate, parent)


def _outcome(agency: Agency, edition: Edition, fate: str, parent: Assessment | None) -> Outcome:
    if fate == "missing":
        return Outcome(agency, edition, "missing", asked=100)
    random = Random(agency.code)
    answers = {} if fate == "blank" else answers_of(edition, persona(f"many {agency.code}", "th"))
    if fate == "incomplete":
        answers = dict(list(answers.items())[:round(len(answers) * random.uniform(0.2, 0.8))])
    if agency.mission:
        answers["agency.mission"] = agency.mission
    found = score(edition, answers, parent=parent)
    cells = tuple(AnswerCell(name, found.answers.values.get(name), "accepted" if name in found.answers.values else "blank")
                  for name in edition.questions)
    if fate == "blank":
        return given(Outcome(agency, edition, "blank", f"{agency.code}.xlsx", asked=found.asked), answers=cells)
    whole: AgencyState = "complete" if found.answered == found.asked else "incomplete"
    state: AgencyState = "faulty" if fate == "faulty" else whole
    counts = found.answered >= Fraction(1, 2) * found.asked
    made = Outcome(agency, edition, state, f"{agency.code}.xlsx", (), found.answered, found.asked, counts,
                   date(2026, 9, 1 + random.randrange(30)))
    return given(made, assessment=found, answers=cells)
