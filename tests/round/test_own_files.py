"""A workbook that somebody changed since it was written is kept beside the new one; an unchanged one is replaced."""

from __future__ import annotations

import os
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from openpyxl import Workbook

from dgmm_excel.authoring.package import saved
from dgmm_excel.round import own_files
from dgmm_excel.round.own_files import Renewed
from dgmm_excel.round.own_files import renew as renewed
from dgmm_excel.round.written import Written
from dgmm_excel.xlsx.patch import patched
from tests.support.outcomes import contents
from tests.support.rounds import NOW

SAVED = datetime(2026, 11, 22, 16, 5, 9)


def _book(text: str, digest: bool = True) -> bytes:
    book = Workbook()
    book.active["A1"] = text  # type: ignore[index]
    return saved(book, digest=digest)


ONE, TWO, THREE, FOUR = map(_book, ("one", "two", "three", "four"))
MINE, HERS = (_book(text, digest=False) for text in ("mine", "hers"))
#: What a program makes of the first when somebody writes a note into it.
NOTED = patched(ONE, {"Sheet": {(2, 1): "a note"}})
_numbers = count()


def renew(path: Path, data: bytes, now: datetime) -> Renewed:
    """Renew a file of which nothing is known."""
    return renewed(path, lambda: data, now, Written(path.parent), f"another origin {next(_numbers)}")


def _save(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    os.utime(path, (SAVED.timestamp(), SAVED.timestamp()))


def _files(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if not name.startswith(".dgmm/")}


def test_what_nobody_changed_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    for data in (ONE, TWO, TWO, THREE):
        done = renew(path, data, NOW)
        assert (done.path, done.kept) == (path, None)
    assert _files(tmp_path) == {"result.xlsx": THREE}


def test_what_somebody_changed_is_kept_with_its_time(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    renew(path, ONE, NOW)
    _save(path, NOTED)
    done = renew(path, TWO, NOW)
    assert done.kept == tmp_path / "result (2026-11-22 160509).xlsx"
    assert _files(tmp_path) == {"result.xlsx": TWO, "result (2026-11-22 160509).xlsx": NOTED}
    assert renew(path, THREE, NOW).kept is None


def test_two_changes_of_one_second_are_both_kept_and_the_same_one_once(tmp_path: Path) -> None:
    path = tmp_path / "result.xlsx"
    for data in (MINE, HERS, MINE):
        _save(path, data)
        renew(path, ONE, NOW)
    assert sorted(_files(tmp_path).values()) == sorted([HERS, MINE, ONE])


def test_a_workbook_without_a_digest_is_kept(tmp_path: Path) -> None:
    """As an earlier version of the program wrote it, or anybody."""
    path = tmp_path / "result.xlsx"
    plain = _book("one", digest=False)
    _save(path, plain)
    done = renew(path, TWO, NOW)
    assert done.kept is not None and done.kept.read_bytes() == plain and path.read_bytes() == TWO


def test_nothing_but_the_file_is_needed_to_know(tmp_path: Path) -> None:
    """Moved, copied, without the cache, with other dates: what the program wrote is known as such."""
    path, elsewhere = tmp_path / "result.xlsx", tmp_path / "elsewhere" / "other.xlsx"
    renew(path, ONE, NOW)
    assert _files(tmp_path) == {"result.xlsx": ONE}
    elsewhere.parent.mkdir()
    _save(elsewhere, path.read_bytes())
    assert renew(elsewhere, TWO, NOW).kept is None


def test_a_run_cut_short_before_the_file_is_replaced_leaves_no_copy_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "result.xlsx"
    renew(path, ONE, NOW)

    def cut(*_: object) -> Path:
        raise KeyboardInterrupt

    for data in (TWO, THREE):
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(own_files, "write_or_save_as", cut)
            renew(path, data, NOW)
    assert renew(path, FOUR, NOW).kept is None
    assert _files(tmp_path) == {"result.xlsx": FOUR}


def test_what_would_come_out_the_same_is_not_drawn_again_and_what_somebody_changed_is(tmp_path: Path) -> None:
    path, drawn = tmp_path / "result.xlsx", []

    def run(origin: str) -> Renewed:
        with Written(tmp_path) as written:
            return renewed(path, lambda: drawn.append(origin) or ONE, NOW, written, origin)  # type: ignore[func-returns-value]

    assert [run("a") for _ in range(2)] == [Renewed(path, path, None)] * 2
    assert drawn == ["a"]
    run("b")
    assert drawn == ["a", "b"]
    _save(path, NOTED)
    assert run("b").kept is not None and path.read_bytes() == ONE
    path.unlink()
    assert run("b").kept is None and path.read_bytes() == ONE
    assert drawn == ["a", "b", "b", "b"]
