"""Cells that somebody coloured: those with a fill that is none of the colours known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from dgmm_excel.xlsx.a1 import Position, position
from dgmm_excel.xlsx.grid import Colour
from dgmm_excel.xlsx.styles import alike

_CELL = re.compile(rb"<(?:[\w.-]+:)?c\s([^<>]*)")
_PLACE = re.compile(rb"""(?:^|\s)r\s*=\s*["']([A-Z]{1,3}[0-9]{1,7})["']""")
_FORMAT = re.compile(rb"""(?:^|\s)s\s*=\s*["']([0-9]{1,9})["']""")
#: How much a program may change a colour that it saves, of 255.
_CHANGED = 3
_MOST_KEPT = 4_096


def strange(fills: frozenset[tuple[bytes, Colour]], known: frozenset[Colour]) -> Mapping[bytes, Colour]:
    """Return the cell formats whose fill has none of the known colours, with the colour of each."""
    return _strange(fills, known) if len(fills) <= _MOST_KEPT else _strange.__wrapped__(fills, known)


@lru_cache(maxsize=8)  # all sheets of a return, and most returns of a round, have the same formats
def _strange(fills: frozenset[tuple[bytes, Colour]], known: frozenset[Colour]) -> Mapping[bytes, Colour]:
    return {name: fill for name, fill in fills if not any(alike(fill, one, _CHANGED) for one in known)}


def coloured(xml: bytes, fills: Mapping[bytes, Colour]) -> Mapping[Position, Colour]:
    """Return the cells of a sheet with one of those formats, by (row, column) from 1, with the colour of each."""
    found = {}
    for attributes in _CELL.findall(xml) if fills else ():
        style, place = _FORMAT.search(attributes), _PLACE.search(attributes)
        cell = position(place[1].decode()) if place else None
        if style is not None and style[1] in fills and cell is not None:
            found[cell] = fills[style[1]]
    return found
