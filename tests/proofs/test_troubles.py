"""A round that loses nobody: whatever happens to its forms, each agency is in exactly one state, and the sums are right."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.peers import GROUPINGS
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from tests.support.consolidated_books import rows
from tests.support.rounds import NOW
from tests.support.troubles import TROUBLES, troubled_round


@pytest.fixture(scope="module")
def of(tmp_path_factory: pytest.TempPathFactory) -> Round:
    return troubled_round(tmp_path_factory.mktemp("troubles"))


@pytest.fixture(scope="module")
def result(of: Round) -> RoundResult:
    return assess_round(of, NOW).result


def test_every_kind_of_trouble_ends_in_the_state_that_it_must(result: RoundResult, tell: Callable[[str], None]) -> None:
    assert len(TROUBLES) >= 25
    found = {one.agency.code: (one.state, result.late(one), one.counts) for one in result.outcomes}
    assert found == {code: (one.state, one.late, one.counts) for code, one in TROUBLES.items()}
    assert {one.state for one in TROUBLES.values()} == set(AGENCY_STATES), "a state that nothing leads to"
    tell(f"states of agencies: {len(TROUBLES)} kinds of trouble")


def test_each_edition_ministry_and_the_round_as_a_whole_add_up_to_what_was_sent(of: Round, result: RoundResult) -> None:
    total = result.figures.tally
    assert total.sent == len(TROUBLES) and total.states == Counter(dict.fromkeys(AGENCY_STATES, 0)) + Counter(
        one.state for one in TROUBLES.values())
    editions = tuple(result.figures.editions.values())
    for groups in (editions, *([one for of_one in editions for one in of_one.by(grouping)] for grouping in GROUPINGS)):
        tallies = [group.tally for group in groups]
        assert sum(one.sent for one in tallies) == total.sent
        assert all(sum(one.states[state] for one in tallies) == total.states[state] for state in AGENCY_STATES)
        assert sum(one.counting for one in tallies) == total.counting and sum(one.late for one in tallies) == total.late


def test_no_agency_has_answered_more_than_it_is_asked_and_only_the_complete_have_answered_all(result: RoundResult) -> None:
    for one in result.outcomes:
        assert 0 <= one.answered <= one.asked and one.asked > 0
        assert one.done == (one.state == "complete" and one.answered == one.asked)
        if one.state in ("missing", "blank", "other_round", "unreadable", "contradicting"):
            assert one.answered == 0 and one.assessment is None and not one.counts


def test_every_trouble_but_silence_has_a_fault_that_names_it(result: RoundResult) -> None:
    told = {found.agency for found in result.faults if found.fault.severity != "repaired"}
    for one in result.outcomes:
        if one.state in ("other_round", "unreadable", "contradicting", "faulty"):
            assert one.agency.code in told
    assert "X-99" in told


def test_the_workbook_and_the_list_to_chase_say_the_same(of: Round) -> None:
    done = consolidate(of, NOW)
    book = load_workbook(done.workbook)
    states = {row["code"]: row["status"] for row in rows(book, "Agencies")}
    assert states == {code: one.state for code, one in TROUBLES.items()}
    chased = {code for code, one in TROUBLES.items() if one.state != "complete"}
    assert {row["agency"] for row in rows(book, "Missing")} == chased
    with of.reminders.open(encoding="utf-8-sig", newline="") as file:
        assert {row[0] for row in list(csv.reader(file))[1:]} == chased


def state_table(result: RoundResult) -> str:
    """Return one line for each kind of trouble, and the sums: for a person to read."""
    def line(one: Outcome) -> str:
        when = "late" if result.late(one) else "in time"
        counts = "counts" if one.counts else ""
        return f"{one.agency.code:6} {one.state:14} {when:8} {one.answered:3} of {one.asked:3}  {counts:7} {TROUBLES[one.agency.code].words}"

    sums = "  ".join(f"{state} {count}" for state, count in result.figures.tally.states.items())
    return "\n".join([*map(line, result.outcomes), f"sent {result.figures.tally.sent} = {sums}"]) + "\n"


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as made:
        of_all = troubled_round(Path(made))
        print(state_table(assess_round(of_all, NOW).result), end="")
