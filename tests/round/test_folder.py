"""A round's folder: made, opened, refused; deadlines as people write them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dgmm_excel.errors import RosterError, RoundError
from dgmm_excel.round.folder import SETTINGS, Round, init, parsed_deadline
from tests.support.outcomes import contents
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import rosters


def test_a_round_opens_as_it_was_made(of: Round) -> None:
    opened = Round.open(of.folder)
    assert opened == of
    assert (opened.title, opened.deadline, opened.lang) == ("รอบทดสอบ", date(2026, 9, 30), "th")
    assert list(opened.members) == ["D1", "D2", "D3", "TH-1", "TH-2"]


@pytest.mark.parametrize(("given", "year"), [("", 2566), ("2566", 2566), ("2023", 2566), (" 2569 ", 2569), ("2026", 2569)])
def test_a_round_has_the_year_given_or_the_edition_s(given: str, year: int, tmp_path: Path) -> None:
    made = init(tmp_path / "round", [DEPARTMENT], rosters(tmp_path)[:1], year=given)
    assert made.year == year == Round.open(tmp_path / "round").year
    warning = made.other_year
    assert (warning is None) == (year == 2566)
    assert warning is None or ("2569" in warning.th and "2566" in warning.en and DEPARTMENT in warning.en)


@pytest.mark.parametrize("given", ["66", "year", "25 66", "25666"])
def test_what_is_no_year_starts_no_round(given: str, tmp_path: Path) -> None:
    with pytest.raises(RoundError, match="2566"):
        init(tmp_path / "round", [DEPARTMENT], rosters(tmp_path)[:1], year=given)
    assert not (tmp_path / "round").exists()


def test_a_round_from_before_years_is_of_its_edition_s(tmp_path: Path) -> None:
    made = init(tmp_path / "round", [DEPARTMENT], rosters(tmp_path)[:1], year="2569")
    settings = json.loads((made.folder / SETTINGS).read_text(encoding="utf-8"))
    del settings["year"]
    (made.folder / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    assert Round.open(made.folder).year == 2566


def test_init_never_overwrites(of: Round, tmp_path: Path) -> None:
    before = contents(of.folder)
    with pytest.raises(RoundError, match="already"):
        init(of.folder, [DEPARTMENT])
    assert contents(of.folder) == before
    other = tmp_path / "other"
    other.mkdir()
    (other / f"roster-{DEPARTMENT}.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(RoundError):
        init(other, [DEPARTMENT])
    assert contents(other) == {f"roster-{DEPARTMENT}.csv": b"mine"}


def test_a_refused_init_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("code,name_th\nA,x\nA,y\n", encoding="utf-8")
    with pytest.raises(RosterError):
        init(tmp_path / "round", [DEPARTMENT], [tmp_path / "bad.csv"])
    with pytest.raises(RoundError):
        init(tmp_path / "round", [DEPARTMENT], deadline="someday")
    with pytest.raises(RoundError):
        init(tmp_path / "round", [DEPARTMENT, DEPARTMENT])
    with pytest.raises(RoundError):
        init(tmp_path / "round", [PROVINCE], rosters(tmp_path))
    assert not (tmp_path / "round").exists()


def test_a_folder_that_is_no_round_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(RoundError, match=r"round\.json"):
            Round.open(folder)
    for text in ("{", "[]", '{"layout": 99}', '{"layout": 1, "id": "x"}'):
        (tmp_path / "round.json").write_text(text, encoding="utf-8")
        with pytest.raises(RoundError, match=r"round\.json"):
            Round.open(tmp_path)


@pytest.mark.parametrize("text", ["2026-09-30", "30/9/2569", "30-09-2569", "30.9.2026", "2569-9-30", " 30/9/2569 "])
def test_a_deadline_is_read_as_people_write_it(text: str) -> None:
    assert parsed_deadline(text) == date(2026, 9, 30)


@pytest.mark.parametrize("text", ["30/13/2569", "9/30/2569", "30 กันยายน", "2026", "30/9/69"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(RoundError, match="2026-09-30"):
        parsed_deadline(text)
