"""Which questions can keep a set of answers out of a level, found by the oracle alone.

A question decides a set of answers that stands at a level if another answer to it alone takes the set below that level. The
questions that do so for any set are what that level's description has to name. Sets are drawn, and lowered answer by answer as
far as the level holds: then all that is left in them decides.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cache

from tests.support import oracle

Set = dict[str, oracle.Value]
Rows = dict[str, oracle.Row]

#: Questions of other topics that decide a topic as well: by the topic, patterns of ids.
OUTSIDE = {"P1.1": ("agency.mission",), "G4": ("G2.dcio",), "P5.1C": ("P5.1.*",)}
#: Sets drawn for each level of a topic.
DRAWS = 12


def deciding(edition: str, topic: str, level: int) -> frozenset[str]:
    """Return the questions that decide some set at exactly that level; empty where no such set is found."""
    return _deciding(edition, topic)[level]


@cache
def _deciding(edition: str, topic: str) -> dict[int, frozenset[str]]:
    rows = _rows(edition, topic)
    rng = random.Random(f"{edition} {topic}")
    found: dict[int, set[str]] = {level: set() for level in range(1, 6)}
    for level in range(2, 6):
        for _ in range(DRAWS):
            drawn = _drawn(rng, rows)
            for answers in (drawn, _minimal(edition, topic, level, drawn, rng)):
                if _level(edition, topic, answers) == level:
                    found[level] |= {name for name in rows if _decides(edition, topic, level, answers, name)}
    return {level: frozenset(names) for level, names in found.items()}


def _rows(edition: str, topic: str) -> Rows:
    outside = OUTSIDE.get(topic, ()) if edition == oracle.DEPARTMENT else ()
    return {row[0]: row for row in oracle.QUESTIONS[edition]
            if row[6] == topic or any(fnmatchcase(row[0], pattern) for pattern in outside)}


def _level(edition: str, topic: str, answers: Set) -> int:
    """Return the topic's level; 0 while it is pending."""
    given, _ = oracle.counting(edition, answers)
    figures = {"P3.2": ("P3.2.mean", "P3.2.takers", "P3.2.staff"), "P4.U": ("P4.U.score",)}.get(topic, ())
    if any(name not in given.values for name in figures):
        return 0
    return oracle.level_of(Fraction(oracle.RULES[edition][topic](given)))


def _drawn(rng: random.Random, rows: Rows) -> Set:
    """Draw answers that reach high: nearly every yes, high choices, figures that fit each other."""
    answers: Set = {}
    lean = rng.choice((0.6, 0.9, 1.0))
    for name, (_, kind, keys, low, high, *_rest) in rows.items():
        if kind == "yes_no":
            answers[name] = name != "P4.1.unknown" and rng.random() < lean
        elif kind == "choice":
            assert keys is not None
            answers[name] = rng.choice(keys) if rng.random() > lean else keys[-1]
        elif kind == "text":
            answers[name] = "บริการ"
        else:
            assert low is not None and high is not None
            answers[name] = rng.randint(low, min(high, 10))
    if "P3.2.mean" in rows:
        answers |= {"P3.2.mean": rng.randint(1, 100), "P3.2.takers": 80, "P3.2.staff": 100}
    if "P4.1.total" in rows:
        answers["P4.1.total"] = 10
        answers["P4.1.digital"] = rng.randint(1, 10)
    before, now = rng.randint(0, 4), rng.randint(1, 10)
    for service in oracle.ROWS if "P4.4.1.name" in rows else ():
        for part, value in {"prev_total": 10, "cur_total": 10, "prev_digital": before, "cur_digital": now}.items():
            answers[f"P4.4.{service}.{part}"] = value
    if "P4.U.score" in rows:
        answers["P4.U.score"] = rng.choice((0.1, 0.3, 0.6, 0.9))
    return answers


def _minimal(edition: str, topic: str, level: int, answers: Set, rng: random.Random) -> Set:
    """Lower one answer after another as far as the level holds; a set below the level stays as it is."""
    rows = _rows(edition, topic)
    lowered = True
    while lowered:
        lowered = False
        for name in rng.sample(sorted(answers), len(answers)):
            for less in _lower(rows[name], answers[name]):
                changed = {key: value for key, value in answers.items() if key != name}
                if less is not None:
                    changed[name] = less
                if _level(edition, topic, changed) >= level:
                    answers, lowered = changed, True
                    break
    return answers


def _lower(row: oracle.Row, value: oracle.Value) -> Iterator[oracle.Value | None]:
    """Yield what is lower than an answer, the lowest first; None: blank."""
    yield None
    if row[1] == "choice":
        assert row[2] is not None
        yield from row[2][:row[2].index(str(value))]
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from range(row[3] or 0, value)


def _decides(edition: str, topic: str, level: int, answers: Set, name: str) -> bool:
    """Say whether some other answer to that one question takes the set below the level."""
    row = _rows(edition, topic)[name]
    others: list[oracle.Value | None] = [None]
    if row[1] == "yes_no":
        others += [True, False]
    elif row[1] == "choice":
        others += list(row[2] or ())
    elif row[1] != "text":
        others += [row[3] or 0, row[4] or 0]
    for other in others:
        changed = {key: value for key, value in answers.items() if key != name}
        if other is not None:
            changed[name] = other
        if _level(edition, topic, changed) < level:
            return True
    return False
