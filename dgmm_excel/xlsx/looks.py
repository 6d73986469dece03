"""Cells whose look changes what people read in them, in one sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from dgmm_excel.xlsx.a1 import Position, position
from dgmm_excel.xlsx.grid import Look, Run, Value, Way
from dgmm_excel.xlsx.number_formats import shown
from dgmm_excel.xlsx.styles import CellFormat, cells_with

_SHARED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*? t="s"[^>]*><v>([0-9]{1,9})</v>')
_PLAIN: frozenset[Way] = frozenset()
#: What a cell makes of all its text, whatever fonts the text has.
_OF_CELLS: frozenset[Way] = frozenset({"unseen", "otherwise"})


def looks_of(
    cells: bytes, rows: Sequence[Sequence[Value]], formats: Mapping[bytes, CellFormat],
    texts: Mapping[int, tuple[Run, ...]], inline: Mapping[Position, tuple[Run, ...]],
) -> Mapping[Position, Look]:
    """Return the looks of a sheet's cells, which are spelled plainly and have the values `rows`.

    `formats`: the cell formats that change what people see. `texts`: the shared texts that have marked runs; `inline`: such
    texts by their cell.
    """
    if not formats and not texts and not inline:
        return {}
    own = dict(_of_formats(cells, rows, formats))
    runs = {**dict(_of_texts(cells, texts)), **inline}
    return {**{cell: (Run(None, ways),) for cell, ways in own.items()},
            **{cell: _in(own.get(cell, _PLAIN), look) for cell, look in runs.items()}}


def _of_formats(
    cells: bytes, rows: Sequence[Sequence[Value]], formats: Mapping[bytes, CellFormat]
) -> Iterator[tuple[Position, frozenset[Way]]]:
    for (row, column), style in cells_with(cells, formats):
        value = rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None
        ways, code = formats[style]
        way = shown(code, value) if code is not None and value is not None else None
        if value is not None and (ways or way):
            yield (row, column), ways | {way} if way else ways


def _of_texts(cells: bytes, texts: Mapping[int, tuple[Run, ...]]) -> Iterator[tuple[Position, tuple[Run, ...]]]:
    for place, index in _SHARED.findall(cells) if texts else ():
        if int(index) in texts and (cell := position(place.decode())) is not None:
            yield cell, texts[int(index)]


def _in(own: frozenset[Way], runs: tuple[Run, ...]) -> Look:
    """Return the runs as a cell with ways of its own shows them."""
    return tuple(Run(run.text, own if run.ways is None else run.ways | (own & _OF_CELLS)) for run in runs)
