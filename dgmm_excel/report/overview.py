"""The sheets of a consolidated round that people read: a summary, agencies by topics, agencies by pillars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, LevelLook, Page, Report, UprightLook, looks_of_levels
from dgmm_excel.model.describe import band
from dgmm_excel.model.edition import Edition, Pillar, Topic
from dgmm_excel.model.rule_kind import LEVELS
from dgmm_excel.report.charts import draw_charts
from dgmm_excel.report.outcome import AGENCY_STATES, AgencyState, Outcome, RoundResult, spread
from dgmm_excel.scoring.answers import two_decimals
from dgmm_excel.text import Lang, long_date, percent, phrase
from dgmm_excel.xlsx.a1 import column_letters

_TITLE = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
_UNDER = Look("heading", "pillar_ink", paper="pillar", indent=1)
_SECTION = Look("heading", "pillar", bold=True)
_HEAD = Look(bold=True, paper="sub_pillar", align="center", framed=True)
_WORDS, _BOLD = Look(framed=True, indent=1), Look(framed=True, bold=True, paper="topic", indent=1)
_COUNT = Look(framed=True, align="center", format="#,##0")
_SHARE = Look(framed=True, align="center", format="0.00%")
_MEAN = Look(framed=True, align="center", format="0.00")
_NONE = Look("small", "soft_ink", framed=True, align="center", paper="locked")
_NOTE = Look("small", "soft_ink")
_PLAIN, _WARNING = Look(framed=True, align="center", ink="soft_ink"), Look(framed=True, align="center", ink="warn", bold=True)
_STATE: Mapping[AgencyState, Look] = {
    "missing": _PLAIN, "blank": _PLAIN, "other_round": _WARNING, "unreadable": _WARNING, "contradicting": _WARNING,
    "faulty": _WARNING, "incomplete": Look(framed=True, align="center", ink="warn"),
    "complete": Look(framed=True, align="center", ink="good"),
}
_FULL, _PARTLY = looks_of_levels(), looks_of_levels(format='0"*"')

_SUMMARY = (12.0, 52.0, *(10.4,) * 10)
_LINE = height(("", 1))


# -- summary ---------------------------------------------------------------------------------------


def draw_summary(report: Report, result: RoundResult) -> None:
    """Draw the first sheet: the returns, then means, levels and charts for each edition."""
    lang = result.lang
    page = report.page(phrase("report.summary")[lang], _SUMMARY, upright=True)
    columns = len(_SUMMARY)
    page.band(result.title, _TITLE, columns, height((result.title, 100), name="title") + 6)
    under = phrase("report.on", day=long_date(result.on, lang))[lang]
    if result.deadline:
        under += "   " + phrase("report.until", day=long_date(result.deadline, lang))[lang]
    page.band(under, _UNDER, columns, height(("", 1), name="heading"))
    page.gap(tall=8)
    _returns(page, result)
    for place, edition in enumerate(result.editions):
        if place:
            page.turn()
        page.gap(tall=10)
        _standing(page, result, edition)


def _section(page: Page, words: str) -> None:
    page.band(words, _SECTION, len(_SUMMARY), height(("", 1), name="heading"))


def _returns(page: Page, result: RoundResult) -> None:
    lang = result.lang
    _section(page, phrase("report.returns")[lang])
    heads = [phrase(f"state.{state}")[lang] for state in AGENCY_STATES]
    heads += [phrase("report.all")[lang], phrase("report.share")[lang]]
    who = phrase("report.respondents")[lang]
    _labelled(page, [Cell(who, _HEAD), Cell(None, _HEAD), *(Cell(head, _HEAD) for head in heads)], 2 * _LINE)
    rows = [(edition.respondent[lang], edition) for edition in result.editions]
    for words, edition in [*rows, (phrase("report.total")[lang], None)] if len(rows) > 1 else rows:
        tally = result.tally(None if edition is None else result.of(edition))
        cells = [Cell(count, _COUNT) for count in (*tally.states.values(), tally.sent)]
        share = Cell(None if tally.rate is None else float(tally.rate), _SHARE)
        look = _BOLD if edition is None else _WORDS
        _labelled(page, [Cell(words, look), Cell(None, look), *cells, share], _LINE)
    text = phrase("report.returns_note", percent=percent(result.counts_from))[lang]
    page.band(text, _NOTE, len(_SUMMARY), height((text, sum(_SUMMARY)), name="small"))


def _labelled(page: Page, cells: list[Cell], tall: float) -> None:
    """Add a row whose label takes two columns."""
    page.row(cells, tall)
    page.merge(1, 2)


def _standing(page: Page, result: RoundResult, edition: Edition) -> None:
    """Draw the means and levels of an edition's agencies, overall and by pillar, with the charts below."""
    lang, outcomes = result.lang, result.of(edition)
    _section(page, phrase("report.standing", who=edition.respondent)[lang])
    heads = [phrase(f"report.{key}")[lang] for key in ("pillar", "resting", "mean", "level")]
    heads += [phrase("report.at_level", level=level)[lang] for level in range(1, 6)]
    _labelled(page, [Cell(heads[0], _HEAD), *(Cell(head, _HEAD) for head in (None, *heads[1:]))], 2 * _LINE)
    first = page.rows + 1
    for code, short, words in _lines(edition, lang):
        found = spread(outcomes, code)
        mean, level = two_decimals(found.mean), edition.level_of(found.mean)
        look = _BOLD if code == "overall" else _WORDS
        page.row(
            [Cell(short, look), Cell(words, look), Cell(found.count, _COUNT), Cell(mean, _MEAN),
             Cell(level, _FULL[level]) if level else Cell("–", _NONE), *(Cell(n, _COUNT) for n in found.at_level)],
            height((words, _SUMMARY[1])),
        )
    bands = ", ".join(f"{level}: {'–'.join(band(edition, level))}" for level in LEVELS)
    text = phrase("report.standing_note", bands=bands, percent=percent(result.counts_from))[lang]
    page.band(text, _NOTE, len(_SUMMARY), height((text, sum(_SUMMARY)), name="small"))
    page.gap(tall=6)
    draw_charts(page, first, [short for _, short, _ in _lines(edition, lang)], lang)


def _lines(edition: Edition, lang: Lang) -> list[tuple[str, str, str]]:
    """Return `overall` and each pillar: id, short name, name."""
    pillars = [(pillar.id, pillar.id, pillar.name[lang]) for pillar in edition.pillars]
    return [("overall", phrase("report.overall")[lang], phrase("report.of_pillars")[lang]), *pillars]


# -- agencies by topics, by pillars ----------------------------------------------------------------

_AGENCY_WIDTHS = (16.0, 58.0, 13.0, 13.0, 9.0, 8.0)
_TOPIC_WIDTH, _TOPIC_HEIGHT, _PAIR = 7.4, 290.0, (8.0, 7.0)


def draw_topics(report: Report, result: RoundResult, edition: Edition) -> None:
    """Draw agencies × topics of one edition: the level at each, in its colour."""
    lang, topics = result.lang, list(edition.topics.values())
    title = phrase("report.topics", who=edition.respondent)[lang]
    widths = (*_AGENCY_WIDTHS, *(_TOPIC_WIDTH,) * len(topics))
    page = report.page(title, widths, frozen="C6", titles="1:5", wide=True)
    page.band(title, _TITLE, len(widths), height(("", 1), name="title"))
    text = phrase("report.topics_note")[lang]
    page.band(text, _NOTE, len(widths), height(("", 1), name="small"))
    _group_row(page, [_topic_group(pillar, topics, lang) for pillar in edition.pillars], 2 * _LINE)
    heads = _agency_heads(lang)
    names = [Cell(topic.name[lang], _UPRIGHT) for topic in topics]
    page.row([*(Cell(None, _HEAD) for _ in heads), *names], _TOPIC_HEIGHT)
    page.row([*(Cell(head, _HEAD) for head in heads), *(Cell(t.id, _IDS) for t in topics)], 2 * _LINE)
    for outcome in result.of(edition):
        page.row([*_agency(outcome, lang), *(_topic(outcome, topic.id) for topic in topics)], _tall(outcome, lang))
    page.ws.auto_filter.ref = _filter(page, 5, len(widths))


def draw_pillars(report: Report, result: RoundResult, edition: Edition) -> None:
    """Draw agencies × pillars of one edition: score and level at each."""
    lang, pillars = result.lang, edition.pillars
    title = phrase("report.pillars", who=edition.respondent)[lang]
    widths = (*_AGENCY_WIDTHS, *_PAIR * len(pillars))
    page = report.page(title, widths, frozen="C4", titles="1:3")
    page.band(title, _TITLE, len(widths), height(("", 1), name="title"))
    names = [(f"{pillar.id} {pillar.name[lang]}", 2) for pillar in pillars]
    _group_row(page, names, max(height((name, sum(_PAIR) - 1)) for name, _ in names))
    score, level = (phrase(f"report.{key}")[lang] for key in ("score", "level"))
    pairs = [Cell(words, _HEAD) for _ in pillars for words in (score, level)]
    page.row([*(Cell(head, _HEAD) for head in _agency_heads(lang)), *pairs], 2 * _LINE)
    for outcome in result.of(edition):
        cells = [cell for pillar in pillars for cell in _pair(outcome, pillar.id)]
        page.row([*_agency(outcome, lang), *cells], _tall(outcome, lang))
    page.ws.auto_filter.ref = _filter(page, 3, len(widths))


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


def _filter(page: Page, head: int, columns: int) -> str:
    return f"A{head}:{column_letters(columns)}{max(page.rows, head + 1)}"


def _tall(outcome: Outcome, lang: Lang) -> float:
    return height((outcome.agency.name(lang), _AGENCY_WIDTHS[1]))


def _agency(outcome: Outcome, lang: Lang) -> list[Cell]:
    agency = outcome.agency
    state = Cell(phrase(f"state.{outcome.state}")[lang], _STATE[outcome.state])
    answered = Cell(phrase("report.of", answered=outcome.answered, asked=outcome.asked)[lang], _PLAIN)
    return [Cell(agency.code, _WORDS), Cell(agency.name(lang), _WORDS), state, answered, *_pair(outcome, "overall")]


def _pair(outcome: Outcome, code: str) -> tuple[Cell, Cell]:
    """Return the cells of score and level at `overall` or a pillar."""
    if outcome.assessment is None or outcome.assessment[code].level is None:
        return Cell(None, _NONE), Cell(None, _NONE)
    one = outcome.assessment[code]
    assert one.level is not None
    return Cell(two_decimals(one.score), _MEAN), Cell(one.level, _FULL[one.level])


def _topic(outcome: Outcome, code: str) -> Cell:
    """Return the cell of the level at a topic; a star if answers are missing, a dash if the topic is pending."""
    if outcome.assessment is None:
        return Cell(None, _NONE)
    topic = outcome.assessment.topics[code]
    if topic.level is None:
        return Cell("–", _NONE)
    looks: dict[int, LevelLook] = dict(_FULL if topic.status == "complete" else _PARTLY)
    return Cell(topic.level, looks[topic.level])
