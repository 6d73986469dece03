"""The cache of returns: what is found again, and what is not."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel.returns import cache, store, worker
from dgmm_excel.returns.packed import Packed
from dgmm_excel.returns.returns import Returned, read_returns
from dgmm_excel.round.folder import Round
from tests.support.rounds import send_back


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was really read."""
    contents: list[bytes] = []

    def counted(content: bytes, kind: str) -> Packed:
        contents.append(content)
        return read(content, kind)

    read = worker.read_packed
    monkeypatch.setattr(worker, "read_packed", counted)
    return contents


def test_unchanged_returns_are_not_read_again(of: Round, reads: list[bytes]) -> None:
    first, second = send_back(of, "D1", {"P1.1.01": True}), send_back(of, "D2", {"P1.1.01": True})
    contents = [first.read_bytes(), second.read_bytes()]
    before = read_returns(of.returned, of.folder)
    assert reads == contents
    again = read_returns(of.returned, of.folder)
    assert reads == contents
    assert [one.unpack() for one in again] == [one.unpack() for one in before]
    first.rename(first.with_name("renamed.xlsx"))
    read_returns(of.returned, of.folder)
    assert len(reads) == 2
    send_back(of, "D2", {"P1.1.01": False})
    read_returns(of.returned, of.folder)
    assert len(reads) == 3


def test_a_change_of_the_program_or_its_editions_reads_all_anew(
    of: Round, reads: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    read_returns(of.returned, of.folder)
    monkeypatch.setattr(cache, "_program", lambda _: "another state")
    read_returns(of.returned, of.folder)
    assert len(reads) == 2


@pytest.mark.parametrize("damage", [
    lambda data: b"", lambda data: b"anything", lambda data: data[:-40], lambda data: data.replace(b"A", b"B"),
    lambda data: data[:100] + b"\x00\xff" * 999, lambda data: data[:4096] + b"\xff" * (len(data) - 4096),
], ids=["empty", "foreign", "cut off", "changed", "garbage", "no rows left"])
def test_a_damaged_record_is_read_anew(of: Round, reads: list[bytes], damage: object) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    before = read_returns(of.returned, of.folder)
    log = of.folder / ".dgmm" / "returns.sqlite"
    log.write_bytes(damage(log.read_bytes()))  # type: ignore[operator]
    assert read_returns(of.returned, of.folder)[0].unpack() == before[0].unpack()
    assert len(reads) == 2
    read_returns(of.returned, of.folder)
    assert len(reads) == 2


def test_what_was_read_before_a_stop_is_kept(of: Round, reads: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    send_back(of, "D2", {"P1.1.01": True})

    def stops(items: object, doing: object) -> object:
        yield next(iter(items))  # type: ignore[call-overload]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_returns(of.returned, of.folder, stops)  # type: ignore[arg-type]
    read_returns(of.returned, of.folder)
    assert len(reads) == 2


def test_records_of_files_that_are_gone_go_too(of: Round) -> None:
    for number in range(12):
        send_back(of, "D1", {"P4.4.1.name": str(number)}, f"{number}.xlsx")
    read_returns(of.returned, of.folder)
    log = of.folder / ".dgmm" / "returns.sqlite"
    size = log.stat().st_size
    for number in range(11):
        (of.returned / f"{number}.xlsx").unlink()
    read_returns(of.returned, of.folder)
    assert log.stat().st_size < size / 3


# -- the database in other hands -------------------------------------------------------------------


def file_of(of: Round) -> Path:
    return of.folder / ".dgmm" / "returns.sqlite"


@pytest.mark.parametrize("statement", [
    "CREATE TABLE other (a)",
    "CREATE TABLE returns (digest, kind, program, head, body, checksum)",
    "CREATE VIEW returns AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
])
def test_a_database_of_somebody_else_is_replaced(of: Round, reads: list[bytes], statement: str) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    file_of(of).parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(file_of(of))) as database:
        database.execute(statement)
    for _ in range(2):
        read_returns(of.returned, of.folder)
        assert len(reads) == 1


def test_a_trigger_that_somebody_adds_is_never_run(of: Round, reads: list[bytes]) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    read_returns(of.returned, of.folder)
    with closing(sqlite3.connect(file_of(of))) as database:
        database.execute("CREATE TRIGGER t AFTER INSERT ON returns BEGIN DELETE FROM returns; END")
    send_back(of, "D2", {"P1.1.01": True})
    read_returns(of.returned, of.folder)
    assert len(reads) == 3
    read_returns(of.returned, of.folder)
    assert len(reads) == 3


def test_a_row_that_was_changed_is_not_taken(of: Round, reads: list[bytes]) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    before = read_returns(of.returned, of.folder)
    for change in ("head = replace(head, 'D1', 'D2')", "body = 'text'", "head = NULL", "checksum = 1"):
        with closing(sqlite3.connect(file_of(of))) as database, database:
            assert database.execute(f"UPDATE returns SET {change}").rowcount == 1
        reads.clear()
        assert read_returns(of.returned, of.folder) == before
        assert len(reads) == 1


def test_a_folder_that_takes_no_file_is_no_error(of: Round, reads: list[bytes]) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    shutil.rmtree(file_of(of).parent)
    file_of(of).parent.write_bytes(b"a file where the folder should be")
    for turn in (1, 2):
        read_returns(of.returned, of.folder)
        assert len(reads) == turn


def test_a_database_that_cannot_be_written_is_still_read(
    of: Round, reads: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    read_returns(of.returned, of.folder)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda file, **options: connect(f"file:{file}?mode=ro", uri=True, **options))
    send_back(of, "D2", {"P1.1.01": True})
    for turn in (2, 3):
        assert len(read_returns(of.returned, of.folder)) == 2
        assert len(reads) == turn, "D1 is known, D2 cannot be stored"


def test_a_database_that_another_program_holds_is_left_alone(
    of: Round, reads: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waited for once, not for every file."""
    monkeypatch.setattr(store, "_PATIENCE", 0.5)
    for code in ("D1", "D2", "D3"):
        send_back(of, code, {"P1.1.01": True})
    read_returns(of.returned, of.folder)
    with closing(sqlite3.connect(file_of(of), isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        start = time.monotonic()
        read_returns(of.returned, of.folder)
        assert time.monotonic() - start < 10
    assert len(reads) == 6
    read_returns(of.returned, of.folder)
    assert len(reads) == 6


def test_a_database_deleted_during_a_run_is_no_error(of: Round, reads: list[bytes]) -> None:
    first, *_ = [send_back(of, code, {"P1.1.01": True}) for code in ("D1", "D2", "D3")]
    read_returns(of.returned, of.folder)
    first.write_bytes(send_back(of, "D1", {"P1.1.01": False}, "x.xlsx").read_bytes())

    def deletes(items: Iterable[Any], doing: object) -> Iterator[Any]:
        for item in items:
            shutil.rmtree(of.folder / ".dgmm", ignore_errors=True)
            yield item

    assert len(read_returns(of.returned, of.folder, deletes)) == 4
    assert len(read_returns(of.returned, of.folder)) == 4


def test_two_runs_at_once_do_each_other_no_harm(of: Round, reads: list[bytes]) -> None:
    """One begins and stores while the other is under way, and both end by deleting what they did not use."""
    for number in range(6):
        send_back(of, "D1", {"P4.4.1.name": str(number)}, f"{number}.xlsx")
    inner: list[list[Returned]] = []

    def another(items: Iterable[Any], doing: object) -> Iterator[Any]:
        for number, item in enumerate(items):
            if number in (0, 3):
                inner.append(read_returns(of.returned, of.folder))
            yield item

    outer = read_returns(of.returned, of.folder, another)
    assert inner == [outer, outer]
    assert read_returns(of.returned, of.folder) == outer
    assert len(reads) == 6 + 6, "what the outer run had read when the inner began was not written yet"


def test_versions_of_the_program_do_not_displace_each_other(
    of: Round, reads: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    send_back(of, "D1", {"P1.1.01": True})
    for version, count in (("1", 1), ("2", 2), ("1", 2), ("2", 2)):
        monkeypatch.setattr(cache, "_program", lambda _, version=version: version)
        read_returns(of.returned, of.folder)
        assert len(reads) == count
