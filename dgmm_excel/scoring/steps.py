"""What one step at a topic does to the whole: the overall level if a single topic reached another level.

The groups' measures are computed from the topics' scores as everywhere, but those alone that depend on the topic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.measures import measures
from dgmm_excel.scoring.python_text import fraction, number, procedure

_OVERALL = "level.overall"


@dataclass(frozen=True)
class _State:
    """What the texts of expressions read; they read measures alone here."""

    measures: dict[str, Any]


def overall_after(edition: Edition, scores: Mapping[str, Fraction | None], topic: str, level: int) -> int | None:
    """Return the overall level if the topic had that level and all others stayed.

    `scores` has the exact score of every id of the edition; None where it has none.
    """
    state = _State({f"exact.{code}": score for code, score in scores.items()})
    state.measures[f"exact.{topic}"] = fraction(level)
    _program(edition, topic)(state)
    found: int | None = state.measures[_OVERALL]
    return found


@cache
def _program(edition: Edition, topic: str) -> Callable[[Any], None]:
    """Return what computes anew the measures on the way from a topic's score to the overall level."""
    changed, lines = {f"exact.{topic}"}, []
    below = {f"{kind}.{one}" for kind in ("exact", "score", "level") for one in edition.topics}
    needed = _needed(edition)
    for name, tree in measures(edition).items():
        if name in needed and name not in below and changed.intersection(_read(tree)):
            changed.add(name)
            lines.append(f"state.measures[{name!r}] = {number(tree)}")
    return procedure(lines)


@cache
def _needed(edition: Edition) -> frozenset[str]:
    """Return the measures that the overall level rests on."""
    trees, needed, left = measures(edition), set[str](), [_OVERALL]
    while left:
        name = left.pop()
        if name not in needed:
            needed.add(name)
            left += _read(trees[name]) if name in trees else ()
    return frozenset(needed)


def _read(node: object) -> Iterator[str]:
    """Yield the name of each measure that an expression reads."""
    if isinstance(node, expr.Measure):
        yield node.name
    elif isinstance(node, tuple):
        for one in node:
            yield from _read(one)
    elif is_dataclass(node):
        for part in fields(node):
            yield from _read(getattr(node, part.name))
