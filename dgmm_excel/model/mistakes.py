"""The mistakes of a criteria file in words: the place in the file, what is wrong, what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dgmm_excel.errors import EditionError, Mistake
from dgmm_excel.model.conditions import CONDITION_KEYS, tag
from dgmm_excel.model.point_terms import term_tag
from dgmm_excel.model.shorthands import Spelled, Unspellable
from dgmm_excel.model.yaml_file import DataPath, LineFinder, said
from dgmm_excel.text import phrase

#: Keys whose mapping has keys chosen by the author, which are never a branch of a union.
_FREE = ("choices", "rules", "levels")
#: The most characters that a mistake shows of a value.
_MOST_SHOWN = 60
#: Words a mistake once its place, `file:line`, is known.
Wording = Callable[[str], Mistake]


@dataclass
class Mistakes:
    """The mistakes found in one criteria file, by path. `broken` are ids about which nothing more is known."""

    file: Path
    found: list[tuple[DataPath, Wording]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def add(self, path: DataPath, key: str, at: str = "", **words: object) -> None:
        """Record one mistake in the words of a phrase; `at` is the key or the id that it is at."""
        self.found.append((path, lambda where: said(where, key, at, **words)))

    def lose(self, lost: Unspellable, *broken: str) -> None:
        """Record a shorthand that stands for nothing, and the ids that are broken by it."""
        if not self.follows(lost.about):
            self.add(lost.path, lost.key, **lost.words)
        self.broken |= set(broken)

    def follows(self, name: str) -> bool:
        """Whether anything wrong with that id only follows from a mistake that is recorded already."""
        return any(name == broken or name.startswith(broken + ".") for broken in self.broken)

    def within(self, path: DataPath) -> bool:
        """Whether a mistake is recorded at that path or inside it."""
        return any(there[:len(path)] == path for there, _ in self.found)

    def checked(self, model: Any, data: Any, path: DataPath, scale: range) -> Any:
        """Return the data as the pydantic model or type; None where it has mistakes, which are recorded.

        `scale` are the level numbers of the edition.
        """
        check = model.validate_python if isinstance(model, TypeAdapter) else model.model_validate
        try:
            return check(data, context={"scale": scale})
        except ValidationError as error:
            for there, key, at, words in in_words(error, data, path, union=isinstance(model, TypeAdapter)):
                self.add(there, key, at, **words)
            return None

    def refuse(self) -> None:
        """Raise EditionError with every mistake, if there is any."""
        if self.found:
            raise self.refusal()

    def refusal(self) -> EditionError:
        """Return the exception that lists every mistake in the order of the file."""
        lines = LineFinder(self.file)
        listed = dict.fromkeys(wording(lines.where(path)) for path, wording in self.found)
        in_order = sorted(listed, key=lambda mistake: int(mistake.where.rpartition(":")[2]))
        return EditionError(str(phrase("edition.mistakes", file=self.file.name, count=len(listed))), in_order)


def in_words(
    error: ValidationError, data: Any, path: DataPath, *, union: bool
) -> Iterator[tuple[DataPath, str, str, Mapping[str, object]]]:
    """Yield path, phrase, the key that it is at, and the words that fill the phrase for each error of the data at `path`.

    `union`: the data are one of several kinds (a rule), and not a document.
    """
    for detail in error.errors(include_url=False):
        there, lost = place_of(data, detail["loc"], union=union)
        name = ".".join(str(step) for step in (*there, *lost) if isinstance(step, str) and step != _KEY)
        words = {"name": name, "last": name.rpartition(".")[2], "input": _clipped(detail["input"]), **_context(detail)}
        key = _phrase(detail["type"], detail["loc"])
        yield (*path, *there), key, "" if key in _NAMED else name, words


def _clipped(value: Any) -> str:
    """Return a value as a mistake shows it: its beginning, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def place_of(data: Any, loc: tuple[int | str, ...], *, union: bool) -> tuple[DataPath, DataPath]:
    """Return pydantic's location as a path in the data, and the rest that the data does not have (a missing key).

    Pydantic's location also names the branch of a union; the data themselves are one if `union`. A spelled-out list has other
    indexes than the file.
    """
    node, path, free, branched = data, list[int | str](), False, not union
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
    return node["kind"] if "kind" in node else tag(node) or term_tag(node)


#: The step of pydantic's location that stands for the key of a mapping, not its value.
_KEY = "[key]"
#: The phrases of what pydantic finds by itself, by its own names, without what tells how a value was tried.
PHRASES = {
    "missing": "flaw.missing", "extra_forbidden": "flaw.extra_forbidden", "union_tag_invalid": "flaw.union_tag_invalid",
    "union_tag_not_found": "flaw.union_tag_not_found", "literal_error": "flaw.literal_error", "too_short": "flaw.length",
    "too_long": "flaw.length", "string_pattern_mismatch": "flaw.id", "string_too_short": "flaw.empty",
    "string_type": "flaw.text", "string_unicode": "flaw.text", "list_type": "flaw.list",
    "tuple_type": "flaw.list", "dict_type": "flaw.mapping", "model_type": "flaw.mapping",
    "model_attributes_type": "flaw.mapping", "int_type": "flaw.whole", "int_parsing": "flaw.whole",
    "int_parsing_size": "flaw.whole", "int_from_float": "flaw.whole", "finite_number": "flaw.whole", "bool_type": "flaw.truth",
    "bool_parsing": "flaw.truth", "greater_than": "flaw.range", "greater_than_equal": "flaw.range", "less_than": "flaw.range",
    "less_than_equal": "flaw.range",
}
#: Those that name the key themselves, or need none.
_NAMED = ("flaw.missing", "flaw.extra_forbidden", "flaw.union_tag_invalid", "flaw.union_tag_not_found")


def _phrase(kind: str, loc: tuple[int | str, ...]) -> str:
    """Return the phrase for a kind of error; validators of this program name theirs (`rule_data.wrong`)."""
    key = kind if kind.startswith("flaw.") else PHRASES.get(kind, "flaw.value")
    if key == "flaw.whole" and loc[-1:] == (_KEY,):
        return "flaw.level_key"
    return "flaw.choices" if key == "flaw.mapping" and loc[-1:] == ("choices",) else key


def _context(detail: Any) -> Mapping[str, object]:
    """Return pydantic's facts about an error; its lists of words without the English “or”."""
    context = detail.get("ctx", {})
    wanted = context.get("min_length", context.get("max_length"))
    return {"wanted": wanted, "keys": ", ".join(CONDITION_KEYS)} | {
        key: value.replace(" or ", ", ") if isinstance(value, str) else value for key, value in context.items()}


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


def spot_threshold(data: Any, wanted: str) -> DataPath:
    """Return where the data first asks for that number of conditions; empty where it does not."""
    return next((path for path, most in _thresholds(data) if str(most) == wanted), ())


def _thresholds(data: Any) -> Iterator[tuple[DataPath, Any]]:
    """Yield the path of each `at` and `at_least` with the most that it asks for."""
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            if key in ("at", "at_least"):
                yield (key,), value[-1] if isinstance(value, list) and value else value
            for path, most in _thresholds(value):
                yield (key, *path), most
