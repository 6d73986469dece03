"""Answers are told in words, by the numbers of the form; a blank, an unusable and an uncounted one each say what they are."""

from __future__ import annotations

from fractions import Fraction

import pytest

from dgmm_excel import load_edition
from dgmm_excel.intake.answer_words import LONGEST, shortened
from dgmm_excel.report.given_answers import GivenAnswer, given_answers
from dgmm_excel.report.outcome import AnswerCell
from dgmm_excel.text import Lang
from tests.support.returned import DEPARTMENT

EDITION = load_edition(DEPARTMENT)


def told(topic: str, *cells: AnswerCell, missing: tuple[str, ...] = (), unasked: tuple[str, ...] = (), lang: Lang = "th") -> tuple[GivenAnswer, ...]:
    asked = {name: int(name not in unasked) for name in EDITION.questions}
    return given_answers(EDITION.topics[topic], EDITION, {cell.question: cell for cell in cells}, asked, missing, lang)


def test_each_kind_of_answer_is_told_in_words() -> None:
    yes, no = told("P1.5", AnswerCell("P1.5.01", True, "accepted"), AnswerCell("P1.5.06", False, "repaired"))
    assert yes == GivenAnswer("1", "", "พระราชบัญญัติว่าด้วยธุรกรรมทางอิเล็กทรอนิกส์ (ฉบับที่ 4) พ.ศ. 2562", "ใช่", "yes")
    assert (no.number, no.answer, no.standing) == ("6", "ไม่ใช่", "no")
    (choice,) = told("P2.7", AnswerCell("P2.7.training", "all", "accepted"), lang="en")
    assert (choice.number, choice.answer, choice.standing) == ("", "Staff of every unit", "given")
    (number,) = told("P3.2", AnswerCell("P3.2.mean", Fraction(2005, 20), "accepted"), lang="en")
    assert (number.answer, number.standing) == ("100.25 points", "given")


def test_what_has_no_answer_is_told_only_if_it_is_asked_for() -> None:
    (blank,) = told("P1.5", AnswerCell("P1.5.01", None, "blank"), AnswerCell("P1.5.02", None, "blank"), missing=("P1.5.02",))
    assert (blank.number, blank.answer, blank.standing) == ("2", "ไม่ตอบ", "blank")


def test_an_answer_that_does_not_count_says_so() -> None:
    (unasked,) = told("P1.5", AnswerCell("P1.5.01", True, "accepted"), unasked=("P1.5.01",), lang="en")
    assert (unasked.answer, unasked.standing) == ("Yes (not asked, so it does not count)", "unasked")
    (rejected,) = told("P1.5", AnswerCell("P1.5.01", "อาจจะ a@b.go.th", "rejected"), missing=("P1.5.01",), lang="en")
    assert rejected.standing == "unusable" and rejected.answer == "cannot be used: “อาจจะ [e-mail]”"


def test_a_cell_of_a_grid_names_its_column() -> None:
    (found,) = told("P1.7", AnswerCell("P1.7.open.1", True, "accepted"), lang="en")
    assert (found.number, found.under) == ("1", "Open government data")


@pytest.mark.parametrize(("length", "whole"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_long_text_is_cut_and_says_how_long_it_was(length: int, whole: bool) -> None:
    text = shortened("ก" * length, "en")
    assert (text == "ก" * length) is whole
    assert whole or text == "ก" * LONGEST + f" … (shortened; {length} characters in all)"


def test_a_text_is_shown_without_what_nobody_sees() -> None:
    assert shortened("a\x00\x07\u202eb", "en") == "ab"
