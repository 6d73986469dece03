"""The place of each agency among its peers."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel.report.peers import Place, places_in_groups, places_of_all
from tests.support.standings import standing


def test_equal_scores_as_shown_share_a_rank_and_the_next_is_left_out() -> None:
    """2.004 and 2.0 are both shown as 2.00; 2.005 as 2.01."""
    found = places_of_all([standing("a", "2"), standing("b", "2.004"), standing("c", "2.005"), standing("d", "1")])
    assert found == {"c": Place(1, 4, Fraction(1)), "a": Place(2, 4, Fraction(1, 3)), "b": Place(2, 4, Fraction(1, 3)),
                     "d": Place(4, 4, Fraction(0))}


def test_one_alone_is_above_nobody_and_below_nobody() -> None:
    assert places_of_all([standing("a", "2"), standing("b", "3", counts=False), standing("c", None)]) == {"a": Place(1, 1, None)}


def test_a_group_under_five_or_without_a_name_is_folded_into_all() -> None:
    five = [standing(f"k{n}", str(n), ministry="ก") for n in range(1, 6)]
    four = [standing(f"h{n}", str(n), ministry="ข") for n in range(1, 5)]
    unnamed = [standing(f"u{n}", "5", ministry="") for n in range(5)]
    found = places_in_groups([*five, *four, *unnamed, standing("h5", None, ministry="ข")], "ministry")
    assert found["k4"] == Place(2, 5, Fraction(3, 4))
    assert found["h4"] == Place(7, 14, Fraction(6, 13), folded=True)  # 5 six times above it, k4 beside it, six below
    assert found["u0"] == Place(1, 14, Fraction(8, 13), folded=True) and "h5" not in found


def test_missions_are_groups_of_their_own() -> None:
    some = [standing(f"s{n}", str(n), mission="service") for n in range(1, 6)]
    some += [standing(f"p{n}", "5", mission="policy") for n in range(5)]
    assert places_in_groups(some, "mission")["s4"] == Place(2, 5, Fraction(3, 4))
    assert places_in_groups(some, "ministry")["s4"].rank == 7
