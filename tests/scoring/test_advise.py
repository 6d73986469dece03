"""Advice lifts the level, with as few changes as any: by hand, and against every set of changes where these can all be tried."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import advise, load_edition, score
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.advise import Advice
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.entered import ANY_TEXT
from tests.support.oracle import random_answers
from tests.support.returned import some_answers

DEPARTMENT, PROVINCE = "dga-2566-department", "dga-2566-province"
LAWS = [f"P1.5.{number:02}" for number in range(1, 9)]


def lifted(a: Assessment, code: str) -> int:
    """Return the level of the id after the advised changes; check that they are as many as the advice says."""
    found = advise(a, code)
    assert found is not None and found.cost == len(found.changes)
    after = score(a.edition, {**a.answers.values, **found.changes})[code].level
    assert after is not None
    return after


def test_a_count_needs_as_many_more_as_its_threshold_lacks() -> None:
    a = score(load_edition(DEPARTMENT), dict.fromkeys(LAWS[:3], True) | {LAWS[3]: False})  # 3 laws: level 3; level 4 from 5 on
    found = advise(a, "P1.5")
    assert found is not None and (found.cost, found.proven) == (2, True)
    assert set(found.changes.values()) == {True} and set(found.changes) <= set(LAWS[3:])
    assert lifted(a, "P1.5") == 4


def test_a_number_goes_to_the_next_threshold_and_a_choice_to_the_next_level() -> None:
    edition = load_edition(DEPARTMENT)
    (number,), (choice,) = (edition.topics[code].questions for code in ("P4.10.2", "P2.9"))
    a = score(edition, {number.id: 1, choice.id: "0"})  # levels 2 to 5 from 1, 3, 5 and 7 on; the choice 0 is level 1, 1 level 2
    assert (a["P4.10.2"].level, a["P2.9"].level) == (2, 1)
    assert advise(a, "P4.10.2") == Advice({number.id: 3}, 1, True)
    assert advise(a, "P2.9") == Advice({choice.id: "1"}, 1, True)


def test_the_mean_of_a_sub_pillar_is_lifted_where_it_is_cheapest() -> None:
    # S1.3 is the mean of P1.5 (1, 3, 5, 7 laws) and P1.6 (1, 2, 3, 4 duties): at 1 and 1, level 2 needs a mean of 1.81,
    # so two steps. One step of P1.5 costs 1, its next 2; of P1.6 each costs 1. One of each, or two of P1.6: two changes.
    a = score(load_edition(DEPARTMENT), {LAWS[0]: False})
    assert a["S1.3"].level == 1
    found = advise(a, "S1.3")
    assert found is not None and (found.cost, found.proven) == (2, True) and lifted(a, "S1.3") == 2


def test_nothing_lifts_the_highest_level_a_blank_form_or_what_others_decide() -> None:
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    assert advise(score(department, dict.fromkeys(LAWS, True)), "P1.5") is None
    assert advise(score(department, {}), "overall") is None
    full = score(department, some_answers(department))
    assert advise(full, "P4.U") is None, "a figure of researchers"
    inherited = next(topic.id for topic in province.topics.values() if topic.source == "inherited")
    assert advise(score(province, some_answers(province), parent=score(department, {LAWS[0]: True})), inherited) is None
    with pytest.raises(KeyError):
        advise(full, "P9")


def test_the_mission_is_no_answer_to_change() -> None:
    a = score(load_edition(DEPARTMENT), {"agency.mission": "service", "P1.1.01": False})
    found = advise(a, "overall")
    assert found is not None and "agency.mission" not in found.changes


def row(service: str, *figures: int) -> dict[str, Any]:
    names = ("prev_total", "prev_digital", "cur_total", "cur_digital")
    return {f"P4.4.{service}.name": "บริการ", **{f"P4.4.{service}.{name}": n for name, n in zip(names, figures, strict=True)}}


def test_one_figure_that_lifts_is_found_and_proven() -> None:
    # 20 of 100 are digital, 10 of 100 last year: growing, below 3/10, so level 3; 30 of 100 is level 4
    a = score(load_edition(DEPARTMENT), row("1", 100, 10, 100, 20))
    assert a["P4.4"].level == 3
    found = advise(a, "P4.4")
    assert found is not None and (found.cost, found.proven) == (1, True) and lifted(a, "P4.4") >= 4


def test_a_row_filled_in_partly_is_completed() -> None:
    partly = row("1", 100, 10, 100, 20) | {"P4.4.1.cur_digital": None, "P4.4.1.name": None}
    a = score(load_edition(DEPARTMENT), partly)
    assert a["P4.4"].level == 1
    found = advise(a, "P4.4")
    assert found is not None and found.cost == 2 and found.changes["P4.4.1.name"] == ANY_TEXT and found.proven
    assert lifted(a, "P4.4") > 1


ROWS = [row(service, 100, 10, 100, 20) for service in "123"]


@pytest.mark.parametrize(("rows", "cost"), [
    # any service stated only in part, or with more digital transactions than there are, keeps the topic at level 1
    ([{"P4.4.1.name": "บริการ"}, {"P4.4.2.name": "บริการ"}], 8),
    ([ROWS[0] | {"P4.4.1.name": None}, ROWS[1] | {"P4.4.2.cur_digital": None}, ROWS[2] | {"P4.4.3.prev_total": None}], 3),
    ([ROWS[0] | {"P4.4.1.cur_digital": 101}, ROWS[1] | {"P4.4.2.prev_digital": 101}, ROWS[2] | {"P4.4.3.prev_total": 5}], 3),
])
def test_several_rows_that_keep_a_level_down_are_mended_together(rows: list[dict[str, Any]], cost: int) -> None:
    a = score(load_edition(DEPARTMENT), {name: answer for row in rows for name, answer in row.items()})
    found = advise(a, "P4.4")
    assert a["P4.4"].level == 1 and found is not None and (found.cost, found.proven) == (cost, False)
    assert lifted(a, "P4.4") > 1


def test_figures_that_were_said_to_be_unknown_are_stated() -> None:
    # no share is known, so level 1; with services of which all are digital it is 5: not unknown, the number, how many are digital
    a = score(load_edition(PROVINCE), {"P4.1.total": 0, "P4.1.unknown": True})
    found = advise(a, "P4.1")
    assert a["P4.1"].level == 1 and found is not None and found.cost == 3 and found.changes["P4.1.unknown"] is False
    assert lifted(a, "P4.1") > 1


def test_what_may_be_missed_is_not_called_proven() -> None:
    a = score(load_edition(DEPARTMENT), {LAWS[0]: True})  # no service at all: a row has five answers
    found = advise(a, "P4.4")
    assert found is not None and (found.cost, found.proven) == (5, False) and lifted(a, "P4.4") > 1


# -- against every set of changes ------------------------------------------------------------------


def others(question: Question, now: Any) -> list[Any]:
    """Return every other answer to a question."""
    match question.type:
        case "yes_no":
            every: list[Any] = [False, True]
        case "choice":
            every = [choice.key for choice in question.choices]
        case _:
            assert question.minimum is not None and question.maximum is not None
            every = list(range(int(question.minimum), int(question.maximum) + 1))
    return [one for one in every if one != now]


def fewest(a: Assessment, code: str, most: int) -> int | None:
    """Return the least number of changes, up to `most`, that lifts the id; None if there is none. G4 also rests on G2."""
    edition, values = a.edition, a.answers.values
    topics = [*edition.topics_under(code), *([edition.topics["G2"]] if code == "G4" else [])]
    changed = [question for topic in topics for question in topic.questions]
    level = a[code].level
    assert level is not None
    for count in range(1, most + 1):
        for some in combinations(changed, count):
            for new in product(*(others(one, values.get(one.id)) for one in some)):
                after = score(edition, {**values, **{one.id: value for one, value in zip(some, new, strict=True)}})[code].level
                if after is not None and after > level:
                    return count
    return None


def small(edition: Edition, most: int) -> Iterator[str]:
    """Yield the ids of up to so many questions, of which all changes of two answers can be tried."""
    for code in edition.ids:
        topics = edition.topics_under(code)
        asked = [question for topic in topics for question in topic.questions]
        if all(one.source == "agency" for one in topics) and len(asked) <= most and all(
                one.type in ("yes_no", "choice") or (one.maximum or 99) < 10 for one in asked):
            yield code


def compare(name: str, seed: int, most: int) -> int:
    """Compare the advice for each small id with all sets of changes; return how many were compared."""
    edition, compared = load_edition(name), 0
    a = score(edition, random_answers(name, random.Random(seed)))
    for code in small(edition, most):
        level = a[code].level
        if level is not None:
            found, least = advise(a, code), fewest(a, code, 2)
            assert least == (None if found is None or found.cost > 2 else found.cost), (code, a.answers.values)
            assert found is None or (found.proven and lifted(a, code) > level)
            compared += 1
    return compared


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_no_fewer_changes_lift(name: str) -> None:
    assert compare(name, 20, 5) > 5


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_every_advice_lifts(name: str) -> None:
    edition, rng = load_edition(name), random.Random(21)
    a = score(edition, random_answers(name, rng))
    for code in edition.ids:
        if advise(a, code) is not None:
            assert lifted(a, code) > (a[code].level or 0), code


def changed(values: Mapping[str, Any], changes: Mapping[str, Any]) -> int:
    return sum(values.get(name) != value for name, value in changes.items())


def test_each_change_is_one() -> None:
    edition = load_edition(DEPARTMENT)
    a = score(edition, random_answers(DEPARTMENT, random.Random(5)))
    found = advise(a, "overall")
    assert found is not None and changed(a.answers.values, found.changes) == found.cost > 0
    assert isinstance(a.overall.score, Fraction)


def test_to_say_that_something_does_not_apply_is_no_advice() -> None:
    """2 of 8.7 points possible: level 0. Systems in part give 5 of 8.7 = 57 %, level 1; not applicable 2 of 2.7 = 74 %, level 2."""
    edition = load_edition(Path(__file__).parents[1] / "model" / "data" / "wide-points.yaml")
    answers = {"A.2.1": "full", "A.2.2": "no", "A.2.3": "no"}
    a = score(edition, answers)
    assert (a.topics["A.2"].level, score(edition, answers | {"A.2.2": "na"}).topics["A.2"].level) == (0, 2)
    found = advise(a, "A.2")
    assert found is not None and found.proven
    assert found.changes == {"A.2.2": "part"}
