"""Bars: as long as their figures say, in the order of the levels, passed over by screen readers."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from dgmm_excel.report.bars import bar, stacked


def rects(image: str) -> list[tuple[str, float, float]]:
    found = []
    for shape in re.findall(r"<rect ([^>]*)/>", image):
        of = dict(re.findall(r'(\w+)="([^"]*)"', shape))
        found.append((of["class"], float(of.get("x", 0)), float(of["width"])))
    return found


@pytest.mark.parametrize(("part", "width"), [(Fraction(1, 3), 33.33), (Fraction(1), 100), (Fraction(1, 8), 12.5)])
def test_a_bar_is_as_long_as_its_part(part: Fraction, width: float) -> None:
    assert rects(bar(part)) == [("f", 0, width)]


@pytest.mark.parametrize("part", [None, Fraction(0)])
def test_nothing_has_no_bar(part: Fraction | None) -> None:
    assert rects(bar(part)) == []


def test_marks_divide_the_width() -> None:
    assert [float(at) for at in re.findall(r'<line x1="([\d.]+)"', bar(None, 5))] == [20, 40, 60, 80]


def test_levels_follow_each_other_and_fill_the_width() -> None:
    assert rects(stacked((1, 0, 2, 5, 0))) == [("l1", 0, 12.5), ("l3", 12.5, 25), ("l4", 37.5, 62.5)]
    assert rects(stacked((0, 0, 0, 0, 0))) == []


def test_a_bar_is_an_image_without_words() -> None:
    for image in (bar(Fraction(1, 2), 5), stacked((1, 2, 3, 4, 5))):
        assert image.startswith("<svg") and 'aria-hidden="true"' in image and "<text" not in image
