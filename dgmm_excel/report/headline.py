"""The first sheet of a consolidated round: who answered, how the agencies of each edition stand, and what changed."""

from __future__ import annotations

from collections.abc import Sequence

from dgmm_excel.authoring.style import height
from dgmm_excel.authoring.tables import Cell, Page, Report
from dgmm_excel.model.describe import bands
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.changes import LISTED, Changes, changes
from dgmm_excel.report.charts import draw_charts
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.level_formulas import Among
from dgmm_excel.report.moves import means_moved
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.sheet_parts import (
    BOLD,
    COUNT,
    HEAD,
    LINE,
    NOTE,
    SHARE,
    TITLE,
    UNDER,
    WORDS,
    distribution,
    distribution_columns,
    distribution_heads,
    heads,
    level_cell,
    score_cell,
    section,
)
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.report.tables import level_tables
from dgmm_excel.report.topic_sheet import lift_words
from dgmm_excel.text import Lang, long_date, percent, said

#: The widths of the two columns of names, and of each that follows; and the least number of those: one a state, all, share.
_NAMES, _NARROW, _LEAST = (14.0, 52.0), 12.0, len(AGENCY_STATES) + 2


def draw_headline(report: Report, result: RoundResult) -> None:
    """Draw the first sheet: the returns, then means, levels, topics and charts for each edition, then what changed."""
    lang, figures = result.lang, result.figures
    columns = max(_LEAST, *map(distribution_columns, result.editions))
    widths = (*_NAMES, *(_NARROW,) * columns)
    page = report.page(said("report.summary", lang), widths, upright=True)
    page.band(result.title, TITLE, len(widths), height((result.title, 100), name="title") + 6)
    under = said("report.on", lang, day=long_date(result.on, lang))
    if result.deadline:
        under += "   " + said("report.until", lang, day=long_date(result.deadline, lang))
    page.band(under, UNDER, len(widths), height(("", 1), name="heading"))
    page.gap(tall=8)
    _returns(page, result, widths)
    tables = level_tables(figures.agencies)
    for place, of in enumerate(figures.editions.values()):
        if place:
            page.turn()
        page.gap(tall=10)
        _standing(page, result, of, Among(tables, of.edition), widths)
    page.gap(tall=10)
    _changes(page, result, widths)


def _returns(page: Page, result: RoundResult, widths: Sequence[float]) -> None:
    lang, figures = result.lang, result.figures
    section(page, said("report.returns", lang), len(widths))
    states = [said(f"state.{state}", lang) for state in AGENCY_STATES]
    states += [said("report.all", lang), said("report.share", lang)]
    _labelled(page, [Cell(said("report.respondents", lang), HEAD), Cell(None, HEAD), *heads(states)], 2 * LINE)
    rows = [(of.edition.respondent[lang], of.tally, WORDS) for of in figures.editions.values()]
    for words, tally, look in [*rows, (said("report.total", lang), figures.tally, BOLD)] if len(rows) > 1 else rows:
        cells = [Cell(count, COUNT) for count in (*tally.states.values(), tally.sent)]
        share = Cell(None if tally.rate is None else float(tally.rate), SHARE)
        _labelled(page, [Cell(words, look), Cell(None, look), *cells, share], LINE)
    _note(page, said("report.returns_note", lang, percent=percent(result.counts_from)), widths)


def _labelled(page: Page, cells: list[Cell], tall: float) -> None:
    """Add a row whose label takes two columns."""
    page.row(cells, tall)
    page.merge(1, 2)


def _note(page: Page, text: str, widths: Sequence[float]) -> None:
    page.band(text, NOTE, len(widths), height((text, sum(widths)), name="small"))


# -- how agencies stand ----------------------------------------------------------------------------


def _standing(page: Page, result: RoundResult, of: Figures, among: Among, widths: Sequence[float]) -> None:
    """Draw the means and levels of an edition's agencies: overall, by pillar, at the strongest and the weakest topics."""
    lang, edition = result.lang, of.edition
    section(page, said("report.standing", lang, who=edition.respondent), len(widths))
    names = [said("report.pillar", lang), "", *distribution_heads(edition, lang)]
    _labelled(page, heads(names), 2 * LINE)
    first = page.rows + 1
    pillars = _lines(edition, lang)
    for code, short, words in pillars:
        _line(page, of, among, code, (short, words))
    for key, found in (("complete", of.complete), ("incomplete", of.incomplete)):
        if found.count:
            words = said(f"report.only_{key}", lang)
            cells = distribution(page, 3, None, edition, "overall", found)
            _labelled(page, [Cell(words, WORDS), Cell(None, WORDS), *cells], LINE)
    for key, topics in (("strongest", of.strongest), ("weakest", of.weakest)):
        if topics:
            words = said(f"report.{key}", lang, count=len(topics))
            _labelled(page, heads([words, *[""] * (1 + distribution_columns(edition))]), LINE)
        for topic in topics:
            _line(page, of, among, topic, (topic, edition.topics[topic].name[lang]))
    if of.lifting_most:
        _note(page, lift_words(of, lang), widths)
    _note(page, said("report.standing_note", lang, bands=bands(edition), percent=percent(result.counts_from)), widths)
    if (after := means_moved(result, edition)) is not None:
        _note(page, after[lang], widths)
    page.gap(tall=6)
    draw_charts(page, first, [short for _, short, _ in pillars], edition, lang)


def _line(page: Page, of: Figures, among: Among, code: str, names: tuple[str, str]) -> None:
    look = BOLD if code == "overall" else WORDS
    cells = distribution(page, 3, among, of.edition, code, of.spreads[code])
    page.row([*(Cell(name, look) for name in names), *cells], height((names[1], _NAMES[1])))


def _lines(edition: Edition, lang: Lang) -> list[tuple[str, str, str]]:
    """Return `overall` and each pillar: id, short name, name."""
    pillars = [(pillar.id, pillar.id, pillar.name[lang]) for pillar in edition.pillars]
    made = said("report.of_pillars", lang) if edition.overall.how == "mean" else ""
    return [("overall", said("report.overall", lang), made), *pillars]


# -- what changed ----------------------------------------------------------------------------------


def _changes(page: Page, result: RoundResult, widths: Sequence[float]) -> None:
    lang = result.lang
    found = None if result.before is None else changes(result.before, result.figures)
    if found is None:
        section(page, said("report.changes", lang), len(widths))
        _note(page, said("report.changes_first", lang), widths)
        return
    section(page, said("report.changes_since", lang, day=long_date(found.since, lang)), len(widths))
    counts = {"arrived": found.arrived, "finished": found.finished, "withdrawn": found.withdrawn, "raised": found.raised,
              "lowered": found.lowered}
    for key, count in counts.items():
        _labelled(page, [Cell(said(f"report.changed_{key}", lang), WORDS), Cell(None, WORDS), Cell(count, COUNT)], LINE)
    for mean in found.means:
        words = said("report.changed_mean", lang, who=mean.edition.respondent)
        numbers = [_or_dash(score_cell(mean.edition, one)) for one in (mean.before, mean.now)]
        _labelled(page, [Cell(words, WORDS), Cell(None, WORDS), *numbers], LINE)
    _moved(page, found, lang, widths)


def _or_dash(cell: Cell) -> Cell:
    return cell if cell.value is not None else Cell("–", cell.look)


def _moved(page: Page, found: Changes, lang: Lang, widths: Sequence[float]) -> None:
    """List agencies whose overall level changed, each with the level before and now."""
    if not found.moved:
        return
    page.row(heads([said(f"report.{key}", lang) for key in ("code", "agency", "level_before", "level_now")]), 2 * LINE)
    for one in found.moved[:LISTED]:
        name = one.agency.name(lang)
        levels = [level_cell(one.edition, level) for level in (one.before, one.now)]
        page.row([Cell(one.agency.code, WORDS), Cell(name, WORDS), *levels],
                 height((one.agency.code, widths[0] - 2), (name, widths[1] - 2)))
    if len(found.moved) > LISTED:
        _note(page, said("report.changed_more", lang, count=len(found.moved) - LISTED), widths)
