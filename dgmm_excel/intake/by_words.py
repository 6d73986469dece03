"""Answers found by sight, as a person finds them: by the words of the lines and headings that they stand at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from dgmm_excel.form.anchors import SHOWN, is_note
from dgmm_excel.intake.locate import anchor_columns
from dgmm_excel.intake.tidy import folded, is_blank, plain_text
from dgmm_excel.intake.wording import LONGEST, Block, Row, Wording
from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.grid import Grid, GridCell, Value

#: How far right of a line's words people see its own columns; the marks that colour them come after.
REACH = 5


def begun(grids: Iterable[Grid], words: Wording) -> int:
    """How many of the form's blocks (the cover, topics) begin somewhere in the grids."""
    pages = [Page(grid) for grid in grids]
    return sum(any(page.begins(block) for page in pages) for block in words.blocks)


def by_sight(grids: Iterable[Grid], words: Wording) -> Mapping[str, Sequence[GridCell]]:
    """Every cell of a question, of a note, or of what the cover shows (`anchors.SHOWN`) that the words lead to, by id.

    What stands more than once in a block leads nowhere; a block that stands more than once gives more than one cell.
    """
    found: dict[str, list[GridCell]] = {}
    for grid in grids:
        page = Page(grid)
        for block, first, last in page.parts(words.blocks):
            for name, spot in _cells(page, block, first, last):
                found.setdefault(name, []).append(spot)
    return found


class Page:
    """A grid as texts that can be compared; rows and columns from 1."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    @cached_property
    def _texts(self) -> dict[str, list[Position]]:
        found: dict[str, list[Position]] = {}
        anchors = {place + 1 for place in anchor_columns(self.grid)}
        for number, row in enumerate(self.grid.rows, start=1):
            for column, value in enumerate(row, start=1):
                if isinstance(value, str) and 0 < len(value) <= LONGEST and column not in anchors:
                    found.setdefault(folded(value), []).append((number, column))
        return found

    def places(self, text: str, first: int = 1, last: int | None = None) -> list[Position]:
        """Where the (folded) text stands, from row `first` to `last`."""
        return [spot for spot in self._texts.get(text, ()) if first <= spot[0] and (last is None or spot[0] <= last)]

    def value(self, row: int, column: int) -> Value:
        """Return the value of a cell; None outside the grid, left of its first column too."""
        return self.grid.value(row, column) if column >= 1 else None

    def filled(self, row: int, column: int) -> int:
        """The first column, from that one on, in which a text was typed that may take any words; that one where there is none.

        A column may have been inserted beside the words; an answer that stands there is told (`misplaced`), a note is not.
        """
        columns = range(column, column + REACH)
        return next((one for one in columns
                     if (row, one) not in self.grid.formulas and not is_blank(self.value(row, one))), column)

    def begins(self, block: Block) -> list[int]:
        """The rows that begin the block."""
        return sorted(
            row for texts in block.begins for row, column in self.places(texts[0]) if self._goes_on(texts[1:], row, column)
        )

    def _goes_on(self, texts: Sequence[str], row: int, column: int) -> bool:
        """Whether those texts come next to the right."""
        rest = islice((value for value in self.grid.rows[row - 1][column:] if not is_blank(value)), len(texts))
        return [folded(value) if isinstance(value, str) else value for value in rest] == list(texts)

    def parts(self, blocks: Sequence[Block]) -> Iterator[tuple[Block, int, int]]:
        """The blocks that stand here, each with its first and last row."""
        starts = sorted((row, place) for place, block in enumerate(blocks) for row in self.begins(block))
        # a block that more than one line begins (topics side by side) begins with the first of them
        firsts = [start for before, start in zip([(0, -1), *starts], starts, strict=False) if before[1] != start[1]]
        ends = [row - 1 for row, _ in firsts[1:]] + [len(self.grid.rows)]
        for (row, place), last in zip(firsts, ends, strict=False):
            yield blocks[place], row, last


def _cells(page: Page, block: Block, first: int, last: int) -> Iterator[tuple[str, GridCell]]:
    for row in block.rows:
        heads = tuple(head for _, head in row.cells if head)
        columns = _columns(page, heads, first, last)
        if columns is None:
            continue
        place = _place(page, row, first, last, columns)
        if place is not None:
            number, beside = place
            for name, head in row.cells:
                free = not head and (is_note(name) or name in SHOWN)
                column = columns[head] if head else page.filled(number, beside) if free else beside
                yield name, GridCell(page.grid, number, column)


def _columns(page: Page, heads: tuple[str, ...], first: int, last: int) -> dict[str, int] | None:
    """The column of each heading, all in the one row that has them all; None where there is not one such row."""
    if not heads:
        return {"": 0}
    found = {head: dict(page.places(head, first, last)) for head in heads}
    rows = set.intersection(*(set(places) for places in found.values()))
    if len(rows) != 1:
        return None
    (row,) = rows
    return {"": row} | {head: places[row] for head, places in found.items()}


def _place(page: Page, row: Row, first: int, last: int, columns: Mapping[str, int]) -> Position | None:
    """The row of a line, and the column beside its words; None where it is not to be found, or not for sure."""
    if row.says:
        found = page.places(row.says, first, last)
        return (found[0][0], found[0][1] + 1) if len(found) == 1 else None
    # a line whose words are typed in: by the number before it, under the headings
    under, before = columns[""], min(column for head, column in columns.items() if head) - 1
    numbered = [number for number in range(under + 1, last + 1) if plain_text(page.value(number, before)).strip() == row.number]
    return (numbered[0], before + 1) if numbered else None
