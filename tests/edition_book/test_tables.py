"""The tables of an edition's workbook follow from the documents of a criteria file, each with its words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal

import pytest

from dgmm_excel.edition_book.tables import LISTED, head_fields, kind_of, tables
from dgmm_excel.edition_book.words import words
from dgmm_excel.model.documents import EditionDocument, PillarDocument, QuestionDocument, SubPillarDocument, TopicDocument
from dgmm_excel.model.rule_data import BothLanguages, Exact


def test_every_key_of_a_document_has_its_column() -> None:
    held = {name: {field.key for field in table.fields} for name, table in tables().items()}
    assert held["pillars"] == set(PillarDocument.model_fields) - {"sub_pillars"}
    assert held["sub_pillars"] == set(SubPillarDocument.model_fields) - {"topics"}
    assert held["topics"] == set(TopicDocument.model_fields) - {"questions", "rule", "same_as"}
    assert held["questions"] == set(QuestionDocument.model_fields) - {"choices"}
    assert set(head_fields()) == set(EditionDocument.model_fields) - set(LISTED)


def test_ids_come_first_and_what_a_thing_belongs_to_before_them() -> None:
    assert {name: table.columns[:2] for name, table in tables().items() if table.of} == {
        "sub_pillars": ("pillar", "id"), "topics": ("sub_pillar", "id"), "questions": ("topic", "id"), "choices": ("question", "key"),
        "rules": ("topic", "path")}
    assert tables()["pillars"].columns[0] == "id" and next(iter(head_fields())) == "id"


@pytest.mark.parametrize(("annotation", "kind"), [
    (BothLanguages | None, "both"), (bool, "truth"), (int, "whole"), (Literal[0, 1], "whole"), (Literal["a", "b"] | None, "one_of"),
    (Exact | None, "exact"), (Fraction, "exact"), (str | None, "word"), (list[str], "words"), (list[Exact], "data"),
    (dict[str, Exact], "data"), (Any, "data"), (str | int, "data"),
])
def test_the_type_of_a_key_says_what_its_cell_holds(annotation: Any, kind: str) -> None:
    assert kind_of(annotation)[0] == kind


def test_every_key_has_a_heading_and_help_is_of_keys_that_there_are() -> None:
    keys = {(name, field.key) for name, table in tables().items() for field in table.fields} | {("edition", key) for key in head_fields()}
    keys |= {(name, table.parent) for name, table in tables().items() if table.parent}
    named = words("columns")
    assert [key for key in keys if key[1] not in named and ".".join(key) not in named] == []
    assert [key for key in words("help") if tuple(key.split(".", 1)) not in keys] == []
    assert set(words("sheets")) == {"how", *tables()} and set(words("about")) == set(tables())
