"""The sheets of a consolidated workbook that compare with an earlier round: one for people an edition, and a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Report
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.line_table import Columns, LineTable, TableRow
from dgmm_excel.report.movement import EditionMovement, Movement, explained_steps, movements, shown_change
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.peers import group_name
from dgmm_excel.report.reasons import names
from dgmm_excel.report.sheet_parts import BOLD, COUNT, LEVEL, LINE, MEAN, NONE, WORDS, heads, section, title
from dgmm_excel.scoring.answers import two_decimals
from dgmm_excel.text import Lang, said

MOVEMENT_COLUMNS = (
    "agency", "name", "edition", "ministry", "id", "what", "score_before", "score", "change", "level_before", "level", "reason",
)
_TABLE = Columns("Movement", MOVEMENT_COLUMNS, (14, 60, 24, 44, 12, 44, 14, 10, 10, 14, 10, 90))
_WIDTHS = (9.0, 60.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0)
_CHANGE = Look(framed=True, align="center", format="+0.00;-0.00;0.00")


def movement_sheets(report: Report, result: RoundResult) -> Iterator[Callable[[], None]]:
    """Yield what draws each sheet for people."""
    for of in movements(result):
        yield partial(_draw, report, result.lang, of)


def _draw(report: Report, lang: Lang, of: EditionMovement) -> None:
    name = said("movement.sheet", lang, who=of.edition.respondent)
    page = report.page(name, _WIDTHS, frozen="C3", titles="1:2")
    title(page, name, len(_WIDTHS), "\n".join(notes(of, lang)), sum(_WIDTHS))
    page.gap(tall=6)
    section(page, said("movement.by_id", lang), len(_WIDTHS))
    page.row(heads([said(f"movement.{key}", lang) for key in ("id", "name")] + _figure_heads(lang)), 2 * LINE)
    called = names(of.edition, lang)
    for code in reading_order(of.edition):
        look = WORDS if code in of.edition.topics else BOLD
        words = called[code]
        page.row([Cell("" if code == "overall" else code, look), Cell(words, look), *_cells(of.edition, of.at[code])],
                 height((words, _WIDTHS[1])))
    page.gap(tall=6)
    section(page, said("movement.by_ministry", lang), len(_WIDTHS))
    page.row(heads(["", said("report.grouping_ministry", lang), *_figure_heads(lang)]), 2 * LINE)
    for ministry, found in of.ministries.items():
        words = group_name(of.edition, "ministry", ministry, lang)
        page.row([Cell("", WORDS), Cell(words, WORDS), *_cells(of.edition, found)], height((words, _WIDTHS[1])))


def notes(of: EditionMovement, lang: Lang) -> Iterator[str]:
    """Yield what a reader must know of a comparison: of what, of how many, and what does not compare."""
    rounds = ", ".join(f"{one.title} ({one.year})" for one in of.rounds)
    yield said("movement.note", lang, rounds=rounds, both=len(of.both), only_now=of.only_now, only_before=of.only_before)
    if of.begun or of.ended:
        yield said("movement.apart", lang, begun=", ".join(of.begun) or "–", ended=", ".join(of.ended) or "–")


def reading_order(edition: Edition) -> Iterator[str]:
    """Yield the ids as people read them: the whole, then each pillar with its sub-pillars and topics."""
    codes = ["overall"]
    for pillar in edition.pillars:
        codes.append(pillar.id)
        for sub in pillar.sub_pillars:
            codes += [sub.id, *(topic.id for topic in sub.topics)]
    yield from dict.fromkeys(codes)


def _figure_heads(lang: Lang) -> list[str]:
    return [said(f"movement.{key}", lang) for key in ("count", "before", "now", "change", "level", "raised", "lowered")]


def _cells(edition: Edition, found: Movement) -> list[Cell]:
    level = edition.level_of(found.now)
    return [
        Cell(found.count, COUNT), Cell(two_decimals(found.before), MEAN), Cell(two_decimals(found.now), MEAN),
        Cell(shown_change(found.change), _CHANGE), Cell(level or "–", LEVEL[level] if level else NONE),
        Cell(found.raised, COUNT), Cell(found.lowered, COUNT),
    ]


# -- the table -------------------------------------------------------------------------------------


def draw_movement_table(report: Report, result: RoundResult) -> None:
    """Add the table of how each agency moved at each id, if there is an earlier round to compare with."""
    if result.past:
        table = LineTable(report, _TABLE)
        for one in result.outcomes:
            table.add(_rows(result, one))
        table.finish()


def _rows(result: RoundResult, one: Outcome) -> Iterator[TableRow]:
    agency, called = one.agency, names(one.edition, result.lang)
    for code, at, why in explained_steps(result, one, result.lang):
        yield (
            agency.code, agency.name(result.lang), one.edition.id, agency.ministry, code, called[code],
            two_decimals(at.before), two_decimals(at.now), shown_change(at.change), at.level_before, at.level, why or None,
        )
