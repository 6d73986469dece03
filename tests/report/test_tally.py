"""How far agencies have come."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel.report.tally import tally
from tests.support.standings import standing


def test_every_agency_is_in_one_state_and_the_rate_is_of_those_that_count() -> None:
    found = tally([standing("a", "2"), standing("b", "3", counts=False), standing("c", None, late=True)])
    assert (found.states["complete"], found.states["missing"], found.sent) == (2, 1, 3)
    assert (found.counting, found.late, found.rate) == (1, 1, Fraction(1, 3))
    assert tally([]).rate is None and set(tally([]).states.values()) == {0}
