"""What one step at a topic does to the whole: the overall level if a single topic reached another level.

Where the overall score adds up, what the topic weighs tells. Else the groups' measures are computed from the topics' scores as
everywhere, but those alone that depend on the topic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, half_up
from dgmm_excel.model.measures import measures
from dgmm_excel.scoring.python_text import fraction, number, procedure
from dgmm_excel.scoring.sums import adds_up, least_score, weights

_WHOLE, _OVERALL = "overall", "level.overall"


@dataclass(frozen=True)
class _State:
    """What the texts of expressions read; they read measures alone here."""

    measures: dict[str, Any]


def overall_after(edition: Edition, scores: Mapping[str, Fraction | None], topic: str, level: int) -> int | None:
    """Return the overall level if the topic had that level and all others stayed.

    `scores` has the exact score of every id of the edition; None where it has none.
    """
    program = _program(edition, topic)
    state = _State({name: scores[code] for name, code in program.exact})
    state.measures[f"exact.{topic}"] = _score_at(edition, topic, level)
    for name, code in program.shown:
        score = scores[code]
        state.measures[name] = None if score is None else half_up(score, edition.digits)
    program.compute(state)
    found: int | None = state.measures[_OVERALL]
    return found


def _score_at(edition: Edition, topic: str, level: int) -> Fraction:
    """Return the exact score of a topic that has just reached a level."""
    own = edition.topics[topic].bands
    return fraction(level) if own is None else own[edition.scale.index(level)]


@cache
def _ratio_at(edition: Edition, topic: str, level: int) -> tuple[int, int]:
    return _score_at(edition, topic, level).as_integer_ratio()


def lifting(edition: Edition, scores: Mapping[str, Fraction | None], level: int, steps: Mapping[str, int]) -> list[str]:
    """Return the topics at which a step to the level in `steps` would raise the overall level, which is `level`.

    `scores` as for `overall_after`; the topics of `steps` have one.
    """
    if level == edition.scale[-1]:
        return []
    if edition.grouping(_WHOLE).verdict or not adds_up(edition, _WHOLE):
        return [topic for topic, to in steps.items() if (overall_after(edition, scores, topic, to) or 0) > level]
    weigh, unit = weights(edition, _WHOLE, frozenset([code for code, score in scores.items() if score is None]))
    lacking, over = ((least_score(edition, _WHOLE, level + 1) - (scores[_WHOLE] or 0)) * unit).as_integer_ratio()
    found = []
    for topic, to in steps.items():  # whole numbers: this is done for each topic of each agency of a round
        (above, below), (now, of) = _ratio_at(edition, topic, to), (scores[topic] or 0).as_integer_ratio()
        if weigh.get(topic, 0) * (above * of - now * below) * over >= lacking * of * below:
            found.append(topic)
    return found


@dataclass(frozen=True)
class _Program:
    """What computes anew the measures on the way from a topic's score to the overall level, and which others it reads: each
    with its id, of exact scores and of those as they are shown.
    """

    compute: Callable[[Any], None]
    exact: tuple[tuple[str, str], ...]
    shown: tuple[tuple[str, str], ...]


@cache
def _program(edition: Edition, topic: str) -> _Program:
    changed, lines, read, needed = {f"exact.{topic}"}, list[str](), set[str](), _needed(edition)
    for name, reads in _reads(edition).items():
        if name in needed and name != f"exact.{topic}" and not changed.isdisjoint(reads):
            changed.add(name)
            read |= reads
            lines.append(f"state.measures[{name!r}] = {number(measures(edition)[name])}")
    others = [(name, *name.split(".", 1)) for name in sorted(read - changed)]
    exact, shown = (tuple((name, code) for name, of, code in others if of == kind) for kind in ("exact", "score"))
    return _Program(procedure(lines), exact, shown)


@cache
def _reads(edition: Edition) -> Mapping[str, frozenset[str]]:
    """Return the measures that each measure reads."""
    return {name: frozenset(_read(tree)) for name, tree in measures(edition).items()}


@cache
def _needed(edition: Edition) -> frozenset[str]:
    """Return the measures that the overall level rests on."""
    reads, needed, left = _reads(edition), set[str](), [_OVERALL]
    while left:
        name = left.pop()
        if name not in needed:
            needed.add(name)
            left += reads.get(name, ())
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
