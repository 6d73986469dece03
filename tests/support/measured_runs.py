"""The program at hand, all imported and its editions loaded; each run of it is a copy, and is measured from outside."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

#: What a copy runs: the program as its users start it.
PROGRAM = "from dgmm_excel.__main__ import main"
#: Runs the program once and says the seconds that it took; then a copy for each line of words: says its process, and at its end
#: exit code, seconds and megabytes. A copy begins with the memory that is in use at that moment, whatever the peak was before.
_AT_HAND = """
import json, os, resource, sys
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
try:
    main()
except SystemExit:
    pass
say(seconds(resource.getrusage(resource.RUSAGE_SELF)))
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
    """The program at hand, a folder for what its runs print, and the seconds that it took until it was at hand."""

    stem: subprocess.Popen[bytes]
    folder: Path
    start: float

    def __call__(self, *words: object, timeout: float = 120) -> MeasuredRun:
        """Run the program with those words. Raise TimeoutError if it does not end in `timeout` seconds; it is killed."""
        out, err = self.folder / "out", self.folder / "err"
        for file in (out, err):
            file.write_bytes(b"")
        _ask(self.stem, out, err, *words)
        (process,) = _answer(self.stem, timeout)
        try:
            code, seconds, megabytes = _answer(self.stem, timeout)
        except TimeoutError:
            os.killpg(process, signal.SIGKILL)
            raise
        return MeasuredRun(code, out.read_text("utf-8"), err.read_text("utf-8"), self.start + seconds, megabytes)


@contextmanager
def at_hand(folder: Path, *words: object, program: str = PROGRAM) -> Iterator[AtHand]:
    """Run the program once with those words, and have it at hand for more runs. `program` defines the function `main`."""
    with subprocess.Popen([sys.executable, "-c", _AT_HAND % program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as stem:
        try:
            _ask(stem, *words)
            (start,) = _answer(stem, 120)
            yield AtHand(stem, folder, start)
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
