"""Work that is not done again for content that comes again: the returns of a round share most of their texts and parts."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
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


class Kept(dict[K, R]):
    """The results of a pure function by what they are made from, each made when it is first asked for.

    Those that come first are kept, up to `most` bytes as `size` counts them: what the returns of a round have in common is
    among them. A result is shared: whoever gets it must not change it.
    """

    def __init__(self, make: Callable[[K], R], size: Callable[[K, R], int], most: int) -> None:
        super().__init__()
        self._make, self._size, self._room = make, size, most

    def __missing__(self, key: K) -> R:
        result = self._make(key)
        size = self._size(key, result)
        if size <= self._room:
            self._room -= size
            self[key] = result
        return result
