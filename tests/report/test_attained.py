"""Scores and levels alone say what the assessment says, and equal ones are held once."""

from __future__ import annotations

from fractions import Fraction

from dgmm_excel import load_edition, score
from dgmm_excel.report.attained import attained_at, attained_by
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
