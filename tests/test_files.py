"""Writing files: what a person is told where it cannot be done, and that the old file stays."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import pytest

from dgmm_excel import files
from dgmm_excel.errors import OutputError
from dgmm_excel.files import (
    Content,
    FileInUse,
    Placed,
    csv_bytes,
    csv_lines,
    holds,
    lay,
    make_folder,
    save_as_name,
    sweep,
    write_atomically,
    write_or_save_as,
    write_together,
)

NOW = datetime(2026, 11, 22, 15, 30)


@pytest.mark.parametrize(("number", "said"), [
    (errno.EROFS, "เขียน list.csv ในโฟลเดอร์ “{}” ไม่ได้ เพราะอ่านได้อย่างเดียวหรือไม่มีสิทธิ์เขียน / "
                  "list.csv was not written: the folder “{}” is read-only, or you may not write to it"),
    (errno.ENOSPC, "เขียน list.csv ไม่ได้ เพราะพื้นที่ของ “{}” เต็ม ไฟล์เดิมยังอยู่ครบ / "
                   "list.csv was not written: there is no room left in “{}”; the old file is unchanged"),
])
def test_a_folder_that_takes_no_file_is_told_in_words(
    number: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a folder refuses also that the temporary file is removed."""
    (tmp_path / "list.csv").write_bytes(b"old")

    own = os.open

    def refused(path: Any, *words: Any, **named: Any) -> Any:
        if Path(path).is_relative_to(tmp_path):
            raise OSError(number, os.strerror(number), str(path))
        return own(path, *words, **named)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refused)
        patch.setattr(Path, "unlink", refused)
        with pytest.raises(OutputError) as caught:
            write_atomically(tmp_path / "list.csv", b"new")
    assert str(caught.value) == said.format(tmp_path, tmp_path)
    assert (tmp_path / "list.csv").read_bytes() == b"old"


def test_a_file_where_a_folder_is_to_be_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(b"mine")
    with pytest.raises(OutputError, match="a file has that name; move or rename it") as caught:
        make_folder(tmp_path / "report")
    assert f"“report” ใน “{tmp_path}”" in str(caught.value) and (tmp_path / "report").read_bytes() == b"mine"


def test_a_file_that_the_system_takes_in_parts_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda file, data: own(file, data[:3]))
        write_atomically(tmp_path / "list.csv", (b"seven", b"", b" b"))
    assert (tmp_path / "list.csv").read_bytes() == b"seven b"
    assert [file.name for file in tmp_path.iterdir()] == ["list.csv"]


def test_what_was_begun_is_removed_where_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "list.csv").write_bytes(b"old")

    def full(file: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(OutputError, match="there is no room left"):
            write_atomically(tmp_path / "list.csv", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["list.csv"] and (tmp_path / "list.csv").read_bytes() == b"old"


def test_a_file_that_would_be_the_same_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    write_or_save_as(file, b"one", NOW)
    os.utime(file, (1, 1))
    assert write_or_save_as(file, b"one", NOW) == file and file.stat().st_mtime == 1
    assert write_or_save_as(file, b"two", NOW) == file and file.read_bytes() == b"two"
    assert file.stat().st_mtime > 1
    with pytest.raises(OutputError):
        write_or_save_as(tmp_path, b"one", NOW)


def test_what_was_laid_beside_a_file_is_moved_to_it_unless_that_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    for number, (data, moved) in enumerate(((b"one", True), (b"one", False), (b"two", True), (b"longer", True))):
        laid = lay(file, data)
        assert (laid.size, (tmp_path / laid.name).read_bytes(), holds(file, laid)) == (len(data), data, not moved)
        beside = (tmp_path / laid.name).stat().st_ino
        assert write_or_save_as(file, laid, NOW) == file and file.read_bytes() == data
        assert (file.stat().st_ino == beside) is moved, number
        assert [one.name for one in tmp_path.iterdir()] == ["list.csv"]


def hold(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold a file open as Excel does: nothing takes its place."""
    move = files.move

    def in_use(temporary: Path, path: Path) -> None:
        if path == file:
            raise FileInUse("open")
        move(temporary, path)

    monkeypatch.setattr(files, "move", in_use)


def test_what_was_laid_beside_a_file_that_a_program_has_open_gets_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"open")
    hold(file, monkeypatch)
    got = write_or_save_as(file, lay(file, b"new"), NOW)
    assert got == save_as_name(file, NOW) and got.read_bytes() == b"new"
    assert {one.name for one in tmp_path.iterdir()} == {file.name, got.name}


def test_what_running_processes_laid_stays_but_this_one_s_where_it_is_of_no_use(tmp_path: Path) -> None:
    laid = tmp_path / lay(tmp_path / "list.csv", b"one").name
    other, none = (tmp_path / f".dgmm-{process}-0.tmp" for process in (os.getppid(), 4_194_999))
    other.write_bytes(b"of one that runs")
    none.write_bytes(b"of none: no system gives such a number")
    sweep(tmp_path)
    assert set(tmp_path.iterdir()) == {laid, other}
    sweep(tmp_path, own=True)
    assert list(tmp_path.iterdir()) == [other]


def test_what_is_written_in_pieces_is_moved_into_place_once_or_beside_a_file_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, file = [], tmp_path / "book.xlsx"

    def content(out: IO[bytes]) -> None:
        calls.append(out)
        out.write(b"ab")
        out.seek(0)
        out.write(b"c")

    assert write_or_save_as(file, content, NOW) == file and file.read_bytes() == b"cb"
    hold(file, monkeypatch)
    beside = write_or_save_as(file, content, NOW)
    assert beside == save_as_name(file, NOW) and beside.read_bytes() == b"cb" and len(calls) == 2
    assert len(list(tmp_path.iterdir())) == 2


# -- files that belong together --------------------------------------------------------------------


def test_files_are_written_together_and_their_index_last(tmp_path: Path) -> None:
    index = tmp_path / "index"
    seen: list[tuple[Path, Placed]] = []

    def listing(placed: Mapping[Path, Placed]) -> bytes:
        assert not index.exists()
        seen.extend(placed.items())
        return b"both"

    index.write_bytes(b"old")
    both: dict[Path, Content] = {tmp_path / "a": b"one", tmp_path / "b": lambda file: file.write(b"two!")}
    assert write_together(both, index, listing, NOW) == {path: path for path in (*both, index)}
    assert seen == [(tmp_path / name, Placed(tmp_path / name, len(data), sha256(data).hexdigest()))
                    for name, data in (("a", b"one"), ("b", b"two!"))]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"one", "b": b"two!", "index": b"both"}


def test_files_of_which_one_cannot_be_made_leave_all_as_they_were(tmp_path: Path) -> None:
    def fails(file: IO[bytes]) -> None:
        raise ValueError("no rows")

    for name in ("a", "index"):
        (tmp_path / name).write_bytes(b"old")
    with pytest.raises(ValueError, match="no rows"):
        write_together({tmp_path / "a": b"new", tmp_path / "b": fails}, tmp_path / "index", lambda placed: b"", NOW)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"a": b"old", "index": b"old"}


def test_rows_that_are_a_csv_already_are_written_as_they_are() -> None:
    rows = [("D1", "a,b", '"', "=1+1", 3, None), ("D2", "two\nlines")]
    lines = csv_lines(rows)
    assert lines == b'D1,"a,b","""",\'=1+1,3,\r\nD2,"two\nlines"\r\n'
    assert csv_bytes([("code",), lines, ("D3",)]) == b"\xef\xbb\xbfcode\r\n" + lines + b"D3\r\n"
