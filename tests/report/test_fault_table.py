"""The rows of faults are those that their cells give, drawn one by one, and as tall as the tallest of their texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from dgmm_excel.authoring.tables import Report
from dgmm_excel.faults import Fault
from dgmm_excel.intake.personal import without_contacts
from dgmm_excel.report.fault_table import FAULT_COLUMNS, FAULTS, FaultRows, fault_row
from dgmm_excel.report.line_table import TableRow, table_looks
from dgmm_excel.report.outcome import Outcome, ReportedFault
from dgmm_excel.text import Lang
from tests.support.consolidated_books import result

#: The columns that may quote what somebody typed.
QUOTING = ("file", "sheet", "value", "message", "remedy")
#: Several of one file, the same ones in others, a long name, people's numbers, an agency that the roster does not have.
TYPED = Fault("DG101", "โทร 081-234-5678", "E5", "P1.1.01", "โทร 0812345678", {"allowed": "มี, ไม่มี"})
OTHER = Fault("DG101", "โทร 081-234-5678", "E5", "P1.1.01", "โทร 0812345678", {"allowed": "ใช่"})
LONG = " ".join(["แบบสำรวจของหน่วยงาน"] * 9)
FAULTS_FOUND = (
    ReportedFault("D1", "a.xlsx", TYPED), ReportedFault("D1", "a.xlsx", OTHER), ReportedFault("D1", f"{LONG} 0812345678.xlsx", TYPED),
    ReportedFault("D2", "b.xlsx", TYPED), ReportedFault("X9", "=c.xlsx", OTHER), ReportedFault("", "d.xlsx", Fault("DG001", params={"reason": "x"})),
)


def one_by_one(found: Sequence[ReportedFault], lang: Lang, whose: dict[str, Outcome]) -> Iterator[TableRow]:
    for one in found:
        cells = zip(FAULT_COLUMNS, fault_row(one, lang), strict=True)
        agency = whose.get(one.agency)
        yield [*(without_contacts(value, lang) if column in QUOTING and isinstance(value, str) else value for column, value in cells),
               *((None, None) if agency is None else (agency.edition.id, agency.agency.ministry))]


@pytest.mark.parametrize("lang", ["th", "en"])
def test_rows_of_faults_are_those_of_their_cells(lang: Lang) -> None:
    of = result()
    whose, looks = {one.agency.code: one for one in of.outcomes}, table_looks(of.editions)
    drawn = list(FaultRows(Report(looks), lang).of(FAULTS_FOUND, whose))
    assert drawn == list(FAULTS.drawn(Report(looks), one_by_one(FAULTS_FOUND, lang, whose)))
    assert len({row.split(b" ht=")[1].split(b'"')[1] for row in drawn}) > 1, "a long name makes a row taller"
