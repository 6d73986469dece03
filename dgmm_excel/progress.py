"""How long work tells how far it is: the caller passes in a `Track`; what does the work knows no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from dgmm_excel.text import Text

T = TypeVar("T")


class Track(Protocol):
    """Gives the items on, one by one, and shows what is being done with them."""

    def __call__(self, items: Sequence[T], doing: Text, /) -> Iterable[T]: ...


def silent(items: Sequence[T], doing: Text, /) -> Iterable[T]:
    """Shows nothing."""
    return items
