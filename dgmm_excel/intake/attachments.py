"""Blank answers that may hang on their cell or stand in its row: as a note, a form control, a drawn mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.intake.tidy import clipped, visible
from dgmm_excel.text import LANGS, phrase
from dgmm_excel.xlsx.attached import Attached
from dgmm_excel.xlsx.grid import GridCell

#: What parts an answer from the words after it.
_AFTER = ",.;:(/-–"


def on_blanks(
    entries: Mapping[str, Entry], used: Mapping[str, GridCell], attached: Callable[[str], Sequence[Attached]]
) -> Iterator[tuple[str, Attached, bool]]:
    """Yield each question whose cell is blank, with what hangs on the cell, or on no answer but in its row, as on its words;
    and whether it is on the cell. Notes of correction workbooks are left out.
    """
    own = {phrase("correction.author")[lang] for lang in LANGS}
    blank = {name: cell for name, cell in used.items() if entries[name].state == "blank"}
    open_sheets = {cell.grid.name for cell in blank.values()}
    for sheet in dict.fromkeys(cell.grid.name for cell in used.values()):
        things = attached(sheet) if sheet in open_sheets else ()
        cells = {name: cell for name, cell in used.items() if cell.grid.name == sheet} if things else {}
        blanks = {name: cell for name, cell in blank.items() if name in cells}
        for one in things:
            if one.author not in own:
                yield from ((name, one, True) for name, cell in blanks.items() if one.covers(*cell.position))
                if not any(one.covers(*cell.position) or one.writes == cell.position for cell in cells.values()):
                    yield from ((name, one, False) for name in _nearest(one, blanks))


def _nearest(thing: Attached, blanks: Mapping[str, GridCell]) -> Iterator[str]:
    """Yield for each row that the thing is in the question whose blank cell is nearest to it."""
    for row in range(thing.top, thing.bottom + 1):
        apart = {name: abs(cell.column - thing.left) for name, cell in blanks.items() if cell.row == row}
        if apart:
            yield min(apart, key=apart.__getitem__)


def may_be_meant(thing: Attached, may_answer: Callable[[str], bool]) -> bool:
    """Return whether it may be an answer: a control or a drawing always, a note if a line of it is one or begins with one."""
    if thing.kind != "note":
        return True
    lines = [visible(line) for line in thing.text.splitlines()]
    firsts = (line.split(maxsplit=1)[0].rstrip(_AFTER) for line in lines if line)
    return any(map(may_answer, (*filter(None, lines), *firsts)))


def unread_note(entry: Entry, note: Attached) -> Fault:
    """Return the fault of a note on a blank cell that is no answer in itself."""
    return Fault("DG323", entry.sheet, entry.cell, entry.question, clipped(visible(note.text)))
