"""Changes that are tried where figures are compared: two that lift a score only together are found as two."""

from __future__ import annotations

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.scoring import tried
from tests.support.returned import DEPARTMENT

TOPICS = ("P4.4",)
#: Half of what is done this year is digital, but in both services more was last year than there was in all.
FIGURES = {"name": "บริการ", "prev_total": 4, "prev_digital": 5, "cur_total": 4, "cur_digital": 2}
TWO_CONTRADICT = {f"P4.4.{row}.{name}": figure for row in "12" for name, figure in FIGURES.items()}


def test_two_changes_of_which_neither_lifts_alone_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by taking back from everything filled in, but by trying two."""
    monkeypatch.setattr(tried, "_try_all", lambda *_: None)
    monkeypatch.setattr(tried, "_try_rows", lambda *_: None)
    tried._tried.cache_clear()
    assessment = score(load_edition(DEPARTMENT), TWO_CONTRADICT)
    assert assessment["P4.4"].level == 1
    found, uncertain_from = tried.tried(assessment, TOPICS, dict.fromkeys(assessment.edition.questions, 1), 5, every_set=False)
    tried._tried.cache_clear()
    assert uncertain_from == 2
    assert found[1,].cost == 0 and found[5,].cost == 2
    assert {name.rpartition(".")[0] for name in found[5,].changes} == {"P4.4.1", "P4.4.2"}
