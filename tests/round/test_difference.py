"""What changed in a round, agency by agency, whatever it is compared with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dgmm_excel.cli import app
from dgmm_excel.errors import RoundError
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.round.data_files import write_data
from dgmm_excel.round.difference import Difference, difference
from dgmm_excel.round.findings import LogLine, add_to_log
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.standpoint import as_it_lies, last_standpoint, standpoint
from dgmm_excel.scoring.findings import Finding
from tests.support.forms import DEPARTMENT
from tests.support.rounds import DEPARTMENTS, NOW, edit_roster
from tests.support.tiers import A_FEW, answer, forged, hand_up, handover, tier

ALL = {f"P1.1.{number:02}": True for number in range(1, 13)}


@pytest.fixture
def of(tmp_path: Path) -> Round:
    """A round of three departments, of which one has answered, its data written."""
    of = tier(tmp_path / "round", "รอบทดสอบ", DEPARTMENTS)
    answer(of, "D1", A_FEW)
    written(of)
    return of


def written(of: Round) -> RoundResult:
    result = assess_round(of, NOW).result
    write_data(of, result, NOW)
    return result


def since_last(of: Round) -> Difference | None:
    now = as_it_lies(of, NOW)
    before = last_standpoint(of, now)
    return None if before is None else difference(before, now)


def told(found: Difference | None) -> dict[str, object]:
    assert found is not None
    return {one.code: one.as_json() for one in found.agencies}


def changed(of: Round) -> Round:
    """Another answer of D1, a first one of D2, a finding, and D3 leaves the roster for D4."""
    answer(of, "D1", {**A_FEW, **ALL, "P4.4.1.name": "บริการ"})
    answer(of, "D2", A_FEW)
    add_to_log(of, [LogLine("D2", Finding("P2.7.training", "not_shown", None, "ไม่มี", "ผู้ตรวจ", "2026-11-01"), "t")])
    return edit_roster(of, DEPARTMENT, "D3,กรมสาม,", "D4,กรมสี่,")


def test_what_changed_since_the_last_writing_is_told_by_agency(of: Round) -> None:
    """P1.1: two of its twelve acts before, all of them now, and one answer goes from no to yes."""
    assert told(since_last(of)) == {}, "nothing is known before its data"
    found = since_last(changed(of))
    assert found is not None
    said = told(found)
    assert list(said) == ["D1", "D2", "D4", "D3"]
    assert (said["D4"], said["D3"]) == ({"code": "D4", "name": "กรมสี่", "change": "added"}, {"code": "D3", "name": "กรมสาม", "change": "removed"})
    first, second = said["D1"], said["D2"]
    assert isinstance(first, dict) and isinstance(second, dict)
    assert first["answers"] == {**{name: ("", "true") for name in sorted(ALL) if name not in A_FEW}, "P1.1.03": ("false", "true"),
                                "P4.4.1.name": ("", "บริการ")}
    assert first["levels"]["P1.1"][0] < first["levels"]["P1.1"][1]
    assert "state" not in first
    assert second["state"] == ("missing", "incomplete")
    assert second["findings"] == {"P2.7.training": ("", "not_shown")}
    assert second["answers"].keys() == {*A_FEW, "agency.mission"}
    assert found.unchanged == 0


def test_after_writing_it_is_compared_with_what_was_before(of: Round) -> None:
    """Also when it is written again without anything new."""
    expected = told(since_last(changed(of)))
    of = Round.open(of.folder)
    written(of)
    written(of)
    assert told(since_last(of)) == expected
    answer(of, "D4", A_FEW)
    assert list(told(since_last(of))) == ["D4"], "what is new since the data were written"


def test_a_round_its_data_and_its_handover_say_the_same(of: Round, tmp_path: Path) -> None:
    """Also what a CSV spells otherwise, so that no program takes it for a formula."""
    of = changed(of)
    low = tier(tmp_path / "low", "กระทรวง ก", DEPARTMENTS.rpartition("D3")[0].replace("D1,", "D4,"))
    answer(low, "D4", {**A_FEW, "P4.4.1.name": "บริการ"})
    forged(hand_up(low, of), lambda said, records: records["D4"]["answers"].update({"P4.4.1.name": "=1+1"}))
    written(of)
    assert as_it_lies(of, NOW).agencies["D4"].answers["P4.4.1.name"] == "=1+1"
    sides = [standpoint(path, NOW) for path in (of.folder, of.data, handover(of))]
    for before in sides:
        for now in sides:
            found = difference(before, now)
            assert (found.agencies, found.unchanged) == ((), 3), (before.source, now.source)


def test_two_handovers_are_compared(of: Round, tmp_path: Path) -> None:
    before = Path(shutil.copy(handover(of), tmp_path / "june.zip"))
    answer(of, "D1", {**A_FEW, "P1.1.03": True})
    found = difference(standpoint(before, NOW), standpoint(handover(of), NOW))
    (one,) = found.agencies
    assert (one.code, one.answers) == ("D1", {"P1.1.03": ("false", "true")})
    assert found.unchanged == 2


def test_what_cannot_be_compared_with_is_said(of: Round, tmp_path: Path) -> None:
    edited = Path(shutil.copy(handover(of), tmp_path / "edited.zip"))
    forged(edited, lambda said, records: records["D1"].update(lang="x"))
    (tmp_path / "text.zip").write_bytes(b"PK")
    (tmp_path / "data").mkdir()
    for name in ("agencies", "levels", "answers"):
        (tmp_path / "data" / f"{name}.csv").write_text("code\nD1\n", encoding="utf-8")
    for path in (edited, tmp_path / "text.zip", tmp_path / "data", tmp_path / "nowhere", tmp_path):
        with pytest.raises(RoundError, match=r"be compared with|is neither"):
            standpoint(path, NOW)


def test_the_command_prints_both_forms(of: Round) -> None:
    same = CliRunner().invoke(app, ["diff", str(of.folder)])
    assert (same.exit_code, "ไม่มีสิ่งใดเปลี่ยน" in same.stdout) == (0, True)
    of = changed(of)
    run = CliRunner().invoke(app, ["diff", str(of.folder), "--json"])
    said = json.loads(run.stdout)
    assert run.exit_code == 0
    assert [one["code"] for one in said["agencies"]] == ["D1", "D2", "D4", "D3"]
    assert said["before"]["source"] == str(of.data)
    shown = CliRunner().invoke(app, ["diff", str(of.data), str(of.folder)])
    assert shown.exit_code == 0
    for words in ("D2", "ยังไม่ส่ง", "P2.7.training: – → not_shown", "เพิ่มในทะเบียน", "P1.1.03: false → true"):
        assert words in " ".join(shown.stdout.split()), words
