"""What a rule or condition tells of the questions that it reads, itself and by its parts."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from dgmm_excel.model.rule_data import RulePart, Use
from dgmm_excel.model.rules import RULE_KINDS, Rule

STEPS: dict[str, Any] = {"kind": "steps", "at": [1, 2, 3, 4], "of": ["A.1", {"any": ["A.2", {"not": "A.3"}]}]}
SHARE: dict[str, Any] = {"share": "A.digital", "of": "A.total", "above": "1/2"}


def rule(data: dict[str, Any]) -> RulePart:
    return TypeAdapter[RulePart](Rule).validate_python(data)


def yes(*names: str) -> list[Use]:
    return [Use(name, "yes_no") for name in names]


#: A rule as a criteria file writes it -> what it reads.
READ: dict[str, tuple[dict[str, Any], list[Use]]] = {
    "steps": (STEPS, yes("A.1", "A.2", "A.3")),
    "number_steps": ({"kind": "number_steps", "at": [1, 2, 3, 4], "number": "A.n"}, [Use("A.n", "integer")]),
    "levels": ({"kind": "levels", "levels": {2: "A.1", 3: {"choice": "A.c", "at_least": "k"}, 4: {"number": "A.n", "at_least": 2}}},
               [*yes("A.1"), Use("A.c", "choice", ("k",)), Use("A.n", "number")]),
    "by_choice": ({"kind": "by_choice", "question": "A.c", "rules": {"a": STEPS, "b": STEPS}},
                  [Use("A.c", "choice", ("a", "b"), complete=True), *2 * yes("A.1", "A.2", "A.3")]),
    "choice": ({"kind": "choice", "question": "A.c", "levels": {"a": 1, "b": 5}}, [Use("A.c", "choice", ("a", "b"), complete=True)]),
    "best": ({"kind": "best", "each": [STEPS, STEPS]}, 2 * yes("A.1", "A.2", "A.3")),
    "mean_of_choices": ({"kind": "mean_of_choices", "questions": ["A.c", "A.d"]},
                        [Use(name, "choice", ("1", "2", "3", "4", "5"), complete=True) for name in ("A.c", "A.d")]),
    "limits": ({"kind": "limits", "number": "A.n", "upto": [1, 2, 3, 4]}, [Use("A.n", "number")]),
    "weighted_limits": ({"kind": "weighted_limits", "mean": "A.m", "takers": "A.t", "staff": "A.s", "upto": [1, 2, 3, 4]},
                        [Use("A.m", "number"), Use("A.t", "integer"), Use("A.s", "integer")]),
    "growth": ({"kind": "growth", "prefix": "A", "services": ["1"], "below": ["1/4", "1/2"]},
               [Use("A.1.name", "text"), *(Use(f"A.1.{name}", "integer") for name in (
                   "prev_total", "prev_digital", "cur_total", "cur_digital"))]),
    "points": ({"kind": "points", "of": [
        {"question": "A.c", "gives": {"a": 0, "b": None, "c": 1}}, {"yes": ["A.1", "A.2"]}, {"count": ["A.3"], "gives": {1: 2}},
        {"points": {"of": [{"number": "A.n", "most": 3}]}}]},
               [Use("A.c", "choice", ("a", "b", "c"), complete=True), *yes("A.1", "A.2", "A.3"), Use("A.n", "number")]),
}


def test_every_rule_kind_is_here() -> None:
    assert list(RULE_KINDS) == list(READ)


@pytest.mark.parametrize("kind", READ)
def test_a_rule_tells_what_it_reads(kind: str) -> None:
    data, uses = READ[kind]
    assert list(rule(data).uses()) == uses


def test_pairs_are_found_at_any_depth() -> None:
    inner: dict[str, Any] = {"kind": "levels", "levels": {2: {"all": ["A.1", {"count": [SHARE], "at_least": 1}]}}}
    best = rule({"kind": "best", "each": [inner, inner]})
    assert list(best.shares()) == 2 * [("A.digital", "A.total")]
    assert list(best.samples()) == []
    assert list(rule(READ["weighted_limits"][0]).samples()) == [("A.t", "A.s")]
    assert list(rule(READ["growth"][0]).shares()) == [("A.1.prev_digital", "A.1.prev_total"), ("A.1.cur_digital", "A.1.cur_total")]


def test_a_whole_number_serves_where_a_number_is_read() -> None:
    assert Use("A.n", "number").admits("integer") and Use("A.n", "number").admits("number")
    assert not Use("A.n", "integer").admits("number")
    assert not Use("A.n", "yes_no").admits("choice")
