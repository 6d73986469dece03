"""The place of each agency among its peers: those of the same edition that count, all of them, of its ministry, of its mission.

Places are by the score as it is shown: agencies that a reader sees with the same score share a place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from dgmm_excel.model.edition import MISSION, Edition, units
from dgmm_excel.report.standing import Standing
from dgmm_excel.text import Lang, said

#: What agencies are grouped by, beside all of an edition.
Grouping = Literal["ministry", "mission", "kind"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
#: A smaller group is no group of peers: its agencies are compared with all of the edition.
LEAST_PEERS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """The `rank` of an agency, 1 for the best, among `of`; `above` is the part of the others that have a lower score (None if
    there are none). `folded`: its own group has fewer than `LEAST_PEERS`, so that it is compared with all of the edition.
    """

    rank: int
    of: int
    above: Fraction | None
    folded: bool = False


def group_of(one: Standing, grouping: Grouping) -> str:
    """Return the name of the group that an agency belongs to; empty where none is stated."""
    return one.mission if grouping == "mission" else one.agency.ministry if grouping == "ministry" else one.agency.kind


def group_name(edition: Edition, grouping: Grouping, name: str, lang: Lang) -> str:
    """Return a group's name as people read it: a mission's label, a word where none is stated."""
    if name and grouping == "mission":
        return edition.questions[MISSION].choice(name)[lang]
    return name or said("report.unstated", lang)


def places_of_all(agencies: Iterable[Standing]) -> Mapping[str, Place]:
    """Return the place among all agencies of an edition, by code, of each that counts and has an overall score."""
    return _places(_scores(agencies))


def places_in_groups(agencies: Sequence[Standing], grouping: Grouping) -> Mapping[str, Place]:
    """Return the place within its group of each agency that has one among all; a small or unnamed group is folded into all."""
    scores, everyone = _scores(agencies), places_of_all(agencies)
    members: dict[str, list[str]] = {}
    for one in agencies:
        if one.agency.code in scores:
            members.setdefault(group_of(one, grouping), []).append(one.agency.code)
    found: dict[str, Place] = {}
    for name, codes in members.items():
        if not name or len(codes) < LEAST_PEERS:
            found |= {code: replace(everyone[code], folded=True) for code in codes}
        else:
            found |= _places({code: scores[code] for code in codes})
    return found


def _scores(agencies: Iterable[Standing]) -> dict[str, int]:
    """Return the score of each agency that counts and has one, as it is shown, in units of its last decimal."""
    return {one.agency.code: units(score, one.edition.digits) for one in agencies
            if one.counts and (score := one.score("overall")) is not None}


def _places(scores: Mapping[str, int]) -> dict[str, Place]:
    """Return the place of each score among all; many agencies share one."""
    ladder = sorted(scores.values())
    found = {score: _place(ladder, score) for score in set(ladder)}
    return {code: found[score] for code, score in scores.items()}


def _place(ladder: Sequence[int], score: int) -> Place:
    """Return the place of a score among scores in order, its own among them."""
    others, lower = len(ladder) - 1, bisect_left(ladder, score)
    return Place(len(ladder) - bisect_right(ladder, score) + 1, len(ladder), Fraction(lower, others) if others else None)
