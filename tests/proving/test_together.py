"""What members have together: sums, means, the least and the best, with weights, and with members that have no score."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from dgmm_excel import load_edition
from dgmm_excel.model.edition import Edition
from dgmm_excel.proving.together import ends_of, put_together, scores_of

DATA = Path(__file__).parent.parent / "model" / "data"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_edition(DATA / "wide-groups.yaml")


def of(*scores: int | None) -> frozenset[Fraction | None]:
    return frozenset(None if score is None else Fraction(score) for score in scores)


def test_the_best_of_two_is_one_of_their_scores(edition: Edition) -> None:
    # S2.1 takes the best of B.1 and B.2; B.2 may wait for the researchers
    assert scores_of(edition, "S2.1", {"B.1": of(0, 2), "B.2": of(None, 1)}) == of(0, 1, 2)
    assert put_together(edition, "S2.1", {"B.1": {Fraction(0): {}}, "B.2": {Fraction(1): {}}}) == {
        Fraction(1): {"B.1": Fraction(0), "B.2": Fraction(1)}}


def test_a_mean_goes_by_those_that_have_a_score(edition: Edition) -> None:
    # S2.2 is the mean of B.3 and B.4
    assert scores_of(edition, "S2.2", {"B.3": of(0, 3), "B.4": of(None, 1)}) == frozenset(
        {Fraction(0), Fraction(3), Fraction(1, 2), Fraction(2)})
    assert ends_of(edition, "S2.2", {"B.3": of(0, 3), "B.4": of(None, 1)}) == (Fraction(0), Fraction(3))


def test_nothing_is_said_of_a_topic_that_nothing_is_known_of(edition: Edition) -> None:
    assert scores_of(edition, "S2.2", {"B.3": of(0)}) is None
    assert ends_of(edition, "S2.2", {"B.3": of(0)}) == (Fraction(0), Fraction(3))
