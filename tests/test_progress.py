"""Progress of long work: what has no parts to count is shown all the same, from its start to its end."""

from __future__ import annotations

import pytest

from dgmm_excel.progress import silent, stage
from dgmm_excel.text import Text
from tests.support.shown import Shown

DOING = Text("กำลังทำ", "Doing it")


def test_a_stage_is_shown_while_its_work_is_done_and_no_longer() -> None:
    shown, during = Shown(), []

    def work() -> int:
        during.append(shown.now)
        return 7

    assert stage(shown, DOING, work) == 7 and stage(silent, DOING, work) == 7
    assert during == ["Doing it", None] and shown.now is None


def test_the_failure_of_a_stage_is_that_of_its_work() -> None:
    with pytest.raises(ZeroDivisionError):
        stage(Shown(), DOING, lambda: 1 // 0)
