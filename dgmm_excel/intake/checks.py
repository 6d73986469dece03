"""What must hold between answers of one return; which ones, the rules of the edition say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from dgmm_excel.answers import Answer, Answers
from dgmm_excel.conditions import Share
from dgmm_excel.edition import Edition
from dgmm_excel.errors import Fault
from dgmm_excel.evaluate import computed
from dgmm_excel.figures import Growth, WeightedLimits
from dgmm_excel.intake.entries import Entry
from dgmm_excel.intake.tidy import clipped, number_text, plain_text


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


def checked_together(edition: Edition, entries: Mapping[str, Entry]) -> tuple[dict[str, Entry], list[Fault]]:
    """The entries, those that cannot stand together rejected (their values stay), and what is wrong between them."""
    checked, faults = dict(entries), []
    for digital, total in _above(edition, entries, shares(edition)):
        checked[digital] = entries[digital]._replace(state="rejected")
        faults.append(_fault("DG109", entries[digital], total=_number(entries[total])))
    for takers, staff in _above(edition, entries, samples(edition)):
        faults.append(_fault("DG301", entries[takers], staff=_number(entries[staff])))
    return checked, faults


def _above(
    edition: Edition, entries: Mapping[str, Entry], pairs: tuple[tuple[str, str], ...]
) -> list[tuple[str, str]]:
    """The pairs whose first number is above the second, both asked."""
    found = [(part, whole) for part, whole in pairs if _exceeds(entries[part].value, entries[whole].value)]
    if not found:
        return []
    values = {name: entry.value for name, entry in entries.items() if entry.value is not None}
    asked = computed(Answers(edition, values)).asked
    return [(part, whole) for part, whole in found if asked[part] and asked[whole]]


def _exceeds(part: Answer | None, whole: Answer | None) -> bool:
    return not (part is None or whole is None or isinstance(part, str) or isinstance(whole, str)) and part > whole


def _number(entry: Entry) -> str:
    assert entry.value is not None
    assert not isinstance(entry.value, str)
    return number_text(entry.value)


def _fault(code: str, entry: Entry, **params: str) -> Fault:
    return Fault(code, entry.sheet, entry.cell, entry.question, clipped(plain_text(entry.raw)), params)
