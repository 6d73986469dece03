"""The rows of an edition's workbook, from the data of its criteria file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dgmm_excel.edition_book.cells import CellValue, cell_of, path_text
from dgmm_excel.edition_book.tables import Field, head_fields, tables
from dgmm_excel.model.shorthands import Raw
from dgmm_excel.model.yaml_text import is_one_line, is_text

#: A row: the cells that are not blank, by column.
Row = Mapping[str, CellValue]


def rows(data: Raw) -> Mapping[str, list[Row]]:
    """Return the rows of every table, of an edition whose shorthands are spelled out."""
    pillars = data["pillars"]
    subs = [(pillar["id"], sub) for pillar in pillars for sub in pillar["sub_pillars"]]
    topics = [(sub["id"], topic) for _, sub in subs for topic in sub["topics"]]
    questions: list[tuple[str | None, Raw]] = [(None, question) for question in data.get("questions", ())]
    questions += [(topic["id"], question) for _, topic in topics for question in topic.get("questions", ())]
    return {
        "edition": list(_head(data)),
        "levels": list(_levels(data)),
        "pillars": _table("pillars", ((None, pillar) for pillar in pillars)),
        "sub_pillars": _table("sub_pillars", subs),
        "topics": _table("topics", topics),
        "questions": _table("questions", questions),
        "choices": [{"question": question["id"], "key": cell_of("id", key), **_texts(label)}
                    for _, question in questions for key, label in question.get("choices", {}).items()],
        "rules": [{"topic": topic["id"], **row} for _, topic in topics if isinstance(topic.get("rule"), dict)
                  for row in _paths(topic["rule"])],
        "notes": [_texts(note) for note in data.get("notes", ())],
    }


def _table(name: str, things: Iterable[tuple[str | None, Raw]]) -> list[Row]:
    table = tables()[name]
    return [({table.parent: of} if of else {}) | _cells(table.fields, thing) for of, thing in things]


def _cells(fields: Iterable[Field], data: Raw) -> dict[str, CellValue]:
    found: dict[str, CellValue] = {}
    for field in fields:
        if field.key in data:
            value = data[field.key]
            if field.kind == "both" and is_text(value):
                found |= {f"{field.key}.{lang}": cell for lang, cell in _texts(value).items()}
            else:
                found[field.columns[0]] = cell_of(field.kind, value)
    return found


def _texts(text: Mapping[str, str]) -> dict[str, CellValue]:
    return {lang: cell_of("prose", text[lang]) for lang in ("th", "en")}


def _levels(data: Raw) -> Iterator[Row]:
    bands = data["bands"]
    for place in range(max(len(data["levels"]), len(bands))):
        texts = _texts(data["levels"][place]) if place < len(data["levels"]) else {}
        yield texts | ({"band": cell_of("exact", bands[place])} if place < len(bands) else {})


def _head(data: Raw) -> Iterator[Row]:
    """Yield the rows of what holds for the edition as a whole; a key that it does not have stands with nothing beside it."""
    for field in head_fields().values():
        value: Any = data.get(field.key)
        if field.key not in data:
            yield {"path": field.key}
        elif field.kind == "both" and is_text(value):
            yield {"path": field.key, **_texts(value)}
        elif field.kind == "data" and isinstance(value, dict):
            yield from _paths(value, (field.key,), (False,))
        else:
            yield {"path": field.key, "value": cell_of(field.kind, value)}


def _paths(data: Any, path: tuple[str | int, ...] = (), places: tuple[bool, ...] = ()) -> Iterator[Row]:
    """Yield a row for each part of nested data: a text in both languages, or what goes into one cell."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        here, kinds = (*path, key), (*places, isinstance(data, list))
        if is_text(value):
            yield {"path": path_text(here, kinds), **_texts(value)}
        elif is_one_line(value):
            yield {"path": path_text(here, kinds), "value": cell_of("data", value)}
        else:
            yield from _paths(value, here, kinds)
