"""The sheet that says how to read a consolidated round."""

from __future__ import annotations

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Report
from dgmm_excel.report.how_to_read import how_to_read
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.sheet_parts import title
from dgmm_excel.text import said

_WIDTHS = (30.0, 120.0)
_LABEL = Look(bold=True, paper="topic", framed=True, vertical="top", indent=1)
_TEXT = Look(framed=True, vertical="top", indent=1)


def draw_reading(report: Report, result: RoundResult) -> None:
    """Draw the sheet."""
    name = said("report.reading", result.lang)
    page = report.page(name, _WIDTHS, titles="1:1")
    title(page, name, len(_WIDTHS))
    for label, text in how_to_read(result):
        page.row([Cell(label, _LABEL), Cell(text, _TEXT)], height((label, _WIDTHS[0] - 2), (text, _WIDTHS[1] - 2)))
