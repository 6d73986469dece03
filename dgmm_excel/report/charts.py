"""The charts of the summary, native to Excel: mean scores by pillar, and the share of agencies at each level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import Reference, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from dgmm_excel.authoring.charts import bars, labelled, lettering, name_categories, out_of_five, over
from dgmm_excel.authoring.style import colour, level_colours
from dgmm_excel.authoring.tables import Page
from dgmm_excel.text import Lang, phrase

#: The rows that hold the charts, and their height in points.
_ROWS, _TALL = 20, 15
#: The columns of each chart, from 0, the last one excluded.
_MEANS_COLUMNS, _LEVELS_COLUMNS = (0, 3), (3, 12)
_NAME_COLUMN, _MEAN_COLUMN, _FIRST_LEVEL = 1, 4, 6


def draw_charts(page: Page, first: int, names: Sequence[str], lang: Lang) -> None:
    """Add both charts at the end of the page. The rows from `first` on begin with the names: `overall`, then each pillar."""
    for chart, columns in (
        (_means(page, first + 1, names[1:], lang), _MEANS_COLUMNS), (_levels(page, first, names, lang), _LEVELS_COLUMNS)
    ):
        chart.anchor = over(columns, (page.rows, page.rows + _ROWS - 1))
        page.ws.add_chart(chart)
    page.gap(_ROWS, _TALL)


def _means(page: Page, first: int, names: Sequence[str], lang: Lang) -> Any:
    chart = bars(phrase("report.chart_means")[lang])
    series = Series(_down(page, _MEAN_COLUMN, first, names), title=phrase("report.mean")[lang])
    series.graphicalProperties = GraphicalProperties(solidFill=colour("pillar"))
    labelled(series)
    chart.series.append(series)
    chart.legend = None
    out_of_five(chart)
    name_categories(chart, _down(page, _NAME_COLUMN, first, names), names)
    return chart


def _levels(page: Page, first: int, names: Sequence[str], lang: Lang) -> Any:
    chart = bars(phrase("report.chart_levels")[lang])
    chart.grouping, chart.overlap = "percentStacked", 100
    for level, paper in enumerate(level_colours(), start=1):
        values = _down(page, _FIRST_LEVEL + level - 1, first, names)
        series = Series(values, title=phrase("report.at_level", level=level)[lang])
        series.graphicalProperties = GraphicalProperties(
            solidFill=paper, ln=LineProperties(solidFill=colour("soft_ink"), w=6350))
        chart.series.append(series)
    chart.legend.position = "b"
    chart.legend.txPr = lettering()
    chart.y_axis.number_format = "0%"
    name_categories(chart, _down(page, _NAME_COLUMN, first, names), names)
    return chart


def _down(page: Page, column: int, first: int, names: Sequence[str]) -> Reference:
    """Return a reference to the cells of a column from row `first` on, one for each name."""
    return Reference(page.ws, column, first, column, first + len(names) - 1)
