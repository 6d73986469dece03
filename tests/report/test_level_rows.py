"""The rows of the table of levels: what is kept of one agency is drawn for another only where the two stand alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.authoring.tables import Report, Row
from dgmm_excel.report import level_rows
from dgmm_excel.report.agency_rows import agency_rows
from dgmm_excel.report.line_table import table_looks
from dgmm_excel.report.outcome import AnswerCell, Outcome
from tests.support.consolidated_books import given, result
from tests.support.many_agencies import many_agencies
from tests.support.returned import DEPARTMENT


def drawn(report: Report, one: Outcome) -> tuple[Row, ...]:
    return agency_rows(report, one, "th").levels


@pytest.mark.parametrize("kept", [1, 4096])
def test_rows_are_the_same_however_many_are_kept(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(level_rows, "_KEPT", kept)
    of = many_agencies(4)
    report = Report(table_looks(of.editions))
    for one in of.outcomes + of.outcomes:
        assert drawn(report, one) == drawn(Report(table_looks(of.editions)), one)


def test_what_a_reason_rests_on_tells_agencies_apart() -> None:
    """A lone answer, a condition of a question, what could not be used: each makes a row of its own."""
    base = result()
    report, edition = Report(table_looks(base.editions)), load_edition(DEPARTMENT)
    rows = []
    for answers, unusable in (
        ({"P1.5.01": True}, ()), ({"P1.5.02": True}, ()), ({"P1.5.02": True}, ("P1.5.03",)),
        ({"P1.1.01": True, "agency.mission": "service"}, ()), ({"P1.1.01": True, "agency.mission": "policy"}, ()),
    ):
        cells = tuple(AnswerCell(name, "???", "rejected") for name in unusable)
        one = given(base.outcomes[0], assessment=score(edition, answers), answers=cells)
        one = replace(one, agency=replace(one.agency, mission=""))
        rows.append(drawn(report, one))
        assert rows[-1] == drawn(Report(table_looks(base.editions)), one)
    lines = [row[edition.ids.index("P1.5")] for row in rows[:3]] + [row[edition.ids.index("P1.1")] for row in rows[3:]]
    assert len(set(lines)) == len(lines)
