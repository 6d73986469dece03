"""Pairs of figures that must fit together are found wherever a rule has them."""

from __future__ import annotations

from dgmm_excel import load_edition
from dgmm_excel.model.figure_pairs import samples, shares

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"


def test_a_share_and_every_service_of_a_growth_rule_are_pairs() -> None:
    services = [f"P4.4.{service}.{year}" for service in range(1, 6) for year in ("prev", "cur")]
    assert shares(load_edition(DEPARTMENT)) == tuple((f"{one}_digital", f"{one}_total") for one in services)
    assert shares(load_edition(PROVINCE)) == (("P4.1.digital", "P4.1.total"),)


def test_takers_and_staff_are_a_pair() -> None:
    assert samples(load_edition(DEPARTMENT)) == (("P3.2.takers", "P3.2.staff"),)
    assert samples(load_edition(PROVINCE)) == ()
