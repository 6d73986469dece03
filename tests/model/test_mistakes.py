"""Whatever pydantic can find wrong in an edition has words of this project, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from dgmm_excel import EditionError, load_edition
from dgmm_excel.model import documents
from dgmm_excel.model.mistakes import PHRASES
from dgmm_excel.model.rules import Rule
from dgmm_excel.text import phrase

#: By kind of schema, the errors that pydantic documents for it, in its lax mode; by constraint, those of the constraint.
_BOUNDS = {"ge": "greater_than_equal", "gt": "greater_than", "le": "less_than_equal", "lt": "less_than"}
ERRORS: dict[str, tuple[str, ...]] = {
    "str": ("string_type", "string_unicode"), "int": ("int_type", "int_parsing", "int_parsing_size", "int_from_float", "finite_number"),
    "bool": ("bool_type", "bool_parsing"), "list": ("list_type",), "tuple": ("tuple_type", "missing", "too_long"),
    "dict": ("dict_type",), "literal": ("literal_error",), "model": ("model_type", "model_attributes_type"),
    "model-fields": ("missing", "extra_forbidden"), "tagged-union": ("union_tag_invalid", "union_tag_not_found"),
    # what stands inside the others, or is reached only by what a validator of this project has made
    **dict.fromkeys(("definitions", "definition-ref", "model-field", "default", "nullable", "function-before", "function-after", "no-info", "with-info",
                     "any", "fraction", "dataclass", "dataclass-args", "dataclass-field"), ()),
}
CONSTRAINTS = {
    "str": {"pattern": "string_pattern_mismatch", "min_length": "string_too_short"}, "int": _BOUNDS,
    **{kind: {"min_length": "too_short", "max_length": "too_long"} for kind in ("list", "tuple", "dict")},
}
_LIMITS = {"pattern", "min_length", "max_length", "multiple_of", *_BOUNDS}


def schemas(of: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside the core schema of a type."""
    if isinstance(of, dict):
        if isinstance(of.get("type"), str):
            yield of
        for value in of.values():
            yield from schemas(value)
    elif isinstance(of, list | tuple):
        for value in of:
            yield from schemas(value)


def possible() -> set[str]:
    """The errors that an edition's data can have."""
    models = [one for one in vars(documents).values() if isinstance(one, type) and issubclass(one, BaseModel)]
    assert len(models) > 5
    found = set()
    for schema in schemas([*(one.__pydantic_core_schema__ for one in models), TypeAdapter(Rule).core_schema]):
        kind = schema["type"]
        assert kind in ERRORS, f"what can be wrong with a {kind}?"
        found |= set(ERRORS[kind])
        found |= {CONSTRAINTS[kind][limit] for limit in _LIMITS & set(schema)}
    return found


def test_every_error_that_can_occur_has_its_phrase() -> None:
    found = possible()
    assert len(found) > 20
    assert not found - set(PHRASES)


@pytest.mark.parametrize("key", sorted(set(PHRASES.values())))
def test_each_phrase_has_a_remedy_in_both_languages(key: str) -> None:
    words = {"name": "n", "last": "l", "input": "i", "tag": "t", "expected_tags": "e", "expected": "e", "actual_length": 1, "wanted": 2, "ge": 0}
    for name in (key, f"{key}_remedy"):
        said = phrase(name, **words)
        assert said.th and said.en and said.th != said.en


@pytest.mark.parametrize(("old", "new", "line", "what"), [
    ("id: mini", 'id: ""', 2, "“” cannot be the id of an edition"),
    ("id: mini", "id: ปี 2569", 2, "“ปี 2569” cannot be the id of an edition"),
    ("id: mini", "id: a/b", 2, "“a/b” cannot be the id of an edition"),
    ("id: mini", f"id: {'x' * 61}", 2, "cannot be the id of an edition"),
    ("year: 2566", "year: true", 3, "is a whole number"),
    ("year: 2566", 'year: "2566"', 3, "is a whole number"),
    ("year: 2566", f"year: {'9' * 5000}", 3, "is a whole number"),
    ("{id: A.1.2, th", "{id: A.1.2, number: 2, th", 37, "is a text"),
    ("type: integer, maximum: 8", f"type: {'long ' * 40}", 51, "unknown value " + "long " * 12 + "…"),
])
def test_mistakes_of_single_values(old: str, new: str, line: int, what: str, tmp_path: Path) -> None:
    text = (Path(__file__).parent / "data" / "mini.yaml").read_text("utf-8")
    file = tmp_path / "mini.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        load_edition(file)
    said = [one for one in caught.value.mistakes if one.where == f"mini.yaml:{line}"]
    assert said and not said[0].what.startswith(": ") and what in said[0].what.partition(" / ")[2], caught.value


def test_entries_that_are_no_mappings_are_told(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "data" / "mini.yaml").read_text("utf-8")
    file = tmp_path / "mini.yaml"
    file.write_text(text[:text.index("pillars:")] + "pillars: [a, {id: P1}]\n", encoding="utf-8")
    with pytest.raises(EditionError, match=r"mini\.yaml:22: ต้องเขียนเป็น คีย์: ค่า / is written as key: value"):
        load_edition(file)
