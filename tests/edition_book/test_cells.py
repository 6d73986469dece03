"""What a value is in its cell, and what is made of a cell that people, Excel or another program filled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dgmm_excel.edition_book.cells import Unusable, cell_of, path_steps, path_text, value_of
from dgmm_excel.edition_book.tables import Kind


@pytest.mark.parametrize(("kind", "value", "cell"), [
    ("prose", "ข้อ ๑", "ข้อ ๑"), ("prose", "null", '"null"'), ("prose", '"a"', '"\\"a\\""'), ("prose", None, "null"), ("prose", " a\nb ", " a\nb "),
    ("truth", True, "yes"), ("truth", False, "no"), ("exact", 8, 8), ("exact", "1.81", "1.81"), ("exact", "1/3", "1/3"), ("whole", 0, 0),
    ("words", ["กรม", "a b"], "กรม\na b"), ("words", ["[a"], '["[a"]'), ("words", ["a\nb"], '["a\\nb"]'), ("words", [], ""),
    ("data", {"choice": "A.1", "is": "1"}, '{choice: A.1, is: "1"}'), ("data", ["1/2", "0.25", 1], "[1/2, 0.25, 1]"), ("data", "P1.1", "P1.1"),
    ("data", "1", '"1"'), ("data", True, "true"), ("data", {3: [{"each": "topics", "at_least": 3}]}, "{3: [{each: topics, at_least: 3}]}"),
])
def test_a_value_comes_back_from_its_cell(kind: Kind, value: Any, cell: Any) -> None:
    made = cell_of(kind, value)
    assert made == cell
    assert made == "" or value_of(kind, made) == value  # a blank cell says nothing


@pytest.mark.parametrize(("kind", "raw", "value"), [
    ("truth", "ใช่", True), ("truth", True, True), ("truth", "NO ", False), ("exact", 1.81, "1.81"), ("exact", 8.0, 8), ("exact", "8", "8"),
    ("whole", "2566", 2566), ("whole", 2566.0, 2566), ("word", 2, "2"), ("word", 2.0, "2"), ("words", "a\r\n b \n\nc", ["a", "b", "c"]),
    ("words", 5, ["5"]), ("data", 0.5, "0.5"), ("data", True, True), ("data", "[1, 2.5]", [1, "2.5"]), ("data", '"ข้อ ๑"', "ข้อ ๑"),
])
def test_what_people_type_is_taken_as_it_is_meant(kind: Kind, raw: Any, value: Any) -> None:
    assert value_of(kind, raw) == value


@pytest.mark.parametrize(("kind", "raw", "key", "meant"), [
    ("id", "P1.1 ", "book.spaces", "P1.1"), ("id", "P1\u200b.1", "book.spaces", "P1.1"), ("id", "P1.๑", "book.thai_digits", "P1.1"),
    ("whole", "๒๕๖๖", "book.thai_digits", "2566"), ("data", "[๑, 2]", "book.thai_digits", "[1, 2]"), ("word", 2.1, "book.number_for_text", None),
    ("prose", False, "book.truth_for_text", None), ("truth", "maybe", "book.truth", None), ("data", "[1, 2", "book.no_data", None),
    ("data", "*a", "book.no_data", None), ("exact", datetime(2026, 1, 2), "book.date", None),
])
def test_what_is_no_value_says_why(kind: Kind, raw: Any, key: str, meant: Any) -> None:
    with pytest.raises(Unusable) as refused:
        value_of(kind, raw)
    assert (refused.value.key, refused.value.meant) == (key, meant)


@pytest.mark.parametrize(("path", "places", "text"), [
    (("levels", 3, "label"), (False, False, False), "levels/3/label"), (("of", 1, "all"), (False, True, False), "of/#2/all"),
    (("gives", "1"), (False, False), 'gives/"1"'), (("rules", "a/b~c"), (False, False), 'rules/"a~1b~0c"'), (("x", "#1"), (False, False), 'x/"#1"'),
    (("weights", "P1.1"), (False, False), "weights/P1.1"),
])
def test_a_path_comes_back(path: tuple[str | int, ...], places: tuple[bool, ...], text: str) -> None:
    assert path_text(path, places) == text
    assert path_steps(text) == list(zip(path, places, strict=True))


@pytest.mark.parametrize("text", ["", "a//b", "/a", "a/", "a/[1]", "a/null"])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        path_steps(text)
