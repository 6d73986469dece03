"""The files of `data/`: written together, listed truly, not written anew for nothing."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import files
from dgmm_excel.errors import OutputError
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.round.data_files import write_data
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from tests.support.data_packages import listed, listed_truly
from tests.support.rounds import NOW, send_back

NAMES = {"agencies.csv", "answers.csv", "codebook.csv", "datapackage.json", "levels.csv", "round.json"}


@pytest.fixture
def result(of: Round) -> RoundResult:
    """Provide the small round's result with one return, which has a remark."""
    send_back(of, "D1")
    return assess_round(of, NOW).result


def wrote(of: Round, result: RoundResult, **options: Any) -> dict[str, str]:
    """Write the data; return what is not under its own name."""
    there = write_data(of, result, NOW, **options)
    return {wanted.name: got.name for wanted, got in there.files.items() if wanted != got}


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_the_folder_has_the_tables_the_figures_and_the_descriptor_that_lists_them(of: Round, result: RoundResult) -> None:
    assert wrote(of, result) == {}
    assert names(of.data) == NAMES and set(listed(of.data)) == NAMES - {"datapackage.json"} and listed_truly(of.data)
    assert all((of.data / name).read_bytes().startswith(b"\xef\xbb\xbf") for name in NAMES if name.endswith(".csv"))
    people = (of.data / "agencies.csv").read_text("utf-8-sig")
    assert "กรมหนึ่ง" in people and "example.org" not in people


def test_it_is_written_anew_only_when_something_changed(of: Round, result: RoundResult) -> None:
    def times() -> dict[str, int]:
        return {file.name: file.stat().st_mtime_ns for file in of.data.iterdir()}

    wrote(of, result)
    before = times()
    wrote(of, result)
    assert times() == before
    later = assess_round(of, NOW + timedelta(days=1)).result
    wrote(of, later)
    assert all(now > before[name] for name, now in times().items())
    (of.data / "levels.csv").write_text("mine")
    wrote(of, later)
    assert listed_truly(of.data)


def test_a_file_that_somebody_changed_is_kept_under_a_name_with_its_time(of: Round, result: RoundResult) -> None:
    wrote(of, result)
    file = of.data / "levels.csv"
    theirs = file.read_bytes() + b"a line of mine"
    file.write_bytes(theirs)
    (of.data / "agencies.csv").touch()
    done = write_data(of, result, NOW)
    ((path, copy),) = done.kept.items()
    assert path == file and copy.read_bytes() == theirs and copy.name.startswith("levels (2") and copy.suffix == ".csv"
    assert names(of.data) == NAMES | {copy.name} and listed_truly(of.data)
    assert write_data(of, result, NOW).kept == {}


def test_what_a_killed_run_left_half_replaced_is_nobody_s_change(of: Round, result: RoundResult) -> None:
    wrote(of, result)
    (of.data / "datapackage.json").unlink()
    (of.data / "levels.csv").write_bytes(b"of a later run")
    assert write_data(of, result, NOW).kept == {} and names(of.data) == NAMES


def test_a_report_in_another_language_is_no_reason_to_write_it_anew(of: Round, result: RoundResult) -> None:
    wrote(of, result)
    before = {file.name: file.stat().st_mtime_ns for file in of.data.iterdir()}
    wrote(of, replace(result, lang="en", faults=()), check=True)
    wrote(of, result)
    assert {file.name: file.stat().st_mtime_ns for file in of.data.iterdir()} == before


def test_the_figures_are_made_a_second_time_once_for_the_same_files(
    of: Round, result: RoundResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr("dgmm_excel.round.data_files.cross_check", lambda of, answers: seen.append(answers.suffix))
    wrote(of, result)
    assert seen == []
    wrote(of, result, check=True)
    wrote(of, result, check=True)
    assert seen == [".csv"], "the file that is there"
    wrote(of, assess_round(of, NOW + timedelta(days=1)).result, check=True)
    assert seen == [".csv", ".tmp"], "before it is moved into place"


def test_remarks_come_on_demand_and_go_again(of: Round, result: RoundResult) -> None:
    wrote(of, result, remarks=True)
    assert names(of.data) == NAMES | {"remarks.csv"} and "remarks.csv" in listed(of.data) and listed_truly(of.data)
    rows = list(csv.DictReader((of.data / "remarks.csv").read_text("utf-8-sig").splitlines()))
    assert rows and {row["kind"] for row in rows} <= {"evidence", "remark"} and {row["agency"] for row in rows} == {"D1"}
    wrote(of, result)
    assert names(of.data) == NAMES and listed_truly(of.data)


def test_a_table_that_another_program_holds_open_is_listed_under_the_name_that_it_got(
    of: Round, result: RoundResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(of, result)
    before, moved = (of.data / "answers.csv").read_bytes(), Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name == "answers.csv":
            raise PermissionError(13, "in use")
        return moved(self, target)

    monkeypatch.setattr(Path, "replace", held)
    assert wrote(of, assess_round(of, NOW + timedelta(days=1)).result) == {"answers.csv": "answers (new 2026-11-22 1530).csv"}
    assert "answers (new 2026-11-22 1530).csv" in listed(of.data) and listed_truly(of.data)
    assert (of.data / "answers.csv").read_bytes() == before


@pytest.mark.parametrize("moves", range(6))
def test_a_run_that_ends_at_any_move_leaves_no_descriptor_of_other_files(
    of: Round, result: RoundResult, monkeypatch: pytest.MonkeyPatch, moves: int
) -> None:
    """Ended before each of the six moves into place; the next run makes all whole."""
    wrote(of, result)
    left, moved = [moves], files.move

    def ended(temporary: Path, path: Path) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        moved(temporary, path)

    monkeypatch.setattr(files, "move", ended)
    later = assess_round(of, NOW + timedelta(days=1)).result
    with pytest.raises(KeyboardInterrupt):
        wrote(of, later)
    assert not (of.data / "datapackage.json").exists() and not list(of.data.glob(".dgmm-*"))
    monkeypatch.undo()
    wrote(of, later)
    assert names(of.data) == NAMES and listed_truly(of.data)


def test_a_table_that_cannot_be_made_leaves_the_whole_package_as_it_was(
    of: Round, result: RoundResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote(of, result)
    before = {file.name: file.read_bytes() for file in of.data.iterdir()}
    opened = Path.open

    def full(self: Path, *rest: Any, **options: Any) -> Any:
        if self.name.startswith(".dgmm-") and len(list(of.data.glob(".dgmm-*"))) == 3:
            raise OSError(28, "No space left on device")
        return opened(self, *rest, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OutputError):
        wrote(of, assess_round(of, NOW + timedelta(days=1)).result)
    assert {file.name: file.read_bytes() for file in of.data.iterdir()} == before
