"""The sheets of a consolidated round that people read."""

from __future__ import annotations

import pytest

from dgmm_excel.report.outcome import spread
from tests.support.consolidated_books import opened, result


@pytest.mark.parametrize("lang", ["th", "en"])
def test_the_summary_counts_and_draws(lang: str) -> None:
    of = result(lang=lang)
    sheet = opened(of).worksheets[0]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert "รอบทดสอบ" in texts and any("2569" in text or "2026" in text for text in texts)
    found = spread(of.of(of.editions[0]), "overall")
    assert found.count == 1 and sum(found.at_level) == 1
    assert len(sheet._charts) == 4  # type: ignore[attr-defined]


def test_response_rates_are_shown_to_two_decimals() -> None:
    """One agency of three has returned answers, one of two departments, and no province."""
    cells = [cell for sheet in opened(result()).worksheets for row in sheet.iter_rows() for cell in row
             if cell.number_format.endswith("%") and cell.value is not None]
    assert {cell.number_format for cell in cells} == {"0.00%"}
    assert sorted(round(float(str(cell.value)), 4) for cell in cells) == [0, 0.3333, 0.5]
