"""The figures of a round a second time, as its page must show them: made from the answers alone, as `round_figures` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from dgmm_excel.model.describe import reachable
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, said
from tests.support import oracle
from tests.support.page_read import Page
from tests.support.round_figures import LEVELS, STATES, Known, distribution, held, lifted, pillars_of, place_among, scores_at

_Row = tuple[str, ...]


def page_differences(page: Page, agencies: Sequence[Known], editions: Sequence[Edition], lang: Lang) -> Iterator[str]:
    """Yield every row of the page's tables, and every figure of its headline, that should be otherwise."""
    yield from _table(page, said("page.states", lang), _states(agencies, editions, lang))
    for edition in editions:
        some = [one for one in agencies if one.edition == edition.id]
        yield from _headline(page, some, edition, lang)
        yield from _groups(page, some, edition, lang)
        yield from _table(page, said("report.ranking", lang, who=edition.respondent), _ranking(some, lang))
        yield from _table(page, _of(edition, "page.heat", lang), _heat(some, edition, lang), stars="*")
        yield from _table(page, _of(edition, "report.by_topic", lang), _topics(some, edition, lang))
        subs = [(f"{sub.id} {sub.name[lang]}", *_spread(some, sub.id)) for sub in edition.sub_pillars.values()]
        yield from _table(page, _of(edition, "report.by_sub_pillar", lang), subs)


def _of(edition: Edition, key: str, lang: Lang) -> str:
    return said("page.of_edition", lang, what=said(key, lang), who=edition.respondent)


def _table(page: Page, caption: str, expected: Sequence[_Row], skipped: Sequence[int] = (), stars: str = "") -> Iterator[str]:
    """Yield the rows that a table lacks or has too many; of the columns `skipped`, and of `stars`, nothing is known here."""
    rows = [[cell.rstrip(stars) if stars else cell for cell in row] for row in page.tables.get(caption, [])]
    heads = sum(len(row) != len(expected[0]) or row[0] in _HEADS for row in rows[:2]) if expected else 1
    found = [tuple(cell for place, cell in enumerate(row) if place not in skipped) for row in rows[heads:]]
    wanted = [tuple(cell for place, cell in enumerate(row) if place not in skipped) for row in expected]
    yield from (f"{caption}: lacks {row}" for row in wanted if row not in found)
    yield from (f"{caption}: has {row}" for row in found if row not in wanted)
    if len(found) != len(wanted):
        yield f"{caption}: {len(found)} rows instead of {len(wanted)}"


_HEADS = frozenset(said(f"report.{key}", lang) for lang in ("th", "en") for key in (
    "agency", "topic", "sub_pillar", "pillar", "level", "status", "grouping_ministry", "grouping_mission", "grouping_kind"))


def _two(number: float | Fraction | None) -> str:
    return "–" if number is None else f"{float(number):.2f}"


def percentage(number: int, whole: int) -> str:
    """Return a part in per cent, two decimals, half up."""
    return f"{(number * 20000 + whole) // (2 * whole) / 100:.2f}%" if whole else "–"


def _spread(some: Sequence[Known], code: str) -> _Row:
    count, mean, median, level, *at = distribution(some, code)
    return str(count), _two(mean), _two(median), str(level), "", *map(str, at)


def _states(agencies: Sequence[Known], editions: Sequence[Edition], lang: Lang) -> list[_Row]:
    groups = [[one for one in agencies if one.edition == edition.id] for edition in editions]
    groups += [list(agencies)] if len(groups) > 1 else []
    rows = []
    for state in STATES:
        counts = [sum(one.state == state for one in group) for group in groups]
        rows.append((said(f"state.{state}", lang), *map(str, counts), percentage(counts[-1], len(agencies))))
    rates = [percentage(sum(one.counts for one in group), len(group)) for group in groups]
    return [*rows, (said("report.all", lang), *(str(len(group)) for group in groups), ""), (said("report.share", lang), *rates, "")]


def _headline(page: Page, some: Sequence[Known], edition: Edition, lang: Lang) -> Iterator[str]:
    text = " ".join(page.text.split())
    count, mean, median, level, *at = distribution(some, "overall")
    rows = [(f"{one} {edition.levels[one - 1][lang]}", str(at[one - 1]), percentage(at[one - 1], count)) for one in LEVELS]
    yield from _table(page, said("page.levels_of", lang, who=edition.respondent), rows if count else [])
    pillars = [(pillar.id, pillar.name[lang], distribution(some, pillar.id)) for pillar in edition.pillars]
    names = {pillar.id: pillar.levels for pillar in edition.pillars}
    yield from _table(page, said("page.pillars_of", lang, who=edition.respondent), [
        (f"{code} {name}", f"{found[3]} {names[code][found[3] - 1]}" if found[0] else "–", _two(found[1])) for code, name, found in pillars])
    words = [f"{said('page.mean_overall', lang)} {_two(mean)} {level} ", f"{said('page.median_overall', lang)} {_two(median)} "]
    means = {topic: sum(scores, Fraction()) / len(scores) for topic in edition.topics if (scores := scores_at(some, topic))}
    for sign in (-1, 1):
        named = sorted(means, key=lambda topic: sign * means[topic])[:3]
        words.append(" ".join(f"{topic} {edition.topics[topic].name[lang]} {_two(oracle.rounded(means[topic]))} "
                              f"({said('report.at_level', lang, level=oracle.level_of(means[topic]))})" for topic in named))
    yield from (f"{edition.id}: not said: {one}" for one in words if one not in text)


def _groups(page: Page, some: Sequence[Known], edition: Edition, lang: Lang) -> Iterator[str]:
    missions = {choice.key: choice.label[lang] for question in edition.own_questions if question.id == "agency.mission"
                for choice in question.choices}
    for key in ("ministry", "mission", "kind"):
        of = {one.agency.code: one.mission if key == "mission" else str(getattr(one.agency, key)) for one in some}
        groups = {name: [one for one in some if of[one.agency.code] == name] for name in dict.fromkeys(of.values())}
        rows = [_group(missions.get(name, name) or said("report.unstated", lang), members, edition) for name, members in groups.items()]
        if key == "ministry" or len(groups) > 1:
            late = (3,)  # no dates are known here
            yield from _table(page, _of(edition, f"report.grouping_{key}", lang), [*rows, _group(said("report.all", lang), some, edition)], late)


def _group(name: str, members: Sequence[Known], edition: Edition) -> _Row:
    pillars = [_two(distribution(members, pillar)[1]) for pillar in pillars_of(edition.id)]
    rate = percentage(sum(one.counts for one in members), len(members))
    return " ".join(name.split()), str(len(members)), rate, "", *_spread(members, "overall"), *pillars


def _ranking(some: Sequence[Known], lang: Lang) -> list[_Row]:
    everyone, rows = scores_at(some, "overall"), list[_Row]()
    missions, counting = len({one.mission for one in some}) > 1, [one for one in some if one.counts]
    for one in counting:
        own = one.scores["overall"]
        assert own is not None
        rank, of = place_among(everyone, own)
        cells = [str(rank), _two(oracle.rounded(own)), str(one.level("overall"))]
        cells.append(percentage(sum(oracle.rounded(score) < oracle.rounded(own) for score in everyone), of - 1))
        peers = [(one.agency.ministry, [other for other in some if other.agency.ministry == one.agency.ministry])]
        peers += [(one.mission, [other for other in some if other.mission == one.mission])] if missions else []
        for name, members in peers:
            group = scores_at(members, "overall")
            folded = not name or len(group) < 5
            place = (rank, of) if folded else place_among(group, own)
            cells += [f"{place[0]}{'*' if folded else ''}", str(place[1])]
        rows.append((one.agency.name(lang), *cells, one.agency.ministry))
    return rows


def _heat(some: Sequence[Known], edition: Edition, lang: Lang) -> list[_Row]:
    rows = []
    for one in some:
        level = one.level("overall")
        overall = (said(f"state.{one.state}", lang), "") if level is None else (_two(oracle.rounded(one.scores["overall"] or Fraction())), str(level))
        rows.append((one.agency.name(lang), *overall, *(_level(one, topic) for topic in edition.topics)))
    return rows


def _level(one: Known, topic: str) -> str:
    level = one.level(topic)
    return ("–" if one.scores else "") if level is None else str(level)


def _topics(some: Sequence[Known], edition: Edition, lang: Lang) -> list[_Row]:
    rows = []
    for topic in edition.topics.values():
        ladder = reachable(edition, topic.id)
        lifting = 0 if topic.source == "inherited" else lifted(some, topic.id, ladder)
        name = topic.name[lang] if topic.name[lang] == topic.id else f"{topic.id} {topic.name[lang]}"
        rows.append((name, *_spread(some, topic.id), str(held(some, topic.id, ladder)), str(lifting)))
    return rows
