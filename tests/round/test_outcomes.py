"""The outcome of each agency: its state, whose answers count, what it inherits."""

from __future__ import annotations

from dataclasses import replace

from dgmm_excel.round import outcomes
from dgmm_excel.round.folder import Round
from tests.support.outcomes import ALL_FIGURES, fault_codes, look, states
from tests.support.rounds import send_back, type_figures


def test_each_agency_has_one_state_and_those_with_answers_are_used(of: Round) -> None:
    send_back(of, "D1", name="renamed by hand.xlsx")
    send_back(of, "D2", cells={"P1.1.01": "ไม่แน่ใจ"})
    send_back(of, "D3", {})
    done = look(of)
    assert states(done) == {"D1": "complete", "D2": "faulty", "D3": "blank", "TH-1": "missing", "TH-2": "missing"}
    assert ("D2", "DG101") in fault_codes(done)
    assert set(done.used) == {"D1", "D2"}


def test_the_same_answers_twice_count_once_and_differing_ones_not_at_all(of: Round) -> None:
    send_back(of, "D1")
    send_back(of, "D1", name="copy.xlsx")
    send_back(of, "D2")
    send_back(of, "D2", {"P1.1.01": True}, name="other.xlsx")
    done = look(of)
    assert states(done)["D1"] == "complete" and states(done)["D2"] == "contradicting"
    assert fault_codes(done) == {("D1", "DG405"), ("D2", "DG402")}
    assert [one.file for one in done.result.faults if one.fault.code == "DG402"] == ["D2 กรมสอง.xlsx", "other.xlsx"]
    assert done.result.outcomes[1].assessment is None


def test_the_roster_s_mission_wins_where_it_has_one(of: Round) -> None:
    policy = "จัดทำนโยบาย ประสานงาน กำกับดูแล หรืออื่น ๆ"
    for code in ("D1", "D2", "D3"):
        send_back(of, code, {f"P1.1.{n:02}": True for n in (1, 2, 3, 4)}, cells={"agency.mission": policy})
    done = look(of)
    assert fault_codes(done) == {("D1", "DG302")}
    levels = {one.agency.code: one.assessment.topics["P1.1"].level for one in done.result.outcomes if one.assessment}
    assert levels == {"D1": 3, "D2": 2, "D3": 2}


def test_researchers_figures_count_and_the_agency_s_own_do_not(of: Round) -> None:
    send_back(of, "D1", cells={"P4.U.score": 1})
    send_back(of, "D2", cells={"P4.U.score": 0.6})
    type_figures(of, {"D2": ALL_FIGURES, "D3": {"P4.U.score": 7}})
    done = look(of)
    topics = {one.agency.code: one.assessment.topics for one in done.result.outcomes if one.assessment}
    assert topics["D1"]["P4.U"].status == "pending" and topics["D1"]["P3.2"].status == "pending"
    assert topics["D2"]["P4.U"].level == 4 and topics["D2"]["P3.2"].level == 4
    assert fault_codes(done) == {("D1", "DG303"), ("D3", "DG103")}
    assert states(done)["D3"] == "missing"


def test_more_takers_than_staff_among_the_researchers_figures_is_told(of: Round) -> None:
    send_back(of, "D1")
    type_figures(of, {"D1": {"P3.2.mean": 50, "P3.2.takers": 60, "P3.2.staff": 40}})
    done = look(of)
    told = [one for one in done.result.faults if one.fault.code == "DG301"]
    assert [(one.agency, one.file, one.fault.question, one.fault.value) for one in told] == [
        ("D1", "researchers.xlsx", "P3.2.takers", "60")]
    assert told[0].fault.cell and "40" in told[0].fault.message("en")
    assert states(done)["D1"] == "complete"


def test_provinces_inherit_from_their_parent_in_the_same_round(of: Round) -> None:
    type_figures(of, {"D1": ALL_FIGURES, "TH-1": {"P4.U.score": 0.2}})
    send_back(of, "D1")
    send_back(of, "TH-1")
    send_back(of, "TH-2")
    done = look(of)
    by_code = {one.agency.code: one.assessment for one in done.result.outcomes if one.assessment}
    inherited = [topic.id for topic in of.editions[1].topics.values() if topic.source == "inherited"]
    for name in inherited:
        assert by_code["TH-1"].topics[name].score == by_code["D1"].topics[name].score
        assert by_code["TH-2"].topics[name].status == "pending"
    assert by_code["TH-1"].overall.rests_on == 29 and by_code["TH-2"].overall.rests_on == 29 - len(inherited) - 1
    send_back(of, "D2", {})
    assert look(of).result.outcomes[4].assessment.topics[inherited[0]].status == "pending"  # type: ignore[union-attr]


def test_agencies_that_inherit_come_after_those_that_they_inherit_from_however_far(of: Round) -> None:
    """Here one province inherits from another that is listed after it, and one from itself."""
    first, second = (of.members[code] for code in ("TH-1", "TH-2"))
    own = replace(second, agency=replace(second.agency, code="TH-3", parent="TH-3"))
    lower = replace(first, agency=replace(first.agency, code="TH-0", parent="TH-1"))
    listed = replace(of)
    listed.__dict__["members"] = {one.code: one for one in (lower, own, *of.members.values())}
    waves = [[one.code for one in members] for members in outcomes._parents_first(listed)]
    assert waves == [["D1", "D2", "D3"], ["TH-1", "TH-2"], ["TH-0"], ["TH-3"]]
