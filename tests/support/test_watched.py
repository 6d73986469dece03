"""A watched program's time and memory are those of all its processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.watched import watched

_HOLDS = "held = b'x' * (40 << 20); import time; time.sleep(0.5)"
_WORKS = "import time\nwhile time.process_time() < 0.3: pass"


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the system does not tell the memory of a process")
def test_the_memory_of_a_child_counts() -> None:
    started = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {_HOLDS!r}]); {_HOLDS}; child.wait()"
    usage = watched([sys.executable, "-c", started])
    assert 40 < usage.main < 80 < usage.peak < 120


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell the time of children")
def test_the_time_of_a_child_counts() -> None:
    usage = watched([sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_WORKS!r}])"])
    assert 0.3 <= usage.cpu < 1.0
    assert usage.seconds >= 0.3


def test_what_a_program_prints_is_returned_and_its_failure_is_raised() -> None:
    assert watched([sys.executable, "-c", "print('done')"]).printed.strip() == "done"
    with pytest.raises(subprocess.CalledProcessError):
        watched([sys.executable, "-c", "raise SystemExit(2)"], codes=(0, 1))
