"""Work that is not done again for content that comes again: the returns of a round share most of their texts and parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

S = TypeVar("S", bytes, str)
R = TypeVar("R")


def repeated(most: int, longest: int) -> Callable[[Callable[[S], R]], Callable[[S], R]]:
    """Return a decorator that keeps the last `most` results of a pure function of a text or of bytes up to `longest` long, so
    that no file can fill the memory. A result is shared: whoever gets it must not change it.
    """

    def decorate(function: Callable[[S], R]) -> Callable[[S], R]:
        known = lru_cache(maxsize=most)(function)

        @wraps(function)
        def answer(content: S) -> R:
            return known(content) if len(content) <= longest else function(content)

        return answer

    return decorate
