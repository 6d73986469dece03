"""consolidated.xlsx: a round in one workbook, first the sheets for people, then the tables for programs."""

from __future__ import annotations

from datetime import datetime, time

from dgmm_excel.authoring.tables import Report
from dgmm_excel.report.group_sheet import draw_groups
from dgmm_excel.report.headline import draw_headline
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.overview import draw_pillars, draw_topics
from dgmm_excel.report.ranking_sheet import draw_ranking
from dgmm_excel.report.reading_sheet import draw_reading
from dgmm_excel.report.tables import draw_tables
from dgmm_excel.report.topic_sheet import draw_distribution


def consolidated(result: RoundResult) -> Report:
    """Return the workbook, in the language of the round. Its creation date is the day that the result states."""
    report = Report()
    draw_headline(report, result)
    for of in result.figures.editions.values():
        draw_groups(report, result, of)
        draw_ranking(report, result, of)
        draw_distribution(report, result, of)
        draw_topics(report, result, of.edition)
        draw_pillars(report, result, of.edition)
    draw_reading(report, result)
    draw_tables(report, result)
    properties = report.book.properties
    properties.title, properties.creator = result.title, "dgmm_excel"
    properties.created = properties.modified = datetime.combine(result.on, time())
    return report
