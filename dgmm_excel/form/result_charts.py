"""The two charts of the Results sheet: pillars as a radar, fewer than three as columns; topics as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from openpyxl.chart import RadarChart, Reference, Series
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties

from dgmm_excel.authoring.charts import SMALL_LETTERS, axis_of_scores, bars, dressed, lettering, name_categories, over
from dgmm_excel.authoring.sheet import CachedValueOf, Sheet
from dgmm_excel.authoring.style import colour
from dgmm_excel.form.calculation import CalculationSheet, cached_value
from dgmm_excel.form.layout import Form
from dgmm_excel.model.edition import Pillar
from dgmm_excel.model.extent import extent
from dgmm_excel.text import phrase

#: The columns of the calculation sheet with the names and values of the charts: pillars and their scores, topics.
_PILLAR, _SCORE, _TOPIC = "V", "W", "X"
_HEAD = 2  # the row above the first
#: A radar of fewer corners is a line.
_CORNERS = 3
#: The radar within its frame, as shares of it: there is room for names around it and for the title above.
_RADAR = ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=0.25, y=0.25, w=0.5, h=0.64)


@dataclass(frozen=True)
class ResultCharts:
    """The charts of a form's scores. The names and values of a chart must be contiguous, so they are written for it."""

    form: Form
    calculation: CalculationSheet

    def provide(self, hidden: Sheet) -> None:
        """Write the names and values of the charts on the calculation sheet."""
        edition = self.form.edition
        for column, head in ((_PILLAR, "pillar"), (_SCORE, "score"), (_TOPIC, "topic")):
            hidden.put(f"{column}{_HEAD}", head)
        for row, pillar in enumerate(edition.pillars, start=_HEAD + 1):
            hidden.put(f"{_PILLAR}{row}", self._name(pillar))
            score = str(self.calculation.measure(f"score.{pillar.id}"))
            hidden.formula(f"{_SCORE}{row}", score, _score(pillar.id))
        for row, topic in enumerate(edition.topics, start=_HEAD + 1):
            hidden.put(f"{_TOPIC}{row}", topic)

    def draw(self, sheet: Sheet, hidden: Sheet, rows: tuple[int, int], columns: tuple[int, int, int]) -> None:
        """Draw both charts side by side over those rows; `columns`: the start of the first and the second, the end."""
        first, between, after = columns
        for chart, place in ((self._pillars(hidden), (first, between)), (self._topics(hidden), (between, after))):
            chart.legend = None
            chart.visible_cells_only = False  # its values are on a hidden sheet
            chart.anchor = over(place, rows)
            sheet.ws.add_chart(chart)

    def _pillars(self, hidden: Sheet) -> Any:
        names = [self._name(pillar) for pillar in self.form.edition.pillars]
        if len(names) < _CORNERS:
            return self._columns(hidden, "results.chart_pillars", f"{_SCORE}{_HEAD + 1}", _PILLAR, names, self._pillar_ids)
        radar: Any = RadarChart()
        radar.type = "marker"
        chart = dressed(radar, self._said("results.chart_pillars"))
        series = self._series(hidden, f"{_SCORE}{_HEAD + 1}", len(names))
        line = LineProperties(solidFill=colour("pillar"), w=28_575)
        series.graphicalProperties = GraphicalProperties(ln=line)
        series.marker = Marker("circle", 7, GraphicalProperties(solidFill=colour("pillar"), ln=line))
        self._finish(chart, series, hidden, _PILLAR, names, self._ends(self._pillar_ids))
        chart.layout = Layout(manualLayout=_RADAR)
        chart.x_axis.majorGridlines = None
        chart.y_axis.majorTickMark = "none"
        chart.y_axis.txPr = lettering(SMALL_LETTERS)
        return chart

    def _topics(self, hidden: Sheet) -> Any:
        topics = tuple(self.form.edition.topics)
        first, last = (self.calculation.measure(f"score.{topic}") for topic in (topics[0], topics[-1]))
        assert (first.column, last.row - first.row) == (last.column, len(topics) - 1), "topics stand together"
        chart = self._columns(hidden, "results.chart_topics", str(first), _TOPIC, topics, topics)
        chart.x_axis.txPr = lettering(turned=90)
        return chart

    @property
    def _pillar_ids(self) -> tuple[str, ...]:
        return tuple(pillar.id for pillar in self.form.edition.pillars)

    def _ends(self, codes: Sequence[str]) -> tuple[Fraction, Fraction]:
        """Return the least and the most that the scores of these ids can be."""
        ends = [extent(self.form.edition, code) for code in codes]
        return min(least for least, _ in ends), max(most for _, most in ends)

    def _columns(self, hidden: Sheet, title: str, first: str, column: str, names: Sequence[str], codes: Sequence[str]) -> Any:
        """Return a chart of columns: values of these ids from the cell `first` down, their names in a column."""
        chart = bars(self._said(title), "col")
        series = self._series(hidden, first, len(names))
        series.graphicalProperties = GraphicalProperties(solidFill=colour("pillar"))
        self._finish(chart, series, hidden, column, names, self._ends(codes))
        return chart

    def _said(self, key: str) -> str:
        return phrase(key)[self.form.lang]

    def _series(self, hidden: Sheet, first: str, count: int) -> Any:
        return Series(_down(hidden, first, count), title=self._said("form.score"))

    def _name(self, pillar: Pillar) -> str:
        return f"{pillar.id} {pillar.short[self.form.lang]}"

    @staticmethod
    def _finish(
        chart: Any, series: Any, hidden: Sheet, column: str, names: Sequence[str], ends: tuple[Fraction, Fraction],
    ) -> None:
        chart.series.append(series)
        name_categories(chart, _down(hidden, f"{column}{_HEAD + 1}", len(names)), names)
        least, most = ends
        axis_of_scores(chart, most, least)


def _score(pillar: str) -> CachedValueOf:
    return lambda state: cached_value(state.measures[f"score.{pillar}"])


def _down(sheet: Sheet, first: str, count: int) -> Reference:
    """Return a reference to that many cells from the first one down."""
    cell = sheet.ws[first]
    return Reference(sheet.ws, cell.column, cell.row, cell.column, cell.row + count - 1)
