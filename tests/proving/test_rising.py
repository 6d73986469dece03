"""A better answer never lowers: exceptions are declared and shown, anything else is a flaw with two sets of answers."""

from __future__ import annotations

from collections.abc import Callable

from dgmm_excel.proving.rising import exceptions, monotone
from dgmm_excel.proving.subject import Subject


def test_exceptions_follow_from_the_kind_of_rule(changed: Callable[..., Subject]) -> None:
    assert set(exceptions(changed("A.1"))) == {"agency.mission"}
    assert set(exceptions(changed("A.3"))) == {"A.3.done", "A.3.total"}
    assert set(exceptions(changed("C.2"))) == {"C.2.staff"}
    assert set(exceptions(changed("C.3"))) == {"C.3.1.prev_digital", "C.3.1.cur_total"}


def test_an_exception_is_shown_by_answers(changed: Callable[..., Subject]) -> None:
    told = {one.id: one for one in monotone(changed("A.3")).found}
    assert set(told) == {"A.3.done", "A.3.total"}
    for one in told.values():
        witness = one.witness
        assert one.kind == "exception" and witness is not None and witness.before is not None
        assert (witness.level_before or 0) > (witness.level or 0)
        assert witness.before.get(one.id, -1) < witness.answers[one.id]  # type: ignore[operator]


def test_a_condition_negated_is_a_flaw(changed: Callable[..., Subject]) -> None:
    told = [one for one in monotone(changed("A.3", ("3: {choice: A.3.how, at_least: some}", "3: {not: {choice: A.3.how, is: yes}}"))).found
            if one.kind != "exception"]
    # level 5 is lost with level 3, so that the highest choice lowers
    assert [(one.kind, one.id) for one in told] == [("flaw", "A.3.how")]
    witness = told[0].witness
    assert witness is not None and (witness.level_before or 0) > (witness.level or 0)


def test_a_question_that_may_be_left_out_may_switch_others_off(changed: Callable[..., Subject]) -> None:
    off = ("{id: A.3.total, type: integer, th", "{id: A.3.unknown, required: never, th: \"ไม่ทราบ\", en: unknown}\n              "
           "- {id: A.3.total, type: integer, asked_when: {not: A.3.unknown}, th")
    assert "A.3.unknown" in exceptions(changed("A.3", off))
    assert "A.3.unknown" not in exceptions(changed("A.3", off, ("A.3.unknown, required: never,", "A.3.unknown,")))


INCIDENTS = ("3: {choice: A.3.how, at_least: some}", "3: {not: {choice: A.3.how, is: yes}}")
REASON = 'falling: {%s: {th: "ยิ่งมากยิ่งไม่ดี", en: the more the worse}}'


def test_an_author_may_declare_an_exception_that_is_one(changed: Callable[..., Subject]) -> None:
    declared = ("id: A.3\n", "id: A.3\n            " + REASON % "A.3.how" + "\n")
    told = {one.id: one for one in monotone(changed("A.3", INCIDENTS, declared)).found}
    assert (told["A.3.how"].kind, told["A.3.how"].words.en) == ("exception", "the more the worse")
    assert told["A.3.how"].witness is not None


def test_an_exception_that_is_none_is_a_flaw(changed: Callable[..., Subject]) -> None:
    declared = ("id: A.3\n", "id: A.3\n            " + REASON % "A.3.how" + "\n")
    told = {one.id: one for one in monotone(changed("A.3", declared)).found}
    assert told["A.3.how"].kind == "flaw" and "no answer to it lowers" in told["A.3.how"].words.en
