"""A workbook that somebody changed since it was written is kept beside the new one; an unchanged one is replaced."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest

from dgmm_excel.round import own_files
from dgmm_excel.round.own_files import renew
from tests.support.outcomes import contents
from tests.support.rounds import NOW

SAVED = datetime(2026, 11, 22, 16, 5, 9)


def _save(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    os.utime(path, (SAVED.timestamp(), SAVED.timestamp()))


def _files(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if not name.startswith(".dgmm/")}


def test_what_nobody_changed_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    for data in (b"one", b"two", b"two", b"three"):
        done = renew(path, data, NOW)
        assert (done.path, done.kept) == (path, None)
    assert _files(tmp_path) == {"result.xlsx": b"three"}


def test_what_somebody_changed_is_kept_with_its_time(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    renew(path, b"one", NOW)
    _save(path, b"one and a note")
    done = renew(path, b"two", NOW)
    assert done.kept == tmp_path / "result (2026-11-22 160509).xlsx"
    assert _files(tmp_path) == {"result.xlsx": b"two", "result (2026-11-22 160509).xlsx": b"one and a note"}
    assert renew(path, b"three", NOW).kept is None


def test_two_changes_of_one_second_are_both_kept_and_the_same_one_once(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    for data in (b"mine", b"hers", b"mine"):
        _save(path, data)
        renew(path, b"new", NOW)
    assert sorted(_files(tmp_path).values()) == [b"hers", b"mine", b"new"]


@pytest.mark.parametrize("record", [None, b"", b"[1]", b'{"result.xlsx": 3}', b"\xff"])
def test_without_a_sound_record_the_file_is_kept(tmp_path: Path, record: bytes | None) -> None:
    path = tmp_path / "result.xlsx"
    renew(path, b"one", NOW)
    file = tmp_path / ".dgmm" / own_files.RECORD
    file.unlink()
    if record is not None:
        file.write_bytes(record)
    done = renew(path, b"two", NOW)
    assert done.kept is not None and done.kept.read_bytes() == b"one" and path.read_bytes() == b"two"


def test_a_run_cut_short_before_the_file_is_replaced_leaves_no_copy_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "result.xlsx"
    renew(path, b"one", NOW)

    def cut(*_: object) -> Path:
        raise KeyboardInterrupt

    for data in (b"two", b"three"):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(own_files, "write_or_save_as", cut)
            renew(path, data, NOW)
    assert renew(path, b"four", NOW).kept is None
    assert _files(tmp_path) == {"result.xlsx": b"four"}


def test_where_nothing_can_be_remembered_the_file_is_written_all_the_same(tmp_path: Path) -> None:
    (tmp_path / ".dgmm").write_bytes(b"in the way")
    path = tmp_path / "result.xlsx"
    assert renew(path, b"one", NOW).path.read_bytes() == b"one"
