"""Read a YAML file as plain data, and find the line of any part of it for error messages."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from dgmm_excel.errors import EditionError, Mistake
from dgmm_excel.resources import criteria
from dgmm_excel.text import phrase

#: A path in the data: keys and list indexes from the top.
DataPath = tuple[str | int, ...]


def read_yaml(file: Path) -> Any:
    """Return the data of the file, as YAML 1.2 (so that `no` stays text); a duplicate key is a mistake.

    The package's own files are parsed in C where that is installed, seven times as fast. Others are not: brackets within
    brackets without end would end the process. Raise EditionError if the file cannot be read, and with the line if it is not
    valid YAML.
    """
    text = _text(file)
    try:
        if file.resolve().parent == criteria().resolve():
            with suppress(YAMLError):  # then the parser in Python says what is wrong
                return YAML(typ="safe").load(text)
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(error.problem or error.context or error).split())
        raise _refused(file, mark.line + 1 if mark else 1, "flaw.yaml", problem=what) from None
    except YAMLError as error:
        raise _refused(file, 1, "flaw.no_yaml", problem=" ".join(str(error).split())) from None


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise EditionError(str(phrase("edition.unreadable", file=file, reason=error.strerror))) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(file, line, "flaw.not_utf8") from None


def _refused(file: Path, line: int, key: str, **words: str) -> EditionError:
    headline = str(phrase("edition.unreadable", file=file.name, reason=""))
    return EditionError(headline, [said(f"{file.name}:{line}", key, **words)])


def said(where: str, key: str, at: str = "", **words: object) -> Mistake:
    """Return a mistake in the words of the phrases `key` and `key`_remedy; `at` is the key or the id that it is at."""
    what = str(phrase(key, **words))
    return Mistake(where, f"{at}: {what}" if at else what, str(phrase(f"{key}_remedy", **words)))


class LineFinder:
    """Finds the line of a path in a file. Made only when there is a mistake to report: it is slow."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._top = YAML(typ="rt").load(_text(file))
        except (YAMLError, EditionError):  # the file was changed since the mistakes were found
            self._top = None

    def where(self, path: Iterable[str | int]) -> str:
        """Return `file:line` of the deepest part of the path that is in the file."""
        node, line = self._top, 0
        for key in path:
            found = _inside(node, key)
            if found is None:
                break
            node, line = found
        return f"{self._file.name}:{line + 1}"


def _inside(node: Any, key: str | int) -> tuple[Any, int] | None:
    try:
        marks = node.lc
        place = marks.key(key) if hasattr(node, "keys") else marks.item(key)
        return node[key], place[0]
    except (AttributeError, KeyError, IndexError, TypeError):
        return None
