"""Which topics hold agencies at their level, and which single step would lift most of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dgmm_excel.model.describe import level_above, to_lift
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.standing import Standing
from dgmm_excel.scoring.steps import lifting


@dataclass(frozen=True)
class TopicSteps:
    """`holding`: how many agencies have no higher level at the topic than overall, though they could. `lifting`: how many would
    have a higher overall level if they were one step further at the topic alone.
    """

    holding: int
    lifting: int


def topic_steps(edition: Edition, agencies: Iterable[Standing]) -> Mapping[str, TopicSteps]:
    """Return what each topic does to the overall level of the agencies of an edition that count.

    An inherited topic lifts nobody: it is another agency's to raise.
    """
    holding, lifting = Counter[str](), Counter[str]()
    for one in agencies:
        overall = one.level("overall") if one.counts else None
        if overall is not None:
            reached = dict(zip(edition.ids, one.levels, strict=True))
            holding.update(to_lift(edition, "overall", reached))
            lifting.update(_lifting(one, overall))
    return {topic: TopicSteps(holding[topic], lifting[topic]) for topic in edition.topics}


def _lifting(one: Standing, overall: int) -> list[str]:
    """Return the topics at which one step would raise the overall level of an agency."""
    edition = one.edition
    steps = {topic: above for (topic, rises), level in zip(_rises(edition), one.levels, strict=False)
             if (above := rises.get(level)) is not None}
    return lifting(edition, dict(zip(edition.ids, one.scores, strict=True)), overall, steps)


@cache
def _rises(edition: Edition) -> Sequence[tuple[str, Mapping[int | None, int]]]:
    """Return the topics, with which the ids of an edition begin, each with the level that follows each of its levels."""
    return [(topic.id, {} if topic.source == "inherited" else {
        level: above for level in edition.scale if (above := level_above(edition, topic.id, level)) is not None
    }) for topic in edition.topics.values()]
