"""Spell out the shorthands of a criteria file: rows of a grid, questions of the base edition, patterns of ids.

This works on plain data before it is checked, so that the checks see the final data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from dgmm_excel.model.yaml_file import DataPath

Raw = dict[str, Any]


class Unspellable(ValueError):
    """Raised for a shorthand that stands for nothing; carries the path, the phrase with its words, and the id that it is
    about.
    """

    def __init__(self, path: DataPath, key: str, about: str = "", **words: str) -> None:
        super().__init__(key)
        self.path, self.key, self.about, self.words = path, key, about, words


@dataclass
class RawTopic:
    """A topic as written, with its questions spelled out. `path` is its path in its own file."""

    data: Raw
    path: DataPath
    questions: list[tuple[Raw, DataPath]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return str(self.data["id"])


def mapped(data: Any, change: Callable[[str], str]) -> Any:
    """Return the data with `change` applied to every text, keys of mappings too: weights and reasons are keyed by question."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {mapped(key, change): mapped(value, change) for key, value in data.items()}
    if isinstance(data, list):
        return [mapped(value, change) for value in data]
    return data


def filled(data: Any, row: str) -> Any:
    """Return the data with `{}` in ids replaced by the id of the row."""
    return mapped(data, lambda text: text.replace("{}", row))


def renamed(data: Any, old: str, new: str) -> Any:
    """Return the data with ids of topic `old` changed to ids of topic `new`."""
    return mapped(data, lambda text: new + text[len(old):] if text == old or text.startswith(old + ".") else text)


def spelled_questions(entry: Any, path: DataPath, base: Mapping[str, RawTopic], topic: str) -> Iterator[tuple[Raw, DataPath]]:
    """Yield the questions of one entry, each with its path: `each` spells out rows, `from` takes from the base edition.

    Raise Unspellable.
    """
    if not isinstance(entry, dict):
        raise Unspellable(path, "flaw.question")
    if "each" in entry:
        yield from _grid(entry, path)
    elif "from" in entry:
        yield from _borrowed(entry, path, base, topic)
    else:
        yield entry, path


def _grid(entry: Raw, path: DataPath) -> Iterator[tuple[Raw, DataPath]]:
    rows, columns = entry.get("each"), entry.get("ask")
    if not isinstance(rows, list) or not isinstance(columns, list) or set(entry) != {"each", "ask"}:
        raise Unspellable(path, "flaw.grid")
    for number, row in enumerate(rows):
        if not isinstance(row, dict) or set(row) != {"id", "th", "en"}:
            raise Unspellable((*path, "each", number), "flaw.grid_row")
        row_text = {"th": row["th"], "en": row["en"]}
        for place, column in enumerate(columns):
            here = (*path, "ask", place)
            if not isinstance(column, dict) or "{}" not in str(column.get("id")):
                raise Unspellable(here, "flaw.grid_id")
            question = {key: filled(value, str(row["id"])) if key in ("id", "asked_when", "number") else value
                        for key, value in column.items()}
            if ("th" in column) != ("en" in column):
                raise Unspellable(here, "flaw.grid_texts")
            if "th" in column:
                heads = {"row": row_text, "column": {"th": column["th"], "en": column["en"]}}
                headings = heads if len(columns) > 1 else {}  # one column is a list, not a grid
                words = {lang: f"{row[lang]} – {column[lang]}" for lang in ("th", "en")}
            else:
                headings, words = {}, row_text
            yield {**question, **words, **headings}, here


def _borrowed(entry: Raw, path: DataPath, base: Mapping[str, RawTopic], topic: str) -> Iterator[tuple[Raw, DataPath]]:
    pattern = str(entry["from"])
    changes = {key: value for key, value in entry.items() if key != "from"}
    found = False
    for other in base.values():
        for question, _ in other.questions:
            if fnmatchcase(str(question.get("id")), pattern):
                found = True
                kept = {key: value for key, value in question.items() if key != "asked_when"}
                yield {**renamed(kept, other.id, topic), **changes}, path
    if not found:
        raise Unspellable(path, "flaw.no_base_question", pattern=pattern)


class Spelled(list[Any]):
    """A list with its patterns spelled out; `origins` has the index of each entry in the list as written."""

    def __init__(self) -> None:
        super().__init__()
        self.origins: list[int] = []

    def take(self, entries: Iterable[Any], origin: int) -> None:
        """Add the entries that the entry at `origin` stands for."""
        self.extend(entries)
        self.origins += [origin] * (len(self) - len(self.origins))


def with_patterns(data: Any, types: Mapping[str, str], path: DataPath, lost: list[Unspellable], counts: str = "yes_no") -> Any:
    """Return the data of a rule or condition with patterns such as `P1.1.*` in lists replaced by the ids that they match.

    A pattern matches questions of the type `counts`, under `questions` of all types. One without a match goes to `lost`.
    """
    if isinstance(data, dict):
        return {key: with_patterns(value, types, (*path, key), lost, "" if key == "questions" else counts)
                for key, value in data.items()}
    if isinstance(data, list):
        spelled = Spelled()
        for place, value in enumerate(data):
            if isinstance(value, str) and "*" in value:
                ids = [name for name, kind in types.items() if fnmatchcase(name, value) and kind in (counts or kind)]
                if not ids:
                    lost.append(Unspellable((*path, place), "flaw.no_match", value, pattern=value))
                spelled.take(ids, place)
            else:
                spelled.take([with_patterns(value, types, (*path, place), lost, counts)], place)
        return spelled
    return data
