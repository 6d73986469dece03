"""The rows and columns of a sheet that are not shown: hidden, filtered away, or without any height or width."""

from __future__ import annotations

import re
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Position

_LINE = re.compile(rb"<(?:[\w.-]+:)?(row|col)\s([^<>]*)")
_HIDDEN = re.compile(rb"""\b(?:hidden\s*=\s*["'](?:1|true)|(?:ht|width)\s*=\s*["']0(?:\.0*)?["'])""")
_ATTRIBUTE = re.compile(rb"""(?:^|\s)(r|min|max)\s*=\s*["']([0-9]{1,7})["']""")


class Hidden(NamedTuple):
    """The hidden rows and the ranges of hidden columns, from 1."""

    rows: frozenset[int] = frozenset()
    columns: tuple[range, ...] = ()

    def covers(self, place: Position) -> bool:
        """Return whether the cell is not shown."""
        row, column = place
        return row in self.rows or any(column in some for some in self.columns)


NOTHING_HIDDEN = Hidden()


def hidden(xml: bytes) -> Hidden:
    """Return what a sheet hides. A row that does not say its number is left out."""
    rows: set[int] = set()
    columns: list[range] = []
    for kind, attributes in _LINE.findall(xml):
        if _HIDDEN.search(attributes):
            said = {name: int(number) for name, number in _ATTRIBUTE.findall(attributes)}
            if kind == b"row" and b"r" in said:
                rows.add(said[b"r"])
            elif kind == b"col" and b"min" in said and b"max" in said:
                columns.append(range(said[b"min"], said[b"max"] + 1))
    return Hidden(frozenset(rows), tuple(columns))
