"""Choices as the issued form words them."""

from __future__ import annotations

from typing import Any

import pytest

from dgmm_excel import load_edition
from tests.support.forms_read import ANSWERS, codes, read_grids
from tests.support.returned import DEPARTMENT, Draft, file_grids, put, spot


def lists_with(edition: Any, question: str, old: str, rank: int) -> Draft:
    labels = [choice.label.th for choice in edition.questions[question].choices]
    labels[rank] = old
    return Draft("_lists", [["ใช่", label] for label in labels])


@pytest.mark.parametrize(("old", "key"), [
    (["ก", "ข", "ค", "ถ้อยคำเดิม", "จ"], "4"), (["เดิม 1", "ข", "ค", "ถ้อยคำเดิม", "จ"], "4"),
    (["เดิม 1", "เดิม 2", "ค", "ถ้อยคำเดิม", "จ"], None),
])
def test_an_old_list_may_lack_the_lowest_choice(old: list[str], key: str | None) -> None:
    """A process's choice `none` came later: five choices stand for the keys 1 to 5, where three of them still read the same."""
    question = load_edition(DEPARTMENT).questions["P4.3.04"]
    kept = {"ก": "1", "ข": "2", "ค": "3", "ง": "4", "จ": "5"}
    labels = [question.choice(kept[label]).th if label in kept else label for label in old]
    grids = file_grids(answers={"P1.1.01": True})
    sheet, row, column = spot(grids, question.id)
    put(sheet, row, column, "ถ้อยคำเดิม")
    found = read_grids(grids, lists=lambda: Draft("_lists", [["ใช่", label] for label in labels])).entries[question.id]
    assert (found.state, found.value) == (("repaired", key) if key else ("rejected", None))


def test_an_old_wording_of_a_choice_is_known_from_the_form_s_own_list() -> None:
    edition = load_edition(DEPARTMENT)
    question = next(q for q in edition.questions.values() if q.type == "choice" and q.topic and len(q.choices) > 2)
    grids = file_grids(answers=ANSWERS)
    grid, row, column = spot(grids, question.id)
    put(grid, row, column, "ถ้อยคำเดิม")
    lost = read_grids(grids)
    assert ("DG101", question.id) in [(code, q) for code, q, _ in codes(lost)]
    known = read_grids(grids, lists=lambda: lists_with(edition, question.id, "ถ้อยคำเดิม", 1))
    assert [(code, q) for code, q, _ in codes(known)] == [("DG205", question.id)]
    assert known.answers[question.id] == question.choices[1].key
