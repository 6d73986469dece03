"""The sheets with a row for each agency: its level at each topic, its score and level at each pillar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache, lru_cache

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, Page, Report, UprightLook, whole_row
from dgmm_excel.model.edition import Edition, Pillar, Topic
from dgmm_excel.model.measures import TopicStatus
from dgmm_excel.report.attained import Attained, none_applies
from dgmm_excel.report.moves import level_words
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.scale import span
from dgmm_excel.report.sheet_parts import HEAD, LINE, NONE, PLAIN, STATE, WORDS, filtered, level_looks, score_cell, title
from dgmm_excel.report.standing import places
from dgmm_excel.report.state import AgencyState
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
    cells = _Cells(report, edition, lang)
    for outcome in result.of(edition):
        page.put(whole_row(f"{cells.agency(outcome)}{cells.topics(outcome)}", _tall(outcome, lang)))
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
    cells = _Cells(report, edition, lang)
    for outcome in result.of(edition):
        page.put(whole_row(f"{cells.agency(outcome)}{cells.pillars(outcome)}", _tall(outcome, lang)))
    filtered(page, 3, len(widths))


#: The column of an agency's state, from 1; what an agency without a form attained; how many cells are kept.
_STATE, _NOTHING, _KEPT = 3, Attained(None, None, None), 2048
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


def _none_apply(outcomes: Sequence[Outcome], lang: Lang) -> list[str]:
    """Return what N/A is, where any topic does not apply to an agency."""
    return [said("report.none_apply", lang)] if any(none_applies(one.official) for one in outcomes) else []


def _bracketed(result: RoundResult) -> list[str]:
    """Return what levels in brackets are, where there are any."""
    return [said("verified.cells_note", result.lang)] if result.verified else []


class _Cells:
    """Draws the cells of agencies of one edition. What one shows at its place, many others show: it is drawn once and kept."""

    def __init__(self, report: Report, edition: Edition, lang: Lang) -> None:
        self._report, self._edition, self._lang = report, edition, lang
        self._names = report.ruled((WORDS, WORDS), WORDS)
        self._progress = lru_cache(_KEPT)(self._progress_of)
        self._pair, self._topic = lru_cache(_KEPT)(self._pair_of), lru_cache(_KEPT)(self._topic_of)
        at, own = places(edition), len(_AGENCY_WIDTHS) + 1
        self._topics = range(own, own + len(edition.topics))  # what was attained begins with the topics
        self._pillars = [(own + len(_PAIR) * place, at[pillar.id]) for place, pillar in enumerate(edition.pillars)]
        self._overall = [(own - len(_PAIR), at["overall"])]

    def agency(self, one: Outcome) -> str:
        """Return the cells that say which agency it is, how far it has come, and its overall score and level."""
        names = self._names.cells(0, one.agency.code, one.agency.name(self._lang))
        return f"{names}{self._progress(one.state, one.answered, one.asked)}{self._pairs(one, self._overall)}"

    def pillars(self, one: Outcome) -> str:
        """Return the cells of score and level at each pillar."""
        return self._pairs(one, self._pillars)

    def topics(self, one: Outcome) -> str:
        """Return the cells of the level at each topic."""
        official, stated = _results(one, len(self._edition.ids))
        return "".join([self._topic(place, now.level, now.status, before.level)
                        for place, now, before in zip(self._topics, official, stated, strict=False)])

    def _pairs(self, one: Outcome, columns: Iterable[tuple[int, int]]) -> str:
        """Return the cells of score and level at places of the results, each pair from its column on."""
        official, stated = _results(one, len(self._edition.ids))
        return "".join([
            self._pair(first, None if (score := official[at].score) is None else score.as_integer_ratio(), official[at].level,
                       stated[at].level) for first, at in columns])

    def _progress_of(self, state: AgencyState, answered: int, asked: int) -> str:
        words = said(f"state.{state}", self._lang), said("report.of", self._lang, answered=answered, asked=asked)
        return self._report.cells(_STATE, (Cell(words[0], STATE[state]), Cell(words[1], PLAIN)))

    def _pair_of(self, first: int, score: tuple[int, int] | None, level: int | None, stated: int | None) -> str:
        """Draw a score, given as two whole numbers since a fraction is slow to hash, and a level that may have been moved."""
        if level is None:
            return self._report.cells(first, (Cell(None, NONE), Cell(None, NONE)))
        shown = score_cell(self._edition, None if score is None else Fraction(*score))
        return self._report.cells(first, (shown, Cell(level, _look(self._edition, level, stated))))

    def _topic_of(self, place: int, level: int | None, status: TopicStatus | None, stated: int | None) -> str:
        """Draw the level at a topic; a star if answers are missing, a dash if the topic is pending, N/A."""
        if level is None:
            words = None if status is None else "N/A" if status == "complete" else "–"
            return self._report.cells(place, (Cell(words, NONE),))
        star = "" if status == "complete" else "*"
        return self._report.cells(place, (Cell(level, _look(self._edition, level, stated, star)),))


def _results(one: Outcome, count: int) -> tuple[Sequence[Attained], Sequence[Attained]]:
    """Return an agency's official results and its stated ones; nothing at each id of one without any."""
    official = one.official or (_NOTHING,) * count
    return official, one.attained or official


@cache
def _look(edition: Edition, level: int, stated: int | None, star: str = "") -> Look:
    """Return the look of a level; behind one that findings moved the `stated` one stands in brackets."""
    behind = star + (f" ({level_words(stated)})" if stated != level else "")
    return level_looks(edition, f'0"{behind}"' if behind else None)[level]
