"""The sheet of the agencies whose answers were checked: both results side by side, and the levels that findings moved."""

from __future__ import annotations

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Report
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.attained import Attained
from dgmm_excel.report.moves import moves
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.sheet_parts import COUNT, LINE, NONE, WORDS, filtered, heads, level_cell, score_cell, title
from dgmm_excel.text import said

_WIDTHS = (16.0, 52.0, 36.0, 11.0, 11.0, 11.0, 11.0, 11.0, 60.0)
_HEADS = ("report.code", "report.agency", "report.grouping_ministry", "verified.stated_score", "verified.stated_level",
          "verified.score", "verified.level", "verified.findings", "verified.moved")
_MOVES = Look(framed=True, vertical="top", indent=1)
_HEAD_ROW = 3


def draw_verified(report: Report, result: RoundResult) -> None:
    """Draw the agencies with a verified result, in the order of the roster."""
    lang = result.lang
    name = said("verified.sheet", lang)
    page = report.page(name, _WIDTHS, frozen="C4", titles="1:3")
    title(page, name, len(_WIDTHS), said("verified.note", lang), sum(_WIDTHS))
    page.row(heads([said(key, lang) for key in _HEADS]), 2 * LINE)
    for one in result.outcomes:
        if one.verified:
            texts = one.agency.name(lang), one.agency.ministry, "   ".join(map(str, moves(one)))
            rooms = zip(texts, (*_WIDTHS[1:3], _WIDTHS[-1]), strict=True)
            page.row(_cells(one, *texts), height(*((text, width - 2) for text, width in rooms)))
    filtered(page, _HEAD_ROW, len(_WIDTHS))


def _cells(one: Outcome, name: str, ministry: str, moved: str) -> list[Cell]:
    return [
        Cell(one.agency.code, WORDS), Cell(name, WORDS), Cell(ministry, WORDS), *_pair(one.edition, one.stated("overall")),
        *_pair(one.edition, one.at("overall")), Cell(len(one.findings), COUNT), Cell(moved, _MOVES),
    ]


def _pair(edition: Edition, at: Attained | None) -> tuple[Cell, Cell]:
    if at is None or at.level is None:
        return Cell(None, NONE), Cell(None, NONE)
    return score_cell(edition, at.score), level_cell(edition, at.level)
