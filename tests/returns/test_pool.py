"""Processes that work in parallel: bad files, processes that cannot start, Ctrl-C."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel.returns import pool, side_by_side, worker
from dgmm_excel.returns.cache import ReturnCache
from dgmm_excel.returns.pool import Crew, Task, in_parallel
from dgmm_excel.returns.returns import read_returns
from dgmm_excel.round.folder import Round
from dgmm_excel.text import phrase
from tests.support.forms import packed as package_of
from tests.support.forms import parts
from tests.support.processes import PATIENCE, at_work, started, until
from tests.support.rounds import send_back


def many(of: Round, count: int = 6) -> list[Path]:
    """As many returns of D1, all alike."""
    content = send_back(of, "D1", {"P1.1.01": True}, "0.xlsx").read_bytes()
    for number in range(1, count):
        (of.returned / f"{number}.xlsx").write_bytes(content)
    return sorted(of.returned.iterdir())


def test_files_read_in_parallel_give_the_same(of: Round) -> None:
    files = many(of)
    tasks = (Task(place, (file.read_bytes(), ".xlsx")) for place, file in enumerate(files))
    done = {one.of: one.result for one in in_parallel(worker.read_packed, tasks, 2)}
    assert sorted(done) == list(range(len(files)))
    assert set(done.values()) == {worker.read_packed(files[0].read_bytes(), ".xlsx")}


def test_a_file_that_holds_or_kills_its_process_loses_only_itself(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands still until all others are read, so that a slow machine takes no file for one that holds."""
    form, now = many(of, 1)[0].read_bytes(), [0.0]
    monkeypatch.setattr(pool, "monotonic", lambda: now[0])
    contents: dict[str, Any] = {"a": form, "held": Calls(time.sleep, 3_600), "dead": Calls(os._exit, 9), "b": form, "c": form}
    done = {}
    tasks: Iterator[Any] = (Task[Any](name, (content, ".xlsx")) for name, content in contents.items())
    for one in in_parallel(worker.read_packed, tasks, 2):
        done[one.of] = one.result
        if len(done) == len(contents) - 1:
            assert "held" not in done
            now[0] = 1e6
    assert {name: result is None for name, result in done.items()} == {"a": False, "b": False, "c": False, "held": True, "dead": True}
    assert multiprocessing.active_children() == []


def dies(pipe: Connection, work: str) -> None:
    """A process that ends before it can read anything, as a policy or an antivirus would end it."""


def hangs(pipe: Connection, work: str) -> None:
    """A process that never gets to reading."""
    time.sleep(3_600)


@pytest.mark.parametrize("start", [dies, hangs])
def test_processes_that_cannot_start_leave_every_task_to_the_caller(start: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "run", start)
    monkeypatch.setattr(pool, "_START", 2.0)
    started_processes = counted(monkeypatch)
    tasks = (Task(number, (b"", ".xlsx")) for number in range(50))
    assert list(in_parallel(worker.read_packed, tasks, 2)) == []
    assert [task.of for task in tasks] == list(range(50))
    assert len(started_processes) == 2
    assert multiprocessing.active_children() == []


def counted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every process that is started from now on."""
    processes: list[object] = []
    start = SpawnProcess.start

    def counting(process: SpawnProcess) -> None:
        processes.append(process)
        start(process)

    monkeypatch.setattr(SpawnProcess, "start", counting)
    return processes


def test_a_system_that_refuses_processes_leaves_every_task_to_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(process: SpawnProcess) -> None:
        raise BlockingIOError

    monkeypatch.setattr(SpawnProcess, "start", refused)
    tasks = iter([Task("a", (b"", ".xlsx"))])
    assert list(in_parallel(worker.read_packed, tasks, 2)) == []
    assert [task.of for task in tasks] == ["a"]


def test_files_are_read_here_where_no_process_starts(
    of: Round, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    many(of, 3)
    expected = [one.packed for one in read_returns(of.returned, of.folder)]
    shutil.rmtree(of.folder / ".dgmm")
    monkeypatch.setattr(pool, "run", dies)
    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "processes", lambda: 2)
    assert [one.packed for one in read_returns(of.returned, of.folder)] == expected
    assert [record.getMessage() for record in caplog.records] == [str(phrase("round.no_processes"))]


def test_processes_go_on_to_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that died in between takes the next task with it and is replaced, as at work."""
    started_processes = counted(monkeypatch)
    with Crew() as crew:
        first = list(in_parallel(max, (Task(number, (number, 5)) for number in range(9)), 2, crew))
        assert {one.of: one.result for one in first} == {number: max(number, 5) for number in range(9)}
        second = list(in_parallel(min, (Task(number, (number, 5)) for number in range(9)), 2, crew))
        assert {one.of: one.result for one in second} == {number: min(number, 5) for number in range(9)}
        assert len(started_processes) == len(multiprocessing.active_children()) == 2
        one = multiprocessing.active_children()[0]
        one.kill()
        one.join()
        third = {done.of: done.result for done in in_parallel(max, (Task(number, (number, 0)) for number in range(9)), 2, crew)}
        lost = [number for number, result in third.items() if result is None]
        assert sorted(third) == [*range(9)] and len(lost) == 1
        assert len(started_processes) == 3
    assert multiprocessing.active_children() == []


def test_no_process_of_a_crew_is_left_by_work_that_fails() -> None:
    with pytest.raises(ValueError, match="as asked"), Crew() as crew:
        for _ in in_parallel(max, (Task(number, (number, 5)) for number in range(9)), 2, crew):
            raise ValueError("as asked")
    assert multiprocessing.active_children() == []


class Calls:
    """Calls that in the process that unpacks it."""

    def __init__(self, function: Callable[[int], object], value: int) -> None:
        self.call = function, (value,)

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return self.call


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.parametrize("moment", ["starting", "reading"])
def test_ctrl_c_ends_at_once_and_leaves_no_process(of: Round, moment: str) -> None:
    """While processes start and while they read: one line, every output as it was, and what was read is not read again."""
    send_back(of, "D1", {"P1.1.01": True}, "0.xlsx")
    with started("consolidate", of.folder) as run:
        run.communicate(timeout=PATIENCE)
    files = many(of, 400)
    for number, file in enumerate(files):
        file.write_bytes(_noted(file, number))
    log, before = of.folder / ".dgmm" / "returns.sqlite", outputs(of)
    known = log.stat().st_size
    with started("consolidate", of.folder) as run:
        ways: dict[str, Callable[[], bool]] = {  # itself, what looks after those that it starts, and one that it started
            "starting": lambda: len(at_work(run.pid)) > 2, "reading": lambda: log.stat().st_size > known,
        }
        assert until(lambda: ways[moment]() or run.poll() is not None)
        os.killpg(run.pid, signal.SIGINT)
        out, err = run.communicate(timeout=PATIENCE)
    assert (run.returncode, out, err.decode()) == (2, b"", "dgmm: หยุดตามคำสั่ง / stopped\n")
    assert until(lambda: not at_work(run.pid)), at_work(run.pid)
    assert outputs(of) == before
    with ReturnCache(of.folder) as cache:
        read = sum(cache.find(sha256(file.read_bytes()).hexdigest(), ".xlsx") is not None for file in files)
    assert read < len(files)
    assert read or moment == "starting"


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_ctrl_c_never_reaches_a_process_that_reads(of: Round) -> None:
    """Nor one that is only starting, and would say so at length."""
    workers: list[pool._Worker[str]] = []
    with pool._all_ended(workers):
        pool._start(workers, "dgmm_excel.returns.worker:read_packed")
        (worker,) = workers
        status = Path(f"/proc/{worker.process.pid}/status").read_text()
    (blocked,) = (line.split()[1] for line in status.splitlines() if line.startswith("SigBlk"))
    assert int(blocked, 16) >> signal.SIGINT - 1 & 1


def outputs(of: Round) -> dict[str, bytes]:
    """Everything in the round's folder but what is kept of returns."""
    files = (file for file in of.folder.rglob("*") if file.is_file() and ".dgmm" not in file.parts)
    return {file.relative_to(of.folder).as_posix(): file.read_bytes() for file in files}


def _noted(file: Path, number: int) -> bytes:
    """The same file with another date of saving, so that it is another file."""
    members = parts(file.read_bytes())
    members["docProps/core.xml"] = members["docProps/core.xml"].replace(b"2023-01-01T00:00:00Z", f"2023-01-01T{number // 60:02}:{number % 60:02}:00Z".encode())
    return package_of(members)


#: A script as people write it at first: a process that it starts would run all of it again.
_UNGUARDED = """
from pathlib import Path
from dgmm_excel.returns import returns, side_by_side
side_by_side.MANY = 2
print([one.code for one in returns.read_returns(Path({folder!r}, "returned"), Path({folder!r}))])
"""


def test_a_script_without_a_guard_has_its_files_read_in_one_process(of: Round) -> None:
    many(of, 3)
    script = of.folder / "mine.py"
    script.write_text(_UNGUARDED.format(folder=str(of.folder)), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, check=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert done.stdout.decode() == "['D1', 'D1', 'D1']\n"
    assert done.stderr.decode().splitlines()[-1] == str(phrase("round.no_processes"))
