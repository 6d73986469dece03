"""DGMM_LEVEL means the same in all four implementations: one table over the same filled forms, one over consolidated workbooks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dgmm_excel import load_edition
from tests import level_table
from tests.answer_sets import patchwork
from tests.conftest import LONG
from tests.excel_machinery import Machinery, machinery
from tests.forms import DEPARTMENT, EDITIONS, FORMS, PROVINCE
from tests.level_table import LevelTable
from tests.one_meaning import Four, Ranges, messy, sets
from tests.recalculated import filled
from tests.test_function import with_function
from tests.vba_cases import Office

#: Forms of each edition and language, part by part: 500 in all. Parts run side by side.
PARTS = (42, 42, 41) if LONG else (3,)
IMPLEMENTATIONS = ["Python", "LAMBDA", "VBA", "UDF"]


@pytest.fixture(scope="module")
def excel() -> Iterator[Machinery]:
    with machinery() as running:
        yield running


@pytest.fixture
def four(soffice: str, uno_python: str, excel: Machinery, tmp_path: Path) -> Four:
    return Four(Office(soffice, uno_python, tmp_path), excel, tmp_path)


@pytest.mark.parametrize("part", range(len(PARTS)))
@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_the_same_forms_say_the_same_to_all_four(name: str, lang: Any, part: int, four: Four, tell: Callable[[str], None]) -> None:
    made = list(islice(sets(name, lang, random.Random(f"one meaning {name} {lang} {part}")), PARTS[part]))
    table = four.table(name, lang, made)
    assert table.differences == []
    assert list(table.counts) == IMPLEMENTATIONS
    asked = table.asked()
    assert all(asked[one] == asked["Python"] for one in IMPLEMENTATIONS) and table.forms == len(made)
    tell("\n".join([f"{name} {lang}, part {part + 1} of {len(PARTS)}:", *table.lines()]))


def differing(table: LevelTable) -> set[str]:
    return {name for name, *_ in table.differences}


def some() -> list[Any]:
    return list(islice(sets(PROVINCE, "en", random.Random("planted")), 2, 4))


def test_a_fault_planted_in_the_lambda_is_found(four: Four) -> None:
    planted = with_function(lambda text: text.replace("$F$", "$D$", 1))
    made = list(islice(sets(DEPARTMENT, "th", random.Random("planted")), 2, 4))
    table = Four(four.office, four.excel, four.folder, function=planted).table(DEPARTMENT, "th", made)
    assert differing(table) == {"LAMBDA"}


def test_a_fault_planted_in_vba_is_found(four: Four) -> None:
    planted = (("DgmmAsked", "If own <= level And", "If own < level And"),)
    assert differing(Four(four.office, four.excel, four.folder, planted).table(PROVINCE, "en", some())) == {"VBA"}


def test_a_fault_planted_in_the_udf_is_found(four: Four, monkeypatch: pytest.MonkeyPatch) -> None:
    from dgmm_excel.addin import subject

    real = subject.dgmm_level
    monkeypatch.setattr(subject, "dgmm_level", lambda found, code, what, *rest, **more: real(found, code or "P1", what, *rest, **more))
    assert differing(four.table(PROVINCE, "en", some())) == {"UDF"}


def test_a_fault_planted_in_python_is_found(four: Four, monkeypatch: pytest.MonkeyPatch) -> None:
    real = level_table.dgmm_level
    monkeypatch.setattr(level_table, "dgmm_level", lambda found, code, *rest, **more: real(found, code or "P1", *rest, **more))
    assert differing(four.table(PROVINCE, "en", some())) == {"LAMBDA", "VBA", "UDF"}


# -- over a range of answers -----------------------------------------------------------------------

RANGES = 40 if LONG else 4


def in_ranges(name: str, rng: random.Random, many: int) -> list[dict[str, Any]]:
    """What stands in the ranges: nothing, and spellings by chance, also with most of it left blank."""
    questions = load_edition(name).questions.values()
    return [{}, *({one.id: messy(one, rng) for one in questions if rng.random() < share}
                  for _ in range(many) for share in (rng.choice((1, 1, 0.9, 0.1)),))]


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize(("name", "lang"), FORMS)
def test_ranges_say_the_same_in_vba_and_the_udf(
    name: str, lang: Any, begun: bool, soffice: str, uno_python: str, excel: Machinery, tmp_path: Path, tell: Callable[[str], None],
) -> None:
    """In every spelling, in a form that has answers and in a blank one."""
    rng, edition = random.Random(f"ranges {name} {lang} {begun}"), load_edition(name)
    data = filled(edition, patchwork(name, rng, ("high", "half", "count")).answers if begun else {}, lang)
    table = Ranges(Office(soffice, uno_python, tmp_path), excel).table(name, lang, data, in_ranges(name, rng, RANGES))
    assert table.differences == []
    tell("\n".join([f"{name} {lang}, {'answers elsewhere' if begun else 'nothing else'}:", *table.lines()]))


@pytest.mark.parametrize("name", EDITIONS)
def test_ranges_say_the_same_without_a_form(name: str, soffice: str, uno_python: str, excel: Machinery, tmp_path: Path) -> None:
    made = in_ranges(name, random.Random(f"no form {name}"), RANGES)
    table = Ranges(Office(soffice, uno_python, tmp_path), excel).table(name, "th", None, made)
    assert table.differences == []


def test_a_fault_planted_in_what_vba_reads_is_found(soffice: str, uno_python: str, excel: Machinery, tmp_path: Path) -> None:
    planted = (("DgmmJudge", "ChrW(tone) & ChrW(3635)", "ChrW(3635) & ChrW(tone)"), ("DgmmJudge", "If code >= 65 And code <= 90", "If code = 0"))
    made = in_ranges(DEPARTMENT, random.Random("planted"), 2)
    table = Ranges(Office(soffice, uno_python, tmp_path), excel, planted).table(DEPARTMENT, "th", None, made)
    assert differing(table) == {"VBA"}
