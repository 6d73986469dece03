"""Which levels findings moved: told apart from what only has another score, and from what was not verified."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from dgmm_excel.report.attained import Attained
from dgmm_excel.report.moves import Move, moved, moves
from tests.support.consolidated_books import result

ONE = result().outcomes[0]


def changed(code: str, at: Attained) -> tuple[Attained, ...]:
    place = ONE.edition.ids.index(code)
    return (*ONE.attained[:place], at, *ONE.attained[place + 1:])


def test_without_findings_nothing_moved() -> None:
    assert moves(ONE) == () and moved(ONE, "overall") is None


def test_a_level_that_findings_changed_is_told_with_both() -> None:
    one = replace(ONE, verified=changed("P1.1", Attained(Fraction(2), 2, "complete")))
    assert moves(one) == (Move("P1.1", 5, 2),) and str(moves(one)[0]) == "P1.1: 5→2"
    assert moved(one, "P1") is None


def test_another_score_of_the_same_level_moved_nothing() -> None:
    one = replace(ONE, verified=changed("P1.1", Attained(Fraction(9, 2), 5, "complete")))
    assert moves(one) == () and one.at("P1.1") != one.stated("P1.1")
