"""Recognise which cell holds which answer: by ids first, and where they are gone by words, confirmed by names.

Ids are in the sheet and move with its rows and columns. Defined names can be stale (some programs move cells and leave the
names behind), so a name alone is never believed: if no words lead to a question's cell, the cell is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dgmm_excel.form.anchors import SHOWN, is_note
from dgmm_excel.intake.by_words import REACH, blocks_begun, cells_by_words, wording
from dgmm_excel.intake.locate import Located
from dgmm_excel.intake.returned_form import Recognised
from dgmm_excel.intake.tidy import is_blank
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import LANGS, Lang
from dgmm_excel.xlsx.a1 import Location
from dgmm_excel.xlsx.grid import Grid, GridCell

How = Literal["ids", "names", "texts"]


@dataclass(frozen=True)
class Found:
    """The cells of a form; `how` names the way for questions that were not found by ids. `shown` are the cells of the cover
    that name the agency, by `anchors.SHOWN`.
    """

    answers: Mapping[str, Sequence[GridCell]]
    notes: Mapping[str, Sequence[GridCell]]
    how: Mapping[str, How]
    shown: Mapping[str, Sequence[GridCell]]

    def counted(self, edition: Edition, names: Mapping[str, Location]) -> Recognised:
        """Count the edition's questions by the way in which they were found."""
        there = [name for name in edition.questions if name in self.answers]
        ways = Counter([self.how[name] for name in there if name in self.how] if self.how else ())
        by_ids = [name for name in there if name not in self.how] if self.how else there
        confirmed = sum([names.get(name) in [cell.location for cell in self.answers[name]] for name in by_ids])
        lost = len(edition.questions) - len(there)
        return Recognised(len(by_ids), ways["names"], ways["texts"], lost, confirmed)


def recognised(
    located: Located, grids: Sequence[Grid], names: Mapping[str, Location], edition: Edition, lang: Lang
) -> Found:
    """Return every cell of the edition's form in the grids. What ids give is kept; words are used only if something is
    missing.
    """
    lost = [name for name in edition.questions if name not in located.answers]
    if not lost and located.meta.get("edition"):
        return Found(located.answers, located.notes, {}, located.shown)
    usable = [grid for grid in grids if grid.name not in located.left_out]
    words = wording(edition, lang)
    seen = cells_by_words(usable, words)
    taken = {cell.location for cells in located.answers.values() for cell in cells}
    answers, how = dict(located.answers), dict[str, How]()
    for name in lost:
        cells = [cell for cell in seen.get(name, ()) if cell.location not in taken]
        if name in words.beside and name in names:
            cells = [_moved_along(cell, names[name]) for cell in cells]
        if cells:
            answers[name] = cells
            how[name] = "names" if any(cell.location == names.get(name) for cell in cells) else "texts"
    notes = {name: cells for name, cells in seen.items() if is_note(name)} | dict(located.notes)
    return Found(answers, notes, how, {name: seen[name] for name in SHOWN if name in seen} | dict(located.shown))


def _moved_along(cell: GridCell, named: Location) -> GridCell:
    """Return the cell a few columns to the right in the same row if the name refers there and the answer is there: a column was
    inserted right of the words, and the name moved along.
    """
    there = GridCell(cell.grid, *named[1:])
    moved = named[:2] == cell.location[:2] and 0 < there.column - cell.column < REACH
    if moved and is_blank(cell.value) and not is_blank(there.value) and named[1:] not in cell.grid.formulas:
        return there
    return cell


def edition_by_words(
    grids: Sequence[Grid], names: Iterable[str], editions: Callable[[str], Edition | None]
) -> tuple[str, Lang] | None:
    """Return the edition (one of `names`) and the language of which most topics are found; None if none is."""
    counts = {
        (name, lang): blocks_begun(grids, wording(edition, lang))
        for name in names if (edition := editions(name)) is not None for lang in LANGS
    }
    best = max(counts, key=lambda one: counts[one], default=None)
    return best if best is not None and counts[best] else None


def lang_by_words(grids: Sequence[Grid], edition: Edition) -> Lang:
    """Return the language of the form's words; Thai if that cannot be known."""
    return max(LANGS, key=lambda lang: (blocks_begun(grids, wording(edition, lang)), lang == "th"))
