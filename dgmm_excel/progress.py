"""Progress of long work: the caller passes in a `Track`, so that the work does not depend on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from dgmm_excel.text import Text

T = TypeVar("T")
R = TypeVar("R")


class Track(Protocol):
    """Yield the items and show progress."""

    def __call__(self, items: Sequence[T], doing: Text, /) -> Iterable[T]: ...


def silent(items: Sequence[T], doing: Text, /) -> Iterable[T]:
    """Return the items and show nothing."""
    return items


def stage(track: Track, doing: Text, work: Callable[[], R]) -> R:
    """Do work that has no parts to count, and show what is done meanwhile; return its result."""
    (done,) = [work() for _ in track((None,), doing)]
    return done
