"""Which agencies' overall level would be another one under other bands, roundings, means and weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, NamedTuple

from dgmm_excel.agency import Agency
from dgmm_excel.model.edition import Edition, half_up
from dgmm_excel.report.standing import Standing
from dgmm_excel.report.variants import Variant, own, usual


class MovedLevel(NamedTuple):
    """An agency whose level differs: its score and level as they are and as they would be; None where it would have none."""

    agency: Agency
    before: tuple[Fraction, int]
    after: tuple[Fraction | None, int | None]


class Tried(NamedTuple):
    """A way, and the agencies whose level it moves, in the round's order."""

    variant: Variant
    moved: tuple[MovedLevel, ...]

    @property
    def up(self) -> int:
        """How many would have a higher level."""
        return sum(after[1] is not None and after[1] > before[1] for _, before, after in self.moved)

    @property
    def down(self) -> int:
        """How many would have a lower level."""
        return sum(after[1] is not None and after[1] < before[1] for _, before, after in self.moved)


@dataclass(frozen=True)
class Sensitivity:
    """What was tried for the agencies of an edition; `agencies` is how many of them have an overall level."""

    edition: Edition
    agencies: int
    tried: tuple[Tried, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data: scores as they are shown."""
        return {"edition": self.edition.id, "agencies": self.agencies, "variants": [
            {"id": one.variant.id, "text": {"th": one.variant.words.th, "en": one.variant.words.en},
             "bands": [float(least) for least in one.variant.bands], "digits": one.variant.digits, "how": one.variant.how,
             "weights": {name: float(weight) for name, weight in one.variant.weights.items()},
             "up": one.up, "down": one.down, "agencies": list(map(self._moved, one.moved))} for one in self.tried]}

    def _moved(self, one: MovedLevel) -> dict[str, Any]:
        (score, level), (to_score, to_level) = one.before, one.after
        return {"code": one.agency.code, "name": one.agency.name_th, "score": self._shown(score), "level": level,
                "to_score": self._shown(to_score), "to_level": to_level}

    def _shown(self, score: Fraction | None) -> float | None:
        return None if score is None else float(half_up(score, self.edition.digits))


def sensitivity(
    editions: Iterable[Edition], standings: Sequence[Standing], asked: Callable[[Edition], Variant] | None = None,
) -> tuple[Sensitivity, ...]:
    """Return what was tried for each edition that an agency has an overall level by.

    Without `asked`, which gives the one way to try, the usual ones are tried.
    """
    found = []
    for edition in editions:
        some = [one for one in standings if one.edition is edition and one.level("overall") is not None]
        if some:
            ways = usual(edition, mean=_is_mean(some)) if asked is None else (asked(edition),)
            found.append(Sensitivity(edition, len(some), tuple(Tried(way, tuple(_moved(way, some))) for way in ways)))
    return tuple(found)


def _is_mean(standings: Iterable[Standing]) -> bool:
    """Whether the overall score is everywhere the mean of the pillars that have one."""
    return all(replace(own(one.edition), how="mean").score(one) == one.score("overall") for one in standings)


def _moved(way: Variant, standings: Iterable[Standing]) -> Iterator[MovedLevel]:
    for one in standings:
        now, level, score = one.score("overall"), one.level("overall"), way.score(one)
        assert now is not None and level is not None  # only those are looked at
        after = way.level(one.edition, score)
        if after != level:
            yield MovedLevel(one.agency, (now, level), (score, after))
