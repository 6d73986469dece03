"""Agencies that are new, gone, renamed or under another code are listed, and never matched by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel.round.check import check
from dgmm_excel.round.folder import Round, init
from dgmm_excel.round.previous_check import compared_with, matched, unlike_before
from tests.support.last_year import last_year, next_edition, this_year
from tests.support.returned import DEPARTMENT
from tests.support.rounds import HEAD, START, new_round, rosters

#: D1 as before; D2 renamed; Z3 has the name of D3; D9 is new.
CHANGED = HEAD + (
    "D1,กรมหนึ่ง,Department One,กระทรวง ก,department,service,,one@example.org\n"
    "D2,สำนักงานสอง,Department Two,กระทรวง ก,department,policy,,\n"
    "Z3,กรมสาม,,กระทรวง ข,department,,,three@example.org\n"
    "D9,กรมเก้า,,กระทรวง ข,department,,,\n"
)


def changed(folder: Path) -> Round:
    roster = folder / "changed.csv"
    roster.write_text(CHANGED, encoding="utf-8-sig")
    return init(folder / "new", [DEPARTMENT], [roster], today=START, previous=[last_year(folder)])


def test_agencies_are_matched_by_their_codes_alone(tmp_path: Path) -> None:
    found = matched(changed(tmp_path))
    assert found.past == ["D1", "D2"] and found.new == ["Z3", "D9"] and not found.silent and not found.apart
    assert found.renamed == ["D2 (กรมสอง → สำนักงานสอง)"] and found.moved == ["D3 → Z3 (กรมสาม)"]
    assert found.gone == ["D3 (กรมสาม)", "TH-1 (จังหวัดหนึ่ง)", "TH-2 (จังหวัดสอง)"]


def test_a_check_of_the_round_says_it_again(tmp_path: Path) -> None:
    of = changed(tmp_path)
    told = [one for one in check(str(of.folder), START).warnings if one.where == "previous/"]
    assert told == list(unlike_before(of)) and all(" / " in one.what and " / " in one.remedy for one in told)
    assert [one.what.partition(" / ")[2].partition(" (")[0] for one in told] == [
        "under last year's name but another code, and so not compared",
        "the same code under another name, taken as the same agency",
        "not in last year's round", "in last year's round alone: closed, merged, or under another code",
    ]
    (said,) = compared_with(of)
    assert said.en == "compared with รอบทดสอบ (2566): 2 of 4 agencies"


@pytest.mark.usefixtures("own_criteria")
def test_the_topics_that_do_not_compare_are_told(tmp_path: Path) -> None:
    file = next_edition(tmp_path, "same_ids: true", "topics: {P1.3A: P1.1}", "not_carried: {P2.1: split}")
    of = init(tmp_path / "new", [str(file)], rosters(tmp_path)[:1], today=START, previous=[last_year(tmp_path)])
    told = next(one for one in unlike_before(of) if "topics" in one.what)
    assert "compares with dga-2566-department at 31 topics; new ones: P1.1, P2.1; those that end: P1.3A, P2.1" in told.what


def test_the_silent_are_told_and_a_round_without_previous_says_nothing(tmp_path: Path) -> None:
    assert matched(this_year(tmp_path, last_year(tmp_path))).silent == ["D3", "TH-2"]
    alone = new_round(tmp_path)
    assert not list(unlike_before(alone)) and not list(compared_with(alone))
