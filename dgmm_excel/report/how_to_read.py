"""What a reader of a round's result has to know: editions, bands, how each figure is made, from what, and all decisions."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import Literal

from dgmm_excel.model.describe import bands
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.group_words import grouped
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.peers import LEAST_PEERS
from dgmm_excel.report.scale import scale_words
from dgmm_excel.text import Lang, long_date, percent, said

#: What is said of the figures, in order; and of which of them a page has words of its own, since it has no formulas and tables.
_FIGURES = ("counts", "mean", "median", "rank", "above", "folded", "holding", "lifting", "changes")
_OF_PAGES = ("counts", "mean", "median")
_Line = tuple[str, str]


def how_to_read(result: RoundResult, of: Literal["report", "page"] = "report") -> Iterator[_Line]:
    """Yield labels and texts; a label is empty where its text goes on. `of`: whether a workbook or a page says it."""
    lang = result.lang
    for edition in result.editions:
        yield from _edition(edition, lang)
    if result.verified:
        yield said("verified.of", lang), said("verified.how", lang, of=of)
    scales = scale_words(result.editions, lang)
    for key in _FIGURES:
        words = f"{of if key in _OF_PAGES else 'report'}.how_{key}"
        known = {"percent": percent(result.counts_from), "least": LEAST_PEERS, **scales}
        yield said(f"report.of_{key}", lang), said(words, lang, **known)
    words = said("report.written_by", lang, day=long_date(result.on, lang), version=version("dgmm-excel"))
    yield said("report.written", lang), words
    if result.inputs:
        yield said("report.inputs", lang), said("report.inputs_are", lang, hash=result.inputs)
    for edition in result.editions:
        yield from _decisions(edition, lang)


def _edition(edition: Edition, lang: Lang) -> Iterator[_Line]:
    """Yield what an edition is, its bands, and how groups are made where that is no plain mean."""
    who = edition.respondent[lang]
    about = f"{edition.title[lang]}\n{edition.id}   SHA-256 {edition.digest}\n{edition.source[lang]}"
    yield said("report.edition", lang, who=who), about
    yield said("report.bands", lang), bands(edition)
    if made := grouped(edition):
        yield said("report.of_groups", lang), "\n".join(line[lang] for line in made)
    if any(edition.grouping(code).verdict for code in edition.members):
        yield "", said("report.verdict_mean", lang)


def _decisions(edition: Edition, lang: Lang) -> Iterator[_Line]:
    """Yield the decisions on what the source of an edition leaves open, of the whole and of each topic."""
    who = edition.respondent[lang]
    notes = [note[lang] for note in edition.notes]
    notes += [f"{topic.id}: {topic.note[lang]}" for topic in edition.topics.values() if topic.note]
    for place, note in enumerate(notes):
        yield said("report.decisions", lang, who=who) if place == 0 else "", note
