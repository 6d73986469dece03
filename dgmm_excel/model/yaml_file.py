"""Read a YAML file as plain data, and find the line of any part of it for error messages."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import RoundTripConstructor, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from dgmm_excel.errors import EditionError, Mistake
from dgmm_excel.model.yaml_problems import problem_of
from dgmm_excel.resources import criteria
from dgmm_excel.text import phrase

#: A path in the data: keys and list indexes from the top.
DataPath = tuple[str | int, ...]
#: More values than this are no edition, but a file that refers to itself, or to one part over and over.
_MOST_VALUES = 250_000
#: Values within values farther than this likewise.
_DEEPEST = 100
#: What YAML reads as neither text nor number, and what may fail: dates, whole numbers of thousands of digits.
_DATE, _INTEGER = "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int"


class _Plain(SafeConstructor):
    """Takes dates, and whole numbers that are too long, as text."""


class _PlainWithLines(RoundTripConstructor):
    """The same, with the lines of everything."""


def _integer(constructor: Any, node: Any) -> Any:
    try:
        return super(type(constructor), constructor).construct_yaml_int(node)
    except ValueError:
        return constructor.construct_scalar(node)


for _kind in (_Plain, _PlainWithLines):
    _kind.add_constructor(_DATE, SafeConstructor.construct_yaml_str)
    _kind.add_constructor(_INTEGER, _integer)


def read_yaml(file: Path) -> Any:
    """Return the data of the file, as YAML 1.2 (so that `no` stays text); a duplicate key is a mistake.

    The package's own files and copies of them are parsed in C where that is installed, seven times as fast. Others are not:
    brackets within brackets without end would end the process. Raise EditionError if the file cannot be read, and with the line
    if it is not valid YAML, or no data: a key is neither text nor number, a part contains itself.
    """
    text = _text(file)
    if _is_own(file, text):
        with suppress(YAMLError):  # then the parser in Python says what is wrong
            return YAML(typ="safe").load(text)
    data = _parsed(file, text)
    for count, (path, value) in enumerate(_values(data)):
        if count > _MOST_VALUES or len(path) > _DEEPEST:
            raise _refused(file, 1, "flaw.yaml_endless")
        odd = [key for key in value if not isinstance(key, str | int | float)] if isinstance(value, dict) else []
        if odd:
            raise _refused(file, int(LineFinder(file).where((*path, odd[0])).rpartition(":")[2]), "flaw.yaml_key")
    return data


def _parsed(file: Path, text: str) -> Any:
    parser = YAML(typ="safe", pure=True)
    parser.Constructor = _Plain
    try:
        return parser.load(text)
    except MarkedYAMLError as error:
        line, key, words = problem_of(error)
        raise _refused(file, line, key, **words) from None
    except YAMLError as error:  # a character that no text has; its place is counted in characters
        place = getattr(error, "position", 0)
        raise _refused(file, text.count("\n", 0, place) + 1, "flaw.no_yaml") from None
    except RecursionError:
        lines = text.split("\n")
        deepest = max(range(len(lines)), key=lambda number: lines[number].count("[") + lines[number].count("{"))
        raise _refused(file, deepest + 1, "flaw.yaml_deep") from None


def _values(data: Any) -> Iterable[tuple[DataPath, Any]]:
    """Yield every value with its path, without end where a part contains itself."""
    waiting: list[tuple[DataPath, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, dict):
            waiting += [((*path, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, place), one) for place, one in enumerate(value)]


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


def _is_own(file: Path, text: str) -> bool:
    """Whether the file is one of the package's own, or says the same under the same name."""
    own = criteria() / file.name
    return own.is_file() and (own.samefile(file) or _text(own) == text)


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
        parser = YAML(typ="rt")
        parser.Constructor = _PlainWithLines
        try:
            self._top = parser.load(_text(file))
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

    def of(self, names: Iterable[str], key: str = "") -> str:
        """Return `file:line` of what has the first of these ids that the file has, or of the key in it; the top if none."""
        for name in names:
            path = _path_of(self._top, name)
            if path is not None:
                return self.where((*path, key) if key else path)
        return self.where(())


def _path_of(node: Any, name: str) -> DataPath | None:
    """Return the path of the mapping in the data that has that id; None if there is none."""
    entries: Iterable[tuple[str | int, Any]] = ()
    if isinstance(node, dict):
        if node.get("id") == name:
            return ()
        entries = node.items()
    elif isinstance(node, list):
        entries = enumerate(node)
    for key, value in entries:
        found = _path_of(value, name)
        if found is not None:
            return (key, *found)
    return None


def _inside(node: Any, key: str | int) -> tuple[Any, int] | None:
    try:
        marks = node.lc
        place = marks.key(key) if hasattr(node, "keys") else marks.item(key)
        return node[key], place[0]
    except (AttributeError, KeyError, IndexError, TypeError):
        return None
