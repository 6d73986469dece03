"""Blank answers of which the cell or the words were coloured: some people mark a choice so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from dgmm_excel.form.colours import form_colours
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.edition import Edition
from dgmm_excel.xlsx.grid import Colour, GridCell

#: From this many lines on, the part of a sheet's lines that have a colour tells how they are dressed, not what they answer.
_MANY, _MOST = 4, 0.9


class Coloured(NamedTuple):
    """A blank answer, and the coloured cell."""

    question: str
    cell: GridCell


def on_coloured(
    edition: Edition, entries: Mapping[str, Entry], used: Mapping[str, GridCell], workbook: PlainWorkbook
) -> Iterator[Coloured]:
    """Yield the blank answers that are marked by a colour which no form has: not one that as many answered lines have, nearly
    all lines, or every second one.
    """
    blank = {name for name in used if entries[name].state == "blank" and _can_be_marked(edition, name)}
    for sheet in dict.fromkeys(used[name].grid.name for name in blank):
        painted = workbook.coloured(sheet, form_colours())
        if painted:
            here = {name: cell for name, cell in used.items() if cell.grid.name == sheet}
            yield from _marked(here, blank, painted)


def _can_be_marked(edition: Edition, name: str) -> bool:
    question = edition.questions[name]
    return question.type in ("yes_no", "choice") and question.answered_by == "agency"


def _marked(
    here: Mapping[str, GridCell], blank: Collection[str], painted: Mapping[tuple[int, int], Colour]
) -> Iterator[Coloured]:
    """Yield the marked ones of one sheet, by the colours of their lines."""
    answers = {cell.position for cell in here.values()}
    lines: dict[Colour, dict[str, GridCell]] = {}
    for name, cell in here.items():
        for column in range(cell.column, 0, -1):
            place = cell.row, column
            if place in painted and (place not in answers or column == cell.column):
                lines.setdefault(painted[place], {}).setdefault(name, GridCell(cell.grid, *place))
    rows = sorted({cell.row for cell in here.values()})
    for marked in lines.values():
        open_ = {name: cell for name, cell in marked.items() if name in blank}
        if len(open_) > len(marked) - len(open_) and not _is_dress({here[name].row for name in marked}, rows):
            yield from (Coloured(name, cell) for name, cell in open_.items())


def _is_dress(marked: Collection[int], rows: Collection[int]) -> bool:
    """Whether the rows with a colour are nearly all of the sheet's, or every second one."""
    if len(marked) < _MANY:
        return False
    first, last = min(marked), max(marked)
    band = [row for row in rows if first <= row <= last and (row - first) % 2 == 0]
    return len(marked) >= _MOST * len(rows) or (len(marked) >= _MOST * len(band) and set(marked) <= set(band))
