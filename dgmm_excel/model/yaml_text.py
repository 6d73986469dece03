"""Data of a criteria file as text: the whole as a YAML file, one item a line; a part in one line, as a cell holds it.

The same data give the same text. A text that is read back gives the data that it was made from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

from dgmm_excel.model.yaml_file import DataPath

#: The longest part of a rule that stays in one line, in characters.
_LONGEST = 160
#: The deepest brackets within brackets of one line; more would end the process that parses it.
_DEEPEST = 24
_PLAIN = re.compile("[A-Za-z_\u0e01-\u0e2e\u0e40-\u0e44]([A-Za-z0-9_\u0e01-\u0e4e .*()/–“”-]*[A-Za-z0-9_\u0e01-\u0e4e.*)”])?")
_DECIMAL = re.compile(r"-?[0-9]+[./][0-9]+")
_NOT_PLAIN = frozenset(word for one in ("null", "true", "false") for word in (one, one.title(), one.upper()))
#: Characters that a line of YAML must not hold as they are.
_UNPRINTABLE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(value: Any, *, in_cell: bool = False) -> str:
    """Return one value as YAML. In a cell, decimals and fractions need no quotes: `from_line` takes them for text anyway."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        plain = (_PLAIN.fullmatch(value) and value not in _NOT_PLAIN) or (in_cell and _DECIMAL.fullmatch(value))
        return value if plain else _quoted(value)
    return str(value)


def _quoted(text: str) -> str:
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def line(value: Any, *, in_cell: bool = False) -> str:
    """Return data as one line of YAML."""
    if isinstance(value, dict):
        inside = (f"{scalar(key, in_cell=in_cell)}: {line(one, in_cell=in_cell)}" for key, one in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(line(one, in_cell=in_cell) for one in value) + "]"
    return scalar(value, in_cell=in_cell)


class _Exact(SafeConstructor):
    """Reads decimals and dates as the text that they are written as: a criteria file has exact numbers alone."""


def _as_written(constructor: Any, node: Any) -> str:
    return str(constructor.construct_scalar(node))


for _tag in ("float", "timestamp"):
    _Exact.add_constructor(f"tag:yaml.org,2002:{_tag}", _as_written)


def from_line(text: str) -> Any:
    """Return the data of one line. Raise ValueError, with what is wrong, for what is no data; anchors and tags are not."""
    if _depth(text) > _DEEPEST:
        raise ValueError("[[[")
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = _Exact
    try:
        marks = (token for token in reader.scan(text) if isinstance(token, AliasToken | AnchorToken | TagToken))
        if (mark := next(marks, None)) is not None:
            raise ValueError(text[mark.start_mark.index:mark.end_mark.index])
        return reader.load(text)
    except YAMLError as error:
        raise ValueError(" ".join(str(getattr(error, "problem", None) or error).split())) from None


def _depth(text: str) -> int:
    depth = deepest = 0
    for char in text:
        depth += (char in "[{") - (char in "]}")
        deepest = max(deepest, depth)
    return deepest


def is_text(value: Any) -> bool:
    """Whether the data are one text in both languages."""
    return isinstance(value, dict) and set(value) == {"th", "en"} and all(isinstance(one, str) for one in value.values())


def is_one_line(value: Any) -> bool:
    """Whether the data go into one line: a value, or a short part of a rule without texts for people."""
    if not isinstance(value, dict | list) or not value:
        return True
    return not _is_rich(value) and len(line(value)) <= _LONGEST


def _is_rich(value: Any) -> bool:
    """Whether a text for people, or a rule, is in the data."""
    if isinstance(value, dict):
        return "kind" in value or {"th", "en"} <= set(value) or any(map(_is_rich, value.values()))
    return isinstance(value, list) and any(map(_is_rich, value))


def yaml_lines(data: Any, path: DataPath = ()) -> Iterator[tuple[str, DataPath]]:
    """Yield the lines of a YAML file, each with the path in the data of what it says."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        here = (*path, key)
        mark = f"{scalar(key)}:" if isinstance(data, dict) else "-"
        if is_one_line(value):
            yield f"{mark} {line(value)}", here
        elif mark == "-":
            for number, (text, there) in enumerate(yaml_lines(value, here)):
                yield f"{'  ' if number else '- '}{text}", there
        else:
            yield mark, here
            for text, there in yaml_lines(value, here):
                yield f"  {text}", there
