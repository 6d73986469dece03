"""Looks of sheets: column widths as the style file has them."""

from __future__ import annotations

from dgmm_excel.authoring.style import widths


def test_a_width_may_be_that_of_a_range_of_columns() -> None:
    found = widths("criteria")
    assert list(found)[:3] == ["A", "B", "C"] and list(found)[-2:] == ["BS", "BT"]
    assert found["A"] == 12 and {found[column] for column in found if column != "A"} == {2.2}
    assert len(found) == 72  # A, and B to BT


def test_a_width_may_be_that_of_one_column() -> None:
    assert list(widths("cover")) == ["A", "B", "C", "D", "E", "F", "G"] and widths("cover")["D"] == 50
