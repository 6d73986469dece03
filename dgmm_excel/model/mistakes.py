"""The mistakes of a criteria file in words: the place in the file, what is wrong, what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dgmm_excel.errors import EditionError, Mistake
from dgmm_excel.model.conditions import tag
from dgmm_excel.model.shorthands import Spelled, Unspellable
from dgmm_excel.model.yaml_file import DataPath, LineFinder
from dgmm_excel.text import phrase

#: Keys whose mapping has keys chosen by the author, which are never a branch of a union.
_FREE = ("choices", "rules", "levels")


@dataclass
class Mistakes:
    """The mistakes found in one criteria file, by path. `broken` are ids about which nothing more is known."""

    file: Path
    found: list[tuple[DataPath, str, str]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def add(self, path: DataPath, what: str, remedy: str) -> None:
        """Record one mistake."""
        self.found.append((path, what, remedy))

    def lose(self, lost: Unspellable, *broken: str) -> None:
        """Record a shorthand that stands for nothing, and the ids that are broken by it."""
        if not self.follows(lost.about):
            self.add(lost.path, lost.what, lost.remedy)
        self.broken |= set(broken)

    def follows(self, name: str) -> bool:
        """Whether anything wrong with that id only follows from a mistake that is recorded already."""
        return any(name == broken or name.startswith(broken + ".") for broken in self.broken)

    def checked(self, model: Any, data: Any, path: DataPath) -> Any:
        """Return the data as the pydantic model or type; None where it has mistakes, which are recorded."""
        try:
            return model.validate_python(data) if isinstance(model, TypeAdapter) else model.model_validate(data)
        except ValidationError as error:
            self.found += in_words(error, data, path)
            return None

    def refuse(self) -> None:
        """Raise EditionError with every mistake, if there is any."""
        if self.found:
            raise self.refusal()

    def refusal(self) -> EditionError:
        """Return the exception that lists every mistake in the order of the file."""
        lines = LineFinder(self.file)
        listed = dict.fromkeys(Mistake(lines.where(path), what, remedy) for path, what, remedy in self.found)
        in_order = sorted(listed, key=lambda mistake: int(mistake.where.rpartition(":")[2]))
        return EditionError(str(phrase("edition.mistakes", file=self.file.name, count=len(listed))), in_order)


def in_words(error: ValidationError, data: Any, path: DataPath) -> Iterator[tuple[DataPath, str, str]]:
    """Yield path, what is wrong and remedy for each error of the data at `path`."""
    for detail in error.errors(include_url=False):
        there, lost = place_of(data, detail["loc"])
        name = ".".join(str(step) for step in (*there, *lost) if isinstance(step, str))
        yield (*path, *there), *_worded(detail["type"], name, detail)


def place_of(data: Any, loc: tuple[int | str, ...]) -> tuple[DataPath, DataPath]:
    """Return pydantic's location as a path in the data, and the rest that the data does not have (a missing key).

    Pydantic's location also names the branch of a union; a spelled-out list has other indexes than the file.
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
    """Return where the data first names that question (next to `value`, if given); None where it does not.

    A pattern that matches the question names it too.
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
