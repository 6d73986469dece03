"""Cells covered by a merge: their values are invisible, and Excel empties them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product

from dgmm_excel.xlsx.a1 import Area, Position, position

_CELLS, _LIST, _MERGE = b"sheetData", b"mergeCells", b"mergeCell"
# Nothing is searched twice, so that no file can make the search quadratic.
_MERGED = re.compile(rb"<(?:[\w.-]+:)?mergeCell\s([^<>]*+)>")
_AREA = re.compile(rb"""\bref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})["']""")
#: No form has so many merges; and a sheet that merges whole columns would have millions of covered cells.
_MOST_MERGES, _MOST_CELLS = 10_000, 100_000
_LONGEST = 65_536


def merged_areas(xml: bytes) -> Iterable[Area]:
    """Return the merged areas of a sheet, or of its list of merges."""
    first = xml.find(_MERGE)  # a plain search skips all the cells before them
    if first < 0:
        return ()
    merges = xml[max(xml.rfind(b"<", 0, first), 0):xml.find(b">", xml.rfind(_MERGE)) + 1 or None]
    return _areas(merges) if len(merges) <= _LONGEST else _found(merges)


@lru_cache(maxsize=64)  # the forms of a round merge the same cells
def _areas(merges: bytes) -> Sequence[Area]:
    return tuple(_found(merges))


def _found(merges: bytes) -> Iterator[Area]:
    for merge in _MERGED.finditer(merges):
        area = _AREA.search(merge[1])
        corner, end = (position(one.decode()) for one in area.groups()) if area else (None, None)
        if corner is not None and end is not None:
            yield Area(*corner, *end)


def covered(xml: bytes) -> Mapping[Position, Position]:
    """Map each covered cell, (row, column) from 1, to the upper left cell, which is shown in its place."""
    cells = max(xml.rfind(_CELLS), 0)
    start, end = xml.find(_LIST, cells), xml.rfind(_LIST, cells)
    if start == end:
        return {}
    found = _covered if end - start <= _LONGEST else _covered.__wrapped__
    return found(xml[start:end])


@lru_cache(maxsize=64)  # the forms of a round merge the same cells
def _covered(merges: bytes) -> Mapping[Position, Position]:
    return dict(islice(_cells(merges), _MOST_CELLS))


def _cells(merges: bytes) -> Iterator[tuple[Position, Position]]:
    for area in islice(_found(merges), _MOST_MERGES):
        for cell in product(range(area.top, area.bottom + 1), range(area.left, area.right + 1)):
            if cell != area.corner:
                yield cell, area.corner
