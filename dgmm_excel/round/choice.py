"""Which of several returns of one agency counts. Nothing is merged: one counts whole, or none.

In this order: a return with answers before one without; the higher correction number; the one saved later, by what the files
say themselves; the newer file. Files with the same answers count as one. Where all this does not tell two apart that differ,
none counts (DG402).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dgmm_excel.errors import Fault
from dgmm_excel.round.returns import Returned
from dgmm_excel.text import Text, phrase

#: Times of files are this close where it was the same moment: a zip keeps even seconds only.
_SAME_MOMENT = 2.0


@dataclass(frozen=True)
class Choice:
    """The return that counts, None where none does, and what is to be said of the files by their places among those given."""

    one: Returned | None
    faults: tuple[tuple[Returned, Fault], ...] = ()


def chosen(files: Sequence[Returned]) -> Choice:
    """The one that counts of an agency's returns. Those in dispute never do, and say why themselves."""
    left = [file for file in files if not file.head.disputed]
    faults: list[tuple[Returned, Fault]] = []
    for reason, rule in _RULES:
        best = rule(left)
        if best and not _alike(left):
            faults += _superseded([file for file in left if file not in best], best[0], phrase(f"choice.{reason}"))
            left = best
    if not left:
        return Choice(None)
    if not _alike(left):
        return Choice(None, tuple((file, Fault("DG402", params={"others": _others(file, left)})) for file in left))
    faults += [(file, Fault("DG405", params={"others": _others(file, left)})) for file in left[1:]]
    return Choice(left[0], tuple(faults))


def _alike(files: Sequence[Returned]) -> bool:
    return len({file.head.says for file in files}) <= 1


def _superseded(files: Sequence[Returned], by: Returned, reason: Text) -> list[tuple[Returned, Fault]]:
    return [(file, Fault("DG410", params={"taken": by.name, "reason": reason})) for file in files]


def _others(file: Returned, files: Sequence[Returned]) -> str:
    return ", ".join(other.name for other in files if other is not file)


# -- the rules -------------------------------------------------------------------------------------

_Rule = Callable[[Sequence[Returned]], list[Returned]]


def _filled(files: Sequence[Returned]) -> list[Returned]:
    return [file for file in files if file.head.filled]


def _corrected(files: Sequence[Returned]) -> list[Returned]:
    highest = max((file.head.correction for file in files), default=0)
    return [file for file in files if file.head.correction == highest]


def _saved_last(files: Sequence[Returned]) -> list[Returned]:
    """By what the files say; nothing where one of them does not."""
    moments = [file.head.modified for file in files]
    if not files or None in moments:
        return []
    last = max(datetime.fromisoformat(moment) for moment in moments if moment)
    return [file for file in files if file.head.modified and datetime.fromisoformat(file.head.modified) == last]


def _newest(files: Sequence[Returned]) -> list[Returned]:
    newest = max((file.arrival.saved for file in files), default=0.0)
    return [file for file in files if file.arrival.saved >= newest - _SAME_MOMENT]


_RULES: tuple[tuple[str, _Rule], ...] = (
    ("blank", _filled), ("correction", _corrected), ("modified", _saved_last), ("newest", _newest),
)
