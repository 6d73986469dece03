"""`dgmm check`: what would spoil a round is told before its forms go out, and every mistake of an edition's file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dgmm_excel.errors import EditionError, Mistake, RosterError, RoundError
from dgmm_excel.resources import criteria
from dgmm_excel.round.check import Check, before_forms, check, starting_rosters
from dgmm_excel.round.folder import SETTINGS, Round, init, set_dates
from dgmm_excel.round.generate import ISSUED, generate
from tests.support.outcomes import contents
from tests.support.returned import DEPARTMENT, PROVINCE
from tests.support.rounds import START, edit_roster, form_of, rosters, type_figures
from tests.support.shown import Shown

#: The figures that researchers give: P3.2 of departments, P4.U of all.
FIGURES = {"P3.2.takers": 10, "P3.2.staff": 100, "P3.2.mean": 80, "P4.U.score": 0.5}


@pytest.fixture
def sound(of: Round) -> Round:
    """Provide the small round with everything in it that can be there before forms go out."""
    of = edit_roster(of, DEPARTMENT, "department,policy,,", "department,policy,,d2@example.org")
    of = edit_roster(of, PROVINCE, ",D1,", ",D1,th1@example.org")
    settings = of.folder / SETTINGS
    settings.write_text(json.dumps(json.loads(settings.read_text("utf-8")) | {"contact": "สมศรี 02-123-4567"}), encoding="utf-8")
    of = Round.open(of.folder)
    type_figures(of, {code: {q: v for q, v in FIGURES.items() if code[0] == "D" or q == "P4.U.score"} for code in of.members})
    return of


def english(found: Sequence[Mistake]) -> list[tuple[str, str]]:
    assert all(" / " in one.what for one in found)
    return [(one.where, one.what.partition(" / ")[2]) for one in found]


def checked(of: Round, today: date = START) -> Check:
    """Check the round as it is in its folder. A check writes nothing."""
    before = contents(of.folder)
    found = check(str(of.folder), today)
    assert contents(of.folder) == before
    return found


def the_one(of: Round, today: date = START) -> Mistake:
    found = checked(of, today)
    assert (found.errors, len(found.warnings)) == ((), 1), found
    return found.warnings[0]


def test_a_round_with_everything_in_it_has_nothing_to_correct(sound: Round) -> None:
    found, shown = checked(sound), Shown()
    assert (found.errors, found.warnings) == ((), ()) and "nothing to correct" in found.summary.en
    assert before_forms(sound, START) == 0
    assert check(str(sound.folder), START, shown) == found and shown.all == ["Checking the round"]


def test_all_that_is_missing_is_told_at_once(tmp_path: Path) -> None:
    of = init(tmp_path / "round", [DEPARTMENT, PROVINCE], rosters(tmp_path))
    said = english(checked(of).warnings)
    assert said == [
        (f"roster-{DEPARTMENT}.csv", "agencies without an e-mail address: 1 of 3"),
        (f"roster-{PROVINCE}.csv", "agencies without an e-mail address: 1 of 2"),
        (SETTINGS, "no deadline is set"),
        (SETTINGS, "no contact is stated whom agencies can ask"),
        ("researchers.xlsx", "P3.2 Digital Skills under the W6 Framework: no researchers' figures yet for 3 of 3 (Department)"),
        ("researchers.xlsx", "P4.U Usability: no researchers' figures yet for 3 of 3 (Department)"),
        ("researchers.xlsx", "P4.U Usability: no researchers' figures yet for 2 of 2 (Province)"),
        ("forms/", "no form made yet for 5 of 5 agencies: D1, D2, D3, TH-1, TH-2"),
    ]


def test_the_rosters_that_come_along_are_told_to_be_no_official_list(tmp_path: Path) -> None:
    of = init(tmp_path / "round", [DEPARTMENT, PROVINCE], rosters(tmp_path)[:1], deadline="30/9/2569", today=START)
    (one,) = starting_rosters(of)
    assert "76 agencies" in one.what and "no official list" in one.what and f"roster-{PROVINCE}.csv" in one.remedy
    assert str(one) in map(str, checked(of).warnings)
    of = edit_roster(of, PROVINCE, "TH-11,", "TH-11-1,")
    assert starting_rosters(of) == []


def test_a_broken_roster_is_an_error_and_the_dates_are_told_all_the_same(sound: Round) -> None:
    of = edit_roster(sound, DEPARTMENT, ",service,", ",both,")
    found = checked(of, date(2026, 10, 1))
    assert [one.where for one in found.errors] == [f"roster-{DEPARTMENT}.csv:2"]
    assert english(found.warnings) == [(SETTINGS, "the deadline, 30 September 2026, has passed")]


def test_a_roster_of_another_edition_is_an_error_and_no_form_is_made(sound: Round) -> None:
    of = edit_roster(sound, DEPARTMENT, "department,policy", "จังหวัด,policy")
    assert [one.where for one in checked(of).errors] == [f"roster-{DEPARTMENT}.csv:3"]
    before = contents(of.folder)
    with pytest.raises(RosterError, match=rf"roster-{DEPARTMENT}\.csv:3"):
        generate(of)
    assert contents(of.folder) == before


def test_a_parent_dropped_after_its_form_was_made_is_told(sound: Round) -> None:
    of = edit_roster(sound, DEPARTMENT, "D1,กรมหนึ่ง,Department One", "D9,กรมหนึ่ง,Department One")
    said = english(checked(of).warnings)
    assert (f"roster-{PROVINCE}.csv:2", "the parent “D1” is no longer in the roster (agencies: 1): "
            "9 topics stay pending for good") in said


@pytest.mark.parametrize(("deadline", "corrections", "today", "said"), [
    ("30/9/2569", "", date(2026, 9, 30), ""), ("30/9/2569", "", date(2026, 10, 1), "the deadline, 30 September 2026, has passed"),
    ("30/9/2659", "", START, "more than two years ahead"), ("30/9/2569", "31/10/2569", START, ""),
])
def test_dates_are_looked_at(sound: Round, deadline: str, corrections: str, today: date, said: str) -> None:
    of = set_dates(sound, deadline, corrections, today=START)
    if said:
        assert said in the_one(of, today).what
    else:
        assert checked(of, today).warnings == ()
    assert before_forms(of, today) == bool(said)


def test_a_date_of_corrections_before_the_deadline_is_told(sound: Round) -> None:
    """It can only be typed into the settings."""
    file = sound.folder / SETTINGS
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"corrections": "1/9/2569"}), encoding="utf-8")
    found = the_one(sound)
    assert "1 September 2026" in found.what and "--corrections" in found.remedy


def test_figures_that_cannot_be_used_or_are_not_there_are_told(sound: Round) -> None:
    type_figures(sound, {"D1": {"P3.2.takers": ""}, "D2": {"P4.U.score": "many"}})
    assert [(where, what) for where, what in english(checked(sound).warnings) if "no researchers" in what] == [
        ("researchers.xlsx", "P3.2 Digital Skills under the W6 Framework: no researchers' figures yet for 1 of 3 (Department)"),
        ("researchers.xlsx", "P4.U Usability: no researchers' figures yet for 1 of 3 (Department)")]
    assert any(one.where.startswith("researchers.xlsx ") and "D2" in one.what for one in checked(sound).warnings)
    sound.researchers.write_bytes(b"no workbook")
    (error,) = checked(sound).errors
    assert "researchers.xlsx" in error.what


def test_each_way_in_which_a_form_does_not_fit_the_round_is_told_with_its_agency(sound: Round) -> None:
    form_of(sound, "D1").unlink()
    with form_of(sound, "TH-1").open("ab") as file:
        file.write(b"changed")
    of = edit_roster(sound, DEPARTMENT, "กรมสอง", "กรมที่สอง")
    of = edit_roster(of, DEPARTMENT, "D3,", "D4,กรมสี่,,,,,,d4@example.org\nD3,")
    of = edit_roster(of, PROVINCE, "TH-2,", "TH-9,")
    said = [what for where, what in english(checked(of).warnings) if where == "forms/"]
    assert said == [
        "no form made yet for 2 of 6 agencies: D4, TH-9", "made before the roster or the criteria changed (1): D2",
        "forms that were made are gone (1): D1", "forms that somebody changed in forms/ (1): TH-1",
        "forms of agencies that the roster no longer has (1): TH-2",
    ]


def test_forms_made_before_the_criteria_or_the_title_changed_are_told(sound: Round) -> None:
    file = sound.folder / SETTINGS
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"title": "รอบจริง"}), encoding="utf-8")
    assert "title, language or year changed (5): D1, D2, D3, TH-1, TH-2" in the_one(sound).what
    issued = json.loads((sound.forms / ISSUED).read_text("utf-8"))
    issued["forms"]["D1"]["criteria"] = "of another edition"
    (sound.forms / ISSUED).write_text(json.dumps(issued), encoding="utf-8")
    assert "made before the criteria changed (1): D1" in english(checked(sound).warnings)[0][1]


def test_a_moved_deadline_leaves_nothing_to_look_at(sound: Round) -> None:
    assert checked(set_dates(sound, "31/10/2569", today=START)).warnings == ()


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_an_edition_at_hand_is_named_by_its_id_or_its_file(name: str) -> None:
    for target in (name, str(criteria() / f"{name}.yaml")):
        found = check(target, START)
        assert (found.errors, found.warnings) == ((), ()) and name in found.summary.en


def test_every_mistake_of_a_criteria_file_is_told_with_its_line(tmp_path: Path) -> None:
    text = (criteria() / f"{DEPARTMENT}.yaml").read_text("utf-8")
    file = tmp_path / "own.yaml"
    file.write_text(text.replace("year: 2566", "yaer: 2566").replace("answered_by: coordinator", "answered_by: nobody", 1), "utf-8")
    found = check(str(file), START)
    assert len(found.errors) >= 2 and all(one.where.startswith("own.yaml:") and one.remedy for one in found.errors)
    assert any("yaer" in one.what for one in found.errors) and any("answered_by" in one.what for one in found.errors)


@pytest.mark.parametrize("target", ["nosuch", "nosuch.yaml", "."])
def test_what_is_neither_a_round_nor_an_edition_cannot_be_checked(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((RoundError, EditionError)):
        check(target, START)
