"""Scores and levels alone, without the answers that they come from: little enough to hold for every agency of a round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

from dgmm_excel.model.edition import Edition
from dgmm_excel.model.measures import TopicStatus
from dgmm_excel.scoring.answers import Assessment, TopicAssessment

#: Why an id has no score.
Without = Literal["pending", "not_applicable"]


class Attained(NamedTuple):
    """The score and the level of an agency at one id, None where it has none; the status of a topic, None of a group."""

    score: Fraction | None
    level: int | None
    status: TopicStatus | None


def shared(score: Fraction | None, level: int | None, status: TopicStatus | None) -> Attained:
    """Return what was attained. Equal ones are one value: a round has many agencies that stand alike."""
    return _shared(None if score is None else score.as_integer_ratio(), level, status)


@cache  # by two whole numbers: to hash a fraction takes longer than all else
def _shared(score: tuple[int, int] | None, level: int | None, status: TopicStatus | None) -> Attained:
    return Attained(None if score is None else Fraction(*score), level, status)


def attained_by(assessment: Assessment) -> tuple[Attained, ...]:
    """Return what an agency attained at everything that has a score, in the order of the edition's ids; nothing if blank."""
    if assessment.blank:
        return ()
    found = (assessment[code] for code in assessment.edition.ids)
    return tuple(shared(one.score, one.level, one.status if isinstance(one, TopicAssessment) else None) for one in found)


def attained_at(found: Sequence[Attained], edition: Edition, code: str) -> Attained | None:
    """Return what was attained at any id, of what was attained at all; None of nothing."""
    return found[_places(edition)[code]] if found else None


def status_at(found: Sequence[Attained], edition: Edition, code: str) -> TopicStatus:
    """Return the status of any id: a topic's own; a group is complete if all its topics are, pending if it has no score."""
    places = _places(edition)
    at = found[places[code]]
    if at.status is not None:
        return at.status
    under = (found[places[topic.id]] for topic in edition.topics_under(code))
    if all(topic.status == "complete" for topic in under):
        return "complete"
    return "pending" if at.score is None else "incomplete"


def statuses(found: Sequence[Attained], edition: Edition) -> list[TopicStatus]:
    """Return the status of every id, of what was attained at all, as `status_at` does."""
    unfinished = {place for place, at in enumerate(found) if at.status is not None and at.status != "complete"}
    return [at.status or ("complete" if under.isdisjoint(unfinished) else "pending" if at.score is None else "incomplete")
            for at, under in zip(found, _under(edition), strict=False)]


def none_applies(found: Iterable[Attained]) -> bool:
    """Return whether any topic is complete without a score, since nothing of it applies to the agency."""
    return any(at.score is None and at.status == "complete" for at in found)


def without_score(found: Sequence[Attained], edition: Edition, code: str) -> Without:
    """Return why an id has no score: its result is awaited, or nothing of it applies to the agency."""
    return "not_applicable" if status_at(found, edition, code) == "complete" else "pending"


@cache
def _under(edition: Edition) -> Sequence[frozenset[int]]:
    """Return the places of the topics under each id, in the order of the ids."""
    places = _places(edition)
    return [frozenset(places[topic.id] for topic in edition.topics_under(code)) for code in edition.ids]


@cache
def _places(edition: Edition) -> Mapping[str, int]:
    return {code: place for place, code in enumerate(edition.ids)}
