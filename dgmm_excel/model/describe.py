"""The levels of a topic in words, derived from its rule: what each level requires, and what the next one does.

Words and scores cannot disagree: both are made from the same steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from math import ceil

from dgmm_excel.model.edition import Edition
from dgmm_excel.model.extent import extent
from dgmm_excel.text import NOTHING, Text, phrase


@cache
def levels(edition: Edition, topic: str) -> tuple[Text, ...]:
    """Return the levels of a topic in words, lowest first; one that the topic does not have says so.

    An inherited topic's are those of the base edition's rule, marked as the parent department's.
    """
    return tuple(marked(edition, topic, words) for words in unmarked_levels(edition, topic))


def marked(edition: Edition, topic: str, words: Text) -> Text:
    """Return words on a topic, marked as the parent department's if the topic is inherited."""
    return phrase("describe.inherited", words=words) if edition.topics[topic].rule is None else words


@cache
def unmarked_levels(edition: Edition, topic: str) -> tuple[Text, ...]:
    """Return what `levels` does, without the mark of an inherited topic."""
    one = edition.topics[topic]
    if one.rule is None:
        return unmarked_levels(_base(edition), topic)
    words = one.rule.in_words(edition.questions, [band(edition, level, topic) for level in edition.scale])
    return tuple(Text(text.th, text.en[:1].upper() + text.en[1:]) for text in words)


def _base(edition: Edition) -> Edition:
    assert edition.base is not None, "only an edition with a base has inherited topics"
    return edition.base


@cache
def reachable(edition: Edition, topic: str) -> tuple[int, ...]:
    """Return the levels that a topic can have, lowest first; for an inherited one, those of the base edition's rule."""
    rule = edition.topics[topic].rule
    if rule is None:
        return reachable(_base(edition), topic)
    if not rule.by_bands:
        return rule.reachable(edition.questions)
    least, most = (edition.level_of(end, topic) for end in rule.extent(edition.questions))
    assert least is not None and most is not None
    return tuple(range(least, most + 1))


def highest(edition: Edition, topic: str) -> int:
    """Return the highest level that a topic can have."""
    return reachable(edition, topic)[-1]


def level_above(edition: Edition, topic: str, level: int) -> int | None:
    """Return the next level above that a topic can have; None at its highest."""
    return next((one for one in reachable(edition, topic) if one > level), None)


def next_level(edition: Edition, topic: str, level: int | None) -> Text:
    """Return what the next level of a topic at `level` requires; empty at its highest, and without a level."""
    above = None if level is None else level_above(edition, topic, level)
    if above is None:
        return NOTHING
    return phrase("lookup.next", level=above, words=levels(edition, topic)[edition.scale.index(above)])


def to_lift(edition: Edition, group: str, reached: Mapping[str, int | None]) -> tuple[str, ...]:
    """Return the topics to lift so that a sub-pillar, a pillar or `overall` rises: those not above it that can still rise.

    `reached` has the level of the group and of every topic under it. Empty at the highest level, and if the group has no level.
    """
    own = reached[group]
    if own is None or own == edition.scale[-1]:
        return ()
    return tuple([topic for topic, most in _risable(edition, group)
                  if (level := reached[topic]) is not None and level <= own and level <= most])


@cache
def _risable(edition: Edition, group: str) -> tuple[tuple[str, int], ...]:
    """Return the topics under a group, each with the highest level from which it can still rise."""
    return tuple((topic.id, highest(edition, topic.id) - 1) for topic in edition.topics_under(group))


def band(edition: Edition, level: int, code: str = "overall") -> tuple[str, str]:
    """Return the lowest and the highest score of a level of an id as shown: `1.81`, `2.60`; `<2.61` where bands are exact."""
    place, unit, least = edition.scale.index(level), Fraction(1, 10**edition.digits), edition.bands_of(code)
    if level == edition.scale[-1]:
        high = edition.score_text(max(least[place], extent(edition, code)[1]))
    elif edition.bands_on == "exact":
        high = f"<{edition.score_text(least[place + 1])}"
    else:
        high = edition.score_text((ceil(least[place + 1] / unit) - 1) * unit)
    return edition.score_text(least[place]), high


def bands(edition: Edition) -> str:
    """Return all bands in one line: `1.00–1.80 = 1, 1.81–2.60 = 2, …`; after these the bands of ids that have their own."""
    own: dict[tuple[Fraction, ...], list[str]] = {}
    for code in edition.ids:
        if code != "overall" and edition.bands_of(code) != edition.bands_of("overall"):
            own.setdefault(edition.bands_of(code), []).append(code)
    others = (f"{', '.join(codes)}: {_bands(edition, codes[0])}" for codes in own.values())
    return "; ".join((_bands(edition, "overall"), *others))


def _bands(edition: Edition, code: str) -> str:
    return ", ".join(f"{low}–{high} = {level}" for level, (low, high) in
                     ((level, band(edition, level, code)) for level in edition.scale))
