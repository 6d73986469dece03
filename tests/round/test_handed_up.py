"""Handovers at the next tier: they count as the returns of their agencies, once, with where they come from."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from dgmm_excel import load_edition
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.round.chase_list import chase_list
from dgmm_excel.round.consolidate import consolidate
from dgmm_excel.round.findings import LogLine, add_to_log
from dgmm_excel.round.folder import Round
from dgmm_excel.round.mail_drafts import write_drafts
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.researchers import update_researchers
from dgmm_excel.scoring.answers import exact
from dgmm_excel.scoring.findings import Finding
from tests.support.forms import DEPARTMENT, PROVINCE
from tests.support.returned import some_answers
from tests.support.rounds import DEPARTMENTS, HEAD, NOW, PROVINCES, edit_roster, type_figures
from tests.support.tiers import A_FEW, answer, country, forged, hand_up, handover, members, tier

D1, D2, D3 = DEPARTMENTS.removeprefix(HEAD).splitlines(keepends=True)
TH1, TH2 = PROVINCES.removeprefix(HEAD).splitlines(keepends=True)


@pytest.fixture
def top(tmp_path: Path) -> Round:
    """The round of the country."""
    return country(tmp_path / "top")


def result(of: Round) -> RoundResult:
    return assess_round(of, NOW).result


def by_code(found: RoundResult) -> dict[str, Outcome]:
    return {one.agency.code: one for one in found.outcomes}


def codes(found: RoundResult) -> list[tuple[str, str]]:
    return [(one.agency, one.fault.code) for one in found.faults]


def stated(one: Outcome) -> dict[str, Any]:
    return {cell.question: (cell.value, cell.state) for cell in one.details().answers}


def test_three_tiers_give_what_direct_returns_give(tmp_path: Path, top: Round) -> None:
    """A province through its own round and its ministry's, departments through their ministry's: the same answers and levels.

    The province's department answers in another ministry's round: its inherited topics are found where both come together.
    """
    whole = {"D1": some_answers(load_edition(DEPARTMENT)), "TH-1": some_answers(load_edition(PROVINCE)), "D3": A_FEW}
    area = tier(tmp_path / "area", "กลุ่มจังหวัด", "", HEAD + TH1)
    ministry = tier(tmp_path / "ministry", "กระทรวง ข", HEAD + D3, HEAD + TH1)
    other = tier(tmp_path / "other", "กระทรวง ก", HEAD + D1)
    for of, code in ((area, "TH-1"), (ministry, "D3"), (other, "D1")):
        answer(of, code, whole[code])
    hand_up(area, ministry)
    hand_up(ministry, top, "กระทรวง ข.zip")
    hand_up(other, top, "ที่ส่งมา/กระทรวง ก.dat")
    direct = country(tmp_path / "direct")
    for code, answers in whole.items():
        answer(direct, code, answers)
    handed, own = by_code(result(top)), by_code(result(direct))
    for code in whole:
        assert handed[code].attained == own[code].attained, code
        assert stated(handed[code]) == stated(own[code]), code
        assert (handed[code].state, handed[code].answered, handed[code].received) == (own[code].state, own[code].answered, NOW.date())
    assert {code: handed[code].handed for code in whole} == {
        "D1": "กระทรวง ก", "D3": "กระทรวง ข", "TH-1": "กลุ่มจังหวัด → กระทรวง ข"}
    found = result(top)
    assert not codes(found), "what was pending below is no difference"
    assert len(found.outcomes) - found.figures.tally.states["missing"] == 3, "nothing is counted twice"
    assert sorted((one.file, one.use) for one in found.files) == [
        ("กระทรวง ข.zip", "handover"), ("กระทรวง ข.zip/D3.json", "used"), ("กระทรวง ข.zip/TH-1.json", "used"),
        ("ที่ส่งมา/กระทรวง ก.dat", "handover"), ("ที่ส่งมา/กระทรวง ก.dat/D1.json", "used")]


def test_an_agency_handed_up_and_returned_directly_is_told_and_the_rule_decides(tmp_path: Path, top: Round) -> None:
    """The same answers: one is used. Other answers in a newer file: that one."""
    low = tier(tmp_path / "low", "กระทรวง ก", HEAD + D1)
    answer(low, "D1", A_FEW)
    record = hand_up(low, top)
    own = answer(top, "D1", A_FEW)
    assert codes(result(top)) == [("D1", "DG431")]
    answer(top, "D1", A_FEW | {"P1.1.04": True})
    for file, moment in ((record, 1_800_000_000), (own, 1_800_000_100)):
        os.utime(file, (moment, moment))
    found = result(top)
    assert codes(found) == [("D1", "DG410"), ("D1", "DG431")]
    assert (by_code(found)["D1"].file, by_code(found)["D1"].handed) == ("D1.xlsx", "")
    os.utime(own, (1_800_000_000, 1_800_000_000))
    found = result(top)
    assert codes(found) == [("D1", "DG402"), ("D1", "DG402"), ("D1", "DG431")]
    assert by_code(found)["D1"].state == "contradicting"


def test_of_two_handovers_the_newer_file_counts_and_both_are_told_once(tmp_path: Path, top: Round) -> None:
    low = tier(tmp_path / "low", "กระทรวง ก", HEAD + D1 + D2)
    for code in ("D1", "D2"):
        answer(low, code, A_FEW)
    old = hand_up(low, top, "มิถุนายน.zip")
    answer(low, "D2", A_FEW | {"P1.1.04": True})
    new = hand_up(low, top, "กรกฎาคม.zip")
    for file, moment in ((old, 1_800_000_000), (new, 1_800_000_100)):
        os.utime(file, (moment, moment))
    found = result(top)
    assert codes(found) == [("D2", "DG410"), ("", "DG433")], "D1 says the same in both"
    assert by_code(found)["D2"].file == "กรกฎาคม.zip/D2.json"
    assert found.figures.tally.states["incomplete"] == 2


def test_a_round_does_not_take_its_own_handover(top: Round) -> None:
    answer(top, "D1", A_FEW)
    shutil.copy(handover(top), top.returned)
    found = result(top)
    assert codes(found) == [("", "DG424")]
    assert by_code(found)["D1"].file == "D1.xlsx"


def test_of_another_year_or_edition_nothing_counts_and_who_is_missing_is_told(tmp_path: Path, top: Round) -> None:
    low = tier(tmp_path / "low", "กระทรวง ก", HEAD + D1 + D2, year="2560")
    answer(low, "D1", A_FEW)
    hand_up(low, top)
    found = result(top)
    assert codes(found) == [("", "DG424")]
    assert by_code(found)["D1"].state == "missing"
    hand_up(tier(tmp_path / "no answers", "กระทรวง ก", HEAD + D1 + D2), top)
    assert codes(result(top)) == [("", "DG432")]


def test_records_that_a_forger_changed_are_told(tmp_path: Path, top: Round) -> None:
    """With all hashes right: an edition that the list does not name, another agency's record, and levels that do not follow."""
    low = tier(tmp_path / "low", "กระทรวง ก", HEAD + D1 + D2)
    for code in ("D1", "D2"):
        answer(low, code, A_FEW)
    file = hand_up(low, top)
    forged(file, lambda said, records: (records["D1"].update(edition=PROVINCE), records["D2"].update(agency="D1")))
    found = result(top)
    assert codes(found) == [("D1", "DG423"), ("D2", "DG423")]
    assert [by_code(found)[code].attained for code in ("D1", "D2")] == [(), ()]
    hand_up(low, top)
    forged(file, lambda said, records: records["D1"]["levels"].update({"P1.1": 5, "overall": 5}))
    found = result(top)
    assert codes(found) == [("D1", "DG430")]
    (fault,) = [one.fault for one in found.faults]
    own = by_code(found)["D1"].at("P1.1")
    assert own is not None
    assert f"P1.1: 5 → {own.level}" in fault.message("en")


def test_researchers_figures_are_handed_up_and_give_way_to_this_round_s_own(tmp_path: Path, top: Round) -> None:
    low = tier(tmp_path / "low", "กระทรวง ก", HEAD + D1)
    update_researchers(low.researchers, [(one.agency, one.edition) for one in low.members.values()], "th")
    answer(low, "D1", A_FEW)
    type_figures(low, {"D1": {"P4.U.score": 0.5}})
    hand_up(low, top)
    question = load_edition(DEPARTMENT).questions["P4.U.score"]
    assert stated(by_code(result(top))["D1"])["P4.U.score"] == (exact(question, 0.5), "accepted")
    shutil.copy(low.researchers, top.researchers)
    type_figures(top, {"D1": {"P4.U.score": 1}})
    found = result(top)
    assert stated(by_code(found)["D1"])["P4.U.score"] == (1, "accepted")
    assert ("D1", "DG303") in codes(found)


def test_the_roster_of_the_upper_round_decides_on_the_mission(tmp_path: Path, top: Round) -> None:
    low = tier(tmp_path / "low", "กระทรวง ก", HEAD + D1)
    answer(low, "D1", A_FEW)
    hand_up(low, top)
    changed = edit_roster(top, DEPARTMENT, D1.strip(), D1.strip().replace("service", "policy"))
    found = result(changed)
    assert ("D1", "DG302") in codes(found)
    assert by_code(found)["D1"].mission == "policy"


def test_the_upper_coordinator_writes_to_the_lower_one(tmp_path: Path, top: Round) -> None:
    """No results, corrections, drafts for those that were handed up; the lists and the workbook say who answers for them."""
    low = tier(tmp_path / "low", "=กระทรวง ก", HEAD + D1 + D2)
    answer(low, "D1", A_FEW)
    file = hand_up(low, top)
    forged(file, lambda said, records: records["D1"]["rejected"].update({"P1.1.04": "มี"}))
    answer(top, "D3", A_FEW)
    consolidate(top, NOW)
    assert [one.name.partition(" ")[0] for one in sorted(top.results.glob("*.xlsx"))] == ["D3"]
    assert not list(top.corrections.glob("*.xlsx"))
    assessed = assess_round(top, NOW)
    chased = chase_list(top, assessed, NOW.date())
    said = {one.agency.code: (one.file is None, one.lacking.th) for one in chased}
    assert said["D1"][0]
    assert said["D1"][1].startswith("ต้องแก้ไข 1 ข้อ")
    assert said["D1"][1].endswith("(แจ้งผู้ส่งต่อผล: =กระทรวง ก)")
    assert said["D2"] == (True, "ยังไม่ส่งแบบสำรวจ (แจ้งผู้ส่งต่อผล: =กระทรวง ก)")
    for kind in ("forms", "reminders", "corrections"):
        drafts = write_drafts(top, kind, chased, NOW)
        told = {*drafts.written, *(one.agency.code for one in (*drafts.without, *drafts.unmade))}
        assert not {"D1", "D2"} & {name.partition(" ")[0] for name in told}
        assert any("กระทรวง ก" in words.th for words in drafts.summary(top)) is (kind != "corrections")
    book = load_workbook(top.consolidated)
    for sheet in ("Agencies", "Files"):
        (head, *rows) = book[sheet].iter_rows(values_only=True)
        column = head.index("handed_up")
        assert [row[column] for row in rows if "D1" in row] == ["=กระทรวง ก"]
        assert all(cell.data_type != "f" for row in book[sheet].iter_rows() for cell in row)


def test_findings_of_the_lower_round_hold_above_unless_it_has_its_own(tmp_path: Path, top: Round) -> None:
    """Two claims of D1: one could not be shown below, of the other the upper round finds the contrary. Nobody is named above."""
    low = tier(tmp_path / "low", "กระทรวง ก", HEAD + D1)
    answer(low, "D1", some_answers(load_edition(DEPARTMENT)))
    add_to_log(low, [LogLine("D1", Finding(question, "not_shown", None, "ไม่มี โทร 02-123-4567", "นายสมชาย", "2026-11-01"), "t")
                     for question in ("P2.7.training", "P1.1.02")])
    below = by_code(result(low))["D1"]
    file = hand_up(low, top)
    assert "สมชาย" not in b"".join(members(file).values()).decode()
    above = by_code(result(top))["D1"]
    assert above.verified == below.verified != above.attained
    assert [(one.question, one.kind, one.by) for one in above.findings] == [
        ("P2.7.training", "not_shown", "กระทรวง ก"), ("P1.1.02", "not_shown", "กระทรวง ก")]
    add_to_log(top, [LogLine("D1", Finding("P1.1.02", "holds", None, "", "ผู้ตรวจ", "2026-11-02", True), "t")])
    assert {one.question: one.kind for one in by_code(result(top))["D1"].findings} == {"P2.7.training": "not_shown", "P1.1.02": "holds"}
    assert not codes(result(top))
