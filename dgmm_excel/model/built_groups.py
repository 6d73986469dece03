"""How a group is scored and read, built from what a criteria file says of it; patterns of ids in a verdict are spelled out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from dgmm_excel.model.documents import GroupDocument, WantedDocument
from dgmm_excel.model.edition import Pillar, SubPillar
from dgmm_excel.model.grouping import Grouping, How, Wanted


@dataclass(frozen=True)
class Below:
    """The ids below a group, by tier."""

    topics: tuple[str, ...]
    sub_pillars: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()

    @classmethod
    def in_pillar(cls, subs: Iterable[SubPillar]) -> Below:
        """Return what is below a pillar."""
        subs = tuple(subs)
        return cls(tuple(topic.id for sub in subs for topic in sub.topics), tuple(sub.id for sub in subs))

    @classmethod
    def of(cls, pillars: Iterable[Pillar]) -> Below:
        """Return what is below the whole."""
        pillars = tuple(pillars)
        inner = cls.in_pillar(sub for pillar in pillars for sub in pillar.sub_pillars)
        return cls(inner.topics, inner.sub_pillars, tuple(pillar.id for pillar in pillars))

    def named(self, said: str | list[str]) -> tuple[str, ...]:
        """Return the ids of a tier, or of a list of ids and patterns; an id that matches nothing stays, to be told."""
        if isinstance(said, str):
            tiers = {"topics": self.topics, "sub_pillars": self.sub_pillars, "pillars": self.pillars}
            return tiers[said]
        every = dict.fromkeys((*self.topics, *self.sub_pillars, *self.pillars))
        found: dict[str, None] = {}
        for one in said:
            found |= dict.fromkeys([code for code in every if fnmatchcase(code, one)] or [one])
        return tuple(found)


def grouping(doc: GroupDocument, how: How, below: Below, own: str) -> Grouping:
    """Return how the group `own` is scored and read; `how` counts where it does not say it."""
    verdict = tuple(
        (level, tuple(_wanted(one, below, own) for one in doc.verdict[level])) for level in sorted(doc.verdict, reverse=True))
    return Grouping(doc.how or how, doc.weights or {}, tuple(doc.bands) if doc.bands else None, verdict)


def _wanted(doc: WantedDocument, below: Below, own: str) -> Wanted:
    if doc.score is not None:
        return Wanted((own,), doc.score)
    assert doc.at_least is not None
    if doc.each is not None:
        return Wanted(below.named(doc.each), doc.at_least, each=True)
    assert doc.of is not None
    return Wanted((doc.of,), doc.at_least)
