"""The figures of a round a second time, as its data files must hold them: made from the answers alone, as `round_figures` does."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from dgmm_excel.model.describe import reachable
from dgmm_excel.model.edition import Edition
from tests.support import oracle
from tests.support.round_figures import LEVELS, STATES, Known, distribution, held, lifted, pillars_of, scores_at


def data_differences(data: Path, agencies: Sequence[Known], editions: Sequence[Edition]) -> Iterator[str]:
    """Yield every line of `agencies.csv` and `levels.csv`, and every figure of `round.json`, that should be otherwise."""
    yield from _unlike("agencies.csv", _read(data / "agencies.csv", "code", "edition", "mission", "status", "counts", "score", "level"),
                       [(one.agency.code, one.edition, one.mission, one.state, str(one.counts).lower(), *_cells(one, "overall"))
                        for one in agencies])
    ids = {edition.id: edition.ids for edition in editions}
    yield from _unlike("levels.csv", _read(data / "levels.csv", "agency", "edition", "id", "score", "level", "exact"), [
        (one.agency.code, one.edition, code, *_cells(one, code), "" if (score := one.scores[code]) is None else str(float(score)))
        for one in agencies if one.scores for code in ids[one.edition]])
    figures = json.loads((data / "round.json").read_bytes())
    yield from _same("response", figures["response"], _response(agencies))
    for edition, found in zip(editions, figures["editions"], strict=True):
        some = [one for one in agencies if one.edition == edition.id]
        for key, wanted in _edition(some, edition).items():
            yield from _same(f"{edition.id} {key}", found[key], wanted)


def _read(file: Path, *columns: str) -> list[tuple[str, ...]]:
    lines = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    return [tuple(line[column] for column in columns) for line in lines]


def _cells(one: Known, code: str) -> tuple[str, str]:
    score, level = one.scores.get(code), one.level(code)
    return "" if score is None else str(float(oracle.rounded(score))), "" if level is None else str(level)


def _unlike(name: str, found: Sequence[tuple[str, ...]], wanted: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if len(found) != len(wanted):
        yield f"{name}: {len(found)} lines instead of {len(wanted)}"
    yield from (f"{name}: {line} instead of {other}" for line, other in zip(found, wanted, strict=False) if line != other)


def _same(what: str, found: Any, wanted: Any) -> Iterator[str]:
    """Yield the innermost values that differ."""
    if isinstance(found, dict) and isinstance(wanted, dict) and found.keys() - {"late"} == wanted.keys():
        for key in wanted:
            yield from _same(f"{what} {key}", found[key], wanted[key])
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for place, (one, other) in enumerate(zip(found, wanted, strict=True)):
            yield from _same(f"{what} {place}", one, other)
    elif found != wanted:
        yield f"{what}: {found} instead of {wanted}"


def _response(some: Sequence[Known]) -> dict[str, Any]:
    """Who is late follows from days alone, of which nothing is known here."""
    counting = sum(one.counts for one in some)
    return {"sent": len(some), "counting": counting, "rate": counting / len(some) if some else None,
            "states": {state: sum(one.state == state for one in some) for state in STATES}}


def _at(some: Sequence[Known], code: str) -> dict[str, Any]:
    count, mean, median, level, *levels = distribution(some, code)
    return {"count": count, "mean": mean, "median": median, "level": level if count else None,
            "at_level": {str(one): number for one, number in zip(LEVELS, levels, strict=True)}}


def _edition(some: Sequence[Known], edition: Edition) -> dict[str, Any]:
    pillars = pillars_of(edition.id)
    subs = {sub: topics for below in pillars.values() for sub, topics in below.items()}
    topics = [topic for below in subs.values() for topic in below]
    means = {topic: sum(scores, Fraction()) / len(scores) for topic in topics if (scores := scores_at(some, topic))}
    return {
        "response": _response(some), "overall": _at(some, "overall"),
        "complete": _at([one for one in some if one.state == "complete"], "overall"),
        "incomplete": _at([one for one in some if one.state != "complete"], "overall"),
        "pillars": {code: _at(some, code) for code in pillars}, "sub_pillars": {code: _at(some, code) for code in subs},
        "topics": {topic: _at(some, topic) | _steps(some, topic, edition) for topic in topics},
        "strongest": sorted(means, key=lambda topic: -means[topic])[:3], "weakest": sorted(means, key=lambda topic: means[topic])[:3],
        "groups": {key: list(_groups(some, key, pillars)) for key in ("ministry", "mission", "kind")},
    }


def _steps(some: Sequence[Known], topic: str, edition: Edition) -> dict[str, int]:
    ladder, inherited = reachable(edition, topic), edition.topics[topic].source == "inherited"
    return {"holding": held(some, topic, ladder), "lifting": 0 if inherited else lifted(some, topic, ladder)}


def _groups(some: Sequence[Known], key: str, pillars: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    names = dict.fromkeys(_group(one, key) for one in some)
    for name in sorted(names, key=lambda name: not name):
        members = [one for one in some if _group(one, key) == name]
        yield {"name": name, "response": _response(members), "overall": _at(members, "overall"),
               "pillars": {code: _at(members, code) for code in pillars}}


def _group(one: Known, key: str) -> str:
    return one.mission if key == "mission" else str(getattr(one.agency, key))
