"""Progress of long work: the caller passes in a `Track`, so that the work does not depend on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from dgmm_excel.text import Text

T = TypeVar("T")


class Track(Protocol):
    """Yield the items and show progress."""

    def __call__(self, items: Sequence[T], doing: Text, /) -> Iterable[T]: ...


def silent(items: Sequence[T], doing: Text, /) -> Iterable[T]:
    """Return the items and show nothing."""
    return items
