"""Answers in rows and columns that are hidden or filtered away: they count, and people who check the form do not see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.xlsx.a1 import position
from dgmm_excel.xlsx.grid import Grid
from dgmm_excel.xlsx.repeated import Kept

_MOST_SHOWN = 5
#: The forms of a round have their answers in the same cells.
_POSITIONS = Kept(position, lambda cell, _: 200, 1024 * 1024)


def answers_hidden(entries: Iterable[Entry], grids: Iterable[Grid]) -> Iterator[Fault]:
    """Yield one fault for each sheet that hides answers."""
    hiding = {grid.name: grid.hidden for grid in grids if any(grid.hidden)}
    unseen: dict[str, list[str]] = {}
    for entry in entries if hiding else ():
        if entry.value is not None and entry.sheet in hiding and entry.cell is not None:
            place = _POSITIONS[entry.cell]
            if place is not None and hiding[entry.sheet].covers(place):
                unseen.setdefault(entry.sheet, []).append(entry.cell)
    for sheet, cells in unseen.items():
        places = ", ".join([*cells[:_MOST_SHOWN], *(["…"] if len(cells) > _MOST_SHOWN else [])])
        yield Fault("DG324", sheet, cells[0], params={"count": str(len(cells)), "places": places})
