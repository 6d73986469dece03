"""Records on disk: rows are found as they were put, whole, by one table that is this program's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dgmm_excel.returns import store as store_module
from dgmm_excel.returns.store import FOLDER, Store


def store(folder: Path) -> Store:
    return Store(folder, "things", ("name", "kind"), ("first", "second"))


def test_a_row_is_found_as_it_was_put_by_its_whole_key(tmp_path: Path) -> None:
    assert store(tmp_path).find("a", "x") is None
    assert not (tmp_path / FOLDER).exists(), "asking writes nothing"
    one = store(tmp_path)
    assert one.put(("a", "x"), (b"1", b"\x00\xff"))
    assert one.put(("a", "x"), (b"2", b"\x00\xff"))
    assert one.find("a", "x") == store(tmp_path).find("a", "x") == (b"2", b"\x00\xff")
    assert one.find("a", "y") is None


def test_rows_that_were_gathered_are_found_at_once_and_written_with_the_next_one_that_is_put(tmp_path: Path) -> None:
    one = store(tmp_path)
    for name in "abc":
        assert one.gather((name, "x"), (b"1", b"2"))
    assert one.gather(("a", "x"), (b"3", b"4"))
    assert one.find("a", "x") == (b"3", b"4") and one.find("d", "x") is None
    assert store(tmp_path).find("a", "x") is None
    assert one.put(("d", "x"), (b"5", b"6"))
    assert store(tmp_path).find("a", "x") == (b"3", b"4")
    assert all(store(tmp_path).find(name, "x") for name in "bcd")


@pytest.mark.parametrize("end", [Store.close, Store.prune])
def test_rows_that_were_gathered_are_written_at_the_end(end: Callable[[Store], None], tmp_path: Path) -> None:
    one = store(tmp_path)
    one.gather(("a", "x"), (b"1", b"2"))
    end(one)
    assert store(tmp_path).find("a", "x") == (b"1", b"2")


def test_only_so_many_rows_wait(tmp_path: Path) -> None:
    """A run that is killed has the others read or made anew."""
    one, names = store(tmp_path), list(map(str, range(40)))
    for name in names:
        one.gather((name, "x"), (b"1", b"2"))
    lost = [name for name in names if store(tmp_path).find(name, "x") is None]
    assert lost == names[32:]


def test_gathered_rows_lock_no_other_run_out_and_stay_found_where_they_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "_PATIENCE", 0.01)
    one, other = store(tmp_path), store(tmp_path)
    one.gather(("a", "x"), (b"1", b"2"))
    assert other.put(("b", "x"), (b"1", b"2"))
    with closing(sqlite3.connect(tmp_path / FOLDER / "things.sqlite", isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert not one.put(("c", "x"), (b"1", b"2"))
        one.close()
    assert one.find("a", "x") == (b"1", b"2")
    assert not one.gather(("d", "x"), (b"1", b"2")), "it is left alone for the rest of the run"
    assert store(tmp_path).find("a", "x") is None


def test_a_closed_store_opens_again(tmp_path: Path) -> None:
    one = store(tmp_path)
    one.put(("a", "x"), (b"1", b"2"))
    one.close()
    assert one.find("a", "x") == (b"1", b"2")


def test_all_rows_share_one_journal_which_keeps_nothing_of_them(tmp_path: Path) -> None:
    """Making a journal for each row and deleting it took several times as long as the row."""
    one = store(tmp_path)
    one.put(("a", "x"), (b"1", b"2"))
    journal = tmp_path / FOLDER / "things.sqlite-journal"
    first = journal.stat()
    for _ in range(2):
        one.put(("a", "x"), (b"3", b"4"))
        assert (journal.stat().st_ino, journal.stat().st_size) == (first.st_ino, 0)
    one.close()
    journal.unlink()
    assert store(tmp_path).find("a", "x") == (b"3", b"4"), "it may be deleted as any file there"


def test_values_cannot_change_places(tmp_path: Path) -> None:
    store(tmp_path).put(("a", "x"), (b"1", b"2"))
    with closing(sqlite3.connect(tmp_path / FOLDER / "things.sqlite")) as database, database:
        database.execute("UPDATE things SET first = second, second = first")
    assert store(tmp_path).find("a", "x") is None


def test_rows_that_nobody_asks_for_are_dropped_when_they_are_most(tmp_path: Path) -> None:
    one = store(tmp_path)
    for name in "abcde":
        one.put((name, "x"), (b"1", b"2"))
    other = store(tmp_path)
    assert all(other.find(name, "x") for name in "abc")
    other.prune()
    assert store(tmp_path).find("e", "x") is not None, "two of five are not most"
    other = store(tmp_path)
    other.find("a", "x")
    other.prune()
    found = [name for name in "abcde" if store(tmp_path).find(name, "x")]
    assert found == ["a"]


def test_a_folder_that_takes_no_file_takes_no_row(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_bytes(b"a file where the folder should be")
    one = store(tmp_path)
    assert not one.put(("a", "x"), (b"1", b"2"))
    assert one.find("a", "x") is None
