"""Cells of agencies × topics: the level, a star for missing answers, a dash for what is pending; few bytes each."""

from __future__ import annotations

import re

from dgmm_excel.report.heat_cells import heat_cells
from tests.support.five_departments import five_departments


def cells(code: str) -> list[str]:
    (one,) = [one for one in five_departments().outcomes if one.agency.code == code]
    html = heat_cells(one)
    found = re.findall(r"<td[^>]*>([^<]*)", html)
    assert len(found) == len(one.edition.topics) and max(map(len, re.findall(r"<td[^<]*", html))) <= 20
    return found


def test_a_cell_says_the_level_and_whether_answers_are_missing() -> None:
    topics = list(five_departments().editions[0].topics)
    assert cells("D1")[topics.index("P1.1")] == "5" and cells("D3")[topics.index("P1.1")] == "1*"
    assert set(cells("D1")) == {"5", "–"}


def test_an_agency_without_a_return_has_empty_cells() -> None:
    assert set(cells("D4")) == {""}
