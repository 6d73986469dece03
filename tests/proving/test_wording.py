"""The words of a condition name all that it asks for."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from dgmm_excel.model.conditions import AllOf, ChoiceFrom, Count, NotThat, NumberFrom, Share, Yes
from dgmm_excel.proving.subject import Subject
from dgmm_excel.proving.wording import unsaid
from dgmm_excel.text import LANGS, Text

ONE, TWO, THREE = (Yes(yes=f"A.1.{number}") for number in (1, 2, 3))
CONDITIONS: tuple[Any, ...] = (
    ONE, AllOf(all=(ONE, TWO)), NotThat.model_validate({"not": "A.1.1"}), ChoiceFrom(choice="A.3.how", at_least="some"),
    ChoiceFrom.model_validate({"choice": "A.3.how", "is": "some"}), Count(count=(ONE, TWO, THREE), at_least=Fraction(2)),
    NumberFrom(number="A.2.count", at_least=Fraction(3)), Share.model_validate({"share": "A.3.done", "of": "A.3.total", "above": "1/2"}),
)


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: type(one).__name__)
def test_derived_words_say_all_and_others_do_not(condition: Any, changed: Callable[..., Subject]) -> None:
    questions = changed("A.1").edition.questions
    for lang in LANGS:
        assert list(unsaid(condition, condition.describe(questions)[lang], questions, lang)) == []
        assert list(unsaid(condition, "…", questions, lang))


def test_the_other_bound_of_a_choice_is_not_what_is_asked(changed: Callable[..., Subject]) -> None:
    questions = changed("A.1").edition.questions
    at_least, exactly = CONDITIONS[3], CONDITIONS[4]
    for lang in LANGS:
        assert list(unsaid(at_least, exactly.describe(questions)[lang], questions, lang))


def test_a_label_says_what_its_author_means(changed: Callable[..., Subject]) -> None:
    labelled = AllOf(all=(ONE, TWO), label=Text("ทั้งสอง", "both"))
    assert list(unsaid(labelled, "…", changed("A.1").edition.questions, "en")) == []
