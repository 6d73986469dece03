"""Paths lead to every leaf; pairs of paths are apart as they were asked to be."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from dgmm_excel.proving.paths import pair, paths
from dgmm_excel.proving.subject import Subject


def test_there_is_a_path_to_every_score(changed: Callable[..., Subject]) -> None:
    subject = changed("A.2")
    for highest, answers in ((False, {1: None, 2: 1, 3: 3, 4: 5, 5: 7}), (True, {1: 0, 2: 2, 3: 4, 4: 6, 5: 8})):
        found = {leaf[0]: subject.space.answers(path).get("A.2.count") for leaf, path in paths(subject.space, highest).items()}
        assert found == {Fraction(level): answer for level, answer in answers.items()}


def test_a_pair_is_apart_in_one_answer_alone(changed: Callable[..., Subject]) -> None:
    space = changed("B.2").space
    raised = pair(space, {0: [(1, 2)]}, lambda before, after: before[0] < after[0])  # type: ignore[operator]
    assert raised is not None
    assert [space.answers(path) for path in raised] == [{"B.2.use": "none"}, {"B.2.use": "all"}]
    assert pair(space, {0: [(0, 1)]}, lambda before, after: before[0] != after[0]) is None
