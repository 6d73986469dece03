"""Values on their way from one process to another of the same program. An edition, which is large, goes by its id."""

from __future__ import annotations

import pickle
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


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        """Return how an edition is found again; everything else goes as Python has it."""
        return (_edition, (value.id, value.digest)) if isinstance(value, Edition) else NotImplemented


def _edition(name: str, digest: str) -> Edition:
    edition = at_hand(name)
    if edition is None or edition.digest != digest:
        raise LookupError(f"{name} is not the edition that it is where it came from")
    return edition
