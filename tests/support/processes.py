"""The program at work in a process of its own, with others that it starts: all of them, and whether they are gone."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: Seconds to wait before a test fails; generous, for slow machines.
PATIENCE = 120.0
#: What Python runs: the program as its users start it.
PROGRAM = ("-m", "dgmm_excel")


@contextmanager
def started(*words: object) -> Iterator[subprocess.Popen[bytes]]:
    """The program in a session of its own, as in a terminal; killed at the end where it still runs."""
    run = subprocess.Popen([sys.executable, *PROGRAM, *map(str, words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, start_new_session=True)
    with run:
        try:
            yield run
        finally:
            run.kill()


def at_work(session: int) -> list[int]:
    """Return the processes of a session, without those that have ended and that nobody has asked after."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, own = stat.read_text().rpartition(")")[2].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(own) == session and state != "Z":
            found.append(int(stat.parent.name))
    return found


def until(true: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Wait until `true()` holds; return False if it never does within `patience` seconds."""
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def peak_memory() -> float:
    """Return the peak memory of this process in MiB; 0 where the system does not tell.

    `getrusage` may report the peak of the process that started this one.
    """
    state = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\s+(\d+)", state.read_text()) if state.exists() else None
    return int(peak[1]) / 1024 if peak else 0.0
