"""What `dgmm prove` prints: ids of the rows of a grid in short."""

from __future__ import annotations

from dgmm_excel.screen_proof import in_short


def test_rows_that_follow_one_another_are_named_once() -> None:
    rows = [f"P4.4.{row}.{figure}" for row in range(1, 6) for figure in ("name", "total")]
    assert list(in_short([*rows, "agency.mission"])) == ["P4.4.1–5.name", "P4.4.1–5.total", "agency.mission"]


def test_ids_that_are_no_run_stay_as_they_are() -> None:
    ids = ["P1.1.01", "P1.1.02", "P3.2.1", "P3.2.3", "P3.2.4", "P3.2.staff"]
    assert list(in_short(ids)) == ids
