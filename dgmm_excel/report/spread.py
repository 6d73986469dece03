"""The distribution of agencies at one id: how many count there, mean, median, how many at each level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from dgmm_excel.report.standing import Standing, places

#: A score as numerator and denominator, and its level. Two numbers are hashed ten times as fast as a fraction.
_Reached = tuple[tuple[int, int], int]


@dataclass(frozen=True)
class Spread:
    """`count` agencies have a score there; `mean` and `median` are exact; `at_level` has the lowest level first."""

    count: int
    mean: Fraction | None
    median: Fraction | None
    at_level: tuple[int, ...]


def spreads(agencies: Iterable[Standing], codes: Iterable[str], levels: range) -> Mapping[str, Spread]:
    """Return the distribution at each of the ids, over the agencies of one edition that count and have a score there.

    Each is counted when it is first asked for: of a group of agencies hardly any is.
    """
    return _Spreads([one for one in agencies if one.counts and one.scores], tuple(codes), levels)


class _Spreads(Mapping[str, Spread]):
    """The distributions at some ids, over agencies that all have results."""

    def __init__(self, agencies: Sequence[Standing], codes: Sequence[str], levels: range) -> None:
        self._agencies, self._codes, self._levels = agencies, codes, levels
        self._found: dict[str, Spread] = {}

    def __getitem__(self, code: str) -> Spread:
        if code not in self._found:
            if code not in self._codes:
                raise KeyError(code)
            self._found[code] = _spread(_counted(self._agencies, code), self._levels)
        return self._found[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


def _counted(agencies: Sequence[Standing], code: str) -> Counter[_Reached]:
    """Return how many agencies have each score and level at an id, without those that have none."""
    at = places(agencies[0].edition)[code] if agencies else 0
    pairs = ((one.scores[at], one.levels[at]) for one in agencies)
    return Counter([(score.as_integer_ratio(), level) for score, level in pairs if score is not None and level is not None])


def _spread(found: Counter[_Reached], levels: range) -> Spread:
    at_level = Counter[int]()
    for (_, level), times in found.items():
        at_level[level] += times
    count, counted = found.total(), tuple(at_level[level] for level in levels)
    if not count:
        return Spread(0, None, None, counted)
    bottom = lcm(*(below for (_, below), _ in found))  # whole numbers are added and ordered, not fractions
    scores = sorted((above * (bottom // below), times) for ((above, below), _), times in found.items())
    mean = Fraction(sum(score * times for score, times in scores), bottom * count)
    return Spread(count, mean, Fraction(_in_the_middle(scores, count), 2 * bottom), counted)


def _in_the_middle(scores: Iterable[tuple[int, int]], count: int) -> int:
    """Return twice the score in the middle, of an even number the sum of both; `scores` rise, each with how many have it."""
    return sum(next(_from(scores, place)) for place in ((count - 1) // 2, count // 2))


def _from(scores: Iterable[tuple[int, int]], place: int) -> Iterator[int]:
    """Yield the scores from a place on, counted from 0, each once."""
    passed = 0
    for score, times in scores:
        passed += times
        if passed > place:
            yield score
