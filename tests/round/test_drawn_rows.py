"""The rows of agencies in the consolidated workbook are kept: what makes them be drawn anew, and that they are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dgmm_excel.authoring.tables import Report
from dgmm_excel.report.agency_rows import AgencyRows, agency_rows
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.line_table import table_looks
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.returns.store import FOLDER
from dgmm_excel.round import drawn_rows
from dgmm_excel.round.drawn_rows import DrawnRows
from dgmm_excel.text import Lang
from tests.support.consolidated_books import written
from tests.support.many_agencies import many_agencies

AGENCIES = 6  # four departments and two provinces, each with a return


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The agencies whose rows were really drawn."""
    found: list[str] = []

    def counted(report: Report, outcome: Outcome, lang: Lang) -> object:
        found.append(outcome.agency.code)
        return agency_rows(report, outcome, lang)

    monkeypatch.setattr(drawn_rows, "agency_rows", counted)
    return found


def of_returns() -> RoundResult:
    """A round whose agencies have each a return with a hash of its own."""
    of = many_agencies(4)
    return replace(of, outcomes=tuple(replace(one, origin=f"return of {one.agency.code}") for one in of.outcomes))


def book(folder: Path, of: RoundResult) -> bytes:
    """Return the consolidated workbook as a round in the folder has it drawn."""
    with DrawnRows(folder, of.lang, of.editions) as rows:
        return written(consolidated(of, known=rows.of))


def rows(folder: Path, of: RoundResult) -> list[AgencyRows]:
    """Return the rows of every agency as a round in the folder has them."""
    with DrawnRows(folder, of.lang, of.editions) as known:
        found = [known.of(one) for one in of.outcomes]
        known.prune()
        return found


def drawn_now(of: RoundResult) -> list[AgencyRows]:
    return [agency_rows(Report(table_looks(of.editions)), one, of.lang) for one in of.outcomes]


def test_known_rows_give_the_same_workbook_and_are_not_drawn_again(tmp_path: Path, drawn: list[str]) -> None:
    of = of_returns()
    assert rows(tmp_path, of) == drawn_now(of) and len(drawn) == AGENCIES
    drawn.clear()
    assert book(tmp_path, of) == written(consolidated(of)) and drawn == []


def changed(of: RoundResult, **changes: object) -> RoundResult:
    first, *rest = of.outcomes
    return replace(of, outcomes=(replace(first, **changes), *rest))  # type: ignore[arg-type]


def changes(of: RoundResult) -> Iterator[RoundResult]:
    first = of.outcomes[0]
    yield changed(of, origin="another return")
    yield changed(of, counts=not first.counts)
    yield changed(of, agency=replace(first.agency, ministry="กระทรวงใหม่"))


def test_what_changed_is_drawn_again(tmp_path: Path, drawn: list[str]) -> None:
    of = of_returns()
    rows(tmp_path, of)
    for now in changes(of):
        drawn.clear()
        assert rows(tmp_path, now) == drawn_now(now)
        assert drawn == [of.outcomes[0].agency.code]
    drawn.clear()
    rows(tmp_path, replace(of, lang="en"))
    assert len(drawn) == AGENCIES, "another language is another workbook"


def test_an_agency_without_a_return_is_drawn_each_time(tmp_path: Path, drawn: list[str]) -> None:
    of = changed(of_returns(), origin="")
    rows(tmp_path, of)
    drawn.clear()
    rows(tmp_path, of)
    assert drawn == [of.outcomes[0].agency.code]


def test_a_damaged_record_is_made_anew(tmp_path: Path) -> None:
    of = of_returns()
    before = rows(tmp_path, of)
    (tmp_path / FOLDER / "rows.sqlite").write_bytes(b"nonsense")
    assert rows(tmp_path, of) == before


def test_rows_have_only_styles_whose_numbers_are_the_same_in_every_workbook() -> None:
    of = of_returns()
    report = Report(table_looks(of.editions))
    first = len(report.book._cell_styles)  # type: ignore[attr-defined]
    every = [row for one in of.outcomes for kind in agency_rows(report, one, of.lang) for row in kind]
    numbers = {int(number) for row in every for number in re.findall(rb' s="(\d+)"', row)}
    assert numbers and max(numbers) < first
