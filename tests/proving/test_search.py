"""Trying finds answers for each level of rules over figures, and changes that lower it."""

from __future__ import annotations

from collections.abc import Callable

from dgmm_excel.proving.subject import Subject


def test_every_level_of_growth_is_found(changed: Callable[..., Subject]) -> None:
    subject = changed("C.3")
    assert sorted(map(int, filter(None, subject.search.reached))) == [1, 2, 3, 4, 5]
    for value, answers in subject.search.reached.items():
        assert subject.scored(answers) == value


def test_a_change_that_lowers_is_told_with_its_soundness(changed: Callable[..., Subject]) -> None:
    search = changed("C.3").search
    sound = {name for name, ok in search.lowering if ok}
    # more in the year before, or of all transactions, counts against growth; a row filled in partly is none
    assert sound == {"C.3.1.prev_digital", "C.3.1.cur_total"}
    before, after = search.lowering["C.3.1.cur_total", True].before, search.lowering["C.3.1.cur_total", True].after
    assert {name for name in after if after[name] != before.get(name)} == {"C.3.1.cur_total"}
