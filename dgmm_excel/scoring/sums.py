"""Groups whose score is a weighted mean or sum of topics' scores: what each topic weighs, and the score a level begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil, lcm
from typing import NamedTuple

from dgmm_excel.model.edition import Edition


@cache
def adds_up(edition: Edition, code: str) -> bool:
    """Whether the score of an id is a weighted mean or sum of topics' scores."""
    if code in edition.topics:
        return True
    return edition.grouping(code).how in ("mean", "sum") and all(adds_up(edition, one) for one in edition.members[code])


class Weights(NamedTuple):
    """What each topic with a score weighs in the score of an id, in parts of which `unit` are the whole."""

    topics: Mapping[str, int]
    unit: int


@lru_cache(maxsize=256)  # many agencies have scores for the same topics
def weights(edition: Edition, code: str, unscored: frozenset[str]) -> Weights:
    """Return what topics weigh in the score of an id that adds up; `unscored` are the ids of topics and groups without one."""
    found = dict(_weights(edition, code, unscored, Fraction(1)))
    unit = lcm(*(weight.denominator for weight in found.values()))
    return Weights({topic: int(weight * unit) for topic, weight in found.items()}, unit)


def _weights(edition: Edition, code: str, unscored: frozenset[str], weight: Fraction) -> Iterator[tuple[str, Fraction]]:
    if code in edition.topics:
        yield code, weight
        return
    grouping = edition.grouping(code)
    members = {one: grouping.weight(one) for one in edition.members[code] if one not in unscored}
    whole = sum(members.values()) if grouping.how == "mean" else 1
    for one, part in members.items():
        yield from _weights(edition, one, unscored, weight * part / whole)


@cache
def least_score(edition: Edition, code: str, level: int) -> Fraction:
    """Return the least exact score of a level of an id: what is shown as its band's lowest, unless bands read exact scores."""
    return least_shown(edition, edition.bands_of(code)[edition.scale.index(level)])


def least_shown(edition: Edition, least: Fraction) -> Fraction:
    """Return the least exact score that a bound takes for `least` or more."""
    if edition.bands_on == "exact":
        return least
    unit = Fraction(1, 10**edition.digits)
    return ceil(least / unit) * unit - unit / 2
