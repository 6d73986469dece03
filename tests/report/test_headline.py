"""The summary: responses, levels, topics, what changed; in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dgmm_excel.report.changes import Snapshot, Stood
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.text import Lang
from tests.support.consolidated_books import opened, result


def rows(of: RoundResult) -> list[list[Any]]:
    return [list(row) for row in opened(of).worksheets[0].iter_rows(values_only=True)]


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_summary_has_title_days_and_two_charts_for_each_edition(lang: Lang) -> None:
    sheet = opened(result(lang=lang)).worksheets[0]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "รอบทดสอบ" in texts and any("2569" in text or "2026" in text for text in texts)
    assert len(sheet._charts) == 4  # type: ignore[attr-defined]


def test_response_rates_are_shown_to_two_decimals() -> None:
    """One agency of three has returned answers, one of two departments, and no province."""
    cells = [cell for row in opened(result()).worksheets[0].iter_rows() for cell in row
             if cell.number_format.endswith("%") and cell.value is not None]
    assert {cell.number_format for cell in cells} == {"0.00%"}
    assert sorted(round(float(str(cell.value)), 4) for cell in cells) == [0, 0.3333, 0.5]


def test_without_an_earlier_state_the_summary_says_that() -> None:
    texts = [row[0] for row in rows(result(lang="en"))]
    assert texts[-2:] == ["What changed", "There is no earlier consolidation to compare with."]


def test_what_changed_stands_with_the_agencies_that_moved() -> None:
    of = result(lang="en")
    (now,) = [one for one in of.figures.agencies if one.agency.code == "D1"]
    level = now.level("overall")
    assert level is not None and level > 1
    before = Snapshot(date(2026, 11, 1), {"D1": Stood("incomplete", True, Fraction(1), level - 1),
                                          "D2": Stood("faulty", False, Fraction(1), 1)})
    found = rows(replace(of, before=before))
    start = next(n for n, row in enumerate(found) if row[0] == "Changes since the consolidation of 1 November 2026")
    assert [(row[0], row[2]) for row in found[start + 1:start + 6]] == [
        ("Sent a form that can be used", 0), ("Answered everything since", 1), ("No form that can be used any more", 1),
        ("Overall level went up", 1), ("Overall level went down", 0)]
    score = now.score("overall")
    assert score is not None
    assert found[start + 6][2:4] == [1, round(float(score), 2)] and found[start + 7][2:4] == ["–", "–"]
    assert found[start + 9][:4] == ["D1", "One", level - 1, level] and len(found) == start + 10
