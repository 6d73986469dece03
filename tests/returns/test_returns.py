"""Every file that came back, read once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest

from dgmm_excel.intake.returned_form import STATES
from dgmm_excel.returns import side_by_side, worker
from dgmm_excel.returns.arrivals import Arrival
from dgmm_excel.returns.packed import Packed
from dgmm_excel.returns.pool import Done, Task
from dgmm_excel.returns.returns import read_returns
from dgmm_excel.round.folder import Round
from dgmm_excel.xlsx.archive import content_of
from tests.support.outcomes import found, look, used
from tests.support.rounds import form_of, send_back


def test_the_cells_of_every_file_add_up_whether_it_is_used_or_not(of: Round) -> None:
    os.utime(send_back(of, "D1", {"P1.1.01": True}, "old.xlsx"), (1_000_000, 1_000_000))
    os.utime(send_back(of, "D1", {"P1.1.01": True, "P1.1.04": False}, "new.xlsx", cells={"P1.1.02": "Yes", "P1.1.03": "?"}),
             (2_000_000, 2_000_000))
    (of.returned / "TH-1.xlsx").write_bytes(form_of(of, "TH-1").read_bytes())
    (of.returned / "x.xlsx").write_bytes(b"")
    came = {one.file: one for one in look(of).result.files}
    cells = {file: tuple(one.cells[state] for state in STATES) for file, one in came.items()}
    mission = 1  # the roster's, on the cover
    assert cells == {
        "old.xlsx": (1 + mission, 0, 0, 239 - mission), "new.xlsx": (2 + mission, 1, 1, 236 - mission),
        "TH-1.xlsx": (0, 0, 0, 129), "x.xlsx": (0, 0, 0, 0),
    }
    assert {file: (one.agency, one.use, one.surety) for file, one in came.items()} == {
        "old.xlsx": ("D1", "not used", "certain"), "new.xlsx": ("D1", "used", "certain"), "TH-1.xlsx": ("TH-1", "used", "certain"),
        "x.xlsx": ("", "not used", "none"),
    }


def test_what_could_not_be_read_in_time_is_told(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    content = send_back(of, "D1", {"P1.1.01": True}, "0.xlsx").read_bytes()
    send_back(of, "D1", {"P1.1.01": False}, "1.xlsx")
    (of.returned / "2.xlsx").write_bytes(content)

    def one_stuck(work: Callable[..., Packed], tasks: Iterator[Task[object]], *_: object) -> Iterator[Done[object, Packed]]:
        for task in tasks:
            yield Done(task.of, None if getattr(task.given[0], "name", "") == "1.xlsx" else work(*task.given))

    monkeypatch.setattr(side_by_side, "in_parallel", one_stuck)
    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "processes", lambda: 2)
    assert ("", "1.xlsx", "DG409") in found(of)
    assert used(of, "D1") == "0.xlsx"


@pytest.fixture
def opened(of: Round, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Read the round's files; return how many had been opened and not yet read, whenever one was read."""
    counts: list[int] = []
    held = [0]
    content, read = Arrival.content, worker.read_packed

    def opening(arrival: Arrival) -> bytes:
        held[0] += 1
        return content(arrival)

    def reading(data: bytes, kind: str) -> Packed:
        counts.append(held[0])
        held[0] -= 1
        return read(data, kind)

    def run() -> list[int]:
        counts.clear()
        read_returns(of.returned, of.folder)
        return counts

    monkeypatch.setattr(Arrival, "content", opening)
    monkeypatch.setattr(worker, "read_packed", reading)
    return run


@pytest.mark.parametrize(("count", "most"), [(1, [1, 1, 1, 1]), (2, [4, 3, 2, 1])])
def test_few_files_are_held_at_a_time(
    count: int, most: list[int], of: Round, monkeypatch: pytest.MonkeyPatch, opened: Callable[[], list[int]]
) -> None:
    """A file is opened by who reads it. Once some are known, all are opened to see which are: with several processes, a few ahead,
    since their number decides whether they are read side by side.
    """
    monkeypatch.setattr(side_by_side, "processes", lambda: count)
    content = form_of(of, "D1").read_bytes()
    for run, counts in enumerate(([1, 1, 1, 1], most)):
        for number in range(4):
            (of.returned / f"{number}.xlsx").write_bytes(content + bytes(4 * run + number))
        assert opened() == counts


def test_no_process_is_started_where_reading_here_takes_less(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """On 300 files two processes save as many seconds as it costs to start them."""
    by_processes: list[object] = []

    def read_apart(work: Callable[..., Packed], tasks: Iterator[Task[object]], *_: object) -> Iterator[Done[object, Packed]]:
        for task in tasks:
            by_processes.append(task.of)
            yield Done(task.of, work(*task.given))

    monkeypatch.setattr(side_by_side, "in_parallel", read_apart)
    monkeypatch.setattr(side_by_side, "processes", lambda: 2)
    for number in range(299):
        (of.returned / f"{number}.xlsx").write_bytes(b"no workbook %d" % number)
    assert len(read_returns(of.returned, of.folder)) == 299 and not by_processes
    shutil.rmtree(of.folder / ".dgmm")
    (of.returned / "299.xlsx").write_bytes(b"no workbook 299")
    assert len(read_returns(of.returned, of.folder)) == len(by_processes) == 300


def test_a_file_is_read_from_the_disk_and_hashed_once(of: Round, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known or not, read here or by other processes; files that are known lie between those that are not."""
    for number in range(0, 6, 2):
        send_back(of, "D1", {"P4.4.1.name": str(number)}, f"{number}.xlsx")
    before = read_returns(of.returned, of.folder)
    for number in range(1, 6, 2):
        send_back(of, "D1", {"P4.4.1.name": str(number)}, f"{number}.xlsx")
    contents, hashed = [], []

    def content(arrival: Arrival) -> bytes:
        contents.append(arrival.name)
        return content_of(arrival.path)

    def sha(data: bytes) -> object:
        hashed.append(data)
        return sha256(data)

    monkeypatch.setattr(Arrival, "content", content)
    monkeypatch.setattr(worker, "sha256", sha)
    monkeypatch.setattr(side_by_side, "MANY", 1)
    monkeypatch.setattr(side_by_side, "processes", lambda: 2)
    after = read_returns(of.returned, of.folder)
    assert contents == [f"{number}.xlsx" for number in range(6)]
    assert len(hashed) == 6
    assert after[::2] == before
    answers = [one.unpack().answers["P4.4.1.name"] for one in after]
    assert answers == [str(number) for number in range(6)]
