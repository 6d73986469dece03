"""The program at work in a process of its own, with others that it starts: all of them, and whether they are gone."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


#: Runs the program once, and from then on a copy of itself for each line of words: says the process and, at its end, its exit code.
_COPIES = """
import json, os, sys
answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
from dgmm_excel.cli import main as run
from dgmm_excel.__main__ import main
sys.argv = ["dgmm", *json.loads(sys.stdin.readline())]
try:
    run()
except SystemExit as ended:
    print(ended.code, file=answers)
for line in sys.stdin:
    sys.argv = ["dgmm", *json.loads(line)]
    copy = os.fork()
    if copy == 0:
        os.setsid()
        main()
    print(copy, file=answers)
    print(os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]), file=answers)
"""


@dataclass(frozen=True)
class Copies:
    """The program at hand, with all imported and its editions loaded: a run takes a third of the time, all of it its own work."""

    stem: subprocess.Popen[bytes]

    def start(self, *words: object) -> int:
        """Start a run in a session of its own; return its process. `ended` has to be asked before the next is started."""
        self._ask(*words)
        return self._answer()

    def ended(self, process: int, *, kill: bool = False) -> int:
        """Wait for the run that was started, killed first or not, and return its exit code."""
        if kill:
            with suppress(ProcessLookupError):  # it has ended
                os.kill(process, signal.SIGKILL)
        return self._answer()

    def _ask(self, *words: object) -> None:
        assert self.stem.stdin is not None
        self.stem.stdin.write(json.dumps([*map(str, words)]).encode() + b"\n")

    def _answer(self) -> int:
        assert self.stem.stdout is not None
        assert select.select([self.stem.stdout], [], [], PATIENCE)[0], "the program does not end"
        return int(self.stem.stdout.readline())


@contextmanager
def copies(*words: object, before: str = "") -> Iterator[Copies]:
    """Run the program once with those words, after what is to be done `before`, and have it at hand for more runs."""
    with subprocess.Popen([sys.executable, "-c", before + _COPIES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as stem:
        try:
            found = Copies(stem)
            found._ask(*words)
            assert found._answer() in (0, 1)
            yield found
        finally:
            stem.kill()


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
