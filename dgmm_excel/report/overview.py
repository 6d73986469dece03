"""The sheets with a row for each agency: its level at each topic, its score and level at each pillar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Page, Report, UprightLook
from dgmm_excel.model.edition import Edition, Pillar, Topic
from dgmm_excel.report.attained import none_applies
from dgmm_excel.report.moves import Move, level_words, moved
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.scale import span
from dgmm_excel.report.sheet_parts import HEAD, LINE, NONE, PLAIN, STATE, WORDS, filtered, level_looks, score_cell, title
from dgmm_excel.text import Lang, phrase, said

_AGENCY_WIDTHS = (16.0, 58.0, 13.0, 13.0, 9.0, 8.0)
_TOPIC_WIDTH, _TOPIC_HEIGHT, _PAIR = 7.4, 290.0, (8.0, 7.0)


def draw_topics(report: Report, result: RoundResult, edition: Edition) -> None:
    """Draw agencies × topics of one edition: the level at each, in its colour."""
    lang, topics = result.lang, list(edition.topics.values())
    name = phrase("report.topics", who=edition.respondent)[lang]
    widths = (*_AGENCY_WIDTHS, *(_TOPIC_WIDTH,) * len(topics))
    page = report.page(name, widths, frozen="C6", titles="1:5", wide=True)
    note = said("report.topics_note", lang, levels=span(edition))
    title(page, name, len(widths), "   ".join([note, *_none_apply(result.of(edition), lang), *_bracketed(result)]), sum(widths))
    _group_row(page, [_topic_group(pillar, topics, lang) for pillar in edition.pillars], 2 * LINE)
    heads = _agency_heads(lang)
    names = [Cell(topic.name[lang], _UPRIGHT) for topic in topics]
    page.row([*(Cell(None, HEAD) for _ in heads), *names], _TOPIC_HEIGHT)
    page.row([*(Cell(head, HEAD) for head in heads), *(Cell(t.id, _IDS) for t in topics)], 2 * LINE)
    for outcome in result.of(edition):
        page.row([*_agency(outcome, lang), *(_topic(outcome, topic.id) for topic in topics)], _tall(outcome, lang))
    filtered(page, 5, len(widths))


def draw_pillars(report: Report, result: RoundResult, edition: Edition) -> None:
    """Draw agencies × pillars of one edition: score and level at each."""
    lang, pillars = result.lang, edition.pillars
    name = phrase("report.pillars", who=edition.respondent)[lang]
    widths = (*_AGENCY_WIDTHS, *_PAIR * len(pillars))
    page = report.page(name, widths, frozen="C4", titles="1:3")
    title(page, name, len(widths), "".join(_bracketed(result)), sum(widths))
    groups = [(f"{pillar.id} {pillar.name[lang]}", 2) for pillar in pillars]
    _group_row(page, groups, max(height((words, sum(_PAIR) - 1)) for words, _ in groups))
    score, level = (phrase(f"report.{key}")[lang] for key in ("score", "level"))
    pairs = [Cell(words, HEAD) for _ in pillars for words in (score, level)]
    page.row([*(Cell(head, HEAD) for head in _agency_heads(lang)), *pairs], 2 * LINE)
    for outcome in result.of(edition):
        cells = [cell for pillar in pillars for cell in _pair(outcome, pillar.id)]
        page.row([*_agency(outcome, lang), *cells], _tall(outcome, lang))
    filtered(page, 3, len(widths))


_UPRIGHT = UprightLook("small", paper="topic", framed=True)
_IDS = Look("small", bold=True, paper="sub_pillar", align="center", framed=True)
_GROUP = Look(bold=True, ink="pillar_ink", paper="pillar", align="center", framed=True)


def _topic_group(pillar: Pillar, topics: Sequence[Topic], lang: Lang) -> tuple[str, int]:
    """Return a pillar's heading over its topics, with its name if two lines hold it, and the number of topics."""
    count = sum(topic.pillar == pillar.id for topic in topics)
    words = f"{pillar.id} {pillar.name[lang]}"
    return (words if height((words, _TOPIC_WIDTH * count)) <= height(("\n", 1)) else pillar.id), count


def _agency_heads(lang: Lang) -> list[str]:
    return [phrase(f"report.{key}")[lang] for key in ("code", "agency", "status", "answered", "score", "level")]


def _group_row(page: Page, groups: Sequence[tuple[str, int]], tall: float) -> None:
    """Add a row of headings, each over its number of columns, after the columns of the agency."""
    own = len(_AGENCY_WIDTHS)
    page.row([*(None for _ in range(own)), *(
        Cell(words if place == 0 else None, _GROUP) for words, count in groups for place in range(count)
    )], tall)
    at = own + 1
    for _, count in groups:
        page.merge(at, at + count - 1)
        at += count


def _tall(outcome: Outcome, lang: Lang) -> float:
    return height((outcome.agency.name(lang), _AGENCY_WIDTHS[1]))


def _agency(outcome: Outcome, lang: Lang) -> list[Cell]:
    agency = outcome.agency
    state = Cell(phrase(f"state.{outcome.state}")[lang], STATE[outcome.state])
    answered = Cell(phrase("report.of", answered=outcome.answered, asked=outcome.asked)[lang], PLAIN)
    return [Cell(agency.code, WORDS), Cell(agency.name(lang), WORDS), state, answered, *_pair(outcome, "overall")]


def _pair(outcome: Outcome, code: str) -> tuple[Cell, Cell]:
    """Return the cells of score and level at `overall` or a pillar."""
    one = outcome.at(code)
    if one is None or one.level is None:
        return Cell(None, NONE), Cell(None, NONE)
    return score_cell(outcome.edition, one.score), Cell(one.level, _looks(outcome.edition, moved(outcome, code))[one.level])


def _none_apply(outcomes: Sequence[Outcome], lang: Lang) -> list[str]:
    """Return what N/A is, where any topic does not apply to an agency."""
    return [said("report.none_apply", lang)] if any(none_applies(one.official) for one in outcomes) else []


def _bracketed(result: RoundResult) -> list[str]:
    """Return what levels in brackets are, where there are any."""
    return [said("verified.cells_note", result.lang)] if result.verified else []


@cache
def _looks(edition: Edition, move: Move | None, star: str = "") -> Mapping[int, Look]:
    """Return the looks of levels; behind a level that findings moved the stated one stands in brackets."""
    behind = star + (f" ({level_words(move.stated)})" if move is not None else "")
    return level_looks(edition, f'0"{behind}"' if behind else None)


def _topic(outcome: Outcome, code: str) -> Cell:
    """Return the cell of the level at a topic; a star if answers are missing, a dash if the topic is pending, N/A."""
    topic = outcome.at(code)
    if topic is None:
        return Cell(None, NONE)
    if topic.level is None:
        return Cell("N/A" if topic.status == "complete" else "–", NONE)
    star = "" if topic.status == "complete" else "*"
    return Cell(topic.level, _looks(outcome.edition, moved(outcome, code), star)[topic.level])
