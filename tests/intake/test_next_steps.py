"""The next steps of an agency: for the whole and each pillar the fewest answers, in words; derived by hand for a small edition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.intake.next_steps import NextStep, lifts_of, next_steps, step_codes
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import phrase

MINI = Path("tests/model/data/mini.yaml")
LITTLE: dict[str, Any] = {"agency.mission": "service", "A.1.1": False}


def answers(step: NextStep) -> list[tuple[str, str, str]]:
    return [(one.topic, one.now, one.then) for one in step.answers.values()]


def weighed(folder: Path) -> Edition:
    """The small edition, in which the answer to A.2 takes four times as much."""
    file = folder / "weighed.yaml"
    text = MINI.read_text("utf-8").replace("id: mini", "id: weighed").replace("- {id: A.2.count,", "- {id: A.2.count, effort: 4,")
    file.write_text(text, encoding="utf-8")
    return load_edition(file)


def test_the_whole_comes_first_then_each_pillar_with_its_fewest_answers() -> None:
    # Everything is 1. P1 is the mean of A.1, A.2, A.3: with A.2 at 4 (five or more) it is 2. P2 is that of B.1, B.2, B.3: B.2 has
    # 1 or 5, so P2 is 2.33. Of the means of three pillars 1.81 needs 2.42 more: A.2 and B.2 at 5 give 1.33 each. P3 rests on
    # C.3 alone (C.1 and C.2 are the researchers'), whose row of five figures is blank.
    of = score(load_edition(MINI), LITTLE)
    overall, first, second, third = next_steps(of, "en")
    assert [(one.code, one.level) for one in (overall, first, second, third)] == [
        ("overall", 1), ("P1", 1), ("P2", 1), ("P3", 1)]
    assert step_codes(of.edition) == ("overall", "P1", "P2", "P3")
    assert answers(overall) == [("A.2 Number", "no answer", "7"), ("B.2 Choice", "no answer", "all")]
    assert overall.says == "These 2 answers would give level 2 or more. Nothing with fewer answers does."
    assert answers(first) == [("A.2 Number", "no answer", "5")]
    assert first.says == "This answer would give level 2 or more. Nothing with fewer answers does."
    assert [(one.question, one.now, one.then) for one in second.answers.values()] == [("1. use", "no answer", "all")]
    assert len(third.answers) == 5 and third.says == "These 5 answers would give level 2 or more. Fewer answers may do."
    assert [(one.code, list(one.changes), one.cost, one.proven) for one in lifts_of(of)] == [
        ("overall", ["A.2.count", "B.2.use"], 2, True), ("P1", ["A.2.count"], 1, True), ("P2", ["B.2.use"], 1, True),
        ("P3", list(third.answers), 5, False)]


def test_the_highest_level_needs_nothing() -> None:
    best = {"agency.mission": "policy", "A.1.1": True, "A.1.2": True, "A.1.3": True, "A.2.count": 8,
            "A.3.has": True, "A.3.how": "yes", "A.3.total": 10, "A.3.done": 10}
    edition = load_edition(MINI)
    assert score(edition, best)["P1"].level == 5
    assert [one.code for one in next_steps(score(edition, best), "th")] == ["overall", "P2", "P3"]


@pytest.mark.parametrize(("lang", "says"), [
    ("en", "These 3 answers would give level 2 or more. Together they weigh 3, as the edition weighs its questions. "
           "Something that weighs less may do."),
    ("th", "เปลี่ยนคำตอบ 3 ข้อต่อไปนี้ จะได้ระดับ 2 ขึ้นไป รวมน้ำหนัก 3 ตามที่เกณฑ์กำหนดให้แต่ละข้อ อาจมีวิธีที่น้ำหนักรวมน้อยกว่านี้"),
])
def test_an_edition_that_weighs_its_questions_has_the_effort(lang: Any, says: str, tmp_path: Path) -> None:
    steps = {one.code: one for one in next_steps(score(weighed(tmp_path), {"A.1.1": False}), lang)}
    assert steps["P1"].says == says and len(steps["P1"].answers) == 3
    assert len(steps["P2"].answers) == 1 and steps["P2"].says.endswith(phrase("advice.lightest")[lang])


def test_the_last_step_gives_the_highest_level_and_no_more() -> None:
    nearly = {"agency.mission": "policy", "A.1.1": True, "A.1.2": True, "A.1.3": True, "A.2.count": 8,
              "A.3.has": False, "A.3.how": "yes", "A.3.total": 10, "A.3.done": 10}
    of = score(load_edition(MINI), nearly)
    step = next(one for one in next_steps(of, "en") if one.code == "P1")
    assert (of["P1"].level, step.level) == (4, 4) and step.says.startswith("This answer would give level 5. ")


def test_where_no_answers_lift_a_level_that_is_said() -> None:
    of = score(load_edition(MINI), LITTLE)
    stuck = tuple(one._replace(changes={}, cost=0, proven=False) for one in lifts_of(of))
    assert {one.says for one in next_steps(of, "en", lambda _: stuck)} == {"No answers of the agency would lift it."}
