"""The sheet that compares ministries, missions and kinds of agencies of one edition."""

from __future__ import annotations

from collections.abc import Sequence

from dgmm_excel.authoring.style import height
from dgmm_excel.authoring.tables import Cell, Page, Report
from dgmm_excel.report.charts import draw_means
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.level_formulas import Among, Condition, as_condition
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.peers import GROUPINGS, Grouping, group_name
from dgmm_excel.report.sheet_parts import (
    BOLD,
    COUNT,
    LINE,
    SHARE,
    WORDS,
    distribution,
    distribution_columns,
    distribution_heads,
    heads,
    score_cell,
    score_look,
    section,
    title,
)
from dgmm_excel.report.tables import level_tables
from dgmm_excel.text import Lang, said

_NAME, _NARROW, _WIDE = 58.0, 10.0, 12.0
#: The columns before the distribution: the name, agencies asked, response rate, late.
_BEFORE = 4
#: With more groups than these, the chart has no room on the page of the table.
_BESIDE = 8


def draw_groups(report: Report, result: RoundResult, of: Figures) -> None:
    """Draw the groups of one edition: how far their agencies have come, their overall distribution, means by pillar."""
    lang, edition = result.lang, of.edition
    widths = (_NAME, _NARROW, _WIDE, *(_NARROW,) * (1 + distribution_columns(edition) + len(edition.pillars)))
    name = said("report.groups", lang, who=edition.respondent)
    page = report.page(name, widths, frozen="B3", titles="1:2")
    title(page, name, len(widths), said("report.groups_note", lang), sum(widths))
    tables = level_tables(result.figures.agencies)
    for grouping in GROUPINGS:
        groups = of.by(grouping)
        if grouping == "ministry" or len(groups) > 1:
            if grouping != "ministry":
                page.turn()
            page.gap(tall=6)
            _block(page, of, groups, grouping, tables, lang, len(widths))


def _block(
    page: Page, of: Figures, groups: Sequence[Figures], grouping: Grouping, tables: tuple[str, ...], lang: Lang, columns: int
) -> None:
    """Draw the groups of one kind, all of the edition below them, and a chart of their means."""
    edition, names = of.edition, [one.name for one in groups]
    what = said(f"report.grouping_{grouping}", lang)
    section(page, what, columns)
    asked = [said(f"report.{key}", lang) for key in ("asked_agencies", "share", "late")]
    pillars = [pillar.id for pillar in edition.pillars]
    page.row(heads([what, *asked, *distribution_heads(edition, lang), *pillars]), 2 * LINE)
    first, shown = page.rows + 1, [group_name(edition, grouping, name, lang) for name in names]
    for one, words in zip(groups, shown, strict=True):
        equals = as_condition(one.name, names)
        among = None if equals is None else Among(tables, edition, (Condition(grouping, equals),))
        _row(page, one, words, among)
    _row(page, of, said("report.all", lang), Among(tables, edition))
    if len(groups) > _BESIDE:
        page.turn()  # a chart that would be cut begins a page of its own
    page.gap(tall=6)
    draw_means(page, _BEFORE + 2, (first, shown), said("report.chart_groups", lang, what=what), edition, lang)


def _row(page: Page, of: Figures, words: str, among: Among | None) -> None:
    tally, look = of.tally, WORDS if among is None or among.conditions else BOLD
    rate = Cell(None if tally.rate is None else float(tally.rate), SHARE)
    cells = distribution(page, _BEFORE + 1, among, of.edition, "overall", of.spreads["overall"])
    pillars = []
    for pillar in of.edition.pillars:
        found = of.spreads[pillar.id]
        pillars.append(score_cell(of.edition, found.mean) if among is None
                       else Cell(among.mean(pillar.id, found), score_look(of.edition)))
    page.row([Cell(words, look), Cell(tally.sent, COUNT), rate, Cell(tally.late, COUNT), *cells, *pillars],
             height((words, _NAME)))
