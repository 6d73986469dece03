"""Figures that must fit together, as the rules of an edition tell: the first of a pair cannot be above the second."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from dgmm_excel.model.conditions import Share
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.figure_rules import Growth, WeightedLimits


@cache
def shares(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Every (digital, total) pair of questions: the first cannot be above the second."""
    return tuple(dict.fromkeys(pair for data in _rule_data(edition) for pair in _pairs(data)))


@cache
def samples(edition: Edition) -> tuple[tuple[str, str], ...]:
    """Every (takers, staff) pair of questions: the first is seldom above the second."""
    return tuple((data.takers, data.staff) for data in _rule_data(edition) if isinstance(data, WeightedLimits))


def _pairs(data: BaseModel) -> Iterator[tuple[str, str]]:
    if isinstance(data, Share):
        yield data.share, data.of
    elif isinstance(data, Growth):
        for service in data.services:
            for year in ("prev", "cur"):
                yield f"{data.prefix}.{service}.{year}_digital", f"{data.prefix}.{service}.{year}_total"


def _rule_data(edition: Edition) -> Iterator[BaseModel]:
    for topic in edition.topics.values():
        yield from _within(topic.rule)


def _within(data: Any) -> Iterator[BaseModel]:
    """The data and all data in it."""
    if isinstance(data, BaseModel):
        yield data
        for name in type(data).model_fields:
            yield from _within(getattr(data, name))
    elif isinstance(data, tuple | list):
        for value in data:
            yield from _within(value)
    elif isinstance(data, dict):
        yield from _within(tuple(data.values()))
