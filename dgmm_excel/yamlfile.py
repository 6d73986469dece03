"""A YAML file as plain data, with the line of everything in it for whoever has to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from dgmm_excel.errors import EditionError, Mistake

#: Where something stands in the data: keys and list places from the top.
Path = tuple[str | int, ...]


def read_yaml(file: FilePath) -> Any:
    """The file's data, YAML 1.2 (so that `no` stays text); a key given twice is a mistake.

    Raises EditionError with the line where the file is no YAML.
    """
    try:
        return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or error).split())
        raise EditionError(f"{file.name} cannot be read", [Mistake(
            f"{file.name}:{mark.line + 1}" if mark else file.name, what,
            "mend the YAML on this line (indentation, quotes, a key given twice)",
        )]) from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise EditionError(f"{file.name} cannot be read", [Mistake(
            file.name, " ".join(str(error).split()), "save it as YAML in UTF-8",
        )]) from None


class Lines:
    """Finds the line of a path in a file. Read only when there is something to report: it is slow."""

    def __init__(self, file: FilePath) -> None:
        self._file = file
        self._top = YAML(typ="rt").load(file.read_text(encoding="utf-8"))

    def where(self, path: Iterable[str | int]) -> str:
        """`file:line` of the deepest part of the path that is in the file."""
        node, line = self._top, 0
        for key in path:
            found = _inside(node, key)
            if found is None:
                continue  # a step that only the reader's checks have, such as a union's tag
            node, line = found
        return f"{self._file.name}:{line + 1}"


def _inside(node: Any, key: str | int) -> tuple[Any, int] | None:
    try:
        place = node.lc.key(key) if isinstance(node, dict) else node.lc.item(key)
        return node[key], place[0]
    except (AttributeError, KeyError, IndexError, TypeError):
        return None
