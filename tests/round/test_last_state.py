"""What a round is compared with: the last consolidation that gave another result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.returns.store import FOLDER
from dgmm_excel.round.last_state import FILE, LastState
from tests.support.many_agencies import many_agencies

FIRST, SECOND, THIRD = (date(2026, 11, day) for day in (1, 2, 3))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir()
    return tmp_path


def on(day: date, agencies: int) -> RoundResult:
    """The made-up round on a day on which only so many of its agencies had answered."""
    of = many_agencies()
    return replace(of, on=day, outcomes=tuple(
        one if place < agencies else replace(one, state="missing", file=None, attained=(), counts=False)
        for place, one in enumerate(of.outcomes)))


def consolidated(folder: Path, result: RoundResult) -> date | None:
    """Return the day that a consolidation compares with."""
    state = LastState(folder, result)
    state.save()
    return None if state.before is None else state.before.on


def test_a_round_is_compared_with_the_last_state_that_differs(folder: Path) -> None:
    assert consolidated(folder, on(FIRST, 2)) is None
    assert consolidated(folder, on(SECOND, 5)) == FIRST
    assert consolidated(folder, on(THIRD, 5)) == FIRST, "nothing new: the same comparison"
    assert consolidated(folder, on(THIRD, 9)) == THIRD


def test_the_state_is_kept_exactly(folder: Path) -> None:
    consolidated(folder, on(FIRST, 8))
    before = LastState(folder, on(SECOND, 9)).before
    assert before is not None
    for one in on(FIRST, 8).figures.agencies:
        assert before.agencies[one.agency.code] == (one.state, one.counts, one.score("overall"), one.level("overall"))


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{}", b"[1, 2]", b'[["x", {}], null]', b"\xff", b'[["2026-11-01", {"D1": [1]}], null]',
                                     b'[["2026-11-01", {"D1": ["gone", true, "2", 2]}], null]',
                                     b'[["2026-11-01", {"D1": ["complete", true, "1/0", 2]}], null]'])
def test_a_record_that_is_damaged_or_foreign_is_none(content: bytes, folder: Path) -> None:
    (folder / FOLDER / FILE).write_bytes(content)
    assert consolidated(folder, on(SECOND, 2)) is None
