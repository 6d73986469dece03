"""The one state of each agency, how far it has come, and whether it counts in means."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from dgmm_excel.errors import RoundError
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import assess_round
from tests.support.outcomes import look, state
from tests.support.returned import some_answers
from tests.support.rounds import NOW, form_of, send_back


def outcome(of: Round, code: str) -> Outcome:
    return next(one for one in look(of).result.outcomes if one.agency.code == code)


def without(of: Round, code: str, *prefixes: str) -> dict[str, object]:
    """An answer to every question of the agency but those that begin so."""
    return {q: value for q, value in some_answers(of.members[code].edition).items()
            if q != "agency.mission" and not q.startswith(prefixes)}


def test_one_asked_question_without_an_answer_makes_incomplete(of: Round) -> None:
    send_back(of, "D1", without(of, "D1", "P7.01"))
    one = outcome(of, "D1")
    assert (one.state, one.asked - one.answered, one.done) == ("incomplete", 1, False)


def test_questions_that_are_not_asked_and_those_of_researchers_are_not_the_agency_s(of: Round) -> None:
    """Without a plan the standards of P6.2 are not asked; nobody waits for P4.U and P3.2 from the agency."""
    answers = without(of, "D1", "P6.2.")
    send_back(of, "D1", answers | {"P6.2.plan": False})
    one = outcome(of, "D1")
    assert (one.state, one.done) == ("complete", True)
    assert one.answered == one.asked == 236 - 7  # all of the form but ISO 27001 and six other standards


def test_a_mission_that_neither_roster_nor_form_states_is_an_open_question(of: Round) -> None:
    send_back(of, "D3")
    one = outcome(of, "D3")
    assert (one.state, one.asked - one.answered) == ("incomplete", 1)


def test_who_has_sent_nothing_usable_has_answered_none_of_what_a_blank_form_asks(of: Round) -> None:
    """Four of the twelve questions of P1.1 are not for an agency of policy, which D2 is."""
    (of.returned / form_of(of, "D2").name).write_bytes(b"no workbook")
    send_back(of, "D3", {})
    assert [(one.state, one.answered, one.asked) for one in look(of).result.outcomes] == [
        ("missing", 0, 174), ("unreadable", 0, 170), ("blank", 0, 174), ("missing", 0, 83), ("missing", 0, 83)]


def test_of_files_none_of_which_counts_the_first_state_in_order_holds(of: Round) -> None:
    (of.returned / "D1 ก.xlsx").write_bytes(b"no workbook")
    assert state(of, "D1") == "unreadable"
    (of.returned / "D1 ข.xlsx").write_bytes(form_of(of, "D1").read_bytes())
    assert state(of, "D1") == "blank"
    send_back(of, "D1", name="ค.xlsx")
    assert state(of, "D1") == "complete"


def test_the_parts_of_all_agencies_add_up(of: Round) -> None:
    send_back(of, "D1")
    send_back(of, "TH-1", {"P1.1.01": True})
    figures = look(of).result.figures
    total, groups = figures.tally, [one.tally for one in figures.editions.values()]
    assert (total.sent, [one.sent for one in groups]) == (5, [3, 2])
    assert {state: sum(one.states[state] for one in groups) for state in total.states} == total.states
    ministries = [(one.name, one.tally.sent) for of_one in figures.editions.values() for one in of_one.by("ministry")]
    assert ministries == [("กระทรวง ก", 2), ("กระทรวง ข", 1), ("กระทรวง ก", 2)]


# -- who counts ------------------------------------------------------------------------------------


def test_a_form_answered_to_less_than_half_is_scored_and_left_out_of_means(of: Round) -> None:
    """D1 has the 12 answers of P1.1 and the mission; D2 everything."""
    send_back(of, "D1", {f"P1.1.{n:02}": True for n in range(1, 13)})
    send_back(of, "D2")
    result = look(of).result
    one, other = result.outcomes[:2]
    assert one.answered == 13 and one.assessment is not None and one.assessment.topics["P1.1"].level == 5
    assert (one.counts, other.counts) == (False, True)
    assert one.assessment.overall.score is not None
    departments = result.figures.editions[of.editions[0].id]
    found = departments.spreads["overall"]
    assert other.assessment is not None
    assert (found.count, found.mean) == (1, other.assessment.overall.score)
    assert departments.tally.rate == Fraction(1, 3)


def test_the_part_that_counts_is_the_round_s_to_set(of: Round) -> None:
    file = of.folder / "round.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    assert settings["counts_from"] == "1/2"
    send_back(of, "D1", {f"P1.1.{n:02}": True for n in range(1, 13)})
    one = outcome(of, "D1")
    for part, counts in (("0", True), (one.answered / one.asked + 0.001, False), (f"{one.answered}/{one.asked}", True), (1, False)):
        file.write_text(json.dumps(settings | {"counts_from": part}), encoding="utf-8")
        assert outcome(of, "D1").counts is counts
    del settings["counts_from"]
    file.write_text(json.dumps(settings), encoding="utf-8")
    assert Round.open(of.folder).counts_from == Fraction(1, 2)


@pytest.mark.parametrize("part", ["half", 1.5, -0.1, None, True, "1/0", [0.5], "nan"])
def test_a_part_that_is_none_is_refused(of: Round, part: object) -> None:
    file = of.folder / "round.json"
    settings = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(settings | {"counts_from": part}), encoding="utf-8")
    with pytest.raises(RoundError, match="counts_from"):
        Round.open(of.folder)


# -- late or in time -------------------------------------------------------------------------------


def test_late_is_who_was_first_seen_after_the_deadline_or_not_at_all_by_then(of: Round) -> None:
    """The deadline is 30 September 2026; D2 came in time and again later, D3 a blank form in time and an answer late."""
    for code, name in (("D1", "a.xlsx"), ("D2", "b.xlsx"), ("D2", "c.xlsx"), ("D3", "d.xlsx")):
        send_back(of, code, name=name)
    (of.returned / "e.xlsx").write_bytes(form_of(of, "D3").read_bytes())
    of.receipts.write_text(
        "file,first seen,received\na.xlsx,30/9/2569,\nb.xlsx,1/11/2569,1/9/2569\nc.xlsx,1/11/2569,\nd.xlsx,1/10/2569,\n"
        "e.xlsx,1/9/2569,\n", encoding="utf-8")
    result = assess_round(of, NOW).result
    assert [result.late(one) for one in result.outcomes] == [False, False, True, True, True]
    assert result.figures.tally.late == 3
    for name in ("c.xlsx", "d.xlsx"):
        (of.returned / name).unlink()
    early = assess_round(of, NOW.replace(month=9, day=30)).result
    assert [early.late(one) for one in early.outcomes] == [False] * 5
