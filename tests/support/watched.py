"""A program watched while it runs: what it and all processes that it starts take of time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support.processes import at_work

#: Seconds between two looks at the memory.
_EVERY = 0.2


class Usage(NamedTuple):
    """What a run took: seconds, seconds of CPU, peak MiB of all its processes together and of the one that was started.

    Memory that processes share is counted once; 0 where the system does not tell. `printed` is what it wrote to stdout.
    """

    seconds: float
    cpu: float
    peak: float
    main: float
    printed: str


def watched(command: Sequence[object], *, env: Mapping[str, str] | None = None, cwd: Path | None = None,
            codes: Sequence[int] = (0,)) -> Usage:
    """Run a program to its end in a session of its own. Raise CalledProcessError for an exit code that is none of `codes`.

    No other child of this process may end meanwhile: their time would count.
    """
    start, before = time.perf_counter(), _children_cpu()
    run = subprocess.Popen([*map(str, command)], env=env, cwd=cwd, stdout=subprocess.PIPE, text=True, start_new_session=True)
    peak = main = 0.0
    while run.poll() is None:
        memory = {process: _memory(process) for process in at_work(run.pid)}
        peak, main = max(peak, sum(memory.values())), max(main, memory.get(run.pid, 0.0))
        time.sleep(_EVERY)
    printed = run.communicate()[0]
    if run.returncode not in codes:
        raise subprocess.CalledProcessError(run.returncode, run.args, printed)
    return Usage(time.perf_counter() - start, _children_cpu() - before, peak, main, printed)


def _memory(process: int) -> float:
    """Return the memory of a process in MiB, its part of what it shares; 0 if it has ended or the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _children_cpu() -> float:
    """Return the seconds of CPU of all children that have ended, with theirs; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
