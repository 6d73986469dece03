"""What `dgmm sensitivity` prints: each way in both languages, how many it moves up and down, and who, the first of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dgmm_excel.report.sensitivity import Sensitivity, sensitivity
from dgmm_excel.screen_sensitivity import show_sensitivity
from tests.support.five_departments import five_departments


def found(times: int = 1) -> Sensitivity:
    result = five_departments()
    standings = [result.standing(one) for one in result.outcomes]
    many = [replace(one, agency=replace(one.agency, code=f"{one.agency.code}-{place}")) for place in range(times) for one in standings]
    (tried,) = sensitivity(result.editions, many)
    return tried


def test_each_way_has_its_numbers_and_its_agencies(capsys: pytest.CaptureFixture[str]) -> None:
    show_sensitivity([found()])
    shown = capsys.readouterr().out
    assert "4 with a result" in shown and "แบ่งช่วงคะแนนเท่ากันทุกระดับ" in shown
    lines = {line.split("  ")[0].strip(): line for line in shown.splitlines()}
    assert "D1-0 1→2" in lines["แบ่งช่วงคะแนนเท่ากันทุกระดับ"] and "every band begins 0.01 higher" in shown
    assert "D2-0 3→2" in lines["เกณฑ์คะแนนของทุกระดับสูงขึ้น 0.01"], "2.61 is below 2.62"


def test_more_than_a_dozen_agencies_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    show_sensitivity([found(15)])
    assert "… +3" in capsys.readouterr().out


def test_a_round_without_levels_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    show_sensitivity([])
    assert "No agency of the round has an overall level yet" in capsys.readouterr().out
