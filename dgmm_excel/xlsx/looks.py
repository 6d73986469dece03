"""Cells whose look changes what people read in them, in one sheet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from dgmm_excel.xlsx.a1 import Position, position
from dgmm_excel.xlsx.grid import Colour, Look, Run, Value, Way
from dgmm_excel.xlsx.number_formats import shown
from dgmm_excel.xlsx.styles import WHITE, CellFormat, cannot_be_seen, cells_with

_SHARED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"([^<>]*? t="s"[^<>]*)><v>([0-9]{1,9})</v>')
_STYLE = re.compile(rb' (?:s|format)="([0-9]+)"')
#: So few texts are looked for by their numbers, which is faster than looking at all cells.
_FEW = 64
_PLAIN: frozenset[Way] = frozenset()
_UNSEEN: frozenset[Way] = frozenset({"unseen"})
#: What a cell makes of all its text, whatever fonts the text has.
_OF_CELLS: frozenset[Way] = frozenset({"unseen", "otherwise", "percent"})


def looks_of(
    cells: bytes, value: Callable[[int, int], Value], formats: Mapping[bytes, CellFormat],
    texts: Mapping[int, tuple[Run, ...]], inline: Mapping[Position, tuple[bytes, tuple[Run, ...]]],
    fills: Mapping[bytes, Colour],
) -> Mapping[Position, Look]:
    """Return the looks of cells, which are spelled plainly and have the values that `value` gives.

    `formats`: the cell formats that change what people see. `texts`: the shared texts that have marked runs; `inline`: such
    texts by their cell, with its format. `fills`: the cell formats that are not white.
    """
    if not formats and not texts and not inline:
        return {}
    own = dict(_of_formats(cells, value, formats))
    runs = {**dict(_of_texts(cells, texts)), **inline}
    looks = {cell: _in(own.get(cell, _PLAIN), look, fills.get(style, WHITE)) for cell, (style, look) in runs.items()}
    return {**{cell: (Run(None, ways),) for cell, ways in own.items()},
            **{cell: look for cell, look in looks.items() if any(run.ways for run in look)}}


def _of_formats(
    cells: bytes, value: Callable[[int, int], Value], formats: Mapping[bytes, CellFormat]
) -> Iterator[tuple[Position, frozenset[Way]]]:
    for place, style in cells_with(cells, formats):
        held = value(*place)
        ways, code = formats[style]
        way = shown(code, held) if code is not None and held is not None else None
        if held is not None and (ways or way):
            yield place, ways | {way} if way else ways


def _of_texts(
    cells: bytes, texts: Mapping[int, tuple[Run, ...]]
) -> Iterator[tuple[Position, tuple[bytes, tuple[Run, ...]]]]:
    for found in _showing(cells, texts) if texts else ():
        index, cell, style = int(found[3]), position(found[1].decode()), _STYLE.search(found[2])
        if index in texts and cell is not None:
            yield cell, (style[1] if style else b"0", texts[index])


def _showing(cells: bytes, texts: Collection[int]) -> Iterator[re.Match[bytes]]:
    """Yield the cells that show one of the texts, or any text if there are many."""
    if len(texts) > _FEW:
        yield from _SHARED.finditer(cells)
        return
    for found in re.finditer(rb' t="s"[^<>]*><v>(?:%s)</v>' % b"|".join(b"%d" % index for index in texts), cells):
        cell = _SHARED.match(cells, cells.rfind(b"<", 0, found.start()))
        if cell:
            yield cell


def _in(own: frozenset[Way], runs: tuple[Run, ...], ground: Colour) -> Look:
    """Return the runs as a cell with ways and a fill of its own shows them."""
    shown = [own if run.ways is None else run.ways | (own & _OF_CELLS) | _unseen(run, ground) for run in runs]
    return tuple(Run(run.text, ways) for run, ways in zip(runs, shown, strict=True))


def _unseen(run: Run, ground: Colour) -> frozenset[Way]:
    return _UNSEEN if run.ink is not None and cannot_be_seen(run.ink, ground) else _PLAIN
