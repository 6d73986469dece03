"""Which agency a form belongs to, and what contradicts it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.anchors import seal
from dgmm_excel.form.layout import layout
from dgmm_excel.model.edition import MISSION
from tests.support.forms_read import ANSWERS, NAMES, codes, cover, meta_row, read_grids
from tests.support.returned import DEPARTMENT, PROVINCE, Draft, file_grids, put


def test_the_form_knows_its_agency_round_correction_and_when_it_was_saved() -> None:
    saved = datetime(2026, 11, 20, 8, 30)
    grids = file_grids(answers=ANSWERS)
    put(cover(grids), meta_row(cover(grids), "correction"), 2, "2")
    facts = {row[0][6:]: str(row[1] or "") for row in cover(grids).rows if str(row[0]).startswith("@meta.")}
    put(cover(grids), meta_row(cover(grids), "seal"), 2, seal(facts))
    returned = read_grids(grids, modified=saved)
    assert (returned.agency_code, returned.correction, returned.modified, returned.disputed) == ("0101", 2, saved, False)
    assert returned.faults == ()


def test_a_code_typed_over_on_the_cover_is_told() -> None:
    grids = file_grids(answers=ANSWERS)
    put(cover(grids), 8, 4, "0202")
    returned = read_grids(grids)
    assert codes(returned) == [("DG007", None, "D8")]
    assert returned.disputed
    put(cover(grids), 8, 4, 101)  # a program took the code for a number
    assert read_grids(grids).faults == ()


@pytest.mark.parametrize(("key", "value"), [("agency.code", "0202"), ("round", "อีกรอบ"), ("correction", "7"), ("seal", "x")])
def test_facts_typed_over_break_the_seal(key: str, value: str) -> None:
    grids = file_grids(answers=ANSWERS)
    put(cover(grids), meta_row(cover(grids), key), 2, value)
    returned = read_grids(grids)
    assert [code for code, _, _ in codes(returned)] == ["DG008"]
    assert returned.disputed


def without_facts(grids: Sequence[Draft], *keys: str) -> None:
    """Deletes the rows of some of the form's own facts."""
    cover(grids).rows = [row for row in cover(grids).rows if row[0] not in [f"@meta.{key}" for key in keys]]


@pytest.mark.parametrize("how", ["cleared", "deleted"])
def test_a_code_changed_and_its_seal_taken_away_is_told(how: str) -> None:
    """Both codes say another agency, and nothing is left that could say otherwise."""
    grids = file_grids(answers=ANSWERS)
    put(cover(grids), 8, 4, "0202")
    put(cover(grids), meta_row(cover(grids), "agency.code"), 2, "0202")
    if how == "cleared":
        put(cover(grids), meta_row(cover(grids), "seal"), 2, None)
    else:
        without_facts(grids, "seal")
    returned = read_grids(grids)
    assert [code for code, _, _ in codes(returned)] == ["DG008"]
    assert returned.disputed


def test_facts_that_are_partly_gone_are_confirmed_by_the_cover_or_not_at_all() -> None:
    grids = file_grids(answers=ANSWERS)
    without_facts(grids, "lang", "round")
    returned = read_grids(grids)
    assert codes(returned) == [("DG307", None, "D8")]
    assert (returned.agency_code, returned.answers) == ("0101", ANSWERS)
    put(cover(grids), 8, 4, "0202")
    assert codes(read_grids(grids)) == [("DG007", None, "D8")]
    put(cover(grids), 8, 4, None)
    returned = read_grids(grids)
    assert [code for code, _, _ in codes(returned)] == ["DG008"]
    assert returned.disputed


def test_the_first_forms_which_had_no_seal_are_read_as_before() -> None:
    grids = file_grids(answers=ANSWERS)
    without_facts(grids, "correction", "seal")
    put(cover(grids), 8, 4, None)
    assert read_grids(grids).faults == ()


def test_covers_of_two_agencies_are_told() -> None:
    grids = file_grids(answers=ANSWERS)
    other = Draft("ปก (2)", [list(row) for row in cover(grids).rows])
    assert read_grids([*grids, other]).faults == ()  # a copy says the same
    put(other, meta_row(other, "agency.code"), 2, "0202")
    returned = read_grids([*grids, other])
    assert [code for code, _, _ in codes(returned)] == ["DG009"]
    assert returned.faults[0].params["agencies"] == "0101, 0202"


def test_another_state_of_the_edition_is_told() -> None:
    grids = file_grids(answers=ANSWERS)
    facts = {row[0][6:]: str(row[1] or "") for row in cover(grids).rows if str(row[0]).startswith("@meta.")}
    facts["fingerprint"] = "0" * 16
    put(cover(grids), meta_row(cover(grids), "fingerprint"), 2, facts["fingerprint"])
    put(cover(grids), meta_row(cover(grids), "seal"), 2, seal(facts))
    returned = read_grids(grids)
    assert [code for code, _, _ in codes(returned)] == ["DG306"]
    assert returned.answers == ANSWERS


def test_a_lost_cover_leaves_the_agency_open_and_loses_the_mission() -> None:
    grids = [grid for grid in file_grids(answers=ANSWERS) if grid.name != "ปก"]
    returned = read_grids(grids, NAMES)
    assert (returned.agency_code, returned.entries[MISSION].state) == (None, "rejected")
    assert codes(returned) == [("DG107", MISSION, "D12")]


def test_a_sheet_of_another_edition_is_told_and_its_answers_are_lost() -> None:
    grids = file_grids(answers=ANSWERS)
    foreign = file_grids(PROVINCE, answers={"P1.1.01": False})[1]
    place = next(n for n, grid in enumerate(grids) if grid.name == foreign.name)
    returned = read_grids([*grids[:place], foreign, *grids[place + 1:]])
    lost = [slot.question.id for sheet in layout(load_edition(DEPARTMENT), "th").pillars if sheet.title == foreign.name
            for line in sheet.lines for slot in line.slots]
    assert {(code, q) for code, q, _ in codes(returned)} == {("DG305", None), *(("DG107", q) for q in lost)}
    assert not set(lost) & set(returned.answers)
