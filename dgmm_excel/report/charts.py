"""The charts of the summary, native to Excel: mean scores by pillar, and how agencies spread over the levels."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, Reference, Series
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
)

from dgmm_excel.form.style import colour, level_colours
from dgmm_excel.report.sheets import Page
from dgmm_excel.text import Lang, phrase

#: The rows that hold the charts, and their height in points.
_ROWS, _TALL = 20, 15
#: The columns that each chart fills, from 0, the last not included.
_MEANS_COLUMNS, _LEVELS_COLUMNS = (0, 3), (3, 10)
_NAME_COLUMN, _MEAN_COLUMN, _FIRST_LEVEL = 1, 4, 6


def draw_charts(page: Page, first: int, pillars: int, lang: Lang) -> None:
    """Adds both charts below what is on the page. Row `first` holds `overall`, the `pillars` rows after it the pillars."""
    for chart, columns in (
        (_means(page, first, pillars, lang), _MEANS_COLUMNS), (_levels(page, first, pillars, lang), _LEVELS_COLUMNS)
    ):
        chart.anchor = _over(columns, page.rows)
        page.ws.add_chart(chart)
    page.gap(_ROWS, _TALL)


def _over(columns: tuple[int, int], row: int) -> TwoCellAnchor:
    """The place of a chart: over those columns, from below `row` on."""
    margin = 60_000  # in EMU, 1.7 mm
    return TwoCellAnchor(
        editAs="oneCell",
        _from=AnchorMarker(col=columns[0], row=row, colOff=margin),
        to=AnchorMarker(col=columns[1], row=row + _ROWS - 1),
    )


def _means(page: Page, first: int, pillars: int, lang: Lang) -> Any:
    chart = _bars(phrase("report.chart_means")[lang])
    values = Reference(page.ws, _MEAN_COLUMN, first + 1, _MEAN_COLUMN, first + pillars)
    series = Series(values, title=phrase("report.mean")[lang])
    series.graphicalProperties = GraphicalProperties(solidFill=colour("pillar"))
    series.dLbls = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False,
        numFmt="0.00", txPr=_text(1100), dLblPos="outEnd",
    )
    chart.series.append(series)
    chart.legend = None
    chart.y_axis.scaling.min, chart.y_axis.scaling.max, chart.y_axis.majorUnit = 0, 5, 1
    chart.y_axis.number_format = "0"
    _categories(chart, page, first + 1, first + pillars)
    return chart


def _levels(page: Page, first: int, pillars: int, lang: Lang) -> Any:
    chart = _bars(phrase("report.chart_levels")[lang])
    chart.grouping, chart.overlap = "percentStacked", 100
    for level, paper in enumerate(level_colours(), start=1):
        column = _FIRST_LEVEL + level - 1
        values = Reference(page.ws, column, first, column, first + pillars)
        series = Series(values, title=phrase("report.at_level", level=level)[lang])
        series.graphicalProperties = GraphicalProperties(
            solidFill=paper, ln=LineProperties(solidFill=colour("soft_ink"), w=6350))
        chart.series.append(series)
    chart.legend.position = "b"
    chart.legend.txPr = _text(1100)
    chart.y_axis.number_format = "0%"
    _categories(chart, page, first, first + pillars)
    return chart


def _bars(title: str) -> Any:
    chart: Any = BarChart()
    chart.type = "bar"
    chart.gapWidth = 45
    chart.title = title
    chart.title.tx.rich.p = [Paragraph(
        pPr=ParagraphProperties(defRPr=_letters(1400, True)),
        r=[RegularTextRun(rPr=_letters(1400, True), t=title)],
    )]
    chart.x_axis.tickLblSkip = 1
    chart.x_axis.scaling.orientation = "maxMin"  # the first line on top
    for axis in (chart.x_axis, chart.y_axis):
        axis.delete = False
        axis.txPr = _text(1100)
    chart.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=colour("line"), w=6350))
    chart.y_axis.crosses = "max"
    chart.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill=colour("line")))
    return chart


def _categories(chart: Any, page: Page, first: int, last: int) -> None:
    chart.set_categories(Reference(page.ws, _NAME_COLUMN, first, _NAME_COLUMN, last))


def _letters(size: int, bold: bool = False) -> CharacterProperties:
    face = Font(typeface="TH SarabunPSK")
    return CharacterProperties(sz=size, b=bold, latin=face, cs=face, solidFill=colour("ink"))


def _text(size: int) -> RichText:
    properties: Any = ParagraphProperties(defRPr=_letters(size))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=_letters(size))])
