"""What differs between two editions: topics, questions, rules, choices, bands and texts, with what was before and what is now.

Topics and questions are paired by what the newer says of its predecessor; where it does not follow the other, by their ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Literal

from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.describe import levels
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.model.figure_rules import decimal
from dgmm_excel.model.rule_data import RulePart
from dgmm_excel.text import Text

Value = Text | str | None
#: Fields that are no texts or values of their own, or are compared part by part.
_APART = {"pillars", "own_questions", "digest", "base", "predecessor", "sub_pillars", "topics", "questions", "rule", "topic",
          "pillar", "choices"}
#: Fields that a criteria file names otherwise.
_KEYS = {"source_code": "source", "source": "answered_by", "text": "th, en", "sub_pillar": "topics"}


@dataclass(frozen=True)
class Change:
    """One difference: the id that it is at (`overall` for the head), the key in the file, before and now; None for nothing."""

    id: str
    key: str
    before: Value
    now: Value

    @property
    def change(self) -> Literal["added", "removed", "changed"]:
        """What happened."""
        return "added" if self.before is None else "removed" if self.now is None else "changed"

    def as_json(self) -> dict[str, Any]:
        """Return it as `dgmm diff --json` prints it."""
        return {"id": self.id, "key": self.key, "change": self.change, "before": _json(self.before), "now": _json(self.now)}


def edition_difference(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Return all that differs, from the head of the file on, in the newer one's order, then what ended."""
    common = continuation(new, old)
    topics = common.topics if common else _same(new.topics, old.topics)
    questions = common.questions if common else _same(new.questions, old.questions)
    found = list(_fields("overall", old, new))
    found += _groups(old, new)
    found += _parts("topics", old.topics, new.topics, topics, lambda one, other: _topic(old, new, one, other, questions))
    found += _parts("questions", old.questions, new.questions, questions, _question)
    return tuple(found)


def _same(new: Iterable[str], old: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: name for name in new if name in old}


def _parts(key: str, old: Mapping[str, Any], new: Mapping[str, Any], pairs: Mapping[str, str], inside: Any) -> Iterator[Change]:
    for name, one in new.items():
        if name in pairs:
            yield from inside(old[pairs[name]], one)
        else:
            yield Change(name, key, None, _name(one))
    taken = set(pairs.values())
    yield from (Change(name, key, _name(one), None) for name, one in old.items() if name not in taken)


def _name(one: Any) -> Text:
    name: Text = one.text if isinstance(one, Question) else one.name
    return name


def _groups(old: Edition, new: Edition) -> Iterator[Change]:
    """Yield the differences of pillars and sub-pillars, which are paired by their ids."""
    for key, before, now in (
        ("pillars", {one.id: one for one in old.pillars}, {one.id: one for one in new.pillars}),
        ("sub_pillars", old.sub_pillars, new.sub_pillars),
    ):
        yield from _parts(key, before, now, _same(now, before), lambda one, other: _fields(other.id, one, other))


def _topic(old: Edition, new: Edition, before: Topic, now: Topic, questions: Mapping[str, str]) -> Iterator[Change]:
    yield from _fields(now.id, before, now)
    rules = [None if topic.rule is None else _rule(topic.rule, ids) for topic, ids in ((before, {}), (now, questions))]
    if rules[0] == rules[1]:
        return
    pairs = zip(levels(old, before.id), levels(new, now.id), strict=False)
    words = [(new.scale[place], one, other) for place, (one, other) in enumerate(pairs) if one != other]
    if words:
        yield from (Change(now.id, f"rule: {level}", one, other) for level, one, other in words)
    else:
        yield Change(now.id, "rule", *rules)


def _question(before: Question, now: Question) -> Iterator[Change]:
    yield from _fields(now.id, before, now)
    old, new = ({choice.key: choice.label for choice in one.choices} for one in (before, now))
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key):
            yield Change(now.id, f"choices: {key}", old.get(key), new.get(key))
    kept = [key for key in old if key in new], [key for key in new if key in old]
    if kept[0] != kept[1]:
        yield Change(now.id, "choices", ", ".join(kept[0]), ", ".join(kept[1]))


def _fields(name: str, before: Any, now: Any) -> Iterator[Change]:
    """Yield the fields of two values of one class that differ; tuples of texts entry by entry."""
    for one in fields(before):
        if one.name in _APART:
            continue
        old, new, key = getattr(before, one.name), getattr(now, one.name), _KEYS.get(one.name, one.name)
        if isinstance(old, tuple) and any(isinstance(entry, Text) for entry in (*old, *new)):
            for place in range(max(len(old), len(new))):
                pair = [side[place] if place < len(side) else None for side in (old, new)]
                if pair[0] != pair[1]:
                    yield Change(name, f"{key}: {place + 1}", _value(pair[0]), _value(pair[1]))
        elif old != new:
            yield Change(name, key, _value(old), _value(new))


def _value(value: Any) -> Value:
    """Return a value as it is shown; None for nothing."""
    if value is None or value == () or isinstance(value, Text):
        return value or None
    if isinstance(value, RulePart):
        return _rule(value, {})
    if isinstance(value, tuple):
        return ", ".join(str(_value(one)) for one in value)
    if isinstance(value, Fraction):
        shown = decimal(value)
        return shown if Fraction(shown) == value else str(value)
    return "true" if value is True else "false" if value is False else str(value)


def _rule(rule: RulePart, ids: Mapping[str, str]) -> str:
    """Return a rule or condition as text, with the old ids of questions."""
    return json.dumps(_plain(rule.model_dump(by_alias=True, exclude_none=True), ids), ensure_ascii=False)


def _plain(data: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(data, dict):
        return data["yes"] and ids.get(data["yes"], data["yes"]) if set(data) == {"yes"} else {
            str(key): _plain(one, ids) for key, one in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(one, ids) for one in data]
    if isinstance(data, str):
        return ids.get(data, data)
    return str(data) if isinstance(data, Fraction) else data


def _json(value: Value) -> Any:
    return {"th": value.th, "en": value.en} if isinstance(value, Text) else value
