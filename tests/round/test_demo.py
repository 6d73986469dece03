"""The demonstration: made again and again in its own folder, and in no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dgmm_excel.errors import RoundError
from dgmm_excel.round.demo import demonstrate
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import issued_forms
from tests.support.outcomes import contents
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import NOW, rosters


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The demonstration on the small rosters."""
    files = dict(zip((DEPARTMENT, PROVINCE), rosters(tmp_path), strict=True))
    monkeypatch.setattr("dgmm_excel.round.folder.own_roster", files.__getitem__)


@pytest.mark.usefixtures("small")
def test_the_demonstration_can_be_run_again_and_clears_only_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "demo"

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("dgmm_excel.round.demo._return_forms", stop)
        with pytest.raises(KeyboardInterrupt):
            demonstrate(folder, NOW)
    assert issued_forms(Round.open(folder)), "cut short half-way"
    first = demonstrate(folder, NOW)
    (folder / "returned" / "mine.txt").write_text("mine", encoding="utf-8")
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    second = demonstrate(folder, NOW)
    assert first.forms == 5 and first.done.result.figures.tally == second.done.result.figures.tally
    assert (folder / "notes.txt").exists() and (folder / "returned" / "mine.txt").exists()
    assert set(json.loads((folder / ".dgmm-demo.json").read_text(encoding="utf-8"))["foreign"]) == {
        "notes.txt", "returned/mine.txt"}


def test_the_demonstration_takes_no_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(RoundError):
        demonstrate(tmp_path, NOW)
    with pytest.raises(RoundError):
        demonstrate(tmp_path / "file", NOW)
    assert contents(tmp_path) == {"file": b"mine"}
