"""The words of an edition's workbook, from `templates/edition_book.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from dgmm_excel.model.edition_schema import words_of_key
from dgmm_excel.resources import templates
from dgmm_excel.text import NOTHING, Text

#: The parts of a criteria file that the rows of tables are.
_PARTS: Mapping[str, str] = {
    "edition": "edition", "pillars": "pillar", "sub_pillars": "subpillar", "topics": "topic", "questions": "question"}


@cache
def _words() -> Mapping[str, Mapping[str, Text]]:
    read = tomllib.loads((templates() / "edition_book.toml").read_text(encoding="utf-8"))
    return {group: {key: Text(**text) for key, text in texts.items()} for group, texts in read.items()}


def words(group: str) -> Mapping[str, Text]:
    """Return the texts of a group by key. Raise KeyError for a group that there is not."""
    return _words()[group]


def heading(table: str, field: str) -> Text:
    """Return what people call a key of a table; the key itself where it has no other name."""
    named = words("columns")
    return named.get(f"{table}.{field}") or named.get(field) or Text(field, field)


def help_of(table: str, field: str) -> Text:
    """Return what to enter at a key of a table: for this workbook, else what the key is for; empty where nothing is said."""
    part = _PARTS.get(table)
    return words("help").get(f"{table}.{field}") or (part and words_of_key(f"{part}.{field}")) or NOTHING


def title(table: str) -> str:
    """Return the title of a sheet, in both languages."""
    text = words("sheets")[table]
    return f"{text.th} {text.en}"
