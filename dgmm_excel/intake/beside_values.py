"""What a file tells beside the values of its sheets, where the program that opened it can say so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dgmm_excel.intake.locate import GridLike

#: A cell: sheet, row and column from 1.
Place = tuple[str, int, int]


def _no_lists() -> GridLike | None:
    return None


@dataclass(frozen=True)
class Extras:
    """`names`: the defined names of answers that stand for one cell, by question. `lists`: the form's own sheet of choices,
    read when it is first needed. `modified`: when the file was last saved, in UTC, as it says itself. `broken`: the questions
    whose names have lost their cells.
    """

    names: Mapping[str, Place] = field(default_factory=dict)
    lists: Callable[[], GridLike | None] = _no_lists
    modified: datetime | None = None
    broken: frozenset[str] = frozenset()


NOTHING = Extras()
