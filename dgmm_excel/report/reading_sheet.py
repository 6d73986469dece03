"""The sheet that says how to read a consolidated round: editions, bands, decisions, how each figure is made, and from what."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Report
from dgmm_excel.model.describe import bands
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.peers import LEAST_PEERS
from dgmm_excel.report.sheet_parts import title
from dgmm_excel.text import Lang, long_date, percent, said

_WIDTHS = (30.0, 120.0)
_LABEL = Look(bold=True, paper="topic", framed=True, vertical="top", indent=1)
_TEXT = Look(framed=True, vertical="top", indent=1)
#: What is said of the figures, in order.
_FIGURES = ("counts", "mean", "median", "rank", "above", "folded", "holding", "lifting", "changes")
_Line = tuple[str, str]


def draw_reading(report: Report, result: RoundResult) -> None:
    """Draw the sheet."""
    name = said("report.reading", result.lang)
    page = report.page(name, _WIDTHS, titles="1:1")
    title(page, name, len(_WIDTHS))
    for label, text in _lines(result):
        page.row([Cell(label, _LABEL), Cell(text, _TEXT)], height((label, _WIDTHS[0] - 2), (text, _WIDTHS[1] - 2)))


def _lines(result: RoundResult) -> Iterator[_Line]:
    lang = result.lang
    for edition in result.editions:
        yield from _edition(edition, lang)
    for key in _FIGURES:
        words = said(f"report.how_{key}", lang, percent=percent(result.counts_from), least=LEAST_PEERS)
        yield said(f"report.of_{key}", lang), words
    words = said("report.written_by", lang, day=long_date(result.on, lang), version=version("dgmm-excel"))
    yield said("report.written", lang), words
    if result.inputs:
        yield said("report.inputs", lang), said("report.inputs_are", lang, hash=result.inputs)
    for edition in result.editions:
        yield from _decisions(edition, lang)


def _edition(edition: Edition, lang: Lang) -> Iterator[_Line]:
    """Yield what an edition is, and its bands."""
    who = edition.respondent[lang]
    about = f"{edition.title[lang]}\n{edition.id}   SHA-256 {edition.digest}\n{edition.source[lang]}"
    yield said("report.edition", lang, who=who), about
    yield said("report.bands", lang), bands(edition)


def _decisions(edition: Edition, lang: Lang) -> Iterator[_Line]:
    """Yield the decisions on what the source of an edition leaves open, of the whole and of each topic."""
    who = edition.respondent[lang]
    notes = [note[lang] for note in edition.notes]
    notes += [f"{topic.id}: {topic.note[lang]}" for topic in edition.topics.values() if topic.note]
    for place, note in enumerate(notes):
        yield said("report.decisions", lang, who=who) if place == 0 else "", note
