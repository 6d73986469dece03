"""A round of many agencies with a made-up year before, and how they moved, reckoned a second time from the answers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any, NamedTuple

from dgmm_excel.report.outcome import RoundResult
from tests.support import oracle
from tests.support.last_year import past_of
from tests.support.many_agencies import many_agencies
from tests.support.returned import PROVINCE

#: Agencies by place: with a past that counts, and none, and one that does not count.
FATES = ("counts", "counts", "none", "counts", "does not")


class Both(NamedTuple):
    """An agency by its scores at every id, then and now, and whether it counts then and now; None: no result."""

    ministry: str
    edition: str
    then: Mapping[str, Fraction] | None
    now: Mapping[str, Fraction] | None
    counted: bool
    counts: bool


@cache
def moved_round() -> RoundResult:
    """Return the round of many agencies; what they had answered last year is random."""
    of = many_agencies()
    pasts = {}
    for place, one in enumerate(of.outcomes):
        fate = FATES[place % len(FATES)]
        if fate != "none":
            given = answers_then(one.agency.code, one.edition.id)
            past = past_of(one.edition, given, answers_then("D000", oracle.DEPARTMENT))
            pasts[one.agency.code] = replace(past, counts=fate == "counts")
    return replace(of, past=pasts)


def answers_then(code: str, edition: str) -> Mapping[str, Any]:
    """Return what an agency had answered last year."""
    return oracle.random_answers(edition, Random(f"then {code}"))


@cache
def both_years() -> Mapping[str, Both]:
    """Return every agency by code, scored by the tests' own model from its answers of each year."""
    of, found = moved_round(), dict[str, Both]()
    parent = next(one for one in of.outcomes if one.agency.code == "D000")
    above_now = oracle.assess(oracle.DEPARTMENT, _given(parent))
    above_then = oracle.assess(oracle.DEPARTMENT, answers_then("D000", oracle.DEPARTMENT))
    for place, one in enumerate(of.outcomes):
        fate, inherits = FATES[place % len(FATES)], one.edition.id == PROVINCE
        now = _scores(oracle.assess(one.edition.id, _given(one), above_now if inherits else None)) if one.attained else None
        then = answers_then(one.agency.code, one.edition.id)
        past = None if fate == "none" else _scores(oracle.assess(one.edition.id, then, above_then if inherits else None))
        found[one.agency.code] = Both(one.agency.ministry, one.edition.id, past, now, fate == "counts", one.counts)
    return found


def _given(one: Any) -> dict[str, Any]:
    return {cell.question: cell.value for cell in one.details().answers if cell.state in ("accepted", "repaired")}


def _scores(result: oracle.Result) -> dict[str, Fraction]:
    groups: dict[str, Any] = {**result.pillars, **result.sub_pillars, **result.topics, "overall": result.overall}
    return {code: Fraction(one.score) for code, one in groups.items() if one.score is not None}


def moved(edition: str, code: str, ministry: str | None = None) -> tuple[int, Fraction | None, Fraction | None, int, int]:
    """Return of an id: agencies that count in both years, their means then and now, how many rose and fell by a level."""
    pairs = [(one.then[code], one.now[code]) for one in both_years().values()
             if one.edition == edition and one.counted and one.counts and one.then and one.now
             and code in one.then and code in one.now and ministry in (None, one.ministry)]
    if not pairs:
        return 0, None, None, 0, 0
    levels = [(oracle.level_of(then), oracle.level_of(now)) for then, now in pairs]
    return (len(pairs), sum((then for then, _ in pairs), Fraction()) / len(pairs), sum((now for _, now in pairs), Fraction()) / len(pairs),
            sum(now > then for then, now in levels), sum(now < then for then, now in levels))
