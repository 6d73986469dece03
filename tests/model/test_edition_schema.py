"""The JSON Schema of criteria files takes every edition there is and refuses planted mistakes; every key has its words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dgmm_excel.model.edition_schema import edition_schema
from dgmm_excel.model.yaml_file import read_yaml

TOP = Path(__file__).parents[2]
EDITIONS = [
    file for file in sorted((*TOP.glob("criteria/*.yaml"), *TOP.glob("templates/guide/*.yaml"), *TOP.glob("tests/**/*.yaml")))
    if "\npillars:" in file.read_text("utf-8")
]
MINI = TOP / "tests" / "model" / "data" / "mini.yaml"
VALIDATOR = Draft202012Validator(edition_schema())
Data = dict[str, Any]


def as_json(file: Path) -> Any:
    return json.loads(json.dumps(read_yaml(file)))


def topic(data: Data, name: str) -> Data:
    return next(one for pillar in data["pillars"] for sub in pillar["sub_pillars"] for one in sub["topics"] if one["id"] == name)


def test_it_is_a_sound_schema() -> None:
    assert len(EDITIONS) >= 4
    Draft202012Validator.check_schema(edition_schema())


@pytest.mark.parametrize("file", EDITIONS, ids=lambda file: str(file.stem))
def test_it_takes_every_edition(file: Path) -> None:
    assert [(list(error.absolute_path), error.message) for error in VALIDATOR.iter_errors(as_json(file))] == []


WRONG: dict[str, Callable[[Data], object]] = {
    "no id": lambda data: data.pop("id"),
    "a year in words": lambda data: data.update(year="2569"),
    "no levels without a base": lambda data: data.pop("levels"),
    "a title in one language": lambda data: data["title"].pop("en"),
    "an empty title": lambda data: data["title"].update(th=" "),
    "an unknown key at the top": lambda data: data.update(month=1),
    "a band as a decimal": lambda data: data.update(bands=[1.0, 1.81, 2.61, 3.41, 4.21]),
    "a band in words": lambda data: data["bands"].__setitem__(0, "one"),
    "no pillars": lambda data: data.update(pillars=[]),
    "a pillar without a short name": lambda data: data["pillars"][0].pop("short"),
    "an unknown key of a pillar": lambda data: data["pillars"][0].update(colour="red"),
    "a sub-pillar without topics": lambda data: data["pillars"][0]["sub_pillars"][0].update(topics=[]),
    "a topic without a name": lambda data: topic(data, "A.1").pop("name"),
    "an id of a topic with a blank": lambda data: topic(data, "A.1").update(id="A 1"),
    "an unknown kind of rule": lambda data: topic(data, "A.2")["rule"].update(kind="number_step"),
    "a rule without a kind": lambda data: topic(data, "A.2")["rule"].pop("kind"),
    "thresholds in words": lambda data: topic(data, "A.2")["rule"].update(at=["one", "two", "three", "four"]),
    "a question without a text": lambda data: topic(data, "A.2")["questions"][0].pop("th"),
    "an unknown type of question": lambda data: topic(data, "A.2")["questions"][0].update(type="whole"),
    "an unknown key of a question": lambda data: topic(data, "A.2")["questions"][0].update(weights=1),
    "a grid without columns": lambda data: topic(data, "B.1")["questions"][0].pop("ask"),
    "a column without a place for the row": lambda data: topic(data, "B.1")["questions"][0]["ask"][0].update(id="B.1.1"),
    "a row in one language": lambda data: topic(data, "B.1")["questions"][0]["each"][0].pop("en"),
    "an unknown key of a condition": lambda data: topic(data, "A.1")["questions"][3]["asked_when"]["not"].update(most="policy"),
    "a share as a decimal": lambda data: topic(data, "A.3")["rule"]["levels"]["4"]["all"][0].update(above=0.5),
    "a choice without a label": lambda data: topic(data, "B.2")["questions"][0]["choices"].update(all="ใช้"),
    "who answers": lambda data: topic(data, "C.1").update(answered_by="researcher"),
    "a predecessor without an edition": lambda data: data.update(predecessor={"same_ids": True}),
    "an ending of its own": lambda data: data.update(predecessor={"edition": "x", "not_carried": {"A.1": "gone"}}),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_it_refuses(mistake: str) -> None:
    data = as_json(MINI)
    WRONG[mistake](data)
    assert list(VALIDATOR.iter_errors(data))
