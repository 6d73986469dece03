"""Ids that stand in files decide which edition is which: under any name, of several folders the first, two of one id are told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dgmm_excel import EditionError, load_edition
from dgmm_excel.model.at_hand import edition_ids, file_near, file_of, files_in
from dgmm_excel.resources import criteria, put_criteria_first

MINI = (Path(__file__).parent / "data" / "mini.yaml").read_text("utf-8")
OWN = "dga-2566-department"


def put(folder: Path, name: str, text: str = MINI) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(("line", "name"), [
    ("id: mini", "mini"), ('id: "a-1"', "a-1"), ("id: 'a-1'  # of 2569", "a-1"), ("id:   a-1   # x", "a-1"), ('"id": a-1', "a-1"),
    ("title: x\n# id: no\nid: a-1", "a-1"), ("questions:\n  - id: no\nid: a-1\nid: b", "a-1"), ("pillars:\n  - id: P1", "ปีนี้"), ("", "ปีนี้"),
])
def test_the_id_that_stands_in_a_file_is_found_else_its_name(line: str, name: str, tmp_path: Path) -> None:
    file = put(tmp_path, "ปีนี้.yaml", f"{line}\n")
    assert files_in(tmp_path) == {name: (file,)}


def test_files_of_scenarios_and_others_are_no_editions(tmp_path: Path) -> None:
    file = put(tmp_path, "a.yml")
    put(tmp_path, "mini.scenarios.yaml")
    put(tmp_path, "mini.txt")
    (tmp_path / "folder.yaml").mkdir()
    assert files_in(tmp_path) == {"mini": (file,)}
    assert files_in(tmp_path / "nowhere") == {}


def test_a_file_is_asked_again_once_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DGMM_CRITERIA", str(tmp_path))
    file = put(tmp_path, "a.yaml")
    assert file_of("mini") == file
    put(tmp_path, "a.yaml", MINI.replace("id: mini", "id: maxi", 1))
    assert (file_of("mini"), file_of("maxi")) == (None, file)
    assert "maxi" in edition_ids() and "mini" not in edition_ids()


def test_two_files_of_one_id_in_a_folder_are_told_and_neither_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DGMM_CRITERIA", str(tmp_path))
    put(tmp_path, "a.yaml")
    put(tmp_path, "b.yaml")
    for ask in (file_of, load_edition, lambda name: file_near(tmp_path / "c.yaml", name)):
        with pytest.raises(EditionError, match=r"several files of the edition “mini” \(a\.yaml, b\.yaml\)"):
            ask("mini")
    assert load_edition(tmp_path / "a.yaml").id == "mini", "a path says which is meant"


def test_the_folder_put_first_counts_before_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DGMM_CRITERIA", "")
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        put(folder, "own.yaml", MINI.replace("id: mini", f"id: {OWN}", 1))
    assert file_of(OWN) == criteria() / f"{OWN}.yaml"
    put_criteria_first(first)
    put_criteria_first(second)
    assert file_of(OWN) == second / "own.yaml"
    put_criteria_first(first)
    assert file_of(OWN) == first / "own.yaml"
    assert os.environ["DGMM_CRITERIA"] == os.pathsep.join(map(str, (first, second)))


def test_a_text_without_an_ending_may_name_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "เกณฑ์ ปี 2569")
    assert load_edition("เกณฑ์ ปี 2569").id == "mini"
    put(tmp_path, OWN)
    assert load_edition(OWN).id == OWN, "an id at hand comes before a file of that name"


def test_the_same_data_are_the_same_edition(tmp_path: Path) -> None:
    one, other = put(tmp_path, "1.yaml"), put(tmp_path, "2.yaml", f"# a comment\n{MINI}")
    assert load_edition(one) is load_edition(other)
