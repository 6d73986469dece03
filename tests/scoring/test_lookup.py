"""What DGMM_LEVEL means, in Python: levels, scores, names, and what the next level asks, derived by hand."""

from __future__ import annotations

import random
from typing import Any

import pytest

from dgmm_excel import dgmm_level, load_edition, score
from dgmm_excel.errors import DgmmError, NotAvailable
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.scoring.lookup import WHATS
from tests.support import oracle
from tests.support.forms import DEPARTMENT, EDITIONS, PROVINCE

NBSP = "\u00a0"
#: The topic that cannot reach level 5, from the model's own tables.
HIGHEST = {(PROVINCE, "P2.2"): 4}


def yes(topic: str, first: int, last: int) -> dict[str, bool]:
    return {f"{topic}.{number:02}": True for number in range(first, last + 1)}


def department(*answers: dict[str, Any]) -> Assessment:
    return score(load_edition(DEPARTMENT), {name: value for some in answers for name, value in some.items()})


def province(*answers: dict[str, Any], parent: Assessment | None = None) -> Assessment:
    return score(load_edition(PROVINCE), {name: value for some in answers for name, value in some.items()}, parent)


#: One of 11 items of P1.3A (level 2), nothing else: S1.2 1.5, P1 (1 + 1.5 + 1 + 1) / 4 = 1.125.
ONE_ITEM = yes("P1.3A", 1, 1)


# -- levels, scores, names -------------------------------------------------------------------------


def test_a_level_is_a_whole_number_and_a_score_has_two_decimals_half_up() -> None:
    found = department(ONE_ITEM)
    assert [dgmm_level(found, code) for code in ("P1.3A", "P1.3B", "S1.2", "P1")] == [2, 1, 1, 1]
    assert [dgmm_level(found, code, "score") for code in ("P1.3A", "S1.2", "P1")] == [2.0, 1.5, 1.13]
    assert type(dgmm_level(found, "P1")) is int and type(dgmm_level(found, "P1", "score")) is float


def test_names_are_the_pillar_s_own_and_general_for_the_whole() -> None:
    found = department(ONE_ITEM)
    assert [dgmm_level(found, code, "name") for code in ("P1.3A", "S1.2", "P1", "P7", "overall")] == [
        "Transparency", "Compliance", "Compliance", "Outdated", "Initial"]


def test_nothing_asked_for_is_the_overall_level() -> None:
    found = department(ONE_ITEM)
    nothing: list[Any] = ["", None, " ", f" {NBSP} "]
    for omitted in nothing:
        assert dgmm_level(found, omitted, omitted) == dgmm_level(found) == found.overall.level == 1
        assert dgmm_level(found, omitted, "score") == 1.02
        assert dgmm_level(found, "P1.3A", omitted) == 2


@pytest.mark.parametrize("code", ["p1.3a", "P1.3A ", " P1.3a", f"{NBSP}P1.3A{NBSP}", "  p1.3A  "])
@pytest.mark.parametrize("what", ["score", "SCORE", " Score ", f"score{NBSP}"])
def test_case_and_outer_spaces_do_not_matter(code: str, what: str) -> None:
    assert dgmm_level(department(ONE_ITEM), code, what) == 2.0


def test_a_blank_form_and_what_waits_give_an_empty_text() -> None:
    for name in EDITIONS:
        blank = score(load_edition(name), {})
        assert {dgmm_level(blank, code, what) for code in blank.edition.ids for what in WHATS} == {""}
    found = department(ONE_ITEM)
    assert {dgmm_level(found, code, what) for code in ("P3.2", "S3.2", "P4.U") for what in WHATS} == {""}


@pytest.mark.parametrize("name", EDITIONS)
def test_levels_and_scores_are_the_oracle_s(name: str) -> None:
    edition, rng = load_edition(name), random.Random(f"lookup {name}")
    for _ in range(100):
        answers = oracle.random_answers(name, rng)
        found, wanted = score(edition, answers), oracle.assess(name, answers)
        every: dict[str, Any] = {**wanted.topics, **wanted.sub_pillars, **wanted.pillars, "overall": wanted.overall}
        for code in edition.ids:
            one = every[code]
            assert dgmm_level(found, code) == (one.level or "")
            assert dgmm_level(found, code, "score") == ("" if one.score is None else float(oracle.rounded(one.score)))


# -- what is not there -----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["P9", "P1.*", "P1.?", "*", "P1.1.01", "P1..1", "P1 .1", "ภาพรวม", "level.P1"])
def test_an_unknown_code_is_not_available(code: str) -> None:
    with pytest.raises(NotAvailable) as caught:
        dgmm_level(department(ONE_ITEM), code)
    assert isinstance(caught.value, LookupError) and isinstance(caught.value, DgmmError)
    assert code in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("what", ["levels", "lev*", "?evel", "ระดับ", "1"])
def test_an_unknown_what_is_not_available(what: str) -> None:
    with pytest.raises(NotAvailable, match="level, score, name, next"):
        dgmm_level(department(ONE_ITEM), "P1", what)


def test_another_agency_is_not_available() -> None:
    found = department(ONE_ITEM)
    for own in ("D001", " d001", f"D001{NBSP}"):
        assert dgmm_level(found, "P1.3A", agency="D001", own=own) == dgmm_level(found, "P1.3A", agency=" ", own=own) == 2
        for other in ("D002", "D*", "D001.", "กรม"):
            with pytest.raises(NotAvailable):
                dgmm_level(found, "P1.3A", agency=other, own=own)
    with pytest.raises(NotAvailable):  # a form that is issued to none
        dgmm_level(found, "P1.3A", agency="D001")


# -- what the next level asks ----------------------------------------------------------------------


@pytest.mark.parametrize(("answers", "th", "en"), [
    ({}, "ระดับ 2: 1–3 ข้อ จากทั้งหมด 11 ข้อ", "Level 2: 1–3 of 11 items"),
    (yes("P1.3A", 1, 1), "ระดับ 3: 4–6 ข้อ จากทั้งหมด 11 ข้อ", "Level 3: 4–6 of 11 items"),
    (yes("P1.3A", 1, 9), "ระดับ 5: 10–11 ข้อ จากทั้งหมด 11 ข้อ", "Level 5: 10–11 of 11 items"),
    (yes("P1.3A", 1, 10), "", ""),
])
def test_a_topic_s_next_level_is_said_in_its_rule_s_words(answers: dict[str, Any], th: str, en: str) -> None:
    found = department({"P7.01": True}, answers)
    assert dgmm_level(found, "P1.3A", "next", "th") == th
    assert dgmm_level(found, "P1.3A", "next", "en") == en


def test_levels_that_a_topic_does_not_have_are_passed_over() -> None:
    assert str(dgmm_level(department(ONE_ITEM), "P4.5", "next", "en")).startswith("Level 5: Asks for none")
    assert str(dgmm_level(province({"G1.committee": True}), "G1", "next", "en")).startswith("Level 5: ")
    assert str(dgmm_level(province({"G1.committee": False}), "G1", "next", "en")).startswith("Level 3: ")


def test_nothing_is_asked_above_the_highest_level_that_there_is() -> None:
    found = province({"P2.2.stars": "5"})
    assert dgmm_level(found, "P2.2") == dgmm_level(found, "S2.2") == 4
    assert dgmm_level(found, "P2.2", "next") == dgmm_level(found, "S2.2", "next") == ""


def test_a_pillar_that_is_its_one_topic_is_asked_as_a_topic() -> None:
    found = department(ONE_ITEM)
    assert dgmm_level(found, "P7", "next", "en") == "Level 2: 1–2 of 11 technologies"
    assert dgmm_level(found, "S7.1", "next", "en") == "P7"


def test_an_inherited_topic_rises_with_the_parent_s() -> None:
    parent = department({"P2.7.training": "all"}, ONE_ITEM)
    found = province(yes("P1.1", 1, 1), parent=parent)
    assert (dgmm_level(found, "P1.3A"), dgmm_level(found, "P1.3A", "next")) == (2, "ระดับ 3: (กรมต้นสังกัด) 4–6 ข้อ จากทั้งหมด 11 ข้อ")
    assert dgmm_level(found, "P1.3A", "next", "en") == "Level 3: (Parent department) 4–6 of 11 items"
    best = province(yes("P1.1", 1, 1), parent=department(yes("P1.3A", 1, 11)))
    assert (dgmm_level(best, "P1.3A"), dgmm_level(best, "P1.3A", "next")) == (5, "")


@pytest.mark.parametrize(("first", "second", "level", "lift"), [
    # P1.5: level 2, 3, 4, 5 from 1, 3, 5, 7 of 8; P1.6: from 1, 2, 3, 4 of 5
    (8, 0, 3, "P1.6"), (1, 3, 3, "P1.5"), (3, 2, 3, "P1.5, P1.6"), (5, 4, 5, ""), (7, 4, 5, ""), (1, 0, 1, "P1.6"),
    (5, 3, 4, "P1.5, P1.6"), (7, 3, 5, ""), (7, 2, 4, "P1.6"),
])
def test_a_group_lifts_the_topics_no_higher_than_itself(first: int, second: int, level: int, lift: str) -> None:
    """S1.3 has P1.5 and P1.6; at level 1.5 the mean is read as 1, and P1.5 at level 2 stands above it."""
    found = department({"P7.01": True}, yes("P1.5", 1, first), yes("P1.6", 1, second))
    assert dgmm_level(found, "S1.3") == level
    assert dgmm_level(found, "S1.3", "next") == lift


def test_the_whole_lifts_topics_in_the_edition_s_order_and_none_that_waits() -> None:
    lift = str(dgmm_level(department(ONE_ITEM), "overall", "next")).split(", ")
    edition = load_edition(DEPARTMENT)
    assert lift == [topic for topic in edition.topics if topic not in ("P1.3A", "P3.2", "P4.U")]


@pytest.mark.parametrize("name", EDITIONS)
def test_a_group_s_topics_are_those_that_the_rule_names(name: str) -> None:
    edition, rng = load_edition(name), random.Random(f"lift {name}")
    under = {**{sub: topics for subs in oracle.STRUCTURE[name].values() for sub, topics in subs.items()},
             **{pillar: [t for topics in subs.values() for t in topics] for pillar, subs in oracle.STRUCTURE[name].items()}}
    under["overall"] = [topic for pillar in oracle.STRUCTURE[name] for topic in under[pillar]]
    for _ in range(200):
        answers = oracle.random_answers(name, rng)
        found, wanted = score(edition, answers), oracle.assess(name, answers)
        levels = {**wanted.sub_pillars, **wanted.pillars, "overall": wanted.overall}
        for group in levels.keys() - {"P7"}:
            level = levels[group].level
            topics = [topic for topic in under[group] if (own := wanted.topics[topic].level) is not None and level is not None
                      and own <= level and own < HIGHEST.get((name, topic), 5)]
            expected = [] if level == 5 else sorted(topics, key=list(edition.topics).index)
            assert dgmm_level(found, group, "next") == ", ".join(expected), (group, answers)
            # and there is something to do wherever something can be done
            can_rise = [topic for topic in under[group] if 0 < (wanted.topics[topic].level or 0) < HIGHEST.get((name, topic), 5)]
            assert expected or level in (None, 5) or not can_rise, (group, answers)
