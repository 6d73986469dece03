"""Which topics hold agencies at their level, and which single step would lift most of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    edition, scores, steps = one.edition, dict(zip(one.edition.ids, one.scores, strict=True)), dict[str, int]()
    for topic in edition.topics.values():
        level = one.level(topic.id)
        above = None if level is None or topic.source == "inherited" else level_above(edition, topic.id, level)
        if above is not None:
            steps[topic.id] = above
    return lifting(edition, scores, overall, steps)
