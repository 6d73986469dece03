"""Other ways to come from scores to overall levels: other bands, roundings, means and weights; each a small frozen value.

They are tried over the exact scores that agencies have, so that nothing is scored again. What the edition itself does is the
way that they are compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from statistics import median
from typing import Literal, get_args

from dgmm_excel.model.edition import Edition, half_up
from dgmm_excel.report.standing import Standing
from dgmm_excel.text import Text, phrase

#: How the overall score comes about: as the edition says, as the mean of pillars (weighed), as the mean of all topics, as the
#: least, the middle or the best pillar.
How = Literal["own", "mean", "topics", "least", "median", "best"]
HOWS: tuple[How, ...] = get_args(How)
#: The steps by which bands are moved.
_STEPS = (Fraction(1, 100), Fraction(1, 10))


@dataclass(frozen=True)
class Variant:
    """One way. `id` is the same in every round, `words` say what differs; `bands` are the lowest scores of the levels, `digits`
    the decimals that a score is rounded to before it is read, None for none; `weights` are those of pillars, by default 1.
    """

    id: str
    words: Text
    bands: tuple[Fraction, ...]
    digits: int | None
    how: How = "own"
    weights: Mapping[str, Fraction] = field(default_factory=dict)

    def score(self, of: Standing) -> Fraction | None:
        """Return the exact overall score of an agency; None if nothing that counts has a score."""
        match self.how:
            case "own":
                return of.score("overall")
            case "topics":
                return _mean([(score, Fraction(1)) for score in _scores(of, of.edition.topics)])
        pillars = [pillar.id for pillar in of.edition.pillars]
        if self.how == "mean":
            weighed = [(of.score(one), self.weights.get(one, Fraction(1))) for one in pillars]
            return _mean([(score, weight) for score, weight in weighed if score is not None])
        found = _scores(of, pillars)
        if not found:
            return None
        return min(found) if self.how == "least" else max(found) if self.how == "best" else Fraction(median(found))

    def level(self, of: Edition, score: Fraction | None) -> int | None:
        """Return the level of a score; None for none."""
        if score is None:
            return None
        read = score if self.digits is None else half_up(score, self.digits)
        return of.scale[sum(read >= least for least in self.bands[1:])]


def _scores(of: Standing, ids: Iterable[str]) -> list[Fraction]:
    found = (of.score(one) for one in ids)
    return [score for score in found if score is not None]


def _mean(weighed: Sequence[tuple[Fraction, Fraction]]) -> Fraction | None:
    whole = sum((weight for _, weight in weighed), Fraction(0))
    return sum((score * weight for score, weight in weighed), Fraction(0)) / whole if whole else None


def own(edition: Edition) -> Variant:
    """Return the edition's own way; its weights of pillars count where it takes their mean."""
    grouping, digits = edition.grouping("overall"), edition.digits if edition.bands_on == "rounded" else None
    weights = grouping.weights if grouping.how == "mean" else {}
    return Variant("own", phrase("sensitivity.own"), edition.bands_of("overall"), digits, weights=weights)


def usual(edition: Edition, *, mean: bool) -> tuple[Variant, ...]:
    """Return the ways that are tried without being asked for. `mean`: the overall score is the mean of the pillars, so that
    pillars can be left out or doubled in it.
    """
    return tuple(_usual(edition, mean))


def _usual(edition: Edition, mean: bool) -> Iterator[Variant]:
    base = own(edition)
    if not edition.grouping("overall").verdict:  # else the level is not read off bands
        yield from _read_otherwise(edition, base)
    for how in ("topics", "least", "median"):
        yield replace(base, id=how, words=phrase(f"sensitivity.{how}"), how=how)
    for key, times in (("without", 0), ("double", 2)) if mean and len(edition.pillars) > 1 else ():
        for pillar in edition.pillars:
            words = phrase(f"sensitivity.{key}", code=pillar.id, name=pillar.name)
            weights = {**base.weights, pillar.id: times * base.weights.get(pillar.id, Fraction(1))}
            yield replace(base, id=f"{key}_{pillar.id}", words=words, how="mean", weights=weights)


def _read_otherwise(edition: Edition, base: Variant) -> Iterator[Variant]:
    if base.bands[0] == edition.scale[0]:  # else scores run on another scale than levels
        yield replace(base, id="equal_bands", words=phrase("sensitivity.equal_bands"), bands=equal_bands(edition))
    for step in _STEPS:
        for sign, key in ((1, "up"), (-1, "down")):
            bands = (base.bands[0], *(least + sign * step for least in base.bands[1:]))
            words = phrase(f"sensitivity.bands_{key}", step=f"{float(step):g}")
            yield replace(base, id=f"bands_{key}_{float(step):g}", words=words, bands=bands)
    if base.digits is not None:
        yield replace(base, id="unrounded", words=phrase("sensitivity.unrounded"), digits=None)
    else:
        yield replace(base, id="rounded", words=phrase("sensitivity.rounded", digits=edition.digits), digits=edition.digits)


def equal_bands(edition: Edition) -> tuple[Fraction, ...]:
    """Return bands of equal width from the lowest to the highest level."""
    low, high, count = edition.scale[0], edition.scale[-1], len(edition.scale)
    return tuple(low + Fraction(high - low, count) * place for place in range(count))
