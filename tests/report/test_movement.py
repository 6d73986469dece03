"""How agencies moved since last year: every figure reckoned a second time, over the same agencies in both years."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from dgmm_excel.report.movement import explained_steps, movements, shown_change, steps_of
from tests.support import oracle
from tests.support.last_year import past_of
from tests.support.many_agencies import MINISTRIES, many_agencies
from tests.support.moved_round import both_years, moved, moved_round


def test_every_mean_and_every_count_is_that_of_the_answers_of_both_years() -> None:
    found = {of.edition.id: of for of in movements(moved_round())}
    assert set(found) == {edition.id for edition in moved_round().editions}
    for edition, of in found.items():
        for code, at in of.at.items():
            assert (at.count, at.before, at.now, at.raised, at.lowered) == moved(edition, code), (edition, code)
        for ministry, at in of.ministries.items():
            assert (at.count, at.before, at.now, at.raised, at.lowered) == moved(edition, "overall", ministry), ministry
        own = [one for one in both_years().values() if one.edition == edition]
        assert len(of.both) == sum(one.counted and one.counts for one in own) > 2
        assert of.only_now == sum(one.counts and not one.counted for one in own) > 0
        assert of.only_before == sum(one.counted and not one.counts for one in own) > 0
        assert "" not in list(of.ministries)[:-1] and set(of.ministries) <= set(MINISTRIES)
        assert any(at.raised for at in of.at.values()) and any(at.lowered for at in of.at.values())


def test_every_agency_moved_as_its_answers_say() -> None:
    for one in moved_round().outcomes:
        own = both_years()[one.agency.code]
        expected = {} if own.then is None or own.now is None else {
            code: (own.then[code], own.now[code], oracle.level_of(own.then[code]), oracle.level_of(own.now[code]))
            for code in own.now if code in own.then}
        assert {code: tuple(at) for code, at in steps_of(moved_round(), one)} == expected, one.agency.code


def test_answers_that_changed_are_named_where_the_level_of_a_topic_moved_and_nowhere_else() -> None:
    of = many_agencies()
    one = next(outcome for outcome in of.outcomes if outcome.state == "complete" and outcome.agency.code == "D000")
    given = {cell.question: cell.value for cell in one.details().answers if cell.state == "accepted"}
    topic = next(topic for topic in ("P1.1", "P2.3", "P5.1") if (one.at(topic) or one).level)  # type: ignore[union-attr]
    yes = {name: value for name, value in given.items() if name.startswith(f"{topic}.") and isinstance(value, bool)}
    before: dict[str, Any] = {**given, **dict.fromkeys(yes, False)}
    level = oracle.assess(one.edition.id, before).topics[topic].score
    now = one.at(topic)
    assert now is not None and level != now.score, "the made-up agency must have reached something here"
    result = replace(of, past={"D000": past_of(one.edition, before)})
    why = {code: words for code, _, words in explained_steps(result, one, "en") if words}
    assert set(why) == {topic}
    changed = [name for name, value in yes.items() if value]
    assert why[topic].count("No → Yes") == min(len(changed), 5)
    assert ("more" in why[topic]) == (len(changed) > 5)


def test_a_round_without_a_past_says_nothing() -> None:
    of = many_agencies()
    assert not list(movements(of)) and not any(list(steps_of(of, one)) for one in of.outcomes)


@pytest.mark.parametrize(("change", "shown"), [
    (None, None), (Fraction(0), 0.0), (Fraction(1, 200), 0.01), (Fraction(-1, 200), -0.01), (Fraction(-4, 1000), 0.0), (Fraction(-13, 8), -1.63),
])
def test_a_change_is_rounded_as_scores_are_whichever_way_it_goes(change: Fraction | None, shown: float | None) -> None:
    assert shown_change(many_agencies().editions[0], change) == shown
