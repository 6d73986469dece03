"""Cells that show their number as a percentage: typing 45 % into Excel leaves 0.45 in the cell."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from dgmm_excel.xlsx.a1 import Position, position

# A `<` ends every search, so that no file can make it quadratic; a `>` may occur in a format's code.
_IN_TAG = rb"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>"""
_FORMATS = b"cellXfs"
_FORMAT = re.compile(rb"<(?:[\w.-]+:)?xf\b" + _IN_TAG)
_CODE = re.compile(rb"<(?:[\w.-]+:)?numFmt\s" + _IN_TAG)
_NUMBER = re.compile(rb"""\bnumFmtId\s*=\s*["']([0-9]+)["']""")
_WORDS = re.compile(rb"""\bformatCode\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*? s="([0-9]+)"')
#: The number formats 0% and 0.00%, which every workbook has.
_BUILT_IN = (b"9", b"10")
_LONGEST = 262_144


_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


def is_percent(code: str) -> bool:
    """Whether a number format shows a percentage; a sign in quotes is only text."""
    return "%" in code and "%" in _LITERAL.sub("", code)


def percent_styles(styles: bytes) -> frozenset[bytes]:
    """Return the cell formats that show percentages, by their number as cells spell it."""
    return _styles(styles) if len(styles) <= _LONGEST else _styles.__wrapped__(styles)


@lru_cache(maxsize=8)  # the returns of a round were saved by a few programs, and share their styles
def _styles(styles: bytes) -> frozenset[bytes]:
    start = styles.find(_FORMATS)
    end = styles.find(_FORMATS, start + len(_FORMATS)) if start >= 0 else -1
    if end < 0:
        return frozenset()
    codes = {*_BUILT_IN, *_percent_codes(styles)}
    used = (_NUMBER.search(found) for found in _FORMAT.findall(styles, start, end))
    return frozenset(str(place).encode() for place, number in enumerate(used) if number and number[1] in codes)


def _percent_codes(styles: bytes) -> set[bytes]:
    found = set()
    for attributes in _CODE.findall(styles) if b"%" in styles else ():
        number, words = _NUMBER.search(attributes), _WORDS.search(attributes)
        if number and words and is_percent(unescape((words[1] or words[2] or b"").decode("utf-8", "replace"))):
            found.add(number[1])
    return found


def percents(cells: bytes, styles: frozenset[bytes]) -> set[Position]:
    """Return the cells with one of those formats in a plainly spelled `<sheetData>`, by (row, column) from 1."""
    if not styles:
        return set()
    found = (position(place.decode()) for place, style in _CELL.findall(cells) if style in styles)
    return {cell for cell in found if cell is not None}
