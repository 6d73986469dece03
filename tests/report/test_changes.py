"""What changed since an earlier state of a round."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from dgmm_excel import load_edition
from dgmm_excel.report.changes import ChangedMean, Snapshot, Stood, changes
from dgmm_excel.report.figures import RoundFigures, figures
from dgmm_excel.report.standing import Standing
from tests.support.returned import DEPARTMENT
from tests.support.standings import standing

BEFORE = Snapshot(date(2026, 11, 1), {
    "a": Stood("complete", True, Fraction(2), 2), "b": Stood("incomplete", True, Fraction(4), 4),
    "c": Stood("faulty", True, Fraction(3), 3), "d": Stood("missing", False, None, None), "x": Stood("complete", True, Fraction(5), 5),
})


def round_of(*agencies: Standing) -> RoundFigures:
    return figures([load_edition(DEPARTMENT)], agencies)


def test_what_came_what_went_and_what_moved_is_counted() -> None:
    found = changes(BEFORE, round_of(standing("a", "3"), standing("b", "3"), standing("c", None), standing("d", "1"), standing("e", "1")))
    assert (found.since, found.arrived, found.finished, found.withdrawn) == (date(2026, 11, 1), 2, 3, 1)
    assert [(one.agency.code, one.before, one.now) for one in found.moved] == [("a", 2, 3), ("b", 4, 3)]
    assert (found.raised, found.lowered) == (1, 1)


def test_the_mean_before_is_of_the_agencies_that_are_in_the_round_now() -> None:
    (mean,) = changes(BEFORE, round_of(standing("a", "2"), standing("b", "4"), standing("c", "4"))).means
    assert mean == ChangedMean(load_edition(DEPARTMENT), Fraction(3), Fraction(10, 3))
    (none,) = changes(Snapshot(date(2026, 11, 1), {}), round_of(standing("a", None))).means
    assert (none.before, none.now) == (None, None)


def test_without_a_change_nothing_is_said_to_have_moved() -> None:
    found = changes(BEFORE, round_of(standing("a", "2")))
    assert (found.arrived, found.finished, found.withdrawn, found.moved) == (0, 0, 0, ())
