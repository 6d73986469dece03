"""Find answers as a person does: by the words of the lines and headings beside them, where the ids are gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from dgmm_excel.form import anchors
from dgmm_excel.form.anchors import SHOWN, is_note
from dgmm_excel.form.layout import Form, Line, PillarSheet, layout
from dgmm_excel.intake.locate import anchor_columns
from dgmm_excel.intake.tidy import folded, is_blank, plain_text
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.text import Lang, Text, bilingual, phrase
from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.grid import Grid, GridCell, Value

#: A text longer than any word of a form is none; it is not even looked at.
LONGEST = 2_000


@dataclass(frozen=True)
class Row:
    """A line of a form. All texts are `folded`.

    `says` is what stands left of its cells (empty where that is typed in), `number` before it. `cells` are the ids of its
    answers or notes, each under its heading; one that has none stands right beside the words.
    """

    says: str
    number: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Block:
    """Lines that belong together, under the line or lines that begin them: texts that stand side by side."""

    begins: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Wording:
    """A form's words. `lines` tells by what stands beside it, just as the form has it, which answers a line holds."""

    blocks: tuple[Block, ...]
    lines: Mapping[str, frozenset[str]]

    def holds(self, words: str) -> frozenset[str] | None:
        """The answers of the line that says so; None where no line does. Programs change white space and letter forms."""
        exact = self.lines.get(words)
        return exact if exact is not None or len(words) > LONGEST else self._folded.get(folded(words))

    @cached_property
    def _folded(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for words, ids in self.lines.items():
            found[folded(words)] = found.get(folded(words), frozenset()) | ids
        return found

    @cached_property
    def beside(self) -> frozenset[str]:
        """What stands right beside its words, under no heading."""
        return frozenset(name for block in self.blocks for row in block.rows for name, head in row.cells if not head)


@cache
def wording(edition: Edition, lang: Lang) -> Wording:
    """The words of the edition's form in that language."""
    form = layout(edition, lang)
    blocks = (_cover(form), *(block for sheet in form.pillars for block in _blocks(sheet, lang)))
    lines: dict[str, set[str]] = {}
    for sheet in form.pillars:
        for line in sheet.lines:
            if line.kind == "question" and line.words:
                lines.setdefault(str(bilingual(line.words, lang)), set()).update(slot.question.id for slot in line.slots)
    return Wording(blocks, {words: frozenset(ids) for words, ids in lines.items()})


def _said(text: Text, lang: Lang, beside: bool = False) -> str:
    return folded(str(bilingual(text, lang, beside)))


def _cover(form: Form) -> Block:
    lang = form.lang
    plain = dict(zip(anchors.SHOWN, ("form.agency", "form.code"), strict=True))
    plain |= {MISSION: "form.mission"} if form.mission else {}
    rows = [Row(_said(phrase(words), lang, beside=True), "", ((name, ""),)) for name, words in plain.items()]
    for part in anchors.CONTACT:
        cells = tuple((f"{title}.{part}", _said(phrase(f"form.{title}"), lang)) for title in ("officer", "approver"))
        rows.append(Row(_said(phrase(f"form.contact_{part}"), lang, beside=True), "", cells))
    return Block(((_said(phrase("form.title"), lang, beside=True),),), tuple(rows))


def _blocks(sheet: PillarSheet, lang: Lang) -> Iterator[Block]:
    begins: list[tuple[str, ...]] = []
    rows: list[Row] = []
    heads: Mapping[str, str] = {}
    for line in sheet.lines:
        if line.kind == "topic" and line.words:
            if rows:
                yield Block(tuple(begins), tuple(rows))
                begins, rows = [], []
            begins.append((folded(line.number), _said(line.words, lang, beside=True), folded(phrase("form.level")[lang])))
        elif line.kind == "anchors":
            heads = {}
        elif line.kind == "headings":
            heads = {column: _said(text, lang) for column, text in line.headings.items()}
        elif line.kind in ("question", "evidence", "remark"):
            rows.append(_row(line, heads, lang))
    if rows:
        yield Block(tuple(begins), tuple(rows))


def _row(line: Line, heads: Mapping[str, str], lang: Lang) -> Row:
    if line.kind != "question":
        assert line.words is not None
        return Row(_said(line.words, lang, beside=True), "", ((line.anchors["A"], ""),))
    cells = tuple((slot.question.id, heads.get(slot.column, "")) for slot in line.slots)
    return Row(_said(line.words, lang) if line.words else "", line.number, cells)


# -- in the grids ----------------------------------------------------------------------------------

#: How far right of a line's words people see its own columns; the marks that colour them come after.
REACH = 5


def blocks_begun(grids: Iterable[Grid], words: Wording) -> int:
    """How many of the form's blocks (the cover, topics) begin somewhere in the grids."""
    pages = [Page(grid) for grid in grids]
    return sum(any(page.begins(block) for page in pages) for block in words.blocks)


def cells_by_words(grids: Iterable[Grid], words: Wording) -> Mapping[str, Sequence[GridCell]]:
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
