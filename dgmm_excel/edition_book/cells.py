"""What a cell of an edition's workbook holds: from the data to the cell, and back from what people made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Any

from dgmm_excel.edition_book.tables import Kind
from dgmm_excel.model.yaml_text import from_line, line, scalar

CellValue = str | int | None
#: The word for a value that is not there, although the base edition has one.
NONE = "null"
#: What people and other programs write for yes and no.
_TRUTHS = {"yes": True, "ใช่": True, "true": True, "no": False, "ไม่ใช่": False, "false": False}
_THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
#: Blanks that nobody sees among letters.
_UNSEEN = "\u00a0\u200b\u200c\u200d\u2060\ufeff"
_MOMENTS = (date, time, timedelta)


class Unusable(ValueError):
    """Raised for a cell that holds no value of its kind; carries the phrase that says why, and what fills it.

    `meant` is what the cell means in all likelihood, with which the search for other mistakes goes on.
    """

    def __init__(self, key: str, meant: object = None, **words: object) -> None:
        super().__init__(key)
        self.key, self.meant, self.words = key, meant, words


# -- to the cell -----------------------------------------------------------------------------------


def cell_of(kind: Kind, value: Any) -> CellValue:
    """Return the content of the cell for a value of that kind."""
    if value is None:
        return NONE
    if kind == "truth" and isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "words" and isinstance(value, list) and all(map(_is_line, value)):
        return "\n".join(value)
    if kind in ("exact", "whole") and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind in ("data", "words") or not isinstance(value, str):
        return value if type(value) is int else line(value, in_cell=True)
    return json.dumps(value, ensure_ascii=False) if _looks_quoted(value) or value == NONE else value


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and value == value.strip() and "\n" not in value and value[0] not in '[{"'


def _looks_quoted(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] == '"'


# -- from the cell ---------------------------------------------------------------------------------


def value_of(kind: Kind, raw: Any) -> Any:
    """Return the value that a cell which is not blank stands for. Raise Unusable."""
    if isinstance(raw, _MOMENTS):
        raise Unusable("book.date", value=raw)
    if raw == NONE:
        return None
    return _READERS[kind](raw)


def _id(raw: Any) -> str:
    text = _prose(raw)
    _check_plain(text)
    return text


def _check_plain(text: str) -> None:
    """Refuse what looks like another id, or another number, than it is."""
    seen = text.translate(_SEEN).strip()
    if text != seen:
        raise Unusable("book.spaces", seen, value=text)
    if any(char in text for char in _THAI_DIGITS):
        arabic = text.translate(_ARABIC)
        raise Unusable("book.thai_digits", arabic, value=text, arabic=arabic)


_ARABIC = str.maketrans(_THAI_DIGITS, "0123456789")
_SEEN = str.maketrans(dict.fromkeys(_UNSEEN, ""))


def _prose(raw: Any) -> str:
    if isinstance(raw, bool):
        raise Unusable("book.truth_for_text", value=raw)
    if isinstance(raw, float) and not raw.is_integer():
        raise Unusable("book.number_for_text", value=raw)  # 2.10 and 2.1 are the same number
    if isinstance(raw, int | float):
        return str(int(raw))
    return str(json.loads(raw)) if _is_json(raw) else str(raw)


def _is_json(raw: str) -> bool:
    try:
        return _looks_quoted(raw) and isinstance(json.loads(raw), str)
    except ValueError:
        return False


def _number(raw: Any) -> Any:
    """Return a number as a criteria file has it: whole, or as text, which stays exact."""
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() else repr(raw)
    if isinstance(raw, str):
        _check_plain(raw)
    return raw


def _whole(raw: Any) -> Any:
    """Return a whole number, also one that was typed as text."""
    number = _number(raw)
    return int(number) if isinstance(number, str) and number.isdecimal() else number


def _truth(raw: Any) -> bool:
    found = raw if isinstance(raw, bool) else _TRUTHS.get(str(raw).strip().casefold())
    if found is None:
        raise Unusable("book.truth", value=raw)
    return found


def _one_of(raw: Any) -> Any:
    if isinstance(raw, str):
        _check_plain(raw)
    return raw


def _lines(raw: Any) -> Any:
    if isinstance(raw, str) and not raw.startswith("["):
        return [one.strip() for one in raw.splitlines() if one.strip()]
    return _data(raw) if isinstance(raw, str) else [_prose(raw)]


def _data(raw: Any) -> Any:
    """Return data of one line. Decimals stay the text that they are."""
    if not isinstance(raw, str):
        return _number(raw)
    _check_plain("".join(raw.split('"')[::2]).strip())  # quoted texts may hold anything
    try:
        return from_line(raw)
    except ValueError as error:
        raise Unusable("book.no_data", value=raw, reason=error) from None


_READERS: Mapping[Kind, Callable[[Any], Any]] = {
    "id": _id, "word": _prose, "prose": _prose, "exact": _number, "whole": _whole, "truth": _truth, "one_of": _one_of,
    "words": _lines, "data": _data,
}


# -- paths -----------------------------------------------------------------------------------------


def path_text(path: tuple[str | int, ...], places: tuple[bool, ...]) -> str:
    """Return a path in nested data as a cell has it: `levels/3`, `of/#2`; `places` tells which steps are places in a list."""
    steps = zip(path, places, strict=True)
    return "/".join(f"#{int(step) + 1}" if place else _escaped(scalar(step, in_cell=True)) for step, place in steps)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def path_steps(text: str) -> list[tuple[Any, bool]]:
    """Return the steps of a path, each with whether it is a place in a list, from 0. Raise Unusable."""
    steps: list[tuple[Any, bool]] = []
    for part in text.split("/"):
        if part.startswith("#") and part[1:].isdecimal() and part[1:].isascii() and int(part[1:]):
            steps.append((int(part[1:]) - 1, True))
            continue
        step = _data(part.replace("~1", "/").replace("~0", "~")) if part else None
        if step is None or isinstance(step, dict | list):
            raise Unusable("book.no_path", value=text)
        steps.append((step, False))
    return steps
