"""A round's folder: made, opened, refused; its dates, set and moved."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dgmm_excel.errors import RosterError, RoundError
from dgmm_excel.round.folder import SETTINGS, Round, init, set_dates
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


@pytest.mark.parametrize(("year", "deadline", "said"), [
    ("", "30/9/2569", True), ("", "31/12/2567", False), ("2569", "30/9/2569", False), ("2568", "30/9/2569", False), ("", "", False),
])
def test_a_deadline_long_after_the_year_that_forms_print_is_told(year: str, deadline: str, said: bool, tmp_path: Path) -> None:
    made = init(tmp_path / "round", [DEPARTMENT], rosters(tmp_path)[:1], year=year, deadline=deadline, past=True)
    if said:
        assert made.early_year and "2566 (2023)" in made.early_year.en and "2569" in made.early_year.th
    else:
        assert made.early_year is None


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


def test_a_deadline_in_the_past_starts_no_round_unless_it_is_meant(tmp_path: Path) -> None:
    """A year of the wrong era, 2560 for 2569, was printed on every form."""
    departments = rosters(tmp_path)[:1]
    with pytest.raises(RoundError, match=r"30 กันยายน 2560.*--past.*30 September 2017"):
        init(tmp_path / "round", [DEPARTMENT], departments, deadline="30/9/2560", today=date(2026, 8, 1))
    assert not (tmp_path / "round").exists()
    meant = init(tmp_path / "round", [DEPARTMENT], departments, deadline="30/9/2560", today=date(2026, 8, 1), past=True)
    assert meant.deadline == date(2017, 9, 30)
    today = init(tmp_path / "today", [DEPARTMENT], departments, deadline="1/8/2569", today=date(2026, 8, 1))
    assert today.deadline == date(2026, 8, 1), "the day itself has not passed"


def test_dates_are_moved_each_by_itself_and_nothing_else_in_the_settings_is(of: Round) -> None:
    settings = of.folder / SETTINGS
    settings.write_text(json.dumps(json.loads(settings.read_text("utf-8")) | {"own": "kept"}), encoding="utf-8")
    day = date(2026, 9, 1)
    moved = set_dates(of, "31 ต.ค. 69", today=day)
    assert moved == Round.open(of.folder) and (moved.deadline, moved.corrections_due) == (date(2026, 10, 31), None)
    moved = set_dates(moved, corrections="๑๕ พฤศจิกายน ๒๕๖๙", today=day)
    assert moved == Round.open(of.folder)
    assert (moved.deadline, moved.corrections_due) == (date(2026, 10, 31), date(2026, 11, 15))
    written = settings.read_bytes()
    assert json.loads(written)["own"] == "kept"
    assert set_dates(moved, today=day) == moved and settings.read_bytes() == written


@pytest.mark.parametrize(("deadline", "corrections", "said"), [
    ("someday", "", "2026-09-30"), ("31/8/2569", "", "31 August 2026.*--past"), ("", "31/8/2569", "31 August 2026.*--past"),
    ("31/10/2569", "30/10/2569", "30 October 2026.*31 October 2026.*--corrections"), ("", "29/9/2569", "--corrections"),
])
def test_dates_that_cannot_be_meant_move_nothing(of: Round, deadline: str, corrections: str, said: str) -> None:
    before = (of.folder / SETTINGS).read_bytes()
    with pytest.raises(RoundError, match=said):
        set_dates(of, deadline, corrections, today=date(2026, 9, 1))
    assert (of.folder / SETTINGS).read_bytes() == before


@pytest.mark.parametrize(("deadline", "corrections", "until"), [
    ("2026-09-30", None, "2026-09-30"), ("2026-09-30", "2026-10-31", "2026-10-31"), (None, "2026-10-31", "2026-10-31"),
    (None, None, None), ("2026-08-31", None, None), ("2026-08-31", "2026-09-01", "2026-09-01"), ("2026-08-30", "2026-08-31", None),
])
def test_corrections_have_their_own_date_and_never_one_that_has_passed(
    of: Round, deadline: str | None, corrections: str | None, until: str | None
) -> None:
    def day(text: str | None) -> date | None:
        return None if text is None else date.fromisoformat(text)

    dated = replace(of, deadline=day(deadline), corrections_due=day(corrections))
    assert dated.corrections_until(date(2026, 9, 1)) == day(until)


@pytest.mark.parametrize(("key", "text", "read"), [
    ("deadline", "30/9/2569", True), ("deadline", "30 ก.ย. 69", True), ("corrections", "30 กันยายน 2569", True),
    ("deadline", "someday", False), ("corrections", 20260930, False),
])
def test_a_date_typed_into_the_settings_is_read_or_told(of: Round, key: str, text: object, read: bool) -> None:
    settings = of.folder / SETTINGS
    settings.write_text(json.dumps(json.loads(settings.read_text("utf-8")) | {key: text}), encoding="utf-8")
    if read:
        opened = Round.open(of.folder)
        assert date(2026, 9, 30) == (opened.deadline if key == "deadline" else opened.corrections_due)
    else:
        with pytest.raises(RoundError, match=rf"round\.json: {key} “{text}” is no date.*2026-09-30"):
            Round.open(of.folder)


def test_a_round_from_before_dates_of_corrections_opens(of: Round) -> None:
    settings = json.loads((of.folder / SETTINGS).read_text("utf-8"))
    del settings["corrections"]
    (of.folder / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    assert Round.open(of.folder) == of


def test_half_a_character_in_the_settings_is_told(of: Round) -> None:
    settings = of.folder / SETTINGS
    settings.write_text(json.dumps(json.loads(settings.read_text("utf-8")) | {"title": "\ud800"}), encoding="utf-8")
    with pytest.raises(RoundError, match=r"round\.json"):
        Round.open(of.folder)
