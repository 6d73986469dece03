"""The claims that carry a level: by hand, and against every set of answers where these can all be tried."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.claims import claims, load_bearing
from tests.scoring.test_advise import DEPARTMENT, LAWS, PROVINCE, others, row, small
from tests.support.oracle import random_answers
from tests.support.returned import some_answers


def test_a_count_at_its_threshold_falls_by_any_of_its_answers() -> None:
    a = score(load_edition(DEPARTMENT), dict.fromkeys(LAWS[:5], True) | {LAWS[5]: False})  # 5 laws: level 4, the least of it
    found = load_bearing(a, "P1.5")
    assert a["P1.5"].level == 4 and found is not None
    assert (found.size, found.questions, found.proven) == (1, tuple(LAWS[:5]), True)
    assert set(found.changes.values()) == {False}


def test_a_count_above_its_threshold_falls_by_two_together() -> None:
    found = load_bearing(score(load_edition(DEPARTMENT), dict.fromkeys(LAWS[:6], True)), "P1.5")  # 6 laws; level 4 from 5
    assert found is not None and (found.size, found.questions) == (2, tuple(LAWS[:6])) and len(found.changes) == 2


def test_a_mean_falls_by_the_part_that_is_nearest_to_its_own_threshold() -> None:
    # S1.3 is the mean of P1.5 (6 laws: level 4) and P1.6 (2 duties: level 3): 3.5, level 4 down to 3.41. A level less of either
    # is enough: P1.6 loses one by one duty, P1.5 by two laws. With 3 duties (level 4) the mean is 4, and 3.5 would do: two.
    edition = load_edition(DEPARTMENT)
    duties = [question.id for question in edition.topics["P1.6"].questions]
    a = score(edition, dict.fromkeys(LAWS[:6], True) | dict.fromkeys(duties[:2], True))
    assert (a["P1.5"].level, a["P1.6"].level, a["S1.3"].score, a["S1.3"].level) == (4, 3, Fraction(7, 2), 4)
    found = load_bearing(a, "S1.3")
    assert found is not None and (found.size, found.questions) == (1, tuple(duties[:2]))
    found = load_bearing(score(edition, {**a.answers.values, duties[2]: True}), "S1.3")
    assert found is not None and (found.size, found.questions) == (2, tuple(duties[:3]))


def test_nothing_is_claimed_by_the_lowest_level_a_blank_form_or_for_what_others_decide() -> None:
    department, province = load_edition(DEPARTMENT), load_edition(PROVINCE)
    assert load_bearing(score(department, {LAWS[0]: False}), "P1.5") is None
    assert claims(score(department, {})) == ()
    full = score(department, some_answers(department))
    assert load_bearing(full, "P4.U") is None, "a figure of researchers"
    parent = score(department, dict.fromkeys(LAWS, True))
    inherited = next(topic.id for topic in province.topics.values() if topic.source == "inherited")
    assert load_bearing(score(province, some_answers(province), parent=parent), inherited) is None
    with pytest.raises(KeyError):
        load_bearing(full, "P9")


def test_a_figure_is_a_claim_and_only_given_answers_are() -> None:
    a = score(load_edition(DEPARTMENT), row("1", 100, 10, 100, 40))  # 40 of 100, after 10 of 100: growing, from 3/10 on level 4
    found = load_bearing(a, "P4.4")
    assert a["P4.4"].level == 4 and found is not None and (found.size, found.proven) == (1, True)
    assert set(found.questions) <= a.answers.values.keys()
    assert "P4.4.1.cur_digital" in found.questions and "P4.4.1.name" not in found.questions


def test_claims_stand_by_what_is_lost_for_each_answer() -> None:
    a = score(load_edition(DEPARTMENT), some_answers(load_edition(DEPARTMENT)))
    found = claims(a)
    rates = [one.lost / one.together for one in found]
    assert rates == sorted(rates, reverse=True) and len({one.question for one in found}) == len(found) > 20
    for one in found[:3]:
        for code in one.codes:
            sets = load_bearing(a, code)
            assert sets is not None and sets.size == one.together and one.question in sets.questions


def lowering(a: Assessment, code: str, most: int) -> Iterator[frozenset[str]]:
    """Yield the smallest sets of given answers, of up to so many, that lower the id when they are changed."""
    edition, values, level = a.edition, a.answers.values, a[code].level
    topics = [*edition.topics_under(code), *([edition.topics["G2"]] if code == "G4" else [])]
    given = [question for topic in topics for question in topic.questions if question.id in values]
    assert level is not None
    for count in range(1, most + 1):
        found = False
        for some in combinations(given, count):
            for new in product(*(others(one, values.get(one.id)) for one in some)):
                after = score(edition, {**values, **{one.id: value for one, value in zip(some, new, strict=True)}})[code].level
                if after is not None and after < level:
                    found = True
                    yield frozenset(one.id for one in some)
                    break
        if found:
            return


@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
def test_the_sets_are_those_of_all_that_can_be_tried(name: str) -> None:
    edition, compared = load_edition(name), 0
    a = score(edition, random_answers(name, random.Random(20)))
    for code in small(edition, 6):
        if a[code].level is not None:
            found, sets = load_bearing(a, code), set(lowering(a, code, 2))
            if found is None or found.size > 2:
                assert not sets, code
            else:
                assert {len(one) for one in sets} == {found.size} and frozenset(found.changes) in sets, code
                assert frozenset(found.questions) == frozenset().union(*sets), code
                compared += 1
    assert compared > 5
