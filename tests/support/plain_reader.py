"""A small reader of .xlsx cells, written from the standard alone: it shares no code with the program, and is slow and plain.

`read(data)` gives what stands in each cell of each worksheet. A part that is not well-formed is read as far as single cells can
be made out (`Sheet.whole` is then False); a package that cannot be opened at all raises `NotReadable`.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from posixpath import join, normpath
from xml.etree import ElementTree as ET

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_LOOSE_CELL = re.compile(r"<(?:\w+:)?c\s([^<>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_LOOSE_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)</")
_LOOSE_VALUE = re.compile(r"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)</")
_ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*["']([^"']*)["']""")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class NotReadable(Exception):
    """No package, or no workbook in it."""


@dataclass(frozen=True)
class Raw:
    """A cell as its tags have it: type, text of its value, inline text; whether it has a formula."""

    kind: str
    value: str | None
    inline: str | None
    formula: bool


@dataclass(frozen=True)
class Sheet:
    """A worksheet's cells; by position, every cell written there: more than one if the file repeats a cell."""

    cells: Mapping[tuple[int, int], tuple[ET.Element | Raw, ...]]
    whole: bool
    text: str = ""

    def names(self, cell: str) -> bool:
        """Whether the part of a sheet that is not well-formed has a cell with that reference."""
        return f'"{cell}"' in self.text


@dataclass(frozen=True)
class Book:
    """A workbook's worksheets by name, and its shared texts."""

    sheets: Mapping[str, Sheet]
    texts: tuple[str, ...]

    def at(self, sheet: str, cell: str) -> list[object]:
        """Return the contents of a cell: nothing, or a text, number, truth value or error (as `("error", text)`)."""
        place = _place(cell)
        assert place
        raws = self.sheets[sheet].cells.get(place, ())
        return [value for raw in raws if (value := self._value(raw if isinstance(raw, Raw) else _raw(raw))) is not None]

    def _value(self, raw: Raw) -> object:
        if raw.inline is not None and (raw.kind == "inlineStr" or raw.value is None):
            return _unescaped(raw.inline)  # an inline text is one whatever type the cell says, where nothing else stands there
        if raw.kind == "inlineStr":
            return _number(raw.value)
        if raw.value is None:
            return None
        match raw.kind:
            case "s":
                if not raw.value:
                    return None
                place = raw.value.strip()
                inside = place.isascii() and place.isdigit() and int(place) < len(self.texts)
                return self.texts[int(place)] if inside else ("error", f"no shared text {place}")
            case "str" | "d":
                return _unescaped(raw.value)
            case "b":
                return raw.value.strip() in ("1", "true")
            case "e":
                return ("error", raw.value)
            case _:
                return _number(raw.value)


def _number(text: str | None) -> object:
    if text is None or not text.strip():
        return None
    try:
        # digits of other scripts, which Python would read, make a text
        return float(text) if text.isascii() else text
    except ValueError:
        return ("error", f"no number: {text}")


def _unescaped(text: str | None) -> str | None:
    return None if text is None else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def read(data: bytes) -> Book:
    """Return the workbook. Raises NotReadable."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = {name.lstrip("/").replace("\\", "/").lower(): package.read(name) for name in package.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise NotReadable(str(error)) from None
    main = next((target for kind, target in _links(parts, "_rels/.rels", "").values() if kind.endswith("/officeDocument")), "")
    if main.lower() not in parts:
        raise NotReadable("no workbook")
    folder, _, name = main.rpartition("/")
    links = _links(parts, join(folder, "_rels", f"{name}.rels"), folder)
    texts = next((target for kind, target in links.values() if kind.endswith("/sharedStrings")), "")
    sheets = {}
    for title, link in _titles(parts[main.lower()]):
        kind, target = links.get(link, ("", ""))
        if kind.endswith("/worksheet") and target.lower() in parts:
            sheets[title] = _sheet(parts[target.lower()])
    return Book(sheets, _texts(parts[texts.lower()]) if texts.lower() in parts else ())


def _links(parts: Mapping[str, bytes], part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relationships: id -> type and target."""
    if part.lower() not in parts:
        raise NotReadable(f"no {part}")
    found = {}
    for link in _root(parts[part.lower()]):
        target = link.get("Target", "")
        found[link.get("Id", "")] = link.get("Type", ""), normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
    return found


@lru_cache(maxsize=64)
def _root(xml: bytes) -> ET.Element:
    try:
        return ET.fromstring(xml)
    except (ET.ParseError, ValueError, LookupError) as error:
        raise NotReadable(str(error)) from None


@lru_cache(maxsize=64)
def _titles(xml: bytes) -> tuple[tuple[str, str], ...]:
    """Return each sheet's name and link, in order."""
    sheets = (one for one in _root(xml).iter() if _local(one.tag) == "sheet")
    return tuple((one.get("name", ""), next((v for k, v in one.attrib.items() if k.endswith("}id")), "")) for one in sheets)


@lru_cache(maxsize=64)
def _texts(xml: bytes) -> tuple[str, ...]:
    """Return the shared texts, without phonetic readings."""
    return tuple(_unescaped(_text(item)) or "" for item in _root(xml) if _local(item.tag) == "si")


def _text(item: ET.Element) -> str:
    if _local(item.tag) == "rPh":
        return ""
    own = (item.text or "") if _local(item.tag) == "t" else ""
    return own + "".join(map(_text, item))


@lru_cache(maxsize=1_000)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


@lru_cache(maxsize=64)
def _sheet(xml: bytes) -> Sheet:
    try:
        root = ET.fromstring(xml)
    except (ET.ParseError, ValueError, LookupError):
        text = _decoded(xml)
        return Sheet(_loose(text), whole=False, text=text)
    cells: dict[tuple[int, int], tuple[ET.Element | Raw, ...]] = {}
    for data in (one for one in root if _local(one.tag) == "sheetData"):
        row = 0
        for line in (one for one in data if _local(one.tag) == "row"):
            row = int(line.get("r", "")) if line.get("r", "").strip().isdigit() else row + 1
            column = 0
            for cell in line:
                if _local(cell.tag) == "c":
                    row, column = _place(cell.get("r", "").strip()) or (row, column + 1)
                    cells[row, column] = (*cells.get((row, column), ()), cell)
    return Sheet(cells, whole=True)


@lru_cache(maxsize=20_000)
def _place(reference: str) -> tuple[int, int] | None:
    found = _CELL.fullmatch(reference)
    return (int(found[2]), _column(found[1])) if found else None


def _decoded(xml: bytes) -> str:
    """Return the characters of a part whose declaration or marks may be wrong: UTF-16 where every second byte is mostly zero."""
    plain = xml.removeprefix(b"\xef\xbb\xbf")
    low, high = (plain[start:2_000:2].count(0) for start in (0, 1))
    if max(low, high) < 500:
        return plain.decode("utf-8", "replace")
    return plain.decode("utf-16-be" if low > high else "utf-16-le", "replace")


def _raw(cell: ET.Element) -> Raw:
    value = next((one for one in cell if _local(one.tag) == "v"), None)
    inline = next((one for one in cell if _local(one.tag) == "is"), None)
    return Raw(
        cell.get("t", "n"), None if value is None else "".join(value.itertext()), None if inline is None else _text(inline),
        any(_local(one.tag) == "f" for one in cell),
    )


def _loose(text: str) -> Mapping[tuple[int, int], tuple[Raw, ...]]:
    """Single cells of a sheet that is not well-formed."""
    from html import unescape

    cells: dict[tuple[int, int], tuple[Raw, ...]] = {}
    for found in _LOOSE_CELL.finditer(text):
        attributes = dict(_ATTRIBUTE.findall(found[1]))
        place = _CELL.fullmatch(attributes.get("r", ""))
        if place:
            inside = found[2] or ""
            value, inline = _LOOSE_VALUE.search(inside), _LOOSE_TEXT.findall(inside)
            raw = Raw(
                attributes.get("t", "n"), unescape(value[1]) if value else None, unescape("".join(inline)) if inline else None,
                "<f" in inside,
            )
            where = int(place[2]), _column(place[1])
            cells[where] = (*cells.get(where, ()), raw)
    return cells


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number
