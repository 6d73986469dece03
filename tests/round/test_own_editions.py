"""A round of an edition that came as a file: it keeps the file, and is whole in another folder and another process."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from dgmm_excel import EditionError, load_edition
from dgmm_excel.resources import criteria
from dgmm_excel.round.check import check
from dgmm_excel.round.demo import fill
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.generate import generate
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.own_editions import changed
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


def test_an_edition_of_the_program_is_kept_too_and_is_the_same_one(elsewhere: Path) -> None:
    of = init(elsewhere / "round", [DEPARTMENT], [elsewhere / "mini.csv"])
    assert (of.folder / "criteria" / f"{DEPARTMENT}.yaml").read_bytes() == (criteria() / f"{DEPARTMENT}.yaml").read_bytes()
    assert of.editions == Round.open(of.folder).editions == (load_edition(criteria() / f"{DEPARTMENT}.yaml"),)


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def told(of: Round) -> list[str]:
    return [words.en for words in changed(of.folder, Round.open(of.folder).origins)]


def test_a_later_change_of_the_file_is_told_and_not_used(elsewhere: Path) -> None:
    green = (elsewhere / "mini.yaml").rename(elsewhere / "green office.yaml")
    of = init(elsewhere / "round", [str(green)], [elsewhere / "mini.csv"])
    assert told(of) == []
    edited(green, "id: mini", "# a comment is no change\nid: mini")
    assert told(of) == []
    edited(green, "at: [1, 3, 5, 7]", "at: [1, 2, 3, 4]")
    assert told(of) == [
        f"the file of the edition mini ({green}) says something else than the copy that this round uses "
        f"({of.folder / 'criteria' / 'mini.yaml'}), and goes on using; to take the new one, put green office.yaml in place of the "
        f"copy, then run dgmm check {of.folder} and dgmm generate {of.folder}"]
    assert [str(one.what).count("green office.yaml") for one in check(str(of.folder), NOW.date()).warnings if not one.where] == [4]
    assert Round.open(of.folder).editions[0].digest == of.editions[0].digest
    edited(green, "at: [1, 2, 3, 4]", "at: [4, 3, 2, 1]")
    assert len(told(of)) == 1, "a file with mistakes is another one, too"
    edited(green, "at: [4, 3, 2, 1]", "at: [1, 2, 3, 4]")
    shutil.copy(green, of.folder / "criteria" / "mini.yaml")
    assert told(of) == [] and Round.open(of.folder).editions[0].digest != of.editions[0].digest
    green.unlink()
    assert told(of) == []


def test_a_later_change_of_its_base_is_told_with_the_base_s_file(elsewhere: Path) -> None:
    of = init(elsewhere / "round", [str(elsewhere / "mini-province.yaml")], [elsewhere / "mini.csv"])
    edited(elsewhere / "mini.yaml", "at: [1, 3, 5, 7]", "at: [1, 2, 3, 4]")
    (words,) = told(of)
    assert "put mini.yaml in place" in words


def test_a_change_of_the_program_s_own_edition_is_told_and_not_used(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a later version of the program had other thresholds."""
    of = init(elsewhere / "round", [DEPARTMENT], [elsewhere / "mini.csv"])
    later = elsewhere / "later"
    later.mkdir()
    shutil.copy(criteria() / f"{DEPARTMENT}.yaml", later)
    edited(later / f"{DEPARTMENT}.yaml", "at: [1, 3, 5, 9]", "at: [1, 2, 3, 4]")
    monkeypatch.setenv("DGMM_CRITERIA", str(later))
    assert len(told(of)) == 1
    assert load_edition(DEPARTMENT).digest == Round.open(of.folder).editions[0].digest == of.editions[0].digest


def test_a_file_with_the_id_of_another_edition_is_refused(elsewhere: Path) -> None:
    false = elsewhere / "false.yaml"
    false.write_text((elsewhere / "mini.yaml").read_text("utf-8").replace("id: mini", f"id: {DEPARTMENT}", 1), encoding="utf-8")
    with pytest.raises(EditionError, match=r"false\.yaml has the id “dga-2566-department” of another edition"):
        init(elsewhere / "round", [str(false)], [elsewhere / "mini.csv"])
    assert not (elsewhere / "round").exists()
