"""How a round stood at its last consolidations, to say what changed since.

A record in the round's folder of caches, with two states: the present one, and the last that differed from it. A consolidation
that finds nothing new is compared with the same state as the one before, and so gives the same workbook. The record may be
deleted at any time; then there is nothing to compare with.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from dgmm_excel.errors import OutputError
from dgmm_excel.files import write_atomically
from dgmm_excel.report.changes import Snapshot, Stood, stood
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.state import AGENCY_STATES
from dgmm_excel.returns.store import FOLDER

FILE = "standings.json"


class LastState:
    """The record of one round. `before` is the last state that differs from the result; None if none is known."""

    def __init__(self, folder: Path, result: RoundResult) -> None:
        self._file = folder / FOLDER / FILE
        # not from the figures: those are made for the result as it is reported, and not twice
        self._now = Snapshot(result.on, {one.agency.code: stood(result.standing(one)) for one in result.outcomes})
        last, older = _read(self._file)
        self.before = older if last is not None and last.agencies == self._now.agencies else last

    def save(self) -> None:
        """Write the record. Where it cannot be written, the next consolidation has less to compare with."""
        states = [None if one is None else _written(one) for one in (self._now, self.before)]
        with suppress(OutputError):
            write_atomically(self._file, json.dumps(states, ensure_ascii=False).encode(), durable=False)


def _written(state: Snapshot) -> tuple[str, Mapping[str, Any]]:
    agencies = {code: (one.state, one.counts, None if one.score is None else str(one.score), one.level)
                for code, one in state.agencies.items()}
    return state.on.isoformat(), agencies


def _read(file: Path) -> tuple[Snapshot | None, Snapshot | None]:
    """Return both states of a record; None for each of one that is missing, damaged or foreign."""
    try:
        now, before = json.loads(file.read_bytes())
        return _state(now), _state(before)
    except (OSError, ValueError, TypeError, AttributeError, ArithmeticError):
        return None, None


def _state(of: Any) -> Snapshot | None:
    if of is None:
        return None
    day, agencies = of
    return Snapshot(date.fromisoformat(day), {code: _stood(*one) for code, one in agencies.items()})


def _stood(state: Any, counts: Any, score: str | None, level: int | None) -> Stood:
    """Return where an agency stood. Raise ValueError for what no consolidation wrote."""
    if state not in AGENCY_STATES or not isinstance(counts, bool) or not isinstance(level, int | None):
        raise ValueError(state)
    return Stood(state, counts, None if score is None else Fraction(score), level)
