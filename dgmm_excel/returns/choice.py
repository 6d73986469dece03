"""Choose which of several returns of one agency counts. Returns are never merged: one counts as a whole, or none.

A form of another round never counts (DG411). The order of preference: a return with answers before one without; the higher
correction number; the later date of saving, as stored in the files; the newer file. Among files with the same answers,
the preferred one counts. If files with different answers cannot be told apart by these rules, none counts (DG402).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dgmm_excel.faults import Fault
from dgmm_excel.intake.tidy import clipped
from dgmm_excel.returns.returns import Returned
from dgmm_excel.text import Text, phrase

#: File times that differ by at most this many seconds count as equal: a zip stores even seconds only.
_SAME_MOMENT = 2.0
#: How far ahead of this clock another time zone may be. A later date is invalid (a Buddhist year, a wrong clock).
_AHEAD = timedelta(days=1)
_LONGEST_TITLE = 120
#: The fault of a file with the same answers as the one that counts.
SAME_ANSWERS = "DG405"


@dataclass(frozen=True)
class Chosen:
    """The return that counts, None if none does, and the faults of the other files."""

    returned: Returned | None
    faults: tuple[tuple[Returned, Fault], ...] = ()


def choose(files: Sequence[Returned], round_id: str, now: datetime) -> Chosen:
    """Choose among an agency's returns. One in dispute never counts; its faults are its own."""
    left = [file for file in files if not file.head.disputed]
    if not any(_of_round(file, round_id) for file in left):
        return Chosen(None, tuple((file, _other_round(file)) for file in left))
    faults: list[tuple[Returned, Fault]] = []
    same: list[Returned] = []
    for reason, best in _narrowed(left, round_id, now):
        gone = [file for file in left if file not in best]
        if _alike(left):
            same += gone
        else:
            faults += _superseded(gone, best[0], phrase(f"choice.{reason}"))
        left = best
    if not _alike(left):
        return Chosen(None, tuple((file, Fault("DG402", params={"others": _others(file, left)})) for file in left))
    same += left[1:]
    everyone = [left[0], *same]
    faults += [(file, Fault(SAME_ANSWERS, params={"others": _others(file, everyone)})) for file in same]
    return Chosen(left[0], tuple(faults))


def _of_round(file: Returned, round_id: str) -> bool:
    return file.head.round in (None, round_id)


def _other_round(file: Returned) -> Fault:
    """Return the fault of a form of another round, which names that round by its title, else by its id."""
    form = file.unpack()
    return Fault("DG411", params={"round": clipped(form.round_title or str(form.round_id), _LONGEST_TITLE)})


def _alike(files: Sequence[Returned]) -> bool:
    return len({file.head.says for file in files}) <= 1


def _superseded(files: Sequence[Returned], by: Returned, reason: Text) -> list[tuple[Returned, Fault]]:
    return [(file, Fault("DG410", params={"taken": by.name, "reason": reason})) for file in files]


def _others(file: Returned, files: Sequence[Returned]) -> str:
    return ", ".join(other.name for other in files if other is not file)


# -- the rules -------------------------------------------------------------------------------------

_Rule = Callable[[Sequence[Returned]], list[Returned]]


def _narrowed(files: Sequence[Returned], round_id: str, now: datetime) -> Iterator[tuple[str, list[Returned]]]:
    """Yield each rule that leaves fewer files than there were, in order, with the files that it leaves."""
    rules: tuple[tuple[str, _Rule], ...] = (
        ("round", lambda left: [file for file in left if _of_round(file, round_id)]),
        ("blank", lambda left: [file for file in left if file.head.filled]),
        ("correction", _corrected),
        ("modified", lambda left: _saved_last(left, now)),
        ("newest", _newest),
    )
    left = list(files)
    for reason, rule in rules:
        best = rule(left)
        if 0 < len(best) < len(left):
            left = best
            yield reason, best


def _corrected(files: Sequence[Returned]) -> list[Returned]:
    highest = max((file.head.correction for file in files), default=0)
    return [file for file in files if file.head.correction == highest]


def _saved_last(files: Sequence[Returned], now: datetime) -> list[Returned]:
    """Return the files saved last, by the dates stored in them; none if a date is missing or impossible."""
    moments = [datetime.fromisoformat(file.head.modified) for file in files if file.head.modified]
    if not moments or len(moments) < len(files) or max(moments) > now + _AHEAD:
        return []
    return [file for file, moment in zip(files, moments, strict=True) if moment == max(moments)]


def _newest(files: Sequence[Returned]) -> list[Returned]:
    newest = max((file.arrival.saved for file in files), default=0.0)
    return [file for file in files if file.arrival.saved >= newest - _SAME_MOMENT]
