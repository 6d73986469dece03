"""Scores and levels alone say what the assessment says, and equal ones are held once."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel import load_edition, score
from dgmm_excel.agency import Agency
from dgmm_excel.report.attained import attained_at, attained_by, none_applies, status_at, without_score
from dgmm_excel.report.heat_cells import heat_cells
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.report.reasons import why
from tests.support.proof_editions import edition_of
from tests.support.returned import DEPARTMENT, some_answers


def test_every_id_has_what_the_assessment_gives_it() -> None:
    edition = load_edition(DEPARTMENT)
    assessment = score(edition, {"P1.5.01": True})
    found = attained_by(assessment)
    assert len(found) == len(edition.ids)
    for code in edition.ids:
        at = attained_at(found, edition, code)
        assert at is not None and (at.score, at.level) == (assessment[code].score, assessment[code].level)
    # the first step of P1.5 is one yes of eight, and gives level 2; P4.U waits for the researchers; a group has no status of its own
    assert attained_at(found, edition, "P1.5") == (Fraction(2), 2, "incomplete")
    assert attained_at(found, edition, "P4.U") == (None, None, "pending")
    assert attained_at(found, edition, "P1")[2] is None  # type: ignore[index]


def test_a_blank_form_attained_nothing() -> None:
    edition = load_edition(DEPARTMENT)
    found = attained_by(score(edition, {}))
    assert found == () and attained_at(found, edition, "overall") is None


def test_equal_ones_are_held_once() -> None:
    edition = load_edition(DEPARTMENT)
    one, other = (attained_by(score(edition, some_answers(edition))) for _ in range(2))
    assert all(first is second for first, second in zip(one, other, strict=True))


def test_what_does_not_apply_is_told_from_what_is_awaited() -> None:
    edition = edition_of("cyfun-like")
    answers = {name: one.choices[2].key for name, one in edition.questions.items()}
    made = score(edition, answers | {"C2.2.paper": "na", "C2.2.practice": "na"})
    found = attained_by(made)
    at = attained_at(found, edition, "C2.2")
    assert at is not None and (at.score, at.level, at.status) == (None, None, "complete")
    assert without_score(found, edition, "C2.2") == "not_applicable" and none_applies(found)
    assert status_at(found, edition, "CS2") == status_at(found, edition, "overall") == "complete"
    assert why(made, "C2.2", "en").reason == "does not apply to the agency, and is left out of scores"
    one = Outcome(Agency("A1", "หน่วยงาน"), edition, "complete", attained=found)
    assert "<td>N/A" in heat_cells(one) and "<td>–" not in heat_cells(one)
    assert not none_applies(attained_by(score(edition, answers)))
