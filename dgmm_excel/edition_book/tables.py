"""The tables of an edition's workbook: their columns follow from the documents that a criteria file is checked against.

A new key of a document is a new column, or a new row of the table of the edition, by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from dgmm_excel.model.documents import EditionDocument, PillarDocument, QuestionDocument, SubPillarDocument, TopicDocument
from dgmm_excel.model.rule_data import Data
from dgmm_excel.text import Text

#: What a cell holds: an id, a word, a text for people, an exact number, a whole one, yes or no, one of a list, words (one a
#: line), one text in both languages (two cells), or data in one line.
Kind = Literal["id", "word", "prose", "exact", "whole", "truth", "one_of", "words", "both", "data"]


@dataclass(frozen=True)
class Field:
    """A key of a criteria file, what its cells hold, and the words that it may be."""

    key: str
    kind: Kind
    among: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of its columns."""
        return (f"{self.key}.th", f"{self.key}.en") if self.kind == "both" else (self.key,)


@dataclass(frozen=True)
class Table:
    """A table, one thing a row. `parent`: the column that names what it belongs to, by the id in the table `of`."""

    name: str
    fields: tuple[Field, ...]
    parent: str = ""
    of: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The ids of its columns, in order."""
        own = tuple(column for field in self.fields for column in field.columns)
        return (self.parent, *own) if self.parent else own

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """What the cells of each column hold."""
        own: dict[str, Kind] = {
            column: "prose" if field.kind == "both" else field.kind for field in self.fields for column in field.columns}
        return {self.parent: "id", **own} if self.parent else own


def kind_of(annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    """Return what a cell for a value of that type holds, and the words that it may be."""
    core = _core(annotation)
    if get_origin(core) is Literal:
        whole = all(type(one) is int for one in get_args(core))
        return "whole" if whole else "one_of", tuple(map(str, get_args(core)))
    if get_origin(core) is list and _core(get_args(core)[0]) is str:
        return "words", ()
    simple: Mapping[Any, Kind] = {Text: "both", bool: "truth", int: "whole", str: "word", Fraction: "exact"}
    return simple.get(core, "data"), ()


def _core(annotation: Any) -> Any:
    """Return a type without what checks it, and without None."""
    if get_origin(annotation) is Annotated:
        return _core(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        inside = [one for one in get_args(annotation) if one is not NoneType]
        return _core(inside[0]) if len(inside) == 1 else annotation
    return annotation


def _fields(document: type[Data], *, without: tuple[str, ...]) -> Iterator[Field]:
    own = [name for name in document.model_fields if name in document.__annotations__]
    for name in dict.fromkeys((*own, *document.model_fields)):  # its own keys before those that it shares with others
        field = document.model_fields[name]
        key = field.alias or name
        if key not in without:
            kind, among = kind_of(field.annotation)
            yield Field(key, "id" if key == "id" else "prose" if key in ("th", "en") else kind, among)


#: The keys of an edition that have tables of their own.
LISTED = ("levels", "bands", "notes", "questions", "pillars")
#: The columns of a table of paths, one part of something nested a row.
_PATHS = (Field("path", "word"), Field("value", "data"), Field("th", "prose"), Field("en", "prose"))
_TEXTS = (Field("th", "prose"), Field("en", "prose"))


@cache
def head_fields() -> Mapping[str, Field]:
    """Return the keys of an edition that its first table lists, in order."""
    return {field.key: field for field in _fields(EditionDocument, without=LISTED)}


@cache
def tables() -> Mapping[str, Table]:
    """Return every table by name, in the order of the sheets."""
    made = (
        Table("edition", _PATHS),
        Table("levels", (*_TEXTS, Field("band", "exact"))),
        Table("pillars", tuple(_fields(PillarDocument, without=("sub_pillars",)))),
        Table("sub_pillars", tuple(_fields(SubPillarDocument, without=("topics",))), "pillar", "pillars"),
        Table("topics", tuple(_fields(TopicDocument, without=("questions", "rule", "same_as"))), "sub_pillar", "sub_pillars"),
        Table("questions", tuple(_fields(QuestionDocument, without=("choices",))), "topic", "topics"),
        Table("choices", (Field("key", "id"), *_TEXTS), "question", "questions"),
        Table("rules", _PATHS, "topic", "topics"),
        Table("notes", _TEXTS),
    )
    return {table.name: table for table in made}
