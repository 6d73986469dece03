"""What two editions have in common, as the newer says of its predecessor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dgmm_excel.model.edition import Edition
from dgmm_excel.model.predecessor import Predecessor, pairs


@dataclass(frozen=True, eq=False)
class Continuation:
    """What two editions have in common: by new id the old one of each topic and question that means the same.

    `whole` has them for all ids whose scores compare as they are: topics, and groups that rest on the very same topics.
    `begun` are the topics of the newer alone, `ended` those of the older alone.
    """

    topics: Mapping[str, str]
    whole: Mapping[str, str]
    questions: Mapping[str, str]
    begun: tuple[str, ...]
    ended: tuple[str, ...]


@cache
def continuation(edition: Edition, old: Edition) -> Continuation | None:
    """Return what an edition continues of an older one; None where it is neither the same nor names that as its predecessor."""
    says = edition.predecessor
    if edition.id == old.id:
        says = Predecessor(old.id, same_ids=True)
    if says is None or says.edition != old.id:
        return None
    topics = pairs(says, says.topics, edition.topics, set(old.topics))
    named = pairs(says, says.questions, edition.questions, set(old.questions))
    questions = {new: one for new, one in named.items() if edition.questions[new].type == old.questions[one].type}
    begun = tuple(one for one in edition.topics if one not in topics)
    taken = set(topics.values())
    ended = tuple(one for one in old.topics if one not in taken)
    return Continuation(topics, topics | _groups(edition, old, topics), questions, begun, ended)


def _groups(edition: Edition, old: Edition, topics: Mapping[str, str]) -> dict[str, str]:
    """Return the old id of each sub-pillar, pillar and `overall` that rests on the same topics; its own where there are two."""
    resting: dict[frozenset[str], list[str]] = {}
    for code in old.ids:
        resting.setdefault(frozenset(topic.id for topic in old.topics_under(code)), []).append(code)
    found = {}
    for code in edition.ids:
        before = resting.get(frozenset(topics.get(topic.id, "") for topic in edition.topics_under(code)), ())
        if before and code not in edition.topics:
            found[code] = code if code in before else before[0]
    return found
