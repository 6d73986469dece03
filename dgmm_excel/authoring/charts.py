"""Charts native to Excel, in the one style of all workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import count
from math import ceil, floor
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.data_source import AxDataSource, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)

from dgmm_excel.authoring.style import colour, face
from dgmm_excel.xlsx.markup import spelled

_POINT = 100  # font sizes are in hundredths of a point
_TITLE, LETTERS, SMALL_LETTERS = 14 * _POINT, 11 * _POINT, 9 * _POINT
_HAIR = 6350  # in EMU, half a point
_MARGIN = 60_000  # in EMU, 1.7 mm
#: The most steps of an axis of scores.
_STEPS = 5


def dressed(chart: Any, title: str) -> Any:
    """Give the chart the common fonts and lines, a title and both axes; return it."""
    chart.title = title
    chart.title.tx.rich.p = [Paragraph(
        pPr=ParagraphProperties(defRPr=_letters(_TITLE, True)),
        r=[RegularTextRun(rPr=_letters(_TITLE, True), t=title)],
    )]
    chart.title.overlay = False
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = lettering()
    chart.y_axis.crossBetween = "between"
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=colour("line"), w=_HAIR))
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill=colour("line")))
    return chart


def bars(title: str, kind: str = "bar") -> Any:
    """Return a chart of horizontal bars (`bar`, the first row on top) or of vertical ones (`col`)."""
    chart: Any = BarChart()
    chart.type, chart.gapWidth = kind, 45
    dressed(chart, title)
    chart.x_axis.tickLblSkip = 1
    if kind == "bar":
        chart.x_axis.scaling.orientation, chart.y_axis.crosses = "maxMin", "max"
    return chart


def axis_of_scores(chart: Any, most: Fraction, least: Fraction = Fraction(0)) -> None:
    """Make the value axis one of scores, from 0 or the least score below it to the most, in at most `_STEPS` even steps."""
    axis, low = chart.y_axis, min(least, Fraction(0))
    high = most if most > low else low + 1
    step = next(step for step in _steps() if high - low <= _STEPS * step)
    axis.scaling.min, axis.scaling.max = _plain(floor(low / step) * step), _plain(ceil(high / step) * step)
    axis.majorUnit = _plain(step)
    decimals = next(digits for digits in count() if (step * 10**digits).denominator == 1)
    axis.number_format = f"{0:.{decimals}f}"


def _steps() -> Iterator[Fraction]:
    """Yield the steps that an axis may have, the smallest first: 1, 2 and 5, times each power of ten."""
    for power in count(-6):
        yield from (times * Fraction(10) ** power for times in (1, 2, 5))


def _plain(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def name_categories(chart: Any, cells: Reference, words: Sequence[str]) -> None:
    """Take the names of all series' points from cells, whose texts are `words`; the chart stores them, as Excel does."""
    points = [StrVal(place, spelled(text)) for place, text in enumerate(words)]
    for series in chart.series:
        series.cat = AxDataSource(strRef=StrRef(str(cells), StrData(len(words), points)))


def labelled(series: Any, number_format: str = "0.00") -> None:
    """Write the values of a series at the end of its bars."""
    series.dLbls = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False,
        numFmt=number_format, txPr=lettering(), dLblPos="outEnd",
    )


def over(columns: tuple[int, int], rows: tuple[int, int]) -> TwoCellAnchor:
    """Return a chart's anchor: from the first column and row, counted from 0, to before the last ones."""
    return TwoCellAnchor(
        editAs="oneCell",
        _from=AnchorMarker(col=columns[0], row=rows[0], colOff=_MARGIN),
        to=AnchorMarker(col=columns[1], row=rows[1]),
    )


def lettering(size: int = LETTERS, turned: int | None = None) -> RichText:
    """Return the font of an axis, a legend or labels; `turned` by degrees, anticlockwise."""
    properties: Any = ParagraphProperties(defRPr=_letters(size))
    body: Any = None if turned is None else RichTextProperties(rot=-60_000 * turned, vert="horz")
    # `r`: openpyxl adds an empty run otherwise, which Excel never writes here
    return RichText(bodyPr=body, p=[Paragraph(pPr=properties, endParaRPr=_letters(size), r=[])])


def _letters(size: int, bold: bool = False) -> CharacterProperties:
    font = Font(typeface=face())
    return CharacterProperties(sz=size, b=bold, latin=font, cs=font, solidFill=colour("ink"))
