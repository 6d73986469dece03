"""The peak of a process's memory is its own, not that of the process that started it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.processes import peak_memory

_MEBIBYTE = 1024 * 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_peak_of_memory_is_of_the_process_itself() -> None:
    held = b"x" * (100 * _MEBIBYTE)
    assert peak_memory() > len(held) / _MEBIBYTE
    done = subprocess.run(
        [sys.executable, "-c", "from tests.support.processes import peak_memory; print(peak_memory())"],
        capture_output=True, check=True,
    )
    assert 1 < float(done.stdout) < 100
