"""Total, reachable, alive: what is shown of levels, and the flaw that speaks against each."""

from __future__ import annotations

from collections.abc import Callable

from dgmm_excel.proving.levels import alive, reachable, total
from dgmm_excel.proving.subject import Subject


def test_levels_of_a_sound_topic_are_shown_by_answers(changed: Callable[..., Subject]) -> None:
    subject = changed("A.2")
    assert not total(subject).found and total(subject).cases == 10
    assert [one.level for one in reachable(subject).witnesses] == [1, 2, 3, 4, 5]
    (moved,) = alive(subject).witnesses
    assert moved.question == "A.2.count" and moved.level_before != moved.level


def test_a_gap_that_the_rule_has_is_an_exception(changed: Callable[..., Subject]) -> None:
    (gap,) = reachable(changed("B.2")).found
    assert gap.kind == "exception" and "2, 3, 4" in gap.words.en


def test_a_level_that_no_answers_reach_is_a_flaw(changed: Callable[..., Subject]) -> None:
    subject = changed("A.3", ("2: A.3.has", "2: {all: [A.3.has, {not: A.3.has}]}"))
    told = reachable(subject).found
    assert [(one.kind, one.id) for one in told] == [("flaw", "A.3")] * 4  # cumulative: none of the levels above either


def test_a_score_below_the_bands_is_a_flaw(changed: Callable[..., Subject]) -> None:
    (flaw,) = total(changed("A.2", ('bands: ["1.00"', 'bands: ["1.01"'))).found
    assert flaw.kind == "flaw" and flaw.witness is not None and flaw.witness.level == 1


def test_a_question_that_another_decides_is_dead(changed: Callable[..., Subject]) -> None:
    subject = changed("A.1", ("of: [A.1.1, A.1.2, A.1.3, {any: [A.1.1, A.1.2]}]", "of: [A.1.1, A.1.2, A.1.3, {any: [A.1.1, A.1.2]}]"),
                      ("service: {kind: steps, of: [\"A.1.*\"]", "service: {kind: steps, of: [A.1.1, A.1.2, A.1.3, {all: [A.1.4, {not: A.1.4}]}]"))
    assert [(one.kind, one.id) for one in alive(subject).found] == [("flaw", "A.1.4")]
