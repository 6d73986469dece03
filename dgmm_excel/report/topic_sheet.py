"""The sheet with the distribution at each topic and sub-pillar of one edition, and what holds its agencies where they are."""

from __future__ import annotations

from dgmm_excel.authoring.style import height
from dgmm_excel.authoring.tables import Cell, Page, Report
from dgmm_excel.report.charts import draw_levels
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.level_formulas import Among
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.sheet_parts import (
    COUNT,
    LINE,
    NOTE,
    WORDS,
    distribution,
    distribution_columns,
    distribution_heads,
    heads,
    section,
    title,
)
from dgmm_excel.report.tables import level_tables
from dgmm_excel.text import Lang, said

_NAMES, _NARROW, _STEP = (12.0, 64.0), 10.4, 15.0


def draw_distribution(report: Report, result: RoundResult, of: Figures) -> None:
    """Draw the distribution at each topic, then at each sub-pillar, with a chart of the topics."""
    lang, edition = result.lang, of.edition
    widths = (*_NAMES, *(_NARROW,) * distribution_columns(edition), _STEP, _STEP)
    among = Among(level_tables(result.figures.agencies), edition)
    name = said("report.spread", lang, who=edition.respondent)
    page = report.page(name, widths, titles="1:1", upright=True)
    title(page, name, len(widths), said("report.spread_note", lang), sum(widths))
    if of.lifting_most:
        text = lift_words(of, lang)
        page.band(text, NOTE, len(widths), height((text, sum(widths)), name="small"))
    page.gap(tall=6)
    steps = [said(f"report.{key}", lang) for key in ("holding", "lifting")]
    first = _block(page, of, among, "topic", tuple(edition.topics), steps, lang)
    page.gap(tall=6)
    draw_levels(page, len(_NAMES) + 1, (first, list(edition.topics)), edition, lang)
    _block(page, of, among, "sub_pillar", tuple(edition.sub_pillars), [], lang)


def lift_words(of: Figures, lang: Lang) -> str:
    """Return the topics at which one step would lift most agencies, in one sentence."""
    parts = [said("report.lifts", lang, id=topic, name=of.edition.topics[topic].name, count=of.steps[topic].lifting)
             for topic in of.lifting_most]
    return said("report.lift_most", lang, topics=", ".join(parts))


def _block(page: Page, of: Figures, among: Among, what: str, codes: tuple[str, ...], steps: list[str], lang: Lang) -> int:
    """Draw a table of topics or sub-pillars, with `steps` the headings of what topics do; return its first row."""
    edition = of.edition
    section(page, said(f"report.by_{what}", lang), len(_NAMES) + distribution_columns(edition) + 2)
    names = [said("report.id", lang), said(f"report.{what}", lang)]
    page.row(heads([*names, *distribution_heads(edition, lang), *steps]), 2 * LINE)
    first = page.rows + 1
    for code in codes:
        name = (edition.topics if steps else edition.sub_pillars)[code].name[lang]
        numbers = [of.steps[code].holding, of.steps[code].lifting] if steps else []
        page.row([Cell(code, WORDS), Cell(name, WORDS), *distribution(page, 3, among, edition, code, of.spreads[code]),
                  *(Cell(number, COUNT) for number in numbers)], height((name, _NAMES[1])))
    return first
