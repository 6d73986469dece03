"""The cells of a page's table of agencies × topics, as few bytes each: a round may have 8,000 agencies."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.attained import Attained
from dgmm_excel.report.moves import Move, level_words, moved
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.report.scale import heat_tone


def heat_cells(one: Outcome) -> Markup:
    """Return the cells of an agency, one a topic: its level, a star if answers are missing, a dash if pending, N/A if
    nothing of it applies, else nothing.

    Where findings moved a level, the stated one follows in brackets.
    """
    if one.verified:
        return Markup("".join(_cell(one.edition, one.at(topic), moved(one, topic)) for topic in one.edition.topics))
    return Markup("".join(_cell(one.edition, one.at(topic)) for topic in one.edition.topics))


@cache
def _cell(edition: Edition, at: Attained | None, move: Move | None = None) -> str:
    if at is None:
        return "<td>"
    if at.level is None:
        return "<td>N/A" if at.status == "complete" else "<td>–"
    behind = "" if move is None else f" ({level_words(move.stated)})"
    return f"<td class={heat_tone(edition, at.level)}>{at.level}{'' if at.status == 'complete' else '*'}{behind}"
