"""The looks of all sheets, read from `templates/style.toml`, and the height that a text needs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

from dgmm_excel.resources import templates
from dgmm_excel.text import Bilingual

_LOCKED, _OPEN = Protection(locked=True), Protection(locked=False)


@cache
def _style() -> dict[str, Any]:
    return tomllib.loads((templates() / "style.toml").read_text(encoding="utf-8"))


def colour(name: str) -> str:
    """Return a colour by its name in the style file, as RRGGBB; a value RRGGBB is returned as it is."""
    return str(_style()["colour"].get(name, name))


def level_colours() -> tuple[str, ...]:
    """Return the colours of levels 1 to 5."""
    return tuple(_style()["colour"]["levels"])


def widths(sheet: str) -> dict[str, float]:
    """Return the column widths of a kind of sheet, in characters."""
    return dict(_style()["width"][sheet])


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
        cell.font = font(self.size, self.ink, self.bold, self.underline)
        cell.alignment = aligned(self.align, self.vertical, self.indent, self.wrapped)
        cell.protection = _OPEN if self.open else _LOCKED
        if self.paper:
            cell.fill = fill(self.paper)
        if self.framed:
            cell.border = box()
        if self.format:
            cell.number_format = self.format


def height(*texts: tuple[str | Bilingual, float], name: str = "size") -> float:
    """Return the height, in points, of a row that shows each text whole in its width (in characters)."""
    return round(max((_tall(text, width, name) for text, width in texts), default=0) + 3, 1)


#: Thai vowels and marks above or below a letter, which take no width of their own.
_ABOVE_AND_BELOW = dict.fromkeys((0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F)))
#: The share of a line's width that texts fill, and the width that the last word leaves free, in characters.
_FULL, _RAGGED = 0.97, 1.5


def _tall(text: str | Bilingual, width: float, name: str) -> float:
    match text:
        case Bilingual(main, other, beside=False) if other:
            return _points(main, width, name) + _points(other, width, "other")
        case _:
            return _points(str(text), width, name)


def _points(text: str, width: float, name: str) -> float:
    points = float(_style()["font"]["line"][str(size(name))])
    room = max(1.0, (_FULL * width - _RAGGED) * _style()["font"]["size"] / size(name))
    lines = sum(max(1, ceil(len(part.translate(_ABOVE_AND_BELOW)) / room)) for part in text.split("\n"))
    return float(points * lines)
