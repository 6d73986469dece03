"""A round of an edition that came as a file: it keeps the file, and is whole in another folder and another process."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from dgmm_excel import EditionError
from dgmm_excel.resources import criteria
from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate
from dgmm_excel.round.outcomes import assess_round
from tests.support.returned import DEPARTMENT
from tests.support.rounds import HEAD, form_of

DATA = Path(__file__).parent.parent / "model" / "data"
NOW = datetime(2026, 11, 22, 15, 30)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the small editions, and a roster; what a round adds to the environment is taken back."""
    monkeypatch.setenv("DGMM_CRITERIA", "")
    for name in ("mini", "mini-province"):
        shutil.copy(DATA / f"{name}.yaml", tmp_path)
    (tmp_path / "mini.csv").write_text(HEAD + "M1,หน่วยงานหนึ่ง,,,,,,\n", encoding="utf-8")
    return tmp_path


def test_a_round_of_a_file_is_whole_by_itself(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    green = (elsewhere / "mini.yaml").rename(elsewhere / "green office.yaml")  # its name need not be its id
    generate(init(elsewhere / "round", [str(green)], [elsewhere / "mini.csv"]))
    green.unlink()
    monkeypatch.setenv("DGMM_CRITERIA", "")
    moved = (elsewhere / "round").rename(elsewhere / "moved")
    of = Round.open(moved)
    assert [edition.id for edition in of.editions] == ["mini"]
    fill(form_of(of, "M1"), of.returned / "M1.xlsx", {"A.1.1": "ใช่"})
    (outcome,) = assess_round(of, NOW).result.outcomes
    assert outcome.file == "M1.xlsx" and outcome.assessment is not None


def test_its_base_is_kept_with_it(elsewhere: Path) -> None:
    init(elsewhere / "round", [str(elsewhere / "mini-province.yaml")], [elsewhere / "mini.csv"])
    assert sorted(file.name for file in (elsewhere / "round" / "criteria").iterdir()) == ["mini-province.yaml", "mini.yaml"]


def test_an_edition_at_hand_is_not_copied(elsewhere: Path) -> None:
    init(elsewhere / "round", [str(criteria() / f"{DEPARTMENT}.yaml")], [elsewhere / "mini.csv"])
    assert not (elsewhere / "round" / "criteria").exists()


def test_a_file_with_the_id_of_another_edition_is_refused(elsewhere: Path) -> None:
    false = elsewhere / "false.yaml"
    false.write_text((elsewhere / "mini.yaml").read_text("utf-8").replace("id: mini", f"id: {DEPARTMENT}", 1), encoding="utf-8")
    with pytest.raises(EditionError, match=r"false\.yaml has the id “dga-2566-department” of another edition"):
        init(elsewhere / "round", [str(false)], [elsewhere / "mini.csv"])
    assert not (elsewhere / "round").exists()
