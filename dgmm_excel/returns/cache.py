"""Cache of returns already read, one row a file, so that an unchanged file is not read again.

The key of a row is the hash of the file's bytes, the extension of its name and a hash of this program and its editions. If any
of them changes, no row is found and the file is read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from sys import intern
from types import TracebackType
from typing import Any, Self

from dgmm_excel.intake.returned_form import State
from dgmm_excel.resources import criteria_folders, package_files, templates
from dgmm_excel.returns.packed import Head, Packed
from dgmm_excel.returns.store import Store

#: What heads of a round say alike.
_ALIKE = frozenset({"edition", "round", "surety", "way"})


class ReturnCache:
    """The cache of one round; a context manager. Returns are stored some at a time as they are read."""

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder, "returns", ("digest", "kind", "program"), ("head", "body", "places"))
        self._is_new = not self._store.exists

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the database. After a complete run, first delete the rows that it did not use, if most are unused."""
        if kind is None:
            self._store.prune()
        self._store.close()

    @property
    def is_new(self) -> bool:
        """Whether nothing was kept when it was opened."""
        return self._is_new

    def find(self, digest: str, kind: str) -> Kept | None:
        """Return what was read of a file with that SHA-256 and extension, None if it must be read."""
        row = self._store.find(digest, kind, program_state())
        head = None if row is None else _head_of(row[0])
        return None if head is None else Kept(head, digest, kind, self)

    def parts(self, digest: str, kind: str) -> tuple[bytes, bytes] | None:
        """Return the body and the places of what was read of it."""
        row = self._store.find(digest, kind, program_state())
        return None if row is None else row[1:]

    def store(self, digest: str, kind: str, packed: Packed) -> Kept | Packed:
        """Store what was read of a file. Return what is to be held of it: all where it cannot be stored."""
        head = _head_bytes(packed.head)
        stored = self._store.gather((digest, kind, program_state()), (head, packed.body, packed.places))
        return Kept(_head(head), digest, kind, self) if stored else packed


@dataclass(frozen=True, slots=True)
class Kept:
    """A return of which only the head is in memory; its body is in the cache."""

    head: Head
    digest: str
    kind: str
    cache: ReturnCache = field(compare=False, repr=False)

    def whole(self) -> Packed | None:
        """Return it with its body; None if it is not in the cache any more."""
        parts = self.cache.parts(self.digest, self.kind)
        return None if parts is None else Packed(self.head, *parts)


def _head_of(head: Any) -> Head | None:
    """Return the head of a row, None for a row that another program wrote."""
    try:
        return _head(head)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _head(head: Any) -> Head:
    facts = json.loads(head)
    alike = {name: intern(facts[name]) for name in _ALIKE if facts[name] is not None}
    return Head(**{**facts, **alike, "cells": _cells(*facts["cells"].items())})


@lru_cache(maxsize=1024)
def _cells(*counts: tuple[State, int]) -> Mapping[State, int]:
    """Return the number of cells in each state; of equal ones the same, since a round holds thousands."""
    return dict(counts)


def _head_bytes(head: Head) -> bytes:
    return json.dumps({one.name: getattr(head, one.name) for one in fields(head)}, ensure_ascii=True).encode()


def program_state() -> str:
    """Return a hash of everything that decides how a return is read and what is made of it."""
    return _program(criteria_folders())


@cache
def _program(editions: tuple[Path, ...]) -> str:
    """Return a hash of the program's code, the editions and the texts."""
    state = sha256()
    data = (file for folder in (*editions, templates()) for file in folder.rglob("*"))
    for file in sorted({*package_files(), *data}):
        if file.is_file() and file.suffix in (".py", ".yaml", ".toml"):
            state.update(file.name.encode() + file.read_bytes())
    return state.hexdigest()
