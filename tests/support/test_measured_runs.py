"""Runs of a program at hand: what they print, their exit codes, their seconds and megabytes, each by itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support.measured_runs import at_hand

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies processes, and measures them as Linux does")
#: Takes memory, works, prints or waits, as it is told.
_PROGRAM = """
import time
def main():
    what, much = sys.argv[1], float(sys.argv[2])
    taken = b"x" * int(much * 2**20) if what == "memory" else b""
    end = time.process_time() + (much if what == "work" else 0)
    while time.process_time() < end:
        pass
    if what == "wait":
        time.sleep(much)
    print("ออก", what)
    print("ผิด", len(taken), file=sys.stderr)
    sys.exit(int(much) if what == "code" else None)
"""


def test_each_run_is_measured_by_itself(tmp_path: Path) -> None:
    """What one took the next has not, also not the first of all, whose seconds count as the program's start."""
    with at_hand(tmp_path, "memory", 150, program=_PROGRAM) as run:
        little, much, after = run("memory", 1), run("memory", 100), run("work", 0.2)
    assert (little.code, little.out, little.err) == (0, "ออก memory\n", f"ผิด {2**20}\n")
    assert little.megabytes < 60 and 100 < much.megabytes < 160 and after.megabytes < 60
    assert 0 < run.start <= little.seconds < after.seconds - 0.1


def test_exit_codes_and_runs_that_do_not_end(tmp_path: Path) -> None:
    with at_hand(tmp_path, "memory", 0, program=_PROGRAM) as run:
        assert [run("code", number).code for number in (0, 1, 2)] == [0, 1, 2]
        with pytest.raises(TimeoutError):
            run("wait", 60, timeout=0.1)
