"""The next steps of an agency: for the whole and each pillar the fewest answers, in words; derived by hand for a small edition."""

from __future__ import annotations

from pathlib import Path

from dgmm_excel import load_edition, score
from dgmm_excel.report.next_steps import NextStep, next_steps, steps_of
from dgmm_excel.report.outcome import Given
from tests.support.one_department import department
from tests.support.returned import DEPARTMENT

MINI = Path("tests/model/data/mini.yaml")


def test_the_whole_comes_first_then_each_pillar_with_its_fewest_answers() -> None:
    # Everything is 1. P1 is the mean of A.1, A.2, A.3: with A.2 at 4 (five or more) it is 2. P2 is that of B.1, B.2, B.3: B.2 has
    # 1 or 5, so P2 is 2.33. Of the means of three pillars 1.81 needs 2.42 more: A.2 and B.2 at 5 give 1.33 each. P3 rests on
    # C.3 alone (C.1 and C.2 are the researchers'), whose row of five figures is blank.
    overall, first, second, third = next_steps(score(load_edition(MINI), {"agency.mission": "service", "A.1.1": False}), "en")
    assert [(one.code, one.level, one.to, one.effort) for one in (overall, first, second, third)] == [
        ("overall", 1, 2, 0), ("P1", 1, 2, 0), ("P2", 1, 2, 0), ("P3", 1, 2, 0)]
    assert [(one.topic, one.now, one.then) for one in overall.answers] == [
        ("A.2 Number", "no answer", "7"), ("B.2 Choice", "no answer", "all")] and overall.proven
    assert [(one.topic, one.now, one.then) for one in first.answers] == [("A.2 Number", "no answer", "5")] and first.proven
    assert [(one.question, one.now, one.then) for one in second.answers] == [("1. use", "no answer", "all")] and second.proven
    assert len(third.answers) == 5 and not third.proven


def test_the_highest_level_needs_nothing() -> None:
    best = {"agency.mission": "policy", "A.1.1": True, "A.1.2": True, "A.1.3": True, "A.2.count": 8,
            "A.3.has": True, "A.3.how": "yes", "A.3.total": 10, "A.3.done": 10}
    edition = load_edition(MINI)
    assert score(edition, best)["P1"].level == 5
    assert [one.code for one in next_steps(score(edition, best), "th")] == ["overall", "P2", "P3"]


def test_the_official_answers_count_and_without_a_result_there_are_none() -> None:
    edition = load_edition(DEPARTMENT)
    stated = score(edition, {f"P1.5.{number:02}": True for number in range(1, 9)})
    verified = score(edition, {"P1.5.01": False})
    one = department(details=lambda: Given(stated, (), (), verified))
    assert steps_of(one, "th") == next_steps(verified, "th") != next_steps(stated, "th")
    assert steps_of(department(details=Given), "th") == ()


def test_an_edition_that_weighs_its_questions_has_the_effort(tmp_path: Path) -> None:
    file = tmp_path / "weighed.yaml"
    text = MINI.read_text("utf-8").replace("id: mini", "id: weighed").replace("- {id: A.2.count,", "- {id: A.2.count, effort: 4,")
    file.write_text(text, encoding="utf-8")
    steps = {one.code: one for one in next_steps(score(load_edition(file), {"A.1.1": False}), "en")}
    assert steps["P2"].effort == 1 and isinstance(steps["P1"], NextStep) and steps["P1"].effort == 3
