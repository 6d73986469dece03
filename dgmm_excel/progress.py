"""Progress of long work: the caller passes in a `Track`, so that the work does not depend on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from dgmm_excel.text import Text

T = TypeVar("T")
R = TypeVar("R")


class Track(Protocol):
    """Yield the items and show progress."""

    def __call__(self, items: Sequence[T], doing: Text, /) -> Iterable[T]: ...


class Counted(list[T]):
    """An iterator with a length, as a track needs it."""

    def __init__(self, items: Iterator[T], count: int) -> None:
        super().__init__()
        self._items, self._count = items, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return self._items


def silent(items: Sequence[T], doing: Text, /) -> Iterable[T]:
    """Return the items and show nothing."""
    return items


def stage(track: Track, doing: Text, work: Callable[[], R]) -> R:
    """Do work that has no parts to count, and show what is done meanwhile; return its result."""
    (done,) = [work() for _ in track((None,), doing)]
    return done
