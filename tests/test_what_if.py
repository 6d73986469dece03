"""Other answers to a returned form: read as a form reads them, scored as a form scores them, refused in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.errors import AnswerError, OutputError
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.what_if import assessment_of, known_id, moved, with_answers

LAWS = [f"P1.5.{number:02}" for number in range(1, 9)]


@pytest.fixture
def three_laws() -> Assessment:
    """A department that meets three laws, which is level 3, and nothing else."""
    return score(load_edition("dga-2566-department"), {**dict.fromkeys(LAWS[:3], True), "P4.10.2.count": 1, "P2.9.use": "0"})


def test_answers_are_read_as_a_form_of_either_language_reads_them(three_laws: Assessment) -> None:
    (choice,) = (one.label for one in three_laws.edition.questions["P2.9.use"].choices if one.key == "3")
    changes = ["P1.5.04=ใช่", "P1.5.05 = yes", "P1.5.01=", "P4.10.2.count=๓", f"P2.9.use={choice.th}"]
    after = with_answers(three_laws, changes)
    assert {name: after.answers.values.get(name) for name in (*LAWS[:5], "P4.10.2.count", "P2.9.use")} == {
        LAWS[0]: None, LAWS[1]: True, LAWS[2]: True, LAWS[3]: True, LAWS[4]: True, "P4.10.2.count": 3, "P2.9.use": "3"}
    assert with_answers(three_laws, ["P2.9.use=3"]).answers.values["P2.9.use"] == "3", "a key"


def test_the_levels_that_move_are_told_and_overall_always(three_laws: Assessment) -> None:
    after = with_answers(three_laws, ["P1.5.04=yes", "P1.5.05=yes"])  # five laws: level 4
    found = moved(three_laws, after)
    assert found["P1.5"] == (3, 4) and {"S1.3", "P1", "overall"} <= found.keys() and "P1.6" not in found and "P2" not in found
    assert moved(three_laws, with_answers(three_laws, ["P1.5.01=yes"])).keys() == {"overall"}


def test_every_change_that_cannot_be_made_is_told_at_once_in_both_languages(three_laws: Assessment) -> None:
    with pytest.raises(AnswerError) as caught:
        with_answers(three_laws, ["P1.5.01=maybe", "P9.9=yes", "P1.5.02", "P4.10.2.count=many"])
    said = str(caught.value)
    assert all(name in said for name in ("P1.5.01", "P9.9", "P1.5.02", "P4.10.2.count"))
    assert "ไม่รับคำตอบ “maybe”" in said and "“maybe” is no answer" in said


def test_an_id_is_known_in_any_case_and_others_are_refused(three_laws: Assessment) -> None:
    assert known_id(three_laws, "p1.5") == "P1.5" and known_id(three_laws, "Overall") == "overall"
    with pytest.raises(OutputError, match="P9"):
        known_id(three_laws, "P9")


def test_a_file_without_answers_or_that_is_no_form_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "no form.xlsx"
    file.write_bytes(b"PK nothing")
    with pytest.raises(OutputError, match="dgmm score"):
        assessment_of(file)
    with pytest.raises(OutputError):
        assessment_of(tmp_path / "gone.xlsx")
