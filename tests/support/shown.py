"""A track that notes what it shows, for tests of what a person sees while long work is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from dgmm_excel.text import Text

T = TypeVar("T")


class Shown:
    """A `dgmm_excel.progress.Track`: `now` is what it shows at the moment, in English, `all` everything so far, in order."""

    def __init__(self) -> None:
        self.now: str | None = None
        self.all: list[str] = []

    def __call__(self, items: Sequence[T], doing: Text, /) -> Iterator[T]:
        self.now = doing.en
        self.all.append(doing.en)
        try:
            yield from items
        finally:
            self.now = None
