"""Editions of other models: what a form calculates is what Python says, in every formula, for every construct of the language."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition
from dgmm_excel.addin.bytecode import programs
from dgmm_excel.form.layout import layout
from dgmm_excel.model.edition import Edition
from tests.conftest import LONG
from tests.support.answer_sets import AnswerSet
from tests.support.office_sets import recalculated_sets
from tests.support.planted_formula import planted_formula
from tests.support.recalculated import LiveForm, differs, shows, told

DATA = Path(__file__).parents[1] / "model" / "data"
#: Weights, sums, the least, the best and verdicts; points; ten levels from 1; two from 0.
EDITIONS = ("wide-groups", "wide-points", "wide-ten", "wide-two")
SETS, IN_LIBREOFFICE = (1_000, 40) if LONG else (60, 4)


def file_of(name: str) -> str:
    return str(DATA / f"{name}.yaml")


def by_chance(edition: Edition, rng: random.Random) -> dict[str, Any]:
    """Answers of all kinds to a share of the questions; figures small, so that they meet."""
    found: dict[str, Any] = {}
    share, top = rng.choice((0.02, 0.5, 0.9, 1, 1, 1)), rng.choice((5, 40, 1_000))
    for one in edition.questions.values():
        if rng.random() < share:
            most = top if one.maximum is None else int(one.maximum)
            match one.type:
                case "yes_no":
                    found[one.id] = rng.random() < 0.6
                case "choice":
                    found[one.id] = rng.choice(one.choices).key
                case "text":
                    found[one.id] = "x"
                case "integer":
                    found[one.id] = rng.randint(int(one.minimum or 0), most)
                case _:
                    found[one.id] = rng.randint(0, most * 10) / 10
    return found


def unlike(live: LiveForm, made: AnswerSet) -> dict[Any, Any]:
    """Return each formula's cell that does not show what Python says, with both."""
    live.type(made)
    wanted = told(live.form, made)
    return {cell: (value, wanted[cell]) for cell, value in zip(wanted, live.values(wanted), strict=True) if differs(value, wanted[cell])}


@pytest.mark.parametrize("name", EDITIONS)
def test_sheet_and_python_agree_in_every_formula(name: str, tell: Callable[[str], None]) -> None:
    edition, rng, reached = load_edition(file_of(name)), random.Random(f"wider {name}"), set()
    live = LiveForm(edition, "en")
    assert set(shows(edition, "en")) == set(live.formulas), "a formula of which it is not known what it must show"
    for _ in range(SETS):
        made = AnswerSet(file_of(name), by_chance(edition, rng))
        assert not unlike(live, made), made
        assessed = made.assessed()
        reached |= {(code, assessed[code].level) for code in edition.ids}
    tell(f"{name}: {SETS} sets, {len(live.formulas)} formulas, {len(reached)} levels of {len(edition.ids)} ids")


@pytest.mark.parametrize("name", EDITIONS)
def test_libreoffice_agrees(name: str, soffice: str, uno_python: str, tmp_path: Path) -> None:
    edition, rng = load_edition(file_of(name)), random.Random(f"wider libreoffice {name}")
    sets = [AnswerSet(file_of(name), {}), *(AnswerSet(file_of(name), by_chance(edition, rng)) for _ in range(IN_LIBREOFFICE))]
    form = layout(edition, "th")
    for made, found in zip(sets, recalculated_sets(edition, sets, soffice, uno_python, tmp_path), strict=True):
        wanted = told(form, made)
        assert not {cell: (value, wanted[cell]) for cell, value in found.items() if differs(value, wanted[cell])}, made


@pytest.mark.parametrize("name", EDITIONS)
def test_every_topic_compiles_for_the_add_in(name: str) -> None:
    edition = load_edition(file_of(name))
    assert len(programs(edition)) == len(edition.topics)


@pytest.mark.parametrize(("name", "measure", "find", "replace"), [
    ("wide-groups", "exact.S1.1", "2*SUM(", "3*SUM("),  # a weight
    ("wide-groups", "exact.S1.2", "/6", "/5"),  # what a sum is divided by
    ("wide-groups", "exact.P2", "MIN(", "MAX("),  # the least
    ("wide-groups", "level.overall", "-0.5,9)&gt;=0", "-1.5,9)&gt;=0"),  # a condition of a verdict
    ("wide-groups", "level.P1", "(5/3)", "(5/4)"),  # a band off the exact score
    ("wide-points", "exact.A.2", "100*", "99*"),  # a percentage
    ("wide-points", "exact.A.4", "NOT(", "AND("),  # what is left out
    ("wide-ten", "score.S1.1", "+0.5)", "+0.4)"),  # whole scores
], ids=lambda value: value)
def test_a_planted_fault_is_found(name: str, measure: str, find: str, replace: str) -> None:
    edition, rng = load_edition(file_of(name)), random.Random(f"planted {name}")
    live = LiveForm(edition, "th", planted_formula(edition, measure, find, replace))
    assert any(unlike(live, AnswerSet(file_of(name), by_chance(edition, rng))) for _ in range(400))
