"""The distribution of agencies at an id: means and medians are exact, and only agencies that count are in it."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel import load_edition
from dgmm_excel.report.spread import Spread, spreads
from dgmm_excel.report.standing import Standing
from tests.support.returned import DEPARTMENT
from tests.support.standings import standing

LEVELS = range(1, 6)


def at(*agencies: Standing) -> Spread:
    return spreads(agencies, ["overall"], LEVELS)["overall"]


def test_mean_median_and_levels_of_an_odd_and_an_even_number() -> None:
    assert at(standing("a", "1"), standing("b", "3"), standing("c", "4")) == Spread(3, Fraction(8, 3), Fraction(3), (1, 0, 1, 1, 0))
    assert at(standing("a", "1"), standing("b", "7/3"), standing("c", "7/3"), standing("d", "5")) == Spread(
        4, Fraction(8, 3), Fraction(7, 3), (1, 2, 0, 0, 1))
    assert at(standing("a", "2"), standing("b", "3")).median == Fraction(5, 2)


def test_equal_scores_are_counted_each() -> None:
    found = at(*(standing(f"{n}", "17/6") for n in range(6)))
    assert (found.count, found.mean, found.median, found.at_level) == (6, Fraction(17, 6), Fraction(17, 6), (0, 0, 6, 0, 0))


def test_who_does_not_count_or_has_no_score_is_left_out() -> None:
    missing = standing("b", None)
    assert at(standing("a", "2"), standing("c", "5", counts=False), missing).count == 1
    assert at(missing) == Spread(0, None, None, (0, 0, 0, 0, 0))
    pending = load_edition(DEPARTMENT).ids.index("P4.U")
    assert standing("a", "2").scores[pending] is None and spreads([standing("a", "2")], ["P4.U"], LEVELS)["P4.U"].count == 0
