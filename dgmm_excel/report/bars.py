"""Bars of pages as SVG: shapes alone, without a text. The figures that they show stand beside them, in the same row of a table.

Bars are as wide as the cell that they stand in; their colours are classes of the page's style.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

import svg
from markupsafe import Markup

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.scale import marks, part, tone_of

#: The width and the height that shapes are measured in; both are stretched to the place that the page has.
_WIDTH, _HEIGHT = 100, 10


@lru_cache(maxsize=1024)
def bar(part: Fraction | None, marks: int = 0) -> Markup:
    """Return a bar that fills a part of its width, from 0 to 1; empty for None. `marks` divide the width evenly.

    The latest are kept: agencies have the same scores at many topics.
    """
    lines = [svg.Line(x1=at, x2=at, y1=0, y2=_HEIGHT) for at in (_short(Fraction(_WIDTH * n, marks)) for n in range(1, marks))]
    filled = [] if not part else [_rect(Fraction(0), part, "f")]
    return _drawn([*filled, *lines])


@lru_cache(maxsize=1024)
def score_bar(edition: Edition, code: str, score: Fraction | None) -> Markup:
    """Return the bar of a score at an id, on the scale of that id's scores; the latest are kept."""
    return bar(part(edition, code, score), marks(edition, code))


def stacked(numbers: Sequence[int]) -> Markup:
    """Return a bar divided as the numbers are, each part in the colour of its level, the lowest first."""
    whole, start, parts = sum(numbers), Fraction(0), []
    for place, number in enumerate(numbers):
        if number:
            width = Fraction(number, whole)
            parts.append(_rect(start, width, f"l{tone_of(len(numbers), place)}"))
            start += width
    return _drawn(parts)


def _rect(start: Fraction, width: Fraction, name: str) -> svg.Rect:
    return svg.Rect(x=_short(start * _WIDTH), width=_short(width * _WIDTH), height=_HEIGHT, class_=[name])


def _short(number: Fraction) -> float:
    return round(float(number), 2)


def _drawn(shapes: Sequence[svg.Element]) -> Markup:
    """Return the shapes as an image that readers of the screen pass over."""
    image = svg.SVG(viewBox=svg.ViewBoxSpec(0, 0, _WIDTH, _HEIGHT), class_=["bar"], elements=list(shapes), xmlns=None,
                    extra={"preserveAspectRatio": "none", "aria-hidden": "true"})
    return Markup(image.as_str())
