"""Which questions decide what an expression gives: by hand, and for random answers to rules that compare figures."""

from __future__ import annotations

import random

import pytest

from dgmm_excel import load_edition, score
from dgmm_excel.model import expr
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.decisive import decisive, decisive_then
from dgmm_excel.scoring.diagram import topic_tree
from dgmm_excel.scoring.entered import Entered, rules_of
from tests.support import oracle
from tests.support.returned import DEPARTMENT

EDITION = load_edition(DEPARTMENT)
RULES = rules_of(EDITION, ("P4.4",))
FIGURE = {short: f"P4.4.{short}" for short in (f"{row}.{name}" for row in "123" for name in ("prev_total", "prev_digital", "cur_total"))}


def above(one: str, other: str) -> expr.Predicate:
    return expr.Compare(expr.amount(FIGURE[one]), ">", expr.amount(FIGURE[other]))


#: True, true, and false for the figures below.
FIRST, SECOND, THIRD = (above(f"{row}.prev_total", f"{row}.prev_digital") for row in "123")
BOTH = {row: frozenset({FIGURE[f"{row}.prev_total"], FIGURE[f"{row}.prev_digital"]}) for row in "123"}
GIVEN = {"1.prev_total": 2, "1.prev_digital": 1, "2.prev_total": 2, "2.prev_digital": 1, "3.prev_total": 1, "3.prev_digital": 2}
NONE = frozenset[str]()


def given(*short: str) -> expr.Expr:
    return expr.Sum(tuple(expr.AspectValue("given", FIGURE[one]) for one in short))


#: What has an answer keeps one: only that which has none decides whether there are as many.
BLANK = "2.cur_total"


@pytest.mark.parametrize(("of", "expected"), [
    (expr.Compare(given("1.prev_total", BLANK, "3.prev_total"), "=", expr.number(3)), frozenset({FIGURE[BLANK]})),
    (expr.Compare(given("1.prev_total", "3.prev_total"), "=", expr.number(3)), NONE),
    (expr.If(expr.Compare(given(BLANK), "=", expr.number(1)), expr.amount(FIGURE[BLANK]), expr.number(1)),
     frozenset({FIGURE[BLANK]})),
    (expr.All((FIRST, SECOND)), BOTH["1"] | BOTH["2"]),  # either can turn it
    (expr.All((FIRST, THIRD)), BOTH["3"]),  # the other holds already
    (expr.All((THIRD, expr.Not(FIRST))), NONE),  # two conditions fail, each by figures of its own
    (expr.Any((FIRST, THIRD)), BOTH["1"]),
    (expr.Any((FIRST, SECOND)), NONE),
    (expr.Any((THIRD, expr.Not(FIRST))), BOTH["1"] | BOTH["3"]),
    (expr.Not(expr.All((FIRST, THIRD))), BOTH["3"]),
    (expr.If(THIRD, expr.number(5), expr.number(1)), BOTH["3"]),
    (expr.If(THIRD, expr.amount(FIGURE["1.prev_total"]), expr.number(1)), BOTH["3"]),  # what is not taken does not matter
    (expr.If(FIRST, expr.amount(FIGURE["3.prev_total"]), expr.number(1)), BOTH["1"] | {FIGURE["3.prev_total"]}),
    (expr.number(3), NONE),
])
def test_by_hand(of: expr.Expr | expr.Predicate, expected: frozenset[str]) -> None:
    entered = Entered(RULES, {FIGURE[short]: figure for short, figure in GIVEN.items()})
    assert decisive(of)(entered) == expected


def some_figures(rng: random.Random) -> dict[str, Answer]:
    answers = dict(score(EDITION, oracle.random_answers(DEPARTMENT, rng)).answers.values)
    for name in rng.sample([*RULES.asked], rng.randrange(26)):  # figures that go together
        answers[name] = "บริการ" if name.endswith("name") else 4 if name.endswith("total") else 2
    return answers


def test_an_answer_that_does_not_decide_changes_no_score() -> None:
    """For random answers, most of which contradict one another, and a few that do not."""
    rng, left, kept = random.Random("decisive"), 0, 0
    of, scored = decisive(topic_tree(EDITION, "P4.4")), RULES.scores
    for answers in (some_figures(rng) for _ in range(150)):
        entered = Entered(RULES, answers)
        before, deciding = scored(entered), of(entered)
        left += not deciding
        for name in RULES.asked.keys() - deciding:
            for other in ("อื่น",) if name.endswith("name") else (0, 1, rng.randrange(50), 999_999_999):
                with entered.changed(name, other):
                    assert scored(entered) == before, (name, other, answers)
                    kept += 1
    assert left and kept  # both cases were met


@pytest.mark.parametrize(("of", "changed", "expected"), [
    (expr.All((FIRST, THIRD)), "1.prev_total", (BOTH["3"], False)),  # what fails still does
    (expr.All((FIRST, THIRD)), "3.prev_total", (BOTH["1"] | BOTH["3"], None)),  # what fails may hold then, and all be turned
    (expr.All((THIRD, expr.Not(FIRST))), "2.prev_total", (NONE, False)),
    (expr.All((THIRD, expr.Not(FIRST))), "3.prev_total", (BOTH["1"], False)),  # one of the two that fail is left
    (expr.Any((FIRST, THIRD)), "3.prev_total", (BOTH["1"], True)),
    (expr.Not(expr.Any((FIRST, THIRD))), "3.prev_total", (BOTH["1"], False)),
    (expr.Any((expr.Not(FIRST), THIRD)), "2.prev_total", (BOTH["1"] | BOTH["3"], False)),
    (expr.If(THIRD, expr.amount(FIGURE["1.prev_total"]), expr.number(1)), "1.prev_total", (BOTH["3"], None)),
    (expr.If(THIRD, expr.amount(FIGURE["1.prev_total"]), expr.number(1)), "3.prev_total",
     (BOTH["3"] | {FIGURE["1.prev_total"]}, None)),
])
def test_what_may_decide_once_an_answer_is_another(
    of: expr.Expr | expr.Predicate, changed: str, expected: tuple[frozenset[str], bool | None],
) -> None:
    entered = Entered(RULES, {FIGURE[short]: figure for short, figure in GIVEN.items()})
    assert decisive_then(of)(entered)(FIGURE[changed]) == expected


def test_none_decides_but_those_that_may() -> None:
    """For random answers to a rule that compares figures, whatever the one answer is changed to."""
    rng, left = random.Random("decisive then"), 0
    tree = topic_tree(EDITION, "P4.4")
    of, then = decisive(tree), decisive_then(tree)
    for answers in (some_figures(rng) for _ in range(60)):
        entered = Entered(RULES, answers)
        may = then(entered)
        for name in RULES.asked:
            deciding, _ = may(name)
            left += not deciding
            for other in ("อื่น",) if name.endswith("name") else (0, 1, rng.randrange(50), 999_999_999):
                with entered.changed(name, other):
                    assert of(entered) <= deciding, (name, other, answers)
    assert left


def test_a_question_that_decides_may_change_the_score() -> None:
    """All of one service that is digital but for a half: more of it lifts the score, and every figure of it may lower it."""
    figures = {"prev_total": 4, "prev_digital": 1, "cur_total": 8, "cur_digital": 3}
    entered = Entered(RULES, {"P4.4.1.name": "บริการ", **{f"P4.4.1.{name}": figure for name, figure in figures.items()}})
    assert RULES.scores(entered) == (4,)  # 3/8 is 30 % or more and above 1/4
    assert {f"P4.4.1.{name}" for name in figures} <= RULES.decisive(entered)
    with entered.changed("P4.4.1.cur_digital", 4):
        assert RULES.scores(entered) == (5,)
