"""What is wrong with a criteria file's data, said for people: where in the file, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from pydantic import ValidationError

from dgmm_excel.model.conditions import tag
from dgmm_excel.model.shorthands import Spelled
from dgmm_excel.model.yaml_file import DataPath

#: Keys whose mapping has keys of the author's own, which are never a union's branch.
_FREE = ("choices", "rules", "levels")


def said(error: ValidationError, data: Any, path: DataPath) -> Iterator[tuple[DataPath, str, str]]:
    """Where, what and the remedy of everything that the checks have against the data that stands at `path`."""
    for detail in error.errors(include_url=False):
        there, lost = place_of(data, detail["loc"])
        name = ".".join(str(step) for step in (*there, *lost) if isinstance(step, str))
        yield (*path, *there), *_worded(detail["type"], name, detail)


def place_of(data: Any, loc: tuple[int | str, ...]) -> tuple[DataPath, DataPath]:
    """A location of the checks' as a path in the data, and what of it the data does not have (a missing key).

    The checks' location also names which branch of a union they took; a spelled-out list has other places than the file's.
    """
    node, path, free, branched = data, list[int | str](), False, False
    for number, step in enumerate(loc):
        if isinstance(node, dict):
            if not branched and not free and step == _branch(node):
                branched = True
                continue
            if step not in node:
                return tuple(path), loc[number:]
            node, free = node[step], step in _FREE
            path.append(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            path.append(node.origins[step] if isinstance(node, Spelled) else step)
            node, free = node[step], False
        else:
            return tuple(path), ()
        branched = False
    return tuple(path), ()


def _branch(node: dict[Any, Any]) -> Any:
    return node["kind"] if "kind" in node else tag(node)


def _worded(kind: str, name: str, detail: Any) -> tuple[str, str]:
    context = detail.get("ctx", {})
    last = name.rpartition(".")[2]
    match kind:
        case "missing":
            return f"the key {name} is missing", "add the key"
        case "extra_forbidden":
            return f"unknown key {name}", f"remove or correct {last}"
        case "union_tag_invalid":
            return f"unknown kind of rule {context['tag']}", f"use one of {context['expected_tags']}"
        case "union_tag_not_found":
            return "the rule has no kind", "add the key kind"
        case "literal_error":
            return f"{name}: unknown value {detail['input']}", f"use one of {context['expected']}"
        case "too_short" | "too_long":
            wanted = context.get("min_length", context.get("max_length"))
            return f"{name}: {context['actual_length']} given, {wanted} wanted", "complete the list, or shorten it"
        case "string_pattern_mismatch":
            return f"{name}: {detail['input']} cannot be an id", "write it such as P1.1 for a topic, P1.1.01 for a question"
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"{name}: {message}" if name else message, "correct the value"


def spot(data: Any, name: str, value: str = "") -> DataPath | None:
    """Where the data first names that question (beside that value, where one is given); None where it does not.

    A pattern that takes the question in names it too.
    """
    named = [path for path, text in _texts(data) if text == name]
    values = [path for path, text in _texts(data) if value and text == value]
    beside = [path for path in values if any(path[:-1] == other[:-1] for other in named)]
    patterns = [path for path, text in _texts(data) if fnmatchcase(name, text.replace("{}", "*"))]
    return next(iter((*beside, *named, *patterns)), None)


def _texts(data: Any) -> Iterator[tuple[DataPath, str]]:
    if isinstance(data, str):
        yield (), data
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            for path, text in _texts(value):
                yield (key, *path), text
