"""The JSON Schema of a criteria file, for editors that complete and check what is typed; made from the documents and rules.

It says what can be said of each part alone; whether ids and numbers fit together is for `dgmm check`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from dgmm_excel.model.documents import EditionDocument, PillarDocument, QuestionDocument, SubPillarDocument, TopicDocument
from dgmm_excel.model.rules import Rule
from dgmm_excel.resources import templates
from dgmm_excel.text import Text, phrase

Schema = dict[str, Any]
#: The name of the file that is written beside an edition, and of that in `dist/schemas/`.
FILE = "edition.schema.json"
#: What a part takes from its base, so that it need not have it.
_FROM_BASE = {"edition": ("year", "source", "levels", "bands"), "pillar": ("name", "short", "levels")}
#: What a topic takes from the topic that it is the same as, or inherits.
_FROM_TOPIC = ("source", "name", "ask")
#: Parts that are questions written in another way.
_OF_QUESTION = ("column", "taken")
_LEFT_OUT = ("title", "default", "discriminator", "description", "properties")
_ROW_PLACE = r"\{\}"
_EXACT = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\s*[+-]?\d+(\.\d*|/\d+)?\s*$"}]}
_TEXT = {
    "type": "object", "required": ["th", "en"], "additionalProperties": False,
    "properties": {lang: {"type": "string", "pattern": r"\S"} for lang in ("th", "en")},
}
_DOCUMENTS = (EditionDocument, PillarDocument, SubPillarDocument, TopicDocument, QuestionDocument)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


#: An entry of a list of questions.
_ENTRY = {"if": {"required": ["each"]}, "then": _ref("Grid"), "else": {
    "if": {"required": ["from"]}, "then": _ref("Taken"), "else": _ref("Question")}}
#: An edition without a base says everything itself.
_BY_BASE = {
    "if": {"required": ["base"]}, "then": {"properties": {"pillars": {"items": _ref("PillarOfBase")}}},
    "else": {"required": list(_FROM_BASE["edition"]), "properties": {"pillars": {"items": _ref("Pillar")}}},
}


def edition_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of a criteria file."""
    defs: Schema = {}
    edition, pillar, sub, topic, question = (_of(document, defs) for document in _DOCUMENTS)
    rule = _of(Rule, defs)
    defs |= {"Text": _TEXT, "Yes": {"type": "string", "description": str(words_of_key("condition.yes"))}}
    _each_area(defs["Best"])
    defs["MeanOfChoices"] = _without(defs["MeanOfChoices"], "levels")  # by default the numbers of the levels
    defs |= _questions(question) | {
        "Rule": rule, "Topic": _taking(topic), "SubPillar": sub, "Pillar": pillar,
        "PillarOfBase": _without(pillar, *_FROM_BASE["pillar"]),
    }
    for of, key, inside in (
        (edition, "questions", _ENTRY), (defs["Topic"], "questions", _ENTRY), (sub, "topics", _ref("Topic")),
        (pillar, "sub_pillars", _ref("SubPillar")), (defs["PillarOfBase"], "sub_pillars", _ref("SubPillar")),
    ):
        of["properties"][key] |= {"items": inside}
    defs["Topic"]["properties"]["rule"] |= _ref("Rule")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": str(phrase("build.schema_edition"))}
    return head | _without(edition, *_FROM_BASE["edition"]) | _BY_BASE | {"$defs": dict(sorted(defs.items()))}


def _questions(question: Schema) -> Schema:
    """Return the schemas of a question, and of what may stand in its place: a grid, some of the base."""
    row = {"id": {"type": ["string", "integer"]}, "th": {"type": "string"}, "en": {"type": "string"}}
    column, taken = _without(question, "th", "en"), _without(question, "id", "th", "en")
    column["properties"] |= {"id": _described("column.id", {"type": "string", "pattern": _ROW_PLACE})}
    taken["properties"] |= {"from": _described("taken.from", {"type": "string"})}
    rows = {"type": "array", "items": _closed(row)}
    grid = {"each": _described("each", rows), "ask": _described("grid.ask", {"type": "array", "items": _ref("Column")})}
    return {"Question": question, "Column": column, "Taken": taken, "Grid": _closed(grid)}


def _closed(properties: Schema) -> Schema:
    """Return the schema of a mapping that has these keys and no others."""
    return {"type": "object", "required": list(properties), "additionalProperties": False, "properties": properties}


def _of(kind: Any, defs: Schema) -> Schema:
    """Return the schema of a document or a type in its own words; what it refers to goes into `defs`."""
    found = TypeAdapter(kind).json_schema(mode="validation")
    defs |= {name: _plain(one, name) for name, one in found.pop("$defs", {}).items()}
    made: Schema = _plain(found, kind.__name__ if isinstance(kind, type) else "")
    return made


def _plain(schema: Any, within: str = "") -> Any:
    """Return a schema without pydantic's titles and defaults, exact numbers as they are written, keys with their words."""
    if isinstance(schema, list):
        return [_plain(one, within) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if {"format": "fraction", "type": "string"} in schema.get("anyOf", ()):
        kept = [one for one in schema["anyOf"] if one.get("type") not in ("number", "string")]
        return {"anyOf": [*_EXACT["anyOf"], *kept]}
    made = {key: _plain(value, within) for key, value in schema.items() if key not in _LEFT_OUT}
    if made.get("items") == {"type": "string"}:
        made.pop("minItems", None)  # one pattern stands for several ids
    if "properties" in schema:
        section = _section(within)
        made["properties"] = {key: _described(f"{section}.{key}", _plain(one)) for key, one in schema["properties"].items()}
    return made


def _section(name: str) -> str:
    return name.removesuffix("Document").lower()


def _described(key: str, schema: Schema) -> Schema:
    words = words_of_key(key)
    return schema if words is None else {"description": str(words)} | schema


def _without(schema: Schema, *keys: str) -> Schema:
    """Return the schema with those keys no longer required."""
    required = [key for key in schema["required"] if key not in keys]
    return schema | {"properties": dict(schema["properties"]), "required": required}


def _taking(topic: Schema) -> Schema:
    """Return the schema of a topic, which may take what it lacks from another one."""
    other = [{"required": ["same_as"]}, {"required": ["inherited"], "properties": {"inherited": {"const": True}}}]
    return _without(topic, *_FROM_TOPIC) | {"if": {"anyOf": other}, "then": {}, "else": {"required": list(_FROM_TOPIC)}}


def _each_area(best: Schema) -> None:
    """Let a rule for the best area be written once, with the names of the areas."""
    rules = best["properties"]["each"]
    names = {"type": "array", "items": {"type": ["string", "integer"]}, "minItems": rules["minItems"]}
    best["properties"] |= {"each": {"description": rules["description"], "anyOf": [rules, names]},
                           "rule": _described("best.rule", _ref("Rule"))}


# -- the words of keys -----------------------------------------------------------------------------


#: The parts that a file is made of, from its top on.
_STRUCTURE = (
    "edition", "pillar", "subpillar", "topic", "question", "grid", "column", "taken", "beside", "group", "wanted",
    "predecessor")
#: What is no part of its own.
_NO_PART = ("PillarOfBase", "Text")


@cache
def _all_words() -> Mapping[str, Any]:
    return tomllib.loads((templates() / "keys.toml").read_text(encoding="utf-8"))


def words_of_key(key: str) -> Text | None:
    """Return what a key is for: in its part (`topic.help`), else wherever it stands (`help`); None if nothing is said."""
    section, _, name = key.rpartition(".")
    places = (section, "question" if section in _OF_QUESTION else "", "everywhere")
    found = next((words[name] for words in map(_all_words().get, places) if words and name in words), None)
    return None if found is None else Text(found["th"], found["en"])


@dataclass(frozen=True)
class Part:
    """A part of a criteria file: its name in the schema, the kind of rule that it is (else empty), what it is for, its keys."""

    name: str
    kind: str
    words: Text | None
    keys: Mapping[str, Text | None]


def parts() -> tuple[Part, ...]:
    """Return the parts of a criteria file: those of its structure from the top on, the kinds of rules, the conditions."""
    schema = edition_schema()
    found = {"edition": schema} | {_section(name): one for name, one in schema["$defs"].items() if name not in _NO_PART}
    order = {name: place for place, name in enumerate(_STRUCTURE)}
    made = [_part(name, one) for name, one in found.items() if "properties" in one]
    return tuple(sorted(made, key=lambda part: (order.get(part.name, len(order)), not part.kind)))


def _part(name: str, schema: Schema) -> Part:
    keys = schema["properties"]
    said = {key: words_of_key(f"{name}.{key}") for key in keys}
    return Part(name, keys.get("kind", {}).get("const", ""), words_of_key(f"part.{name}"), said)
