"""The cell formats of a workbook that change what people see: percentages, dates, texts struck out, raised or unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Position, position
from dgmm_excel.xlsx.grid import Colour, Way
from dgmm_excel.xlsx.number_formats import date_format, is_numeric, is_odd, percentage

# A `<` ends every search, so that no file can make it quadratic; a `>` may occur in a format's code.
_IN_TAG = rb"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>"""
_FORMATS = b"cellXfs"
_FORMAT = re.compile(rb"<(?:[\w.-]+:)?xf\b" + _IN_TAG)
_CODE = re.compile(rb"<(?:[\w.-]+:)?numFmt\s" + _IN_TAG)
_NUMBER = re.compile(rb"""(\bnumFmtId\s*=\s*["'])([0-9]{1,9})""")
_OF_FONT, _OF_FILL = (re.compile(rb"""\b%bId\s*=\s*["']([0-9]{1,9})""" % name) for name in (b"font", b"fill"))
_WORDS = re.compile(rb"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*? (?:s|format)="([0-9]+)"')  # the latter in sheets spelled anew
_LONGEST = 262_144

_FONT, _FILL = (re.compile(rb"<(?:[\w.-]+:)?%b(?=[\s/>])" % name) for name in (b"font", b"fill"))
_END = re.compile(rb"</(?:[\w.-]+:)?(?:font|fill)s?>")
_STRUCK = re.compile(rb"""<(?:[\w.-]+:)?strike\b(?![^<>]*val\s*=\s*["'](?:0|false|off)["'])""")
_RAISED = re.compile(rb"""<(?:[\w.-]+:)?vertAlign\b[^<>]*(?:super|sub)script""")
#: Letters that are lower than a printed line is thick, in points.
_TINY = re.compile(rb"""<(?:[\w.-]+:)?sz\b[^<>]*val\s*=\s*["'][0-3](?:\.[0-9]*)?["']""")
_SYMBOLS = re.compile(
    rb"""<(?:[\w.-]+:)?(?:(?:name|rFont)\b[^<>]*val\s*=\s*["'](?:Wingdings[ 0-9]*|Webdings|Symbol|Marlett|MT Extra"""
    rb"""|(?:ITC )?Zapf ?Dingbats)["']|charset\b[^<>]*val\s*=\s*["']2["'])""",
    re.IGNORECASE,
)
_COLOUR = re.compile(rb"<(?:[\w.-]+:)?color\b([^<>]*)")
_FILLED, _GROUND = (re.compile(rb"<(?:[\w.-]+:)?%bColor\b([^<>]*)" % name) for name in (b"fg", b"bg"))
_PATTERN = re.compile(rb"""patternType\s*=\s*["'](\w+)""")
_ATTRIBUTE = re.compile(rb"""\b(rgb|theme|indexed|tint)\s*=\s*["']([^"'<>]*)["']""")
_BLACK, WHITE = (0, 0, 0), (255, 255, 255)
_NAMED = {
    ("theme", "0"): WHITE, ("theme", "1"): _BLACK, ("indexed", "0"): _BLACK, ("indexed", "1"): WHITE,
    ("indexed", "8"): _BLACK, ("indexed", "9"): WHITE, ("indexed", "64"): _BLACK, ("indexed", "65"): WHITE,
}
#: The contrast (WCAG 2.2, from 1 to 21) below which nobody sees a text on its ground: white on light yellow has 1.1, light grey
#: on white 1.4.
_LEAST_SEEN = 1.25
#: A colour that is lighter may not be seen on white paper or on a tinted cell, of 1.
_PALE = 0.6


class CellFormat(NamedTuple):
    """A cell format that changes what people see; `code` is its number format, if that may show a value otherwise."""

    ways: frozenset[Way]
    code: str | None


class Styles(NamedTuple):
    """The formats of a workbook by their number as cells spell it.

    `percents`: those of percentages. `looks`: those that change what people see. `fills`: those of coloured cells, each with
    its colour. `xml`: the part, with its dates in formats that calamine knows. `numbers`: those in which a number is no date,
    the empty one being that of cells that name none.
    """

    percents: frozenset[bytes]
    looks: Mapping[bytes, CellFormat]
    fills: frozenset[tuple[bytes, Colour]]
    xml: bytes
    numbers: frozenset[bytes] = frozenset()


def styles_of(xml: bytes) -> Styles:
    """Return what a part of styles says of the cells."""
    return _styles(xml) if len(xml) <= _LONGEST else _styles.__wrapped__(xml)


@lru_cache(maxsize=8)  # the returns of a round were saved by a few programs, and share their styles
def _styles(xml: bytes) -> Styles:
    start = xml.find(_FORMATS)
    end = xml.find(_FORMATS, start + len(_FORMATS)) if start >= 0 else -1
    if end < 0:
        return Styles(frozenset(), {}, frozenset(), xml, frozenset({b""} if start < 0 else ()))
    formats = _FORMAT.findall(xml, start, end)
    defined, ways = list(_codes(xml)), _Ways(xml[:start])
    codes = dict(defined)
    numbers = {one: int(found[2]) if (found := _NUMBER.search(one)) else 0 for one in set(formats)}
    percents = {one for one, number in numbers.items() if percentage(number, codes.get(number))}
    dates = {number: known for number in numbers.values() if (known := date_format(number, codes.get(number))) is not None}
    odd = {number: code for number, code in codes.items() if is_odd(code)}
    looks = {
        one: CellFormat(made, odd.get(number)) for one, number in numbers.items() if (made := ways.of(one)) or number in odd
    }
    return Styles(
        frozenset(str(place).encode() for place, one in enumerate(formats) if one in percents),
        {str(place).encode(): looks[one] for place, one in enumerate(formats) if one in looks},
        frozenset((str(place).encode(), fill) for place, one in enumerate(formats) if (fill := ways.fill(one)) != WHITE),
        _with_known_dates(xml, start, end, dates) if dates else xml,
        frozenset(_numeric([numbers[one] for one in formats], defined)),
    )


def _numeric(numbers: Sequence[int], codes: Sequence[tuple[int, str]]) -> Iterator[bytes]:
    """Yield the places of the formats that show no date under any code that the workbook has for their number."""
    doubtful = {number for number, code in codes if not is_numeric(number, code)}
    known = {number for number in numbers if number not in doubtful and (is_numeric(number, None) or number in dict(codes))}
    yield from (str(place).encode() for place, number in enumerate(numbers) if number in known)
    if known.issuperset(numbers[:1]):
        yield b""


def _codes(xml: bytes) -> Iterator[tuple[int, str]]:
    """Yield the number formats that the workbook defines."""
    for attributes in _CODE.findall(xml):
        number, words = _NUMBER.search(attributes), _WORDS.search(attributes)
        if number and words:
            yield int(number[2]), unescape((words[1] or words[2] or b"").decode("utf-8", "replace"))


def _with_known_dates(xml: bytes, start: int, end: int, dates: Mapping[int, int]) -> bytes:
    def known(found: re.Match[bytes]) -> bytes:
        number = int(found[2])
        return found[1] + str(dates.get(number, number)).encode()

    return xml[:start] + _NUMBER.sub(known, xml[start:end]) + xml[end:]


class _Ways:
    """What the fonts and fills before the formats make of a text."""

    def __init__(self, xml: bytes) -> None:
        fonts = [_END.split(font, 1)[0] for font in _FONT.split(xml)[1:]]
        self._fonts = [font_ways(font) for font in fonts]
        self._colours = [_colour(_COLOUR.search(font), _BLACK) for font in fonts]
        self._fills = [_background(_END.split(fill, 1)[0]) for fill in _FILL.split(xml)[1:]]

    def of(self, attributes: bytes) -> frozenset[Way]:
        """Return the ways of a format."""
        font = _index(_OF_FONT, attributes)
        if font >= len(self._fonts):
            return frozenset()
        unseen = cannot_be_seen(self._colours[font], self.fill(attributes))
        return self._fonts[font] | {"unseen"} if unseen else self._fonts[font]

    def fill(self, attributes: bytes) -> Colour:
        """Return the colour of the cells of a format; white if they have none."""
        fill = _index(_OF_FILL, attributes)
        return self._fills[fill] if fill < len(self._fills) else WHITE


def _index(of: re.Pattern[bytes], attributes: bytes) -> int:
    found = of.search(attributes)
    return int(found[1]) if found else 0


def font_ways(font: bytes) -> frozenset[Way]:
    """Return the ways of a text in a font, from what the font's element, or that of a part of a text, has inside."""
    if b"strike" not in font and b"vertAlign" not in font and not _TINY.search(font) and not _SYMBOLS.search(font):
        return frozenset()
    found: dict[Way, bool] = {
        "struck": bool(_STRUCK.search(font)), "raised": bool(_RAISED.search(font)), "symbols": bool(_SYMBOLS.search(font)),
        "unseen": bool(_TINY.search(font)),
    }
    return frozenset(way for way, there in found.items() if there)


def conditional_format(dxf: bytes) -> CellFormat | None:
    """Return what a conditional format makes of a text, from inside its element; None if people see it all the same."""
    codes = [code for _, code in _codes(dxf) if is_odd(code)]
    ground = _colour(_GROUND.search(dxf), WHITE)
    unseen: frozenset[Way] = frozenset({"unseen"} if cannot_be_seen(_colour(_COLOUR.search(dxf), _BLACK), ground) else ())
    ways = font_ways(dxf) | unseen
    return CellFormat(ways, codes[0] if codes else None) if ways or codes else None


def _background(fill: bytes) -> Colour:
    pattern = _PATTERN.search(fill)
    if b"gradientFill" in fill or (pattern and pattern[1] not in (b"none", b"solid")):
        return None
    return _colour(_FILLED.search(fill), None) if pattern and pattern[1] == b"solid" else WHITE


def _colour(found: re.Match[bytes] | None, default: Colour) -> Colour:
    said = {name.decode(): value.decode("ascii", "replace") for name, value in _ATTRIBUTE.findall(found[1])} if found else {}
    try:
        if "rgb" in said:
            return tuple(bytes.fromhex(said["rgb"][-6:]))
    except ValueError:
        return None
    tint = said.pop("tint", "")
    if not said:
        return default
    ((name, value),) = list(said.items())[:1]
    return _NAMED.get((name, value), (name, value)) if tint in ("", "0") else (name, value, tint)


def pale_ink(font: bytes) -> Colour:
    """Return the colour of a font, or of a part of a text, if it is pale."""
    ink = _colour(_COLOUR.search(font), None)
    return ink if ink is not None and _light(ink) > _PALE else None


def cannot_be_seen(ink: Colour, ground: Colour) -> bool:
    """Whether nobody can see a text of one colour on the other."""
    if alike(ink, ground, 0):
        return True
    lights = sorted(map(_light, (ink, ground)))
    return lights[0] >= 0 and (lights[1] + 0.05) / (lights[0] + 0.05) < _LEAST_SEEN


def _light(colour: Colour) -> float:
    """Return the relative luminance of a colour as WCAG defines it, from 0 to 1; -1 for one of the workbook's own."""
    parts = [part / 255 for part in colour or () if isinstance(part, int)]
    if len(parts) != 3:
        return -1
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def alike(one: Colour, other: Colour, most: int) -> bool:
    """Whether two colours are known and differ by no more than that, of 255."""
    if one is None or other is None:
        return False
    pairs = list(zip(one, other, strict=False))
    if all(isinstance(here, int) and isinstance(there, int) and abs(here - there) <= most for here, there in pairs):
        return True
    return one == other


def cells_with(cells: bytes, styles: frozenset[bytes] | Mapping[bytes, object]) -> Iterator[tuple[Position, bytes]]:
    """Yield the cells with one of those formats in a plainly spelled `<sheetData>`, by (row, column) from 1."""
    if not styles:
        return
    for place, style in _CELL.findall(cells):
        if style in styles and (cell := position(place.decode())) is not None:
            yield cell, style
