"""Effort weights of an edition: advice looks for the least effort, and says it in these units; derived by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dgmm_excel import advise, load_edition, score
from dgmm_excel.errors import EditionError
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.advise import Advice
from dgmm_excel.scoring.claims import load_bearing

MINI = Path("tests/model/data/mini.yaml")


def weighed(folder: Path, efforts: dict[str, int]) -> Edition:
    """Return the small edition with efforts of questions, by id."""
    text = MINI.read_text("utf-8").replace("id: mini", "id: weighed")
    for name, effort in efforts.items():
        text, count = re.subn(rf'(\{{id: "?{re.escape(name)}"?,|- id: {re.escape(name)}\n)', rf"\1@{effort}@", text)
        assert count == 1, name
    text = re.sub(r",@(-?\d+)@", r", effort: \1,", re.sub(r"\n@(-?\d+)@( +)", r"\n\2effort: \1\n\2", text))
    file = folder / "weighed.yaml"
    file.write_text(text, encoding="utf-8")
    return load_edition(file)


def test_the_least_effort_counts_not_the_fewest_answers(tmp_path: Path) -> None:
    # A.1 counts four things at 1, 2, 3, 4: any one more lifts it. A.1.1 takes 3, the others 1, 5 and 5.
    edition = weighed(tmp_path, {"A.1.1": 3, "A.1.2": 1, "A.1.3": 5, "A.1.4": 5})
    a = score(edition, {"agency.mission": "service", "A.1.1": False, "A.1.2": False})
    assert advise(a, "A.1") == Advice({"A.1.2": True}, 1, True)
    a = score(edition, {"agency.mission": "service", "A.1.2": True})
    assert advise(a, "A.1") == Advice({"A.1.1": True}, 3, True)


def test_easy_answers_stand_before_a_hard_one(tmp_path: Path) -> None:
    # S2.1 is the mean of B.1, B.2 and B.3, all 1; level 2 needs 1.81, so 2.43 more in all. One answer to B.2 gives 4 (effort 9).
    # One of B.3's two gives 2 at most (effort 1 and 2), each step of B.1 gives 1 (effort 1): one of each gives 3, and costs 2.
    edition = weighed(tmp_path, {"B.2.use": 9, "B.3.2": 2})
    a = score(edition, {"agency.mission": "service", "A.1.1": False})
    found = advise(a, "S2.1")
    assert found is not None and (found.cost, found.proven) == (2, True)
    assert {name[:3] for name in found.changes} == {"B.1", "B.3"} and "B.3.1" in found.changes
    assert score(edition, {**a.answers.values, **found.changes})["S2.1"].level == 2


def test_rows_with_choices_are_filled_in_too(tmp_path: Path) -> None:
    # A.3 compares figures, so changes are tried: A.3.has gives level 2, and costs 1.
    edition = weighed(tmp_path, {"A.3.has": 1})
    a = score(edition, {"agency.mission": "service", "A.1.1": False})
    assert advise(a, "A.3") == Advice({"A.3.has": True}, 1, True)


def test_figures_are_weighed_too(tmp_path: Path) -> None:
    # 20 of 100 digital, grown from 10 of 100, below 3/10: level 3. 30 of 100 is level 4, by one figure; so is 20 of 66, by another.
    row = {f"C.3.1.{name}": value for name, value in
           (("name", "x"), ("prev_total", 100), ("prev_digital", 10), ("cur_total", 100), ("cur_digital", 20))}
    edition = weighed(tmp_path, {"C.3.{}.cur_digital": 9, "C.3.{}.cur_total": 2})
    a = score(edition, row)
    assert a["C.3"].level == 3
    found = advise(a, "C.3")
    assert found is not None and (set(found.changes), found.cost, found.proven) == ({"C.3.1.cur_total"}, 2, True)


def test_claims_are_counted_whatever_their_effort(tmp_path: Path) -> None:
    edition = weighed(tmp_path, {"A.1.1": 3, "A.1.2": 7})
    a = score(edition, {"agency.mission": "service", "A.1.1": True, "A.1.2": True})
    found = load_bearing(a, "A.1")
    assert found is not None and found.size == 1 and found.questions == ("A.1.1", "A.1.2")


def test_editions_without_efforts_count_answers() -> None:
    assert {question.effort for question in load_edition(MINI).questions.values()} == {1}


@pytest.mark.parametrize("effort", [0, -1, 1001])
def test_an_effort_is_a_whole_number_from_1_on(effort: int, tmp_path: Path) -> None:
    with pytest.raises(EditionError) as caught:
        weighed(tmp_path, {"A.1.1": effort})
    assert "weighed.yaml:36: effort: effort" in str(caught.value)
