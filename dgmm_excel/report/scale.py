"""What the scale of an edition is in words and figures of reports: its levels, and the level of a mean of agencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from dgmm_excel.authoring.style import level_colours
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.extent import extent
from dgmm_excel.model.grouping import BandsOn
from dgmm_excel.text import Lang, phrase, said

#: The number of levels that the style has colours for, and the classes of a cell in each.
_STYLED, _SHORT = 5, "abcde"
#: What the level of a score follows from, and which score that is: an agency's, or the mean of some.
_READ: Mapping[BandsOn, str] = {"rounded": "report.read_rounded", "exact": "report.read_exact"}
_WHAT = {"read": "report.what_score", "read_mean": "report.what_mean"}
#: The most parts that the bar of a score is divided into.
_MOST_MARKS = 10


def span(edition: Edition) -> str:
    """Return the levels of an edition in short: `1–5`."""
    return f"{edition.scale[0]}–{edition.scale[-1]}"


def scale_words(editions: Sequence[Edition], lang: Lang) -> Mapping[str, str]:
    """Return what is said of the levels and scores of some editions, by the words that texts have for it.

    `levels` in short, the `lowest` and the `highest`; to which `decimals` scores are rounded; from what the level of a score
    (`read`) and of a mean (`read_mean`) follows.
    """
    digits, read = {edition.digits for edition in editions}, {edition.bands_on for edition in editions}
    key = _READ[read.pop()] if len(read) == 1 else "report.read_either"
    found = {
        "levels": ", ".join(dict.fromkeys(map(span, editions))),
        "lowest": str(min(edition.scale[0] for edition in editions)),
        "highest": str(max(edition.scale[-1] for edition in editions)),
        "decimals": said("report.decimals", lang, digits=digits.pop() if len(digits) == 1 else None),
    }
    return found | {name: said(key, lang, what=phrase(what)) for name, what in _WHAT.items()}


def level_of_mean(edition: Edition, code: str, mean: Fraction | None) -> int | None:
    """Return the level of the mean score of some agencies at an id, by its bands; None without a mean.

    Where a verdict makes levels, a mean has none: it says nothing of the other scores that the verdict asks for.
    """
    return None if edition.grouping(code).verdict else edition.level_of(mean, code)


def most(edition: Edition, code: str) -> Fraction:
    """Return the most that a score at an id can be."""
    return extent(edition, code)[1]


def score_limits(editions: Iterable[Edition]) -> tuple[Fraction, Fraction]:
    """Return the least and the most that any score of some editions can be."""
    ends = [extent(edition, code) for edition in editions for code in edition.ids]
    return min(low for low, _ in ends), max(high for _, high in ends)


def on_one_scale(edition: Edition, code: str, old: Edition, before: str) -> bool:
    """Whether a score at an id of an edition, and its level, are of the same kind as those at an id of an older one."""
    return edition.scale == old.scale and extent(edition, code) == extent(old, before)


def score_words(edition: Edition, score: Fraction | None) -> str:
    """Return a score as pages and notes show it; a dash for none."""
    return edition.score_text(score) or "–"


# -- on pages --------------------------------------------------------------------------------------


def has_general_name(edition: Edition, code: str, level: int) -> bool:
    """Whether a level of an id has the edition's own name for it, which is in both languages, and not one of a pillar."""
    return edition.level_name(code, level) == edition.levels[edition.scale.index(level)].en


def tone(edition: Edition, level: int) -> str:
    """Return the ending of the classes that the pages' style has for the colour of a level."""
    return tone_of(len(edition.scale), edition.scale.index(level))


def tone_of(count: int, place: int) -> str:
    """Return the same for the level at a place, from 0, of so many."""
    return str(place + 1) if count == _STYLED else f"{count}-{place + 1}"


def heat_tone(edition: Edition, level: int) -> str:
    """Return the class of a cell in the colour of a level: as short as can be where most editions have their levels."""
    return _SHORT[edition.scale.index(level)] if len(edition.scale) == _STYLED else f"b{tone(edition, level)}"


def other_tones(editions: Iterable[Edition]) -> Iterator[tuple[str, str]]:
    """Yield the tone and the colour of each level of editions with another number of levels than the style has colours."""
    for count in sorted({len(edition.scale) for edition in editions} - {_STYLED}):
        for place, colour in enumerate(level_colours(count)):
            yield tone_of(count, place), colour


def part(edition: Edition, code: str, score: Fraction | None) -> Fraction | None:
    """Return a score at an id as a part of the most that it can be; None for none."""
    return None if score is None else min(max(score / (most(edition, code) or 1), Fraction(0)), Fraction(1))


def marks(edition: Edition, code: str) -> int:
    """Return into how many parts a bar of a score is divided: one for each whole number, where they are few."""
    high = most(edition, code)
    return int(high) if high.denominator == 1 and high <= _MOST_MARKS else 0


def top(edition: Edition, code: str) -> str:
    """Return the most that a score at an id can be, in short: `5`, `0.5`."""
    return f"{float(most(edition, code)):,g}"


def common_top(edition: Edition) -> str:
    """Return the most that scores of pillars can be; empty where it is not the same for all."""
    tops = {top(edition, pillar.id) for pillar in edition.pillars}
    return tops.pop() if len(tops) == 1 else ""


