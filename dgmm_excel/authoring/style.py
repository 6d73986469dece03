"""The looks of all sheets, read from `templates/style.toml`, and the height that a text needs."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from dgmm_excel.resources import templates
from dgmm_excel.text import Bilingual
from dgmm_excel.xlsx.a1 import column_letters, column_number

_LOCKED, _OPEN = Protection(locked=True), Protection(locked=False)


@cache
def _style() -> dict[str, Any]:
    return tomllib.loads((templates() / "style.toml").read_text(encoding="utf-8"))


def colour(name: str) -> str:
    """Return a colour by its name in the style file, as RRGGBB; a value RRGGBB is returned as it is."""
    return str(_style()["colour"].get(name, name))


@cache
def level_colours(count: int = 5) -> tuple[str, ...]:
    """Return the colours of so many levels, at least 2, the lowest first: those of the style file, or colours between them."""
    named = [bytes.fromhex(value) for value in _style()["colour"]["levels"]]
    return tuple(_between(named, Fraction(place * (len(named) - 1), count - 1)) for place in range(count))


def _between(colours: Sequence[bytes], at: Fraction) -> str:
    """Return the colour at a place from 0 to the last of the colours, mixed of the two around it, as RRGGBB."""
    first = min(int(at), len(colours) - 2)
    mixed = (round(low + (high - low) * (at - first)) for low, high in zip(*colours[first:first + 2], strict=True))
    return bytes(mixed).hex().upper()


def widths(sheet: str) -> dict[str, float]:
    """Return the column widths of a kind of sheet, in characters."""
    found: dict[str, float] = {}
    for columns, width in _style()["width"][sheet].items():
        first, _, last = columns.partition(":")
        found |= dict.fromkeys(map(column_letters, range(column_number(first), column_number(last or first) + 1)), width)
    return found


def page_height(sheet: str) -> float:
    """Return the height of the rows that a printed page of a kind of sheet holds, in points."""
    return float(_style()["page"][sheet])


def size(name: str) -> int:
    """Return a font size, in points: `size`, `title`, `heading` or `small`."""
    return int(_style()["font"][name])


def face() -> str:
    """Return the name of the font."""
    return str(_style()["font"]["name"])


@cache
def font(name: str = "size", ink: str = "ink", bold: bool = False, underline: bool = False) -> Font:
    """Return a font of a named size and colour."""
    return Font(name=face(), size=size(name), color=colour(ink), bold=bold, underline="single" if underline else None)


@cache
def fill(name: str) -> PatternFill:
    """Return a cell's background in a named colour."""
    return PatternFill("solid", fgColor=colour(name))


@cache
def box() -> Border:
    """Return a thin border on all four sides."""
    side = Side(style="thin", color=colour("line"))
    return Border(left=side, right=side, top=side, bottom=side)


@cache
def aligned(horizontal: str = "left", vertical: str = "center", indent: int = 0, wrapped: bool = True) -> Alignment:
    """Return an alignment; long texts wrap, or, if not `wrapped`, run over the next cells if these are free."""
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=wrapped, indent=indent)


@dataclass(frozen=True)
class Look:
    """The look of one cell; `open` cells can be typed into."""

    size: str = "size"
    ink: str = "ink"
    bold: bool = False
    paper: str | None = None
    align: str = "left"
    vertical: str = "center"
    indent: int = 0
    framed: bool = False
    open: bool = False
    underline: bool = False
    format: str | None = None
    wrapped: bool = True

    def dress(self, cell: Any) -> None:
        """Give the cell this look."""
        # openpyxl compares each part of a style with all that the workbook has: a look is found once over what was there
        found, before = _found(cell.parent.parent), (self, bytes(cell._style or b""))
        if before not in found:
            self._dress(cell)
            found[before] = copy(cell._style)
        else:
            cell._style = copy(found[before])

    def _dress(self, cell: Any) -> None:
        cell.font = font(self.size, self.ink, self.bold, self.underline)
        cell.alignment = aligned(self.align, self.vertical, self.indent, self.wrapped)
        cell.protection = _OPEN if self.open else _LOCKED
        if self.paper:
            cell.fill = fill(self.paper)
        if self.framed:
            cell.border = box()
        if self.format:
            cell.number_format = self.format


#: What each look comes to in a workbook, over the style that a cell had before.
_Found = dict[tuple[Look, bytes], Any]
_IN_WORKBOOKS: WeakKeyDictionary[Any, _Found] = WeakKeyDictionary()


def _found(workbook: Any) -> _Found:
    return _IN_WORKBOOKS.setdefault(workbook, {})


def height(*texts: tuple[str | Bilingual, float], name: str = "size", bold: bool = False) -> float:
    """Return the height, in points, of a row that shows each text whole in its width (in characters)."""
    share = _BOLD if bold else 1.0
    return round(max((_tall(text, width * share, name) for text, width in texts), default=0) + _PADDING, 1)


def compact(words: Bilingual, width: float, name: str = "size") -> Bilingual:
    """Return the text with its other language beside it where that takes less height than beneath it."""
    beside = Bilingual(words.text, words.other, beside=True)
    return beside if _tall(beside, width, name) < _tall(words, width, name) else words


def fitting(words: Bilingual, width: float, name: str = "size", bold: bool = False) -> Bilingual:
    """Return the text without its other language where that would take a line more."""
    alone = Bilingual(words.text)
    return words if height((words, width), name=name, bold=bold) <= height((alone, width), name=name, bold=bold) else alone


#: The height of a row over that of its lines, in points.
_PADDING = 2.0
#: The widths of characters, in digits; others are about as wide as a digit. Thai vowels and marks above or below take none.
_WIDTHS = {
    **dict.fromkeys((chr(code) for code in (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))), 0.0),
    **dict.fromkeys("ijl.,:;!|'()[]", 0.5), **dict.fromkeys(" -rtf\"{}/เโใไ", 0.65), **dict.fromkeys("sJ?gkxzcงาำรธว", 0.88),
    **dict.fromkeys("bdpqACDGHNUXZ&+<=>นบปหษพฟฑฬฆ", 1.18), **dict.fromkeys("mwMOQW@%–—“”ญณฒฌ", 1.5),
}
#: The share of a line's width that bold texts have, as if they were wider than others.
_BOLD = 0.92
#: The share of a line's width that texts fill; the width that a cell's edges take, and that a line broken within Thai leaves
#: free at its end, in digits.
_FULL, _EDGES, _RAGGED = 0.97, 0.8, 3.5
_SPACE = _WIDTHS[" "]


@lru_cache(maxsize=2048)  # what the next level asks comes again from agency to agency
def _tall(text: str | Bilingual, width: float, name: str) -> float:
    match text:
        case Bilingual(main, other, beside=False) if other:
            return _points(_words(main), width, name) + _points(_words(other), width, "other")
        case Bilingual(main, other) if other:
            (words, *_), share = _words(f"{main}{text.joint}"), size("other") / size(name)
            return _points([words + [(wide * share, thai) for line in _words(other) for wide, thai in line]], width, name)
        case _:
            return _points(_words(str(text)), width, name)


def _words(text: str) -> list[list[tuple[float, bool]]]:
    """Return the words of each line of a text: its width, in digits, and whether it is Thai, which breaks anywhere."""
    return [[*map(_word, line.split(" "))] for line in text.split("\n")]


@lru_cache(maxsize=4096)  # the same words come again in every row and in every workbook
def _word(word: str) -> tuple[float, bool]:
    return sum(_WIDTHS.get(char, 1.03) for char in word), any("ก" <= char <= "๛" for char in word)


def _points(lines: list[list[tuple[float, bool]]], width: float, name: str) -> float:
    """Return the height of lines that wrap at a width (in characters of the standard size)."""
    room, line_height = _measures(width, name)
    return float(sum([_wrapped(line, room) for line in lines]) * line_height)


@cache
def _measures(width: float, name: str) -> tuple[float, float]:
    """Return the room of a line, in digits of its own size, and its height in points."""
    return max(1.0, (_FULL * width - _EDGES) * size("size") / size(name)), _style()["font"]["line"][str(size(name))]


def _wrapped(words: list[tuple[float, bool]], room: float) -> int:
    """Return how many lines words take in a room, both in digits."""
    lines, used = 1, 0.0
    for wide, thai in words:
        rest = wide
        while used + rest > room:
            free = max(room - used - _RAGGED, 0.0) if thai else 0.0 if used else room
            rest -= free if used or free else room
            lines, used = lines + 1, 0.0
        used += rest + _SPACE
    return lines
