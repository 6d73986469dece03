"""Values on their way from one process to another of the same program. An edition, which is large, goes by its id."""

from __future__ import annotations

import copyreg
import pickle
from collections.abc import Callable, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from dgmm_excel.intake.read import at_hand
from dgmm_excel.model.edition import Edition


def packed(value: object) -> bytes:
    """Return a value as bytes for `unpacked`. Every edition in it must be at hand in the other process, too."""
    data = BytesIO()
    _Pickler(data, pickle.HIGHEST_PROTOCOL).dump(value)
    return data.getvalue()


def unpacked(data: bytes) -> Any:
    """Return the value of bytes that a process of this program packed. Raises LookupError if an edition differs here."""
    return pickle.loads(data)


@lru_cache(maxsize=16)
def _edition(name: str, digest: str) -> Edition:
    edition = at_hand(name)
    if edition is None or edition.digest != digest:
        raise LookupError(f"{name} is not the edition that it is where it came from")
    return edition


def _found_again(edition: Edition) -> tuple[object, ...]:
    return _edition, (edition.id, edition.digest)


class _Pickler(pickle.Pickler):
    """A pickler that sends how an edition is found again; everything else goes as Python has it."""

    # a table: a method would be called for every value that is sent
    dispatch_table: Mapping[type, Callable[[Any], Any]] = {**copyreg.dispatch_table, Edition: _found_again}
