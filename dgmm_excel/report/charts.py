"""The charts of a consolidated round, native to Excel: mean scores, and the share of agencies at each level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.chart import Reference, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from dgmm_excel.authoring.charts import SMALL_LETTERS, axis_of_scores, bars, labelled, lettering, name_categories, over
from dgmm_excel.authoring.style import colour, level_colours
from dgmm_excel.authoring.tables import Page
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.scale import most
from dgmm_excel.report.sheet_parts import distribution_columns, first_level_column
from dgmm_excel.text import Lang, said

#: The rows that hold the charts, and their height in points.
_ROWS, _TALL = 20, 15
#: The columns of both charts of the summary, from 0, the last one excluded.
_MEANS_COLUMNS, _LEVELS_COLUMNS = (0, 3), (3, 12)
#: The columns of names and of distributions, from 1.
_NAME_COLUMN, _FIRST = 1, 3
#: Rows for the title, the axis and the legend of a chart with a bar for each row; rows for a bar with a name of several lines,
#: and for one with an id.
_AROUND, _NAMED, _SHORT = 8, 2.0, 1.3


def draw_charts(page: Page, first: int, names: Sequence[str], edition: Edition, lang: Lang) -> None:
    """Add both charts at the end of the summary. The rows from `first` on begin with the names: `overall`, then each pillar."""
    pillars = [pillar.id for pillar in edition.pillars]
    means = _means(page, _FIRST + 1, (first + 1, names[1:]), said("report.chart_means", lang), edition, pillars, lang)
    levels = _levels(page, _FIRST, (first, names), edition, lang)
    for chart, columns in ((means, _MEANS_COLUMNS), (levels, _LEVELS_COLUMNS)):
        chart.anchor = over(columns, (page.rows, page.rows + _ROWS - 1))
        page.ws.add_chart(chart)
    page.gap(_ROWS, _TALL)


def draw_means(
    page: Page, mean_column: int, rows: tuple[int, Sequence[str]], title: str, edition: Edition, lang: Lang
) -> None:
    """Add a chart of overall means at the end of a sheet; `rows` are the first row and the names in the first column there."""
    _tall(page, _means(page, mean_column, rows, title, edition, ("overall",), lang), _NAMED * len(rows[1]))


def draw_levels(page: Page, first_column: int, rows: tuple[int, Sequence[str]], edition: Edition, lang: Lang) -> None:
    """Add a chart of the agencies at each level at the end of a sheet, of distributions from `first_column` on."""
    _tall(page, _levels(page, first_column, rows, edition, lang), _SHORT * len(rows[1]))


def _tall(page: Page, chart: Any, inside: float) -> None:
    rows = _AROUND + round(inside)
    chart.x_axis.txPr = lettering(SMALL_LETTERS)  # LibreOffice leaves out names that do not fit one below the other
    chart.anchor = over((0, _LEVELS_COLUMNS[1]), (page.rows, page.rows + rows - 1))
    page.ws.add_chart(chart)
    page.gap(rows, _TALL)


def _means(
    page: Page, column: int, rows: tuple[int, Sequence[str]], title: str, edition: Edition, codes: Sequence[str], lang: Lang
) -> Any:
    """Return a chart of means at the ids, on the scale of their scores."""
    chart = bars(title)
    series = Series(_down(page, column, rows), title=said("report.mean", lang))
    series.graphicalProperties = GraphicalProperties(solidFill=colour("pillar"))
    labelled(series, edition.score_format)
    chart.series.append(series)
    chart.legend = None
    axis_of_scores(chart, max(most(edition, code) for code in codes))
    name_categories(chart, _down(page, _NAME_COLUMN, rows), rows[1])
    return chart


def _levels(page: Page, first_column: int, rows: tuple[int, Sequence[str]], edition: Edition, lang: Lang) -> Any:
    chart = bars(said("report.chart_levels", lang))
    chart.grouping, chart.overlap = "percentStacked", 100
    columns = range(first_level_column(first_column), first_column + distribution_columns(edition))
    for level, column, paper in zip(edition.scale, columns, level_colours(len(edition.scale)), strict=True):
        series = Series(_down(page, column, rows), title=said("report.at_level", lang, level=level))
        series.graphicalProperties = GraphicalProperties(
            solidFill=paper, ln=LineProperties(solidFill=colour("soft_ink"), w=6350))
        chart.series.append(series)
    chart.legend.position = "b"
    chart.legend.txPr = lettering()
    chart.y_axis.number_format = "0%"
    name_categories(chart, _down(page, _NAME_COLUMN, rows), rows[1])
    return chart


def _down(page: Page, column: int, rows: tuple[int, Sequence[str]]) -> Reference:
    """Return a reference to the cells of a column from the first row on, one for each name."""
    first, names = rows
    return Reference(page.ws, column, first, column, first + len(names) - 1)
