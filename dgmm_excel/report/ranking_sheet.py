"""The sheet that ranks the agencies of one edition, each among all, within its ministry and within its mission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Report
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.peers import LEAST_PEERS, Grouping, Place
from dgmm_excel.report.sheet_parts import COUNT, LINE, WORDS, filtered, heads, level_cell, score_cell, title
from dgmm_excel.report.standing import Standing
from dgmm_excel.text import said

_WIDTHS, _PAIR = (9.0, 16.0, 58.0, 44.0, 10.0, 9.0, 13.0), (11.0, 11.0)
_SHARE = Look(framed=True, align="center", format="0%")
_FOLDED = Look(framed=True, align="center", ink="soft_ink", format='#,##0"*"')
_HEAD_ROW = 3


def draw_ranking(report: Report, result: RoundResult, of: Figures) -> None:
    """Draw the agencies of one edition that count, the highest overall score first."""
    lang, edition = result.lang, of.edition
    within: tuple[Grouping, ...] = ("ministry", *(() if len(of.by("mission")) < 2 else ("mission",)))
    places = [of.places_by(grouping) for grouping in within]
    widths = (*_WIDTHS, *_PAIR * len(within))
    name = said("report.ranking", lang, who=edition.respondent)
    page = report.page(name, widths, frozen="D4", titles="1:3")
    title(page, name, len(widths), said("report.ranking_note", lang, least=LEAST_PEERS), sum(widths))
    words = [said(f"report.{key}", lang) for key in ("rank", "code", "agency", "grouping_ministry", "score", "level", "above")]
    words[4] += edition.unit_text(lang)
    words += [said(f"report.{key}", lang) for grouping in within for key in (f"rank_{grouping}", "among")]
    page.row(heads(words), 2 * LINE)
    ranked = [one for one in of.agencies if one.agency.code in of.places]
    for one in sorted(ranked, key=lambda one: of.places[one.agency.code].rank):
        texts = one.agency.name(lang), one.agency.ministry
        page.row([*_own(one, of.places[one.agency.code], texts), *_peers(one, places)],
                 height(*zip(texts, widths[2:], strict=False)))
    filtered(page, _HEAD_ROW, len(widths))


def _own(one: Standing, place: Place, texts: tuple[str, str]) -> list[Cell]:
    return [
        Cell(place.rank, COUNT), Cell(one.agency.code, WORDS), *(Cell(text, WORDS) for text in texts),
        score_cell(one.edition, one.score("overall")), level_cell(one.edition, one.level("overall"), None),
        Cell(None if place.above is None else float(place.above), _SHARE),
    ]


def _peers(one: Standing, places: Sequence[Mapping[str, Place]]) -> list[Cell]:
    """Return the rank within each group and the number of its agencies; with a star, among all, where the group is small."""
    found = [group[one.agency.code] for group in places]
    return [Cell(number, _FOLDED if place.folded else COUNT) for place in found for number in (place.rank, place.of)]
