"""Runs of a program at hand: what they print, their exit codes, their seconds and megabytes, each by itself; a killed one. The
peak of a process's memory is its own, not that of the process that started it.
"""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.support.processes import at_hand, at_work, peak_memory, until

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="copies processes, and measures them as Linux does")
_MEBIBYTE = 1024 * 1024


@LINUX
def test_the_peak_of_memory_is_of_the_process_itself() -> None:
    held = b"x" * (100 * _MEBIBYTE)
    assert peak_memory() > len(held) / _MEBIBYTE
    done = subprocess.run(
        [sys.executable, "-c", "from tests.support.processes import peak_memory; print(peak_memory())"],
        capture_output=True, check=True,
    )
    assert 1 < float(done.stdout) < 100


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


@LINUX
def test_each_run_is_measured_by_itself() -> None:
    """What one took the next has not, also not the first of all, whose seconds count as the program's start."""
    with at_hand("memory", 150, program=_PROGRAM) as run:
        little, much, after = run("memory", 1), run("memory", 100), run("work", 0.2)
    assert (little.code, little.out, little.err) == (0, "ออก memory\n", f"ผิด {2**20}\n")
    assert little.megabytes < 60 and 100 < much.megabytes < 160 and after.megabytes < 60
    assert 0 < run.seconds <= little.seconds < after.seconds - 0.1


@LINUX
def test_exit_codes_and_runs_that_do_not_end() -> None:
    with at_hand("memory", 0, program=_PROGRAM) as run:
        assert [run("code", number).code for number in (0, 1, 2)] == [0, 1, 2]
        with pytest.raises(TimeoutError):
            run("wait", 60, timeout=0.1)


@LINUX
def test_a_run_is_in_a_session_of_its_own_and_can_be_killed() -> None:
    with at_hand("memory", 0, program=_PROGRAM) as run:
        process = run.start("wait", 60)
        assert until(lambda: at_work(process) == [process])
        assert (run.ended(process, kill=True).code, at_work(process)) == (-signal.SIGKILL, [])
        assert run("code", 0).out == "ออก code\n"
