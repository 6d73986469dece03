"""The program in processes of its own: started, or at hand and run as often as one likes; what is at work, and what it takes."""

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
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

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


# -- at hand ---------------------------------------------------------------------------------------

#: What the program at hand is, as Python text that defines `main`: the program as its users start it.
MAIN = "from dgmm_excel.__main__ import main"
#: Runs the program once and says its exit code and the seconds that it took; then a copy for each line of words: says its process,
#: and at its end exit code, seconds and megabytes. A copy begins with the memory that is in use at that moment, whatever the peak
#: was before.
_AT_HAND = """
import json, os, resource, signal, sys
orders, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w", buffering=1)
def into(*names):
    for number, name in enumerate(names):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o600), number)
def say(*what):
    print(json.dumps(what), file=answers)
def seconds(usage):
    return usage.ru_utime + usage.ru_stime
into(os.devnull, os.devnull)
%s
sys.argv = ["dgmm", *json.loads(orders.readline())]
code = None
try:
    main()
except SystemExit as end:
    code = end.code
signal.signal(signal.SIGINT, signal.default_int_handler)  # which the program ignores at its end
say(code, seconds(resource.getrusage(resource.RUSAGE_SELF)))
for line in orders:
    out, err, *words = json.loads(line)
    copy = os.fork()
    if copy == 0:
        os.setsid()
        into(os.devnull, out, err)
        sys.argv = ["dgmm", *words]
        sys.exit(main())
    say(copy)
    _, status, usage = os.wait4(copy, 0)
    say(os.waitstatus_to_exitcode(status), seconds(usage), usage.ru_maxrss // 1024)
"""


class MeasuredRun(NamedTuple):
    """Exit code, what was printed and said, seconds of the processor with those of the program's start, and megabytes at most.

    Seconds and megabytes of the processes that the run started count too.
    """

    code: int
    out: str
    err: str
    seconds: float
    megabytes: int


@dataclass(frozen=True)
class AtHand:
    """The program at hand, all imported and its editions loaded: each run is a copy of it, a third of a start, and measured.

    `seconds` are those that it took until it was at hand; what its runs print goes into the `folder`.
    """

    stem: subprocess.Popen[bytes]
    folder: Path
    seconds: float

    def __call__(self, *words: object, timeout: float = PATIENCE) -> MeasuredRun:
        """Run the program with those words; as `ended` does."""
        return self.ended(self.start(*words), timeout=timeout)

    def start(self, *words: object) -> int:
        """Start a run in a session of its own; return its process. `ended` has to be asked before the next is started."""
        for file in self._printed:
            file.write_bytes(b"")
        _ask(self.stem, *self._printed, *words)
        (process,) = _answer(self.stem, PATIENCE)
        return int(process)

    def ended(self, process: int, *, timeout: float = PATIENCE, kill: bool = False) -> MeasuredRun:
        """Wait for the run that was started, killed first or not. Raise TimeoutError if it does not end in `timeout` seconds; it
        is killed then, with all that it started.
        """
        if kill:
            with suppress(ProcessLookupError):  # it has ended
                os.kill(process, signal.SIGKILL)
        try:
            code, seconds, megabytes = _answer(self.stem, timeout)
        except TimeoutError:
            os.killpg(process, signal.SIGKILL)
            raise
        out, err = (file.read_text("utf-8", "replace") for file in self._printed)  # a killed one may have stopped in a letter
        return MeasuredRun(code, out, err, self.seconds + seconds, megabytes)

    @property
    def _printed(self) -> tuple[Path, Path]:
        return self.folder / "out", self.folder / "err"


@contextmanager
def at_hand(*words: object, program: str = MAIN) -> Iterator[AtHand]:
    """Run the program once with those words, and have it at hand for more runs."""
    command = [sys.executable, "-c", _AT_HAND % program]
    with (TemporaryDirectory() as folder,
          subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as stem):
        try:
            _ask(stem, *words)
            code, seconds = _answer(stem, PATIENCE)
            assert code in (None, 0, 1), code
            yield AtHand(stem, Path(folder), seconds)
        finally:
            stem.kill()


def _ask(stem: subprocess.Popen[bytes], *words: object) -> None:
    assert stem.stdin is not None
    stem.stdin.write(json.dumps([*map(str, words)]).encode() + b"\n")


def _answer(stem: subprocess.Popen[bytes], timeout: float) -> list[Any]:
    assert stem.stdout is not None
    if not select.select([stem.stdout], [], [], timeout)[0]:
        raise TimeoutError("the program does not end")
    found: list[Any] = json.loads(stem.stdout.readline())
    return found


# -- processes -------------------------------------------------------------------------------------


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
