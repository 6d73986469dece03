"""Which cell holds which answer: by ids first, and where they are gone by the words that people read, which names confirm.

Ids stand in the sheet and move with its rows and columns. Defined names can be stale (some programs move cells and leave the
names behind), so a name alone is never believed: where no words lead to a question's cell, the cell is lost.
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
    """Where everything of a form stands; `how` tells of the questions that were not found by ids. `shown` is what its covers
    show of whose form it is, by `anchors.SHOWN`.
    """

    answers: Mapping[str, Sequence[GridCell]]
    notes: Mapping[str, Sequence[GridCell]]
    how: Mapping[str, How]
    shown: Mapping[str, Sequence[GridCell]]

    def counted(self, edition: Edition, names: Mapping[str, Location]) -> Recognised:
        """By what the edition's questions were found."""
        ways = Counter(self.how.get(name, "ids") if name in self.answers else "lost" for name in edition.questions)
        confirmed = sum(
            name not in self.how and any(names.get(name) == spot.location for spot in self.answers.get(name, ()))
            for name in edition.questions
        )
        return Recognised(ways["ids"], ways["names"], ways["texts"], ways["lost"], confirmed)


def recognised(
    located: Located, grids: Sequence[Grid], names: Mapping[str, Location], edition: Edition, lang: Lang
) -> Found:
    """Everything of the edition's form in the grids. What ids give stands; words are read only where something is missing."""
    lost = [name for name in edition.questions if name not in located.answers]
    if not lost and located.meta.get("edition"):
        return Found(located.answers, located.notes, {}, located.shown)
    usable = [grid for grid in grids if grid.name not in located.others]
    words = wording(edition, lang)
    seen = cells_by_words(usable, words)
    taken = {spot.location for spots in located.answers.values() for spot in spots}
    answers, how = dict(located.answers), dict[str, How]()
    for name in lost:
        spots = [spot for spot in seen.get(name, ()) if spot.location not in taken]
        if name in words.beside and name in names:
            spots = [_moved_along(spot, names[name]) for spot in spots]
        if spots:
            answers[name] = spots
            how[name] = "names" if any(spot.location == names.get(name) for spot in spots) else "texts"
    notes = {name: spots for name, spots in seen.items() if is_note(name)} | dict(located.notes)
    return Found(answers, notes, how, {name: seen[name] for name in SHOWN if name in seen} | dict(located.shown))


def _moved_along(spot: GridCell, named: Location) -> GridCell:
    """The cell a few columns to the right in the same line, where the name says so and the answer stands there: a column was
    inserted beside the words, and the name moved along.
    """
    there = GridCell(spot.grid, *named[1:])
    moved = named[:2] == spot.location[:2] and 0 < there.column - spot.column < REACH
    if moved and is_blank(spot.value) and not is_blank(there.value) and named[1:] not in spot.grid.formulas:
        return there
    return spot


def edition_by_words(
    grids: Sequence[Grid], names: Iterable[str], editions: Callable[[str], Edition | None]
) -> tuple[str, Lang] | None:
    """Whose form the words are: the edition, of those names, and the language of which most topics stand there."""
    counts = {
        (name, lang): blocks_begun(grids, wording(edition, lang))
        for name in names if (edition := editions(name)) is not None for lang in LANGS
    }
    best = max(counts, key=lambda one: counts[one], default=None)
    return best if best is not None and counts[best] else None


def lang_by_words(grids: Sequence[Grid], edition: Edition) -> Lang:
    """The language that the form's words are in; Thai where that cannot be told."""
    return max(LANGS, key=lambda lang: (blocks_begun(grids, wording(edition, lang)), lang == "th"))
