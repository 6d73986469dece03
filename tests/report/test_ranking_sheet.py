"""The sheet of ranks: those that count, the best first; a small group is marked."""

from __future__ import annotations

from dgmm_excel.text import said
from tests.support.many_agencies import MINISTRIES, many_agencies, many_book


def test_the_best_stands_first_and_small_groups_have_a_star() -> None:
    of = many_agencies()
    sheet = many_book()[said("report.ranking", "th", who=of.editions[0].respondent)]
    rows = [row for row in sheet.iter_rows(min_row=4) if row[0].value is not None]
    ranks = [int(str(row[0].value)) for row in rows]
    assert ranks == sorted(ranks) and ranks[0] == 1
    assert {one.agency.code for one in of.outcomes if one.counts and one.edition is of.editions[0]} == {row[1].value for row in rows}
    for row in rows:
        large = row[3].value == MINISTRIES[0]
        assert row[7].number_format == ("#,##0" if large else '#,##0"*"'), row[3].value
        assert large or row[8].value == len(rows)
