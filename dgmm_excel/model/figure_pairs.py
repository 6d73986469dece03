"""Pairs of figures that must be consistent, as given by the rules of an edition."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from dgmm_excel.model.edition import Edition
from dgmm_excel.model.rule_kind import RuleKind


@cache
def shares(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Return every (digital, total) pair of questions: the first cannot be above the second."""
    return tuple(dict.fromkeys(pair for rule in _rules(edition) for pair in rule.shares()))


@cache
def samples(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Return every (takers, staff) pair of questions: the first is seldom above the second."""
    return tuple(pair for rule in _rules(edition) for pair in rule.samples())


def _rules(edition: Edition) -> Iterator[RuleKind]:
    return (topic.rule for topic in edition.topics.values() if topic.rule is not None)
