"""The charts of the summary, native to Excel: mean scores by pillar, and the share of agencies at each level."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import Reference, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from dgmm_excel.authoring.charts import bars, labelled, lettering, out_of_five, over
from dgmm_excel.authoring.style import colour, level_colours
from dgmm_excel.authoring.tables import Page
from dgmm_excel.text import Lang, phrase

#: The rows that hold the charts, and their height in points.
_ROWS, _TALL = 20, 15
#: The columns of each chart, from 0, the last one excluded.
_MEANS_COLUMNS, _LEVELS_COLUMNS = (0, 3), (3, 12)
_NAME_COLUMN, _MEAN_COLUMN, _FIRST_LEVEL = 1, 4, 6


def draw_charts(page: Page, first: int, pillars: int, lang: Lang) -> None:
    """Add both charts at the end of the page. Row `first` holds `overall`, the `pillars` rows after it the pillars."""
    for chart, columns in (
        (_means(page, first, pillars, lang), _MEANS_COLUMNS), (_levels(page, first, pillars, lang), _LEVELS_COLUMNS)
    ):
        chart.anchor = over(columns, (page.rows, page.rows + _ROWS - 1))
        page.ws.add_chart(chart)
    page.gap(_ROWS, _TALL)


def _means(page: Page, first: int, pillars: int, lang: Lang) -> Any:
    chart = bars(phrase("report.chart_means")[lang])
    values = Reference(page.ws, _MEAN_COLUMN, first + 1, _MEAN_COLUMN, first + pillars)
    series = Series(values, title=phrase("report.mean")[lang])
    series.graphicalProperties = GraphicalProperties(solidFill=colour("pillar"))
    labelled(series)
    chart.series.append(series)
    chart.legend = None
    out_of_five(chart)
    _categories(chart, page, first + 1, first + pillars)
    return chart


def _levels(page: Page, first: int, pillars: int, lang: Lang) -> Any:
    chart = bars(phrase("report.chart_levels")[lang])
    chart.grouping, chart.overlap = "percentStacked", 100
    for level, paper in enumerate(level_colours(), start=1):
        column = _FIRST_LEVEL + level - 1
        values = Reference(page.ws, column, first, column, first + pillars)
        series = Series(values, title=phrase("report.at_level", level=level)[lang])
        series.graphicalProperties = GraphicalProperties(
            solidFill=paper, ln=LineProperties(solidFill=colour("soft_ink"), w=6350))
        chart.series.append(series)
    chart.legend.position = "b"
    chart.legend.txPr = lettering()
    chart.y_axis.number_format = "0%"
    _categories(chart, page, first, first + pillars)
    return chart


def _categories(chart: Any, page: Page, first: int, last: int) -> None:
    chart.set_categories(Reference(page.ws, _NAME_COLUMN, first, _NAME_COLUMN, last))
