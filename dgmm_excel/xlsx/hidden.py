"""The rows and columns of a sheet that are not shown: hidden, or filtered away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Position

_MARK, _LONGEST = b" hidden=", 1_000
_LINE = re.compile(rb"""<(?:[\w.-]+:)?(row|col)\s[^<>]*?\bhidden=["'](?:1|true)["'][^<>]*""")
_ATTRIBUTE = re.compile(rb"""(?:^|\s)(r|min|max)\s*=\s*["']([0-9]{1,7})["']""")


class Hidden(NamedTuple):
    """The hidden rows and the ranges of hidden columns, from 1."""

    rows: frozenset[int] = frozenset()
    columns: tuple[range, ...] = ()

    def covers(self, place: Position) -> bool:
        """Return whether the cell is not shown."""
        row, column = place
        if row in self.rows:
            return True
        for some in self.columns:  # noqa: SIM110  (asked for each answer of a return: `any` takes four times as long)
            if column in some:
                return True
        return False

    def with_rows(self, rows: Iterable[int]) -> Hidden:
        """Return what is hidden if those rows are too."""
        return Hidden(self.rows.union(rows), self.columns)


NOTHING_HIDDEN, ALL_HIDDEN = Hidden(), Hidden(columns=(range(1, 16_385),))


def hidden(xml: bytes) -> Hidden:
    """Return what a sheet hides. A row that does not say its number is left out."""
    rows: set[int] = set()
    columns: list[range] = []
    for line in _lines(xml):
        said = {name: int(number) for name, number in _ATTRIBUTE.findall(line[0])}
        if line[1] == b"row" and b"r" in said:
            rows.add(said[b"r"])
        elif line[1] == b"col" and b"min" in said and b"max" in said:
            first, end = said[b"min"], said[b"max"] + 1
            if columns and columns[-1].stop == first:  # programs write each column alone, and each answer's is looked for
                first = columns.pop().start
            columns.append(range(first, end))
    return Hidden(frozenset(rows), tuple(columns))


def _lines(xml: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the tags of hidden rows and columns: few of thousands of tags, so that only they are looked at."""
    place = xml.find(_MARK)
    while place >= 0:
        line = _LINE.match(xml, max(xml.rfind(b"<", max(place - _LONGEST, 0), place), 0))
        if line:
            yield line
        place = xml.find(_MARK, place + 1)
