"""The aspects of questions: given, asked, answered, amount, open, also along a chain of conditions."""

from __future__ import annotations

from typing import Any

import pytest

from dgmm_excel import load_edition
from dgmm_excel.scoring.answers import checked
from dgmm_excel.scoring.computed import computed

DEPARTMENT = "dga-2566-department"
ASPECTS = ("given", "asked", "answered", "amount", "open")


@pytest.mark.parametrize(("answers", "question", "values"), [
    ({}, "P1.1.01", (0, 1, 0, 0, 1)),
    ({"P1.1.01": True}, "P1.1.01", (1, 1, 1, 1, 0)),
    ({"P1.1.01": False}, "P1.1.01", (1, 1, 1, 0, 0)),
    ({"P2.7.training": "all"}, "P2.7.training", (1, 1, 1, 3, 0)),
    # asked of agencies that provide services alone
    ({"agency.mission": "service"}, "P1.1.02", (0, 1, 0, 0, 1)),
    ({"agency.mission": "policy"}, "P1.1.02", (0, 0, 0, 0, 0)),
    ({"agency.mission": "policy", "P1.1.02": True}, "P1.1.02", (1, 0, 0, 0, 0)),
    ({"agency.mission": "service", "P1.1.02": True}, "P1.1.02", (1, 1, 1, 1, 0)),
])
def test_the_aspects_of_a_question(answers: dict[str, Any], question: str, values: tuple[int, ...]) -> None:
    state = computed(checked(load_edition(DEPARTMENT), answers))
    assert tuple(getattr(state, aspect)[question] for aspect in ASPECTS) == values


def test_every_question_has_every_aspect() -> None:
    edition = load_edition(DEPARTMENT)
    state = computed(checked(edition, {"P1.1.01": True}))
    for aspect in ASPECTS:
        assert getattr(state, aspect).keys() == edition.questions.keys()


def test_one_set_of_answers_leaves_nothing_for_the_next() -> None:
    edition = load_edition(DEPARTMENT)
    computed(checked(edition, {"agency.mission": "policy", "P1.1.01": True}))
    state = computed(checked(edition, {}))
    assert not any(state.given.values()) and not any(state.amount.values())
    assert state.measures["form.given"] == 0 and state.asked["P1.1.02"] == 1  # no mission says that it is not
