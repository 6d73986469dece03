"""What a file tells beside the values of its sheets, where the program that opened it can say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dgmm_excel.xlsx.a1 import Location
from dgmm_excel.xlsx.grid import Grid


def _no_lists() -> Grid | None:
    return None


@dataclass(frozen=True)
class Extras:
    """`names`: the defined names of answers that stand for one cell, by question. `lists`: the form's own sheet of choices,
    read when it is first needed. `modified`: when the file was last saved, in UTC, as it says itself. `broken`: the questions
    whose names have lost their cells.
    """

    names: Mapping[str, Location] = field(default_factory=dict)
    lists: Callable[[], Grid | None] = _no_lists
    modified: datetime | None = None
    broken: frozenset[str] = frozenset()


NOTHING = Extras()
