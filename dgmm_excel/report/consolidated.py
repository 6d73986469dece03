"""consolidated.xlsx: a round in one workbook, first the sheets for people, then the tables for programs."""

from __future__ import annotations

from datetime import datetime, time

from dgmm_excel.authoring.tables import Report
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.overview import draw_pillars, draw_summary, draw_topics
from dgmm_excel.report.tables import draw_tables


def consolidated(result: RoundResult) -> Report:
    """Return the workbook, in the language of the round. Its creation date is the day that the result states."""
    report = Report()
    draw_summary(report, result)
    for edition in result.editions:
        draw_topics(report, result, edition)
        draw_pillars(report, result, edition)
    draw_tables(report, result)
    properties = report.book.properties
    properties.title, properties.creator = result.title, "dgmm_excel"
    properties.created = properties.modified = datetime.combine(result.on, time())
    return report
