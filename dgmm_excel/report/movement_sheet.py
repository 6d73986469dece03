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
from dgmm_excel.report.scale import level_of_mean
from dgmm_excel.report.sheet_parts import BOLD, COUNT, LINE, WORDS, heads, level_cell, score_cell, section, title
from dgmm_excel.text import Lang, said

MOVEMENT_COLUMNS = (
    "agency", "name", "edition", "ministry", "id", "what", "score_before", "score", "change", "level_before", "level", "reason",
)
_TABLE = Columns("Movement", MOVEMENT_COLUMNS, (14, 60, 24, 44, 12, 44, 14, 10, 10, 14, 10, 90))
_WIDTHS = (9.0, 60.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0, 12.0)


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
        page.row([Cell("" if code == "overall" else code, look), Cell(words, look), *_cells(of.edition, code, of.at[code])],
                 height((words, _WIDTHS[1])))
    page.gap(tall=6)
    section(page, said("movement.by_ministry", lang), len(_WIDTHS))
    page.row(heads(["", said("report.grouping_ministry", lang), *_figure_heads(lang)]), 2 * LINE)
    for ministry, found in of.ministries.items():
        words = group_name(of.edition, "ministry", ministry, lang)
        page.row([Cell("", WORDS), Cell(words, WORDS), *_cells(of.edition, "overall", found)], height((words, _WIDTHS[1])))


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


def _cells(edition: Edition, code: str, found: Movement) -> list[Cell]:
    return [
        Cell(found.count, COUNT), score_cell(edition, found.before), score_cell(edition, found.now),
        Cell(shown_change(edition, found.change), _change_look(edition)),
        level_cell(edition, level_of_mean(edition, code, found.now)),
        Cell(found.raised, COUNT), Cell(found.lowered, COUNT),
    ]


def _change_look(edition: Edition) -> Look:
    number = edition.score_format
    return Look(framed=True, align="center", format=f"+{number};-{number};{number}")


# -- the table -------------------------------------------------------------------------------------


def draw_movement_table(report: Report, result: RoundResult) -> None:
    """Add the table of how each agency moved at each id, if there is an earlier round to compare with."""
    if result.past:
        table = LineTable(report, _TABLE)
        for one in result.outcomes:
            table.add(_rows(result, one), one.edition.digits)
        table.finish()


def _rows(result: RoundResult, one: Outcome) -> Iterator[TableRow]:
    agency, called = one.agency, names(one.edition, result.lang)
    for code, at, why in explained_steps(result, one, result.lang):
        scores = one.edition.shown(at.before), one.edition.shown(at.now), shown_change(one.edition, at.change)
        yield (
            agency.code, agency.name(result.lang), one.edition.id, agency.ministry, code, called[code],
            *scores, at.level_before, at.level, why or None,
        )
