"""Texts of data files become answers; what stands for none stays a text."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from dgmm_excel import load_edition
from dgmm_excel.scoring.answers import from_data


@pytest.mark.parametrize(("name", "text", "answer"), [
    ("P1.1.01", "true", True), ("P1.1.01", "false", False), ("P1.1.01", "yes", "yes"), ("P2.7.training", "all", "all"),
    ("P3.2.mean", "70.25", Fraction(281, 4)), ("G4.successes", "3", Fraction(3)), ("G4.successes", "-1", Fraction(-1)),
    ("G4.successes", "1/2", "1/2"), ("G4.successes", "1e999999999", "1e999999999"), ("G4.successes", "9" * 31, "9" * 31),
])
def test_a_text_of_a_data_file_is_the_answer_that_it_spells(name: str, text: str, answer: Any) -> None:
    found = from_data(load_edition("dga-2566-department").questions[name], text)
    assert found == answer and type(found) is type(answer)
