"""`kill -9` or Ctrl-C at any moment of a consolidation: what was there is intact or the new is whole, and the next run
completes. An interrupted run prints one line.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dgmm_excel.round.folder import Round
from tests.conftest import LONG
from tests.support import processes
from tests.support.data_packages import listed_truly
from tests.support.forms import packed, parts
from tests.support.processes import MAIN, PATIENCE, AtHand, at_hand, at_work, started, until
from tests.support.rounds import new_round, send_back

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
BATCHES, MOMENTS = (5, 10) if LONG else (2, 2)
#: Batches of Ctrl-C; what lies on the disk at a moment, `kill -9` shows.
INTERRUPTED = 2 if LONG else 1
SIDE_BY_SIDE = 10 if LONG else 3
#: Returns beside the round's own, few enough to read them often.
MORE = 30
#: Takes so many for many: files to read, and agencies to judge and to make files for.
FEW = 3
FEW_ARE_MANY = f"from dgmm_excel.returns import side_by_side; side_by_side.MANY = {FEW}"
#: The program, which does. It is set from within, where Ctrl-C is one line already.
SOONER = f"""
import dgmm_excel.cli as cli
from dgmm_excel.__main__ import main
run = cli.main
def sooner():
    {FEW_ARE_MANY}
    run()
cli.main = sooner
main()
"""
#: Seconds from which on the program itself is at work, and not the start of Python.
_STARTED = 0.3
#: What D1 says to P1.1.01, by turns.
SAYS = (True, False)


#: Ends a run after so many seconds; whether it was still at work.
End = Callable[[Round, float], bool]


def completed(of: Round, program: AtHand | None = None) -> float:
    """Consolidates, by the program at hand or one that is started; returns the seconds that it took."""
    start = time.monotonic()
    if program is not None:
        done = program("consolidate", of.folder)
        assert done.code in (0, 1), done.err
        return time.monotonic() - start
    with started("consolidate", of.folder) as run:
        _, err = run.communicate(timeout=PATIENCE)
    assert run.returncode in (0, 1), err.decode()
    return time.monotonic() - start


def killed(program: AtHand, of: Round, seconds: float) -> bool:
    """Consolidate and kill the program alone after so many seconds; return whether it was still at work.

    None of the processes that it started may be left.
    """
    run = program.start("consolidate", of.folder)
    time.sleep(seconds)
    code = program.ended(run, kill=True).code
    assert until(lambda: not at_work(run)), at_work(run)
    return code == -signal.SIGKILL


def interrupted(of: Round, seconds: float) -> bool:
    """Consolidate and press Ctrl-C after so many seconds, as a terminal does: for all processes; return as `killed` does."""
    with started("consolidate", of.folder) as run:
        time.sleep(max(seconds, _STARTED))
        with suppress(ProcessLookupError):  # it has ended
            os.killpg(run.pid, signal.SIGINT)
        out, err = run.communicate(timeout=PATIENCE)
    assert until(lambda: not at_work(run.pid)), at_work(run.pid)
    if run.returncode in (0, 1):
        return False
    assert (run.returncode, err.decode()) == (2, "dgmm: หยุดตามคำสั่ง / stopped\n")
    return not out  # with its result printed, it had done its work


def moments(rng: random.Random, count: int) -> Iterator[float]:
    """Shares of the time that a run takes: random ones, one in each stretch of it."""
    places = list(range(count))
    rng.shuffle(places)
    for place in places:
        yield (place + rng.random()) / count


def said(of: Round) -> bool:
    """Return what the consolidated workbook has for D1's P1.1.01; reads all of it."""
    with zipfile.ZipFile(of.consolidated) as package:
        assert package.testzip() is None
    with closing(load_workbook(of.consolidated, read_only=True)) as book:
        head, *lines = book["Answers_department"].values
        (value,) = [row[head.index("P1.1.01")] for row in lines if row[0] == "D1"]
    return bool(value)


def whole(folder: Path) -> list[str]:
    """Return the workbooks of a folder, each opened to its end."""
    names = []
    for file in sorted(folder.glob("*.xlsx")):
        with zipfile.ZipFile(file) as package:
            assert package.testzip() is None
        names.append(file.name)
    return names


def returned(of: Round) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in of.returned.iterdir()}


def tears_nothing(
    of: Round, filled: list[bytes], shares: Iterator[float], *, end: End, anew: bool = False, program: AtHand | None = None
) -> int:
    """End a run at each of the moments and complete one after it; return how many were at work.

    `anew`: delete the cache before each run, so that every file is read again. `program`: the one at hand that completes.
    """
    seconds, torn = completed(of, program), 0
    for turn, share in enumerate(shares):
        says = SAYS[turn % 2]
        (of.returned / "D1.xlsx").write_bytes(filled[turn % 2])
        if anew:
            shutil.rmtree(of.folder / ".dgmm")
        before, came = of.consolidated.read_bytes(), returned(of)
        torn += end(of, share * seconds)
        after = of.consolidated.read_bytes()
        assert after == before or said(of) is says
        whole(of.results)
        whole(of.corrections)
        assert not (of.data / "datapackage.json").exists() or listed_truly(of.data)
        assert returned(of) == came
        seconds = completed(of, program)
        assert said(of) is says
        assert len(whole(of.results)) == 5
        assert listed_truly(of.data)
        assert not list(of.folder.rglob(".dgmm-*.tmp"))
    return torn


def with_returns(folder: Path) -> tuple[Round, list[bytes]]:
    """Return a round in which all have returned, the provinces with mistakes; and the two forms that D1 sends by turns."""
    of = new_round(folder)
    for code in ("D2", "D3", "TH-1", "TH-2"):
        send_back(of, code, {"P1.1.01": True}, cells={"P1.1.02": "ไม่แน่ใจ"} if code.startswith("TH") else {})
    return of, [send_back(of, "D1", {"P1.1.01": says}, "D1.xlsx").read_bytes() for says in SAYS]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_killed_consolidation_tears_nothing(batch: int, tmp_path: Path) -> None:
    """Killed while it reads, scores and writes: what it does before, to import and to load editions, is done once for all runs."""
    of, filled = with_returns(tmp_path)
    with at_hand("consolidate", of.folder) as program:
        assert tears_nothing(of, filled, moments(random.Random(f"kill {batch}"), MOMENTS), end=partial(killed, program), program=program)


def works_side_by_side(of: Round) -> bool:
    """Consolidate once, and return whether more than one process was seen at work."""
    with started("consolidate", of.folder) as run:
        several = until(lambda: len(at_work(run.pid)) > 1 or run.poll() is not None) and run.poll() is None
        run.communicate(timeout=PATIENCE)
    return several


def test_nothing_is_torn_while_processes_work_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read, and what goes back is made, by processes of their own, which end with the one that started them."""
    monkeypatch.setattr(processes, "PROGRAM", ("-c", SOONER))
    of, filled = with_returns(tmp_path)
    for number in range(MORE):
        members = parts(filled[0])
        members["docProps/app.xml"] += b"\n" * number  # another file that says the same
        file = of.returned / f"more {number}.xlsx"
        file.write_bytes(packed(members))
        os.utime(file, (1_000_000, 1_000_000))  # so that D1's own file is the one that counts
    assert works_side_by_side(of)
    with at_hand("consolidate", of.folder, program=f"{FEW_ARE_MANY}\n{MAIN}") as program:
        shares = moments(random.Random("side by side"), SIDE_BY_SIDE)
        assert tears_nothing(of, filled, shares, end=partial(killed, program), anew=True, program=program)
    assert tears_nothing(of, filled, moments(random.Random("interrupted"), SIDE_BY_SIDE // 2), end=interrupted, anew=True)


@pytest.mark.parametrize("batch", range(INTERRUPTED))
def test_an_interrupted_consolidation_tears_nothing_and_prints_one_line(batch: int, tmp_path: Path) -> None:
    of, filled = with_returns(tmp_path)
    shares = moments(random.Random(f"interrupt {batch}"), MOMENTS)
    assert tears_nothing(of, filled, shares, end=interrupted)
