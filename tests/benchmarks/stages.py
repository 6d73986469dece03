"""The stages of a first consolidation, as it tells them itself, with the CPU that each takes."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TypeVar

from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.folder import Round
from dgmm_excel.text import Text

T = TypeVar("T")
#: Where Linux has the ticks of CPU of a process among what it tells behind its name: its own, and those spent for it.
_USED = slice(11, 13)


class Stages:
    """A track that adds up the seconds of CPU of each stage, with those of processes that ended in it. What lies between two
    stages is `OTHER`; a stage inside another is taken from that.
    """

    OTHER = "start-up and what no stage tells"

    def __init__(self) -> None:
        self.spent: dict[str, float] = {self.OTHER: 0.0}
        self._open, self._seen = [self.OTHER], 0.0

    def __call__(self, items: Sequence[T], doing: Text, /) -> Iterable[T]:
        return self._tracked(items, doing.en)

    def _tracked(self, items: Sequence[T], name: str) -> Iterator[T]:
        self.book()
        self._open.append(name)
        yield from items
        self.book()
        self._open.remove(name)

    def book(self) -> None:
        """Add what was used since the last call to the innermost open stage."""
        now = _used()
        self.spent[self._open[-1]] = self.spent.get(self._open[-1], 0.0) + now - self._seen
        self._seen = now


def _used() -> float:
    """Return the seconds of CPU of this process and of its children, where the system tells: of those at work, Linux does."""
    if sys.platform == "win32":
        return time.process_time()
    import resource

    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in usage) + sum(map(_at_work, active_children()))


def _at_work(process: BaseProcess) -> float:
    """Return the seconds of CPU of a process that has not ended."""
    try:
        facts = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, facts[_USED])) / os.sysconf("SC_CLK_TCK")


def main(folder: str) -> None:
    """Consolidate a round, and print its stages as JSON: the name of each and its seconds of CPU."""
    stages = Stages()
    consolidate(Round.open(Path(folder)), datetime.now(), stages)
    stages.book()
    print(json.dumps(stages.spent))


if __name__ == "__main__":
    main(*sys.argv[1:])
