"""The figures on an agency's page a second time: made from the answers alone, as `round_figures` does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from dgmm_excel.text import Lang, said
from tests.support import oracle
from tests.support.page_figures import percentage
from tests.support.page_read import Page
from tests.support.round_figures import LEVELS, Known, distribution, pillars_of, place_among, scores_at

_Row = tuple[str, ...]


def agency_differences(pages: Mapping[str, Page], agencies: Sequence[Known], lang: Lang) -> Iterator[str]:
    """Yield every table of scores, of places and of the distribution that should be otherwise, of pages by agency's code."""
    for edition in dict.fromkeys(one.edition for one in agencies):
        some = [one for one in agencies if one.edition == edition]
        spreads = {code: distribution(some, code) for code in _codes(edition)}
        for one in some:
            if one.agency.code in pages:
                yield from _differences(pages[one.agency.code], one, some, spreads, lang)


def _differences(
    page: Page, one: Known, some: Sequence[Known], spreads: Mapping[str, list[Any]], lang: Lang
) -> Iterator[str]:
    wanted = {"agency.scores": _scores(one, spreads), "agency.rank": _places(one, some),
              "agency.distribution": _levels(spreads)} if one.scores else {}
    for key, keep in (("agency.scores", _of_scores), ("agency.rank", _of_places), ("agency.distribution", _of_levels)):
        rows = page.tables.get(said(key, lang), [])[1:]
        found = [keep(row) for row in rows]
        if found != wanted.get(key, []):
            yield f"{one.agency.code} {key}: {found} instead of {wanted.get(key, [])}"


def _two(score: float | Fraction | None) -> str:
    return "–" if score is None else f"{float(score):.2f}"


def _codes(edition: str) -> list[str]:
    """Return what the table of scores has: overall, then each pillar with its sub-pillars but one that has its id."""
    codes = ["overall"]
    for pillar, subs in pillars_of(edition).items():
        codes += [pillar, *(sub for sub in subs if sub != pillar)]
    return codes


def _scores(one: Known, spreads: Mapping[str, list[Any]]) -> list[_Row]:
    """Score, level and the mean of all."""
    scores = {code: one.scores[code] for code in spreads}
    return [(_two(None if score is None else oracle.rounded(score)), str(one.level(code) or ""), _two(spreads[code][1]))
            for code, score in scores.items()]


def _of_scores(row: Sequence[str]) -> _Row:
    level = re.match(r"\d", row[3])
    return row[1], level[0] if level else "", row[4]


def _places(one: Known, some: Sequence[Known]) -> list[_Row]:
    """Rank, of how many, what part of the others is lower: among all, and by ministry and mission where there are several."""
    own = one.scores["overall"]
    if not one.counts or own is None:
        return []
    groups = [("all", list(some), True)]
    for key in ("ministry", "mission"):
        names = {_group(other, key) for other in some}
        groups.append((_group(one, key), [other for other in some if _group(other, key) == _group(one, key)], len(names) > 1))
    found: list[_Row] = []
    for name, members, told in groups:
        scores = scores_at(members, "overall")
        scores = scores if name and len(scores) >= 5 else scores_at(some, "overall")
        lower = sum(oracle.rounded(score) < oracle.rounded(own) for score in scores)
        if told:
            found.append((*map(str, place_among(scores, own)), percentage(lower, len(scores) - 1)))
    return found


def _of_places(row: Sequence[str]) -> _Row:
    return *re.findall(r"\d+", row[1]), row[2]


def _levels(spreads: Mapping[str, list[Any]]) -> list[_Row]:
    """How many agencies have each level overall, the highest first, and what part they are."""
    count, _, _, _, *levels = spreads["overall"]
    return [(str(level), str(number), percentage(number, count)) for level, number in reversed(list(zip(LEVELS, levels, strict=True)))]


def _of_levels(row: Sequence[str]) -> _Row:
    return row[0][:1], row[2], row[3]


def _group(one: Known, key: str) -> str:
    return one.mission if key == "mission" else one.agency.ministry
