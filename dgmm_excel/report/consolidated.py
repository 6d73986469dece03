"""consolidated.xlsx: a round in one workbook, first the sheets for people, then the tables for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial

from dgmm_excel.authoring.tables import Report
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.agency_rows import KnownRows
from dgmm_excel.report.group_sheet import draw_groups
from dgmm_excel.report.headline import draw_headline
from dgmm_excel.report.line_table import table_looks
from dgmm_excel.report.movement_sheet import draw_movement_table, movement_sheets
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.overview import draw_pillars, draw_topics
from dgmm_excel.report.ranking_sheet import draw_ranking
from dgmm_excel.report.reading_sheet import draw_reading
from dgmm_excel.report.tables import draw_tables
from dgmm_excel.report.topic_sheet import draw_distribution
from dgmm_excel.report.verified_sheet import draw_verified
from dgmm_excel.text import phrase


def consolidated(result: RoundResult, track: Track = silent, known: KnownRows | None = None) -> Report:
    """Return the workbook, in the language of the round. Its creation date is the day that the result states.

    `known` may know the rows of an agency from another run.
    """
    report = Report(table_looks(result.editions))
    for draw in track(tuple(_sheets(report, result)), phrase("generate.drawing")):
        draw()
    draw_tables(report, result, track, known)
    draw_movement_table(report, result)
    properties = report.book.properties
    properties.title, properties.creator = result.title, "dgmm_excel"
    properties.created = properties.modified = datetime.combine(result.on, time())
    return report


def _sheets(report: Report, result: RoundResult) -> Iterator[Callable[[], None]]:
    """Yield what draws each sheet for people, in order."""
    yield partial(draw_headline, report, result)
    for of in result.figures.editions.values():
        yield partial(draw_groups, report, result, of)
        yield partial(draw_ranking, report, result, of)
        yield partial(draw_distribution, report, result, of)
        yield partial(draw_topics, report, result, of.edition)
        yield partial(draw_pillars, report, result, of.edition)
    if result.verified:
        yield partial(draw_verified, report, result)
    yield from movement_sheets(report, result)
    yield partial(draw_reading, report, result)
