"""Rules of points are proven as others: what is found holds for every set of answers as the evaluator scores it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.proving.levels import alive, total
from dgmm_excel.proving.rising import monotone
from dgmm_excel.proving.subject import Subject, subjects
from tests.support.every_set import every_set

FILE = Path(__file__).parent.parent / "model" / "data" / "wide-points.yaml"


def subject(topic: str) -> Subject:
    return next(one for one in subjects(load_edition(FILE)) if one.topic.id == topic)


@pytest.mark.parametrize("topic", ["A.1", "A.2", "A.4"])
def test_the_scores_are_those_of_every_set_of_answers(topic: str) -> None:
    of = subject(topic)

    def scored(answers: Mapping[str, Any]) -> Fraction:
        found = score(of.edition, {"B.1.1": False, **answers}).topics[topic].score
        return Fraction(-1) if found is None else found  # nothing is applicable

    every = every_set(of.topic.questions, 1_000, scored)
    assert every is not None
    assert {Fraction(-1) if leaf[0] is None else leaf[0] for leaf in of.outcomes} == set(every.scores)
    assert not total(of).found
    assert {one.id for one in alive(of).found} == every.dead == set()


def test_not_applicable_is_neither_better_nor_worse() -> None:
    # in A.2 `na` is listed below `no`: from it to `no` a percentage falls, which is no flaw
    assert not monotone(subject("A.2")).found


def test_a_figure_that_counts_by_itself_and_through_a_threshold_is_left_open() -> None:
    told = monotone(subject("A.3")).found
    assert {(one.kind, one.id) for one in told} == {("open", "A.3.1"), ("open", "A.3.2"), ("open", "A.3.n")}
