"""The sheet that ranks the agencies of one edition, each among all, within its ministry and within its mission."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Report, whole_row
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.figures import Figures
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.peers import LEAST_PEERS, Grouping, Place
from dgmm_excel.report.sheet_parts import COUNT, LINE, WORDS, filtered, heads, level_cell, score_look, title
from dgmm_excel.report.standing import Standing
from dgmm_excel.text import Lang, said

_WIDTHS, _PAIR = (9.0, 16.0, 58.0, 44.0, 10.0, 9.0, 13.0), (11.0, 11.0)
_SHARE = Look(framed=True, align="center", format="0%")
_FOLDED = Look(framed=True, align="center", ink="soft_ink", format='#,##0"*"')
_HEAD_ROW = 3
#: How many cells of a kind are kept.
_KEPT = 2048


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
    rows = _Rows(report, edition, lang)
    ranked = [one for one in of.agencies if one.agency.code in of.places]
    for one in sorted(ranked, key=lambda one: of.places[one.agency.code].rank):
        code, texts = one.agency.code, (one.agency.name(lang), one.agency.ministry)
        page.put(whole_row(rows.cells(one, of.places[code], [group[code] for group in places]),
                           height(*zip(texts, widths[2:], strict=False))))
    filtered(page, _HEAD_ROW, len(widths))


class _Rows:
    """Draws the cells of agencies of one edition, with the names of some kinds of groups. What many agencies show at one place
    is drawn once and kept.
    """

    def __init__(self, report: Report, edition: Edition, lang: Lang) -> None:
        self._report, self._edition, self._lang = report, edition, lang
        self._names = report.ruled((COUNT, WORDS, WORDS), WORDS)
        self._rank, self._ministry = lru_cache(_KEPT)(self._rank_of), lru_cache(_KEPT)(self._ministry_of)
        self._reached, self._peers = lru_cache(_KEPT)(self._reached_of), lru_cache(_KEPT)(self._peers_of)

    def cells(self, one: Standing, place: Place, within: Iterable[Place]) -> str:
        """Return the cells of an agency with its place among all and those `within` its groups."""
        agency, edition = one.agency, self._edition
        above = None if place.above is None else float(place.above)
        return "".join([
            self._rank(place.rank), self._names.cells(1, agency.code, agency.name(self._lang)), self._ministry(agency.ministry),
            self._reached(edition.shown(one.score("overall")), one.level("overall"), above),
            *(self._peers(first, found.rank, found.of, found.folded) for first, found in enumerate(within))])

    def _rank_of(self, rank: int) -> str:
        return self._report.cells(1, (Cell(rank, COUNT),))

    def _ministry_of(self, ministry: str) -> str:
        return self._report.cells(4, (Cell(ministry, WORDS),))

    def _reached_of(self, score: float | None, level: int | None, above: float | None) -> str:
        edition = self._edition
        return self._report.cells(5, (Cell(score, score_look(edition)), level_cell(edition, level, None), Cell(above, _SHARE)))

    def _peers_of(self, group: int, rank: int, of: int, folded: bool) -> str:
        """Draw the rank within a group and the number of its agencies; with a star, among all, where the group is small."""
        look = _FOLDED if folded else COUNT
        return self._report.cells(len(_WIDTHS) + 1 + len(_PAIR) * group, (Cell(rank, look), Cell(of, look)))
