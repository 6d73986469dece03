"""The least and the most that a score can be, with every topic applicable: what a chart's axis and the words of bands go to."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from dgmm_excel.model.edition import Edition


@cache
def extent(edition: Edition, code: str) -> tuple[Fraction, Fraction]:
    """Return the least and the most that the score of an id can be. Raise KeyError for an unknown id."""
    topic = edition.topics.get(code)
    if topic is None:
        ends = {member: extent(edition, member) for member in edition.members[code]}
        least, most = (edition.grouping(code).of({member: end[side] for member, end in ends.items()}) for side in (0, 1))
        assert least is not None and most is not None, "a group has members"
        return least, most
    if topic.rule is not None:
        return topic.rule.extent(edition.questions)
    assert edition.base is not None, "only an edition with a base has inherited topics"
    return extent(edition.base, code)
