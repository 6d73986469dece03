"""`kill -9` at any moment of a consolidation: what was there is intact or the new is whole, and the next run completes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.round.folder import Round
from tests.conftest import LONG
from tests.rounds import new_round, send_back

BATCHES, MOMENTS = (10, 5) if LONG else (2, 2)
RUN = "import sys; from dgmm_excel.cli import main; sys.argv = ['dgmm', 'consolidate', sys.argv[1]]; main()"
#: What D1 says to P1.1.01, by turns.
SAYS = (True, False)


def started(of: Round) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN, str(of.folder)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            start_new_session=True)


def completed(of: Round) -> float:
    """Consolidates; returns the seconds that it took."""
    start = time.monotonic()
    run = started(of)
    _, err = run.communicate(timeout=120)
    assert run.returncode in (0, 1), err.decode()
    return time.monotonic() - start


def said(of: Round) -> bool:
    """What the consolidated workbook has for D1's P1.1.01; reads all of it."""
    with zipfile.ZipFile(of.consolidated) as package:
        assert package.testzip() is None
    rows = load_workbook(of.consolidated, read_only=True)["Answers"].values
    (value,) = [row[2] for row in rows if row[:2] == ("D1", "P1.1.01")]
    return bool(value)


def whole(folder: Path) -> list[str]:
    """The workbooks of a folder, each opened to its end."""
    names = []
    for file in sorted(folder.glob("*.xlsx")):
        with zipfile.ZipFile(file) as package:
            assert package.testzip() is None
        names.append(file.name)
    return names


def returned(of: Round) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in of.returned.iterdir()}


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_killed_consolidation_tears_nothing(batch: int, tmp_path: Path) -> None:
    rng = random.Random(f"kill {batch}")
    of = new_round(tmp_path)
    for number, code in enumerate(("D2", "D3", "TH-1", "TH-2")):
        send_back(of, code, {"P1.1.01": True}, **{"P1.1.02": "ไม่แน่ใจ"} if number % 2 else {})
    filled = [send_back(of, "D1", {"P1.1.01": says}, "D1.xlsx").read_bytes() for says in SAYS]
    seconds = completed(of)
    torn = 0
    for moment in range(MOMENTS):
        says = SAYS[moment % 2]
        (of.returned / "D1.xlsx").write_bytes(filled[moment % 2])
        before, came = of.consolidated.read_bytes(), returned(of)
        run = started(of)
        time.sleep(rng.uniform(0.1, 1.05) * seconds)
        torn += run.poll() is None
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        after = of.consolidated.read_bytes()
        assert after == before or said(of) is says
        whole(of.results)
        whole(of.corrections)
        assert returned(of) == came
        completed(of)
        assert said(of) is says
        assert len(whole(of.results)) == 5
        assert not list(of.folder.rglob(".dgmm-*.tmp"))
    assert torn, "no run was still at work when it was killed"
