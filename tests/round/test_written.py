"""The record of what files were made from: what holds, what does not, and what becomes of a damaged one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dgmm_excel.feedback.results_copy import results_copy
from dgmm_excel.round import feedback_content, written
from dgmm_excel.round.consolidate import Consolidation, consolidate
from dgmm_excel.round.folder import Round
from dgmm_excel.round.written import Written
from tests.support.outcomes import ALL_FIGURES, contents
from tests.support.returned import RESULTS
from tests.support.rounds import NOW, edit_roster, send_back, type_figures
from tests.support.xml_book import XmlBook


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A folder with a record of two files: one with a fault, one without the official score."""
    with Written(tmp_path) as made:
        for name, fault, official in (("a", "DG501", True), ("b", None, False)):
            (tmp_path / name).write_bytes(b"12")
            made.add(tmp_path / name, "origin", fault, official)
    return tmp_path


def test_a_file_that_is_as_it_was_made_holds_with_what_was_said(record: Path) -> None:
    known = Written(record)
    assert known.said(record / "a", "origin") == ("DG501", True)
    assert known.said(record / "b", "origin") == (None, False)
    assert known.said(record / "c", "origin") is None
    assert known.said(record / "a", "another origin") is None


@pytest.mark.parametrize("change", [
    lambda file: file.write_bytes(b"123"), lambda file: file.unlink(), lambda file: os.utime(file, (1, 1)),
], ids=["size", "gone", "time"])
def test_a_file_that_somebody_changed_does_not_hold(record: Path, change: Callable[[Path], object]) -> None:
    change(record / "a")
    assert Written(record).said(record / "a", "origin") is None
    assert Written(record).said(record / "b", "origin") is not None


def test_files_that_runs_do_not_ask_for_any_more_are_dropped(record: Path) -> None:
    with Written(record) as known:
        for name in "cdef":
            (record / name).write_bytes(b"12")
            known.add(record / name, "origin")
    with Written(record) as known:
        known.said(record / "a", "origin")
    assert Written(record).said(record / "a", "origin") is not None
    assert Written(record).said(record / "b", "origin") is None


def test_a_file_is_known_as_soon_as_it_is_there(tmp_path: Path) -> None:
    """A run that is killed after it has not written it for nothing."""
    made = Written(tmp_path)
    (tmp_path / "a").write_bytes(b"12")
    made.add(tmp_path / "a", "origin")
    assert Written(tmp_path).said(tmp_path / "a", "origin") is not None


def test_a_record_of_an_earlier_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".dgmm").mkdir()
    (tmp_path / ".dgmm" / "written.json").write_text("{}")
    assert Written(tmp_path).said(tmp_path / "a", "origin") is None


def test_a_folder_that_cannot_be_written_is_left_without_a_record(tmp_path: Path) -> None:
    (tmp_path / ".dgmm").write_bytes(b"no folder")
    (tmp_path / "a").write_bytes(b"12")
    with Written(tmp_path) as made:
        made.add(tmp_path / "a", "origin")
    assert Written(tmp_path).said(tmp_path / "a", "origin") is None


# -- consolidating again ---------------------------------------------------------------------------


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The returns of which copies were really made."""
    found: list[str] = []

    def counted(content: bytes, scored: object, *rest: object) -> object:
        found.append(scored.form.agency_code)  # type: ignore[attr-defined]
        return results_copy(content, scored, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(feedback_content, "results_copy", counted)
    return found


def times(of: Round) -> dict[str, int]:
    """When each file of the round was last changed."""
    return {file.relative_to(of.folder).as_posix(): file.stat().st_mtime_ns
            for file in of.folder.rglob("*") if file.is_file() and ".dgmm" not in file.parts}


def test_nothing_is_made_or_rewritten_where_nothing_is_new(of: Round, made: list[str]) -> None:
    send_back(of, "D1")
    send_back(of, "TH-1", cells={"P1.1.01": "?"})
    first = consolidate(of, NOW)
    before, files = times(of), contents(of.folder)
    again = consolidate(of, NOW)
    assert sorted(made) == ["D1", "TH-1"]
    assert times(of) == before and contents(of.folder).keys() == files.keys()
    assert (again.result, again.corrections, again.told) == (first.result, first.corrections, first.told)


def test_one_new_return_makes_one_copy(of: Round, made: list[str]) -> None:
    send_back(of, "D1")
    consolidate(of, NOW)
    before = times(of)
    send_back(of, "D2")
    consolidate(of, NOW)
    assert made == ["D1", "D2"]
    after = times(of)
    assert after["results/D1 กรมหนึ่ง.xlsx"] == before["results/D1 กรมหนึ่ง.xlsx"]
    assert after["consolidated.xlsx"] != before["consolidated.xlsx"]


def test_the_fault_of_a_copy_stays_when_the_copy_is_not_made_again(of: Round, made: list[str]) -> None:
    """DG501: the return has lost the cells of its results, so that a new form holds them."""
    file = send_back(of, "D1")
    book = XmlBook(file.read_bytes())
    book.remove(RESULTS)
    file.write_bytes(book.save())
    found = [_faults(consolidate(of, NOW)) for _ in range(2)]
    assert found[0] == found[1] and ("D1", "DG501") in found[0]
    assert made == ["D1"]


def _faults(done: Consolidation) -> list[tuple[str, str]]:
    return [(one.agency, one.fault.code) for one in done.result.faults]


@pytest.mark.parametrize("change", [
    lambda of: type_figures(of, {"D1": ALL_FIGURES}),
    lambda of: edit_roster(of, "dga-2566-department", "กรมหนึ่ง", "กรมเดิม"),
    lambda of: (of.results / "D1 กรมหนึ่ง.xlsx").write_bytes(b"mine"),
], ids=["figures", "name", "copy"])
def test_what_a_copy_depends_on_makes_it_anew(of: Round, made: list[str], change: Callable[[Round], object]) -> None:
    send_back(of, "D1")
    consolidate(of, NOW)
    changed = change(of)
    consolidate(changed if isinstance(changed, Round) else of, NOW)
    assert made == ["D1", "D1"]


def test_figures_for_a_blank_return_are_in_the_reports(of: Round) -> None:
    """The return has no results that could change; the figures stand among its answers."""
    send_back(of, "D1", {})
    consolidate(of, NOW)
    type_figures(of, {"D1": ALL_FIGURES})
    consolidate(of, NOW)
    answers = (of.data / "answers.csv").read_text(encoding="utf-8-sig")
    assert "D1,dga-2566-department,P3.2.staff,100,accepted" in answers


def test_another_state_of_the_program_makes_all_anew(of: Round, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    send_back(of, "D1")
    consolidate(of, NOW)
    monkeypatch.setattr(written, "program_state", lambda: "another state")
    consolidate(of, NOW)
    assert made == ["D1", "D1"]


def test_a_file_is_the_program_s_own_from_before_it_is_written_until_somebody_changes_it(tmp_path: Path) -> None:
    file, known = tmp_path / "a.xlsx", Written(tmp_path)
    assert not known.is_own(file)
    known.begin(file)
    assert known.is_own(file) and known.said(file, "origin") is None, "cut short here, it is written anew"
    file.write_bytes(b"12")
    assert known.is_own(file)
    known.add(file, "origin")
    assert known.is_own(file)
    file.write_bytes(b"somebody's")
    assert not known.is_own(file)
