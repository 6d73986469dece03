"""The edition before: which topics and questions an edition takes over, and which of the former go on no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from dgmm_excel.model.yaml_file import DataPath

#: Why an id of the edition before goes on no more.
Ending = Literal["split", "merged", "changed", "removed"]
#: The key of a criteria file that says it, and those inside it.
KEY, SAME_IDS, ENDED = "predecessor", "same_ids", "not_carried"
_NONE: Mapping[str, str] = MappingProxyType({})
#: The keys of a question's choices: old -> new, None where nothing means what the old one meant.
Keys = Mapping[str, str | None]


@dataclass(frozen=True)
class Predecessor:
    """What an edition says of the one before: its id, and by new id the old one of what asks the same.

    `same_ids`: an id of both that is not named otherwise means the same. `not_carried`: old ids that nothing here continues.
    `choices`: by new question, the keys of choices that are not the old ones.
    """

    edition: str
    same_ids: bool = False
    topics: Mapping[str, str] = field(default_factory=lambda: _NONE)
    questions: Mapping[str, str] = field(default_factory=lambda: _NONE)
    not_carried: Mapping[str, Ending] = field(default_factory=dict)
    choices: Mapping[str, Keys] = field(default_factory=dict)


@dataclass(frozen=True)
class AskedIds:
    """What an edition asks: its topics, the type of each question, and the keys of its choices."""

    topics: tuple[str, ...]
    types: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]


def pairs(says: Predecessor, named: Mapping[str, str], new: Iterable[str], old: set[str]) -> dict[str, str]:
    """Return the old id of each new one that has one: the one named, or else its own if ids stay and nothing else took it."""
    own = _own(says, named, old) if says.same_ids else set()
    found = {one: named.get(one, one if one in own else "") for one in new}
    return {one: before for one, before in found.items() if before in old}


def _own(says: Predecessor, named: Mapping[str, str], old: set[str]) -> set[str]:
    """Return the old ids that are their own successors if the new edition has them."""
    return old - set(named.values()) - set(says.not_carried)


# -- mistakes --------------------------------------------------------------------------------------

#: The path in the file, the phrase that says what is wrong, the id that it is at, the words that fill the phrase.
Wrong = tuple[DataPath, str, str, Mapping[str, object]]


def wrongly_named(says: Predecessor, own_id: str, own: AskedIds, old: AskedIds | None) -> Iterator[Wrong]:
    """Yield what is wrong with the predecessor that an edition names; `old` is what that asks, None if it is not at hand."""
    if says.edition == own_id:
        yield (KEY, "edition"), "flaw.predecessor_self", "", {"id": own_id}
        return
    for group, named, ids in (("topics", says.topics, set(own.topics)), ("questions", says.questions, set(own.types))):
        yield from _wrong_pairs(says, group, named, ids)
    yield from _wrong_choices(says, own, old)
    if old is not None:
        yield from _wrong_old_ids(says, old)
        yield from _other_types(says, own, old)


def _wrong_pairs(says: Predecessor, group: str, named: Mapping[str, str], ids: set[str]) -> Iterator[Wrong]:
    times = Counter(named.values())
    for new, old in named.items():
        path = (KEY, group, new)
        if new not in ids:
            yield path, f"flaw.predecessor_{group}", new, {"id": new}
        if times[old] > 1:
            yield path, "flaw.predecessor_doubled", new, {"old": old, "times": times[old]}
        if old in says.not_carried:
            yield path, "flaw.predecessor_both", new, {"old": old}


def _wrong_choices(says: Predecessor, own: AskedIds, old: AskedIds | None) -> Iterator[Wrong]:
    """Yield the mapped keys of choices that either edition does not have."""
    before = {} if old is None else pairs(says, says.questions, own.types, set(old.types))
    for new, keys in says.choices.items():
        path, of = (KEY, "choices", new), before.get(new)
        if new not in own.types:
            yield path, "flaw.predecessor_questions", new, {"id": new}
            continue
        if old is not None and of is None:
            yield path, "flaw.predecessor_unmapped", new, {"id": new}
            continue
        for one, now in keys.items():
            if now is not None and now not in own.keys[new]:
                yield (*path, one), "flaw.no_choice", new, {"name": new, "choice": now, "keys": ", ".join(own.keys[new])}
            if old is not None and of is not None and one not in old.keys[of]:
                yield (*path, one), "flaw.no_choice", of, {"name": of, "choice": one, "keys": ", ".join(old.keys[of])}


def _wrong_old_ids(says: Predecessor, old: AskedIds) -> Iterator[Wrong]:
    known = {"topics": set(old.topics), "questions": set(old.types)}
    for group, named in (("topics", says.topics), ("questions", says.questions)):
        for new, one in named.items():
            if one not in known[group]:
                yield (KEY, group, new), "flaw.predecessor_no_old", new, {"old": one, "edition": says.edition}
    for one in says.not_carried:
        if one not in known["topics"] | known["questions"]:
            yield (KEY, ENDED, one), "flaw.predecessor_no_old", one, {"old": one, "edition": says.edition}


def _other_types(says: Predecessor, own: AskedIds, old: AskedIds) -> Iterator[Wrong]:
    """Yield the questions that are taken as the same and are of another type than before."""
    for new, one in pairs(says, says.questions, own.types, set(old.types)).items():
        now, before = own.types[new], old.types[one]
        if now != before:
            path = (KEY, "questions", new) if new in says.questions else (KEY, SAME_IDS)
            yield path, "flaw.predecessor_type", new, {"old": one, "now": now, "before": before}
