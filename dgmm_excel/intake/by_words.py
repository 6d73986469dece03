"""Find answers as a person does: by the words of the lines and headings next to them, where the ids are gone."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import islice, takewhile
from string import digits
from typing import NamedTuple

from dgmm_excel.form import anchors
from dgmm_excel.form.anchors import SHOWN, is_note
from dgmm_excel.form.layout import MARK_COLUMNS, NAMED_COLUMNS, Form, Line, PillarSheet, layout
from dgmm_excel.intake.locate import anchor_columns
from dgmm_excel.intake.tidy import folded, is_blank, plain_text
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, Text, bilingual, phrase
from dgmm_excel.xlsx.a1 import Position, column_number
from dgmm_excel.xlsx.grid import Grid, GridCell, Value
from dgmm_excel.xlsx.repeated import Kept

#: The longest text that is compared; no text of a form is longer.
LONGEST = 2_000
#: The most bytes of texts or rows that are kept with what is known of them; about how many one takes besides its letters, and
#: how many another value of a row.
_MOST_KEPT, _OF_TEXT, _OF_VALUE = 1024 * 1024, 100, 8
#: The column in which a line's words begin.
_WORDS = column_number(NAMED_COLUMNS[0])
#: The notes whose labels were longer in forms that were issued before.
_RELABELLED = ("evidence", "remark")
#: How many columns right of it can be typed in: those before the hidden marks.
AROUND = column_number(MARK_COLUMNS[0]) - _WORDS - 1


@dataclass(frozen=True)
class FormLine:
    """A line of a form. All texts are `folded`.

    `says` is the text left of its cells (empty where people type it), `number` the number before that. `cells` are the ids of
    its answers or notes, each with its heading; one without a heading is right of the words, by as many columns as `room` says:
    more than 1 where the words are merged over several.
    """

    says: str
    number: str
    cells: tuple[tuple[str, str], ...]
    room: int = 1


@dataclass(frozen=True)
class Block:
    """Lines that belong together, under the line or lines that begin them, each given as the texts side by side in it."""

    begins: tuple[tuple[str, ...], ...]
    rows: tuple[FormLine, ...]


#: The values of a row, the columns of its answers, those of anchors, and those of formulas, from 1.
Row = tuple[tuple[Value, ...], tuple[int, ...], AbstractSet[int], AbstractSet[int]]


class Outside(NamedTuple):
    """What a row says outside of its answers. `strays` are the columns right of where its words begin that show something which
    is no formula's, from 1; `unknown` are those left of the answers with a text which is not the words of a line, and the text.
    """

    strays: tuple[int, ...]
    unknown: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Wording:
    """A form's words. `lines` maps the exact words of a line to the answers in it; `earlier` maps (folded) words of forms that
    were issued before to those of today.
    """

    blocks: tuple[Block, ...]
    lines: Mapping[str, frozenset[str]]
    earlier: Mapping[str, str] = field(default_factory=dict)

    def known(self, text: str) -> str:
        """Return the text, folded, as forms word it today."""
        plain = folded(text)
        return self.earlier.get(plain, plain)

    def holds(self, words: str) -> frozenset[str] | None:
        """Return the answers of the line with these words; None if no line has them. White space and letter forms may
        differ.
        """
        return self._holding[words]

    def nearest(self, texts: Iterable[Value]) -> frozenset[str] | None:
        """Return the answers of the first line whose words are among the texts, as `holds` does."""
        holding = self._holding
        for text in texts:
            if isinstance(text, str) and (ids := holding[text]) is not None:
                return ids
        return None

    @cached_property
    def _holding(self) -> Mapping[str, frozenset[str] | None]:
        return Kept(self._held, lambda words, _: _OF_TEXT + len(words), _MOST_KEPT)

    def _held(self, words: str) -> frozenset[str] | None:
        exact = self.lines.get(words)
        return exact if exact is not None or len(words) > LONGEST else self._folded.get(self.known(words))

    @cached_property
    def outside(self) -> Mapping[Row, Outside]:
        """What rows say outside of their answers."""
        return Kept(self._said_outside, lambda row, _: _OF_TEXT + sum(
            len(value) if isinstance(value, str) else _OF_VALUE for value in row[0]), _MOST_KEPT)

    def _said_outside(self, row: Row) -> Outside:
        values, answers, ids, formulas = row
        others, first = [(column, value) for column, value in enumerate(values, start=1) if column not in answers], min(answers)
        left = {column: value for column, value in others if column < first and column not in ids and isinstance(value, str)}
        known = frozenset(column for column, value in left.items() if self.holds(value) is not None)
        typed = [column for column, value in others if column not in formulas and not is_blank(value)]
        start = _start([column for column in typed if column < first and column not in ids], known, first)
        unknown = tuple(one for one in left.items() if one[0] not in known)
        return Outside(tuple(column for column in typed if start < column <= start + AROUND), unknown)

    @cached_property
    def _folded(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for words, ids in self.lines.items():
            found[folded(words)] = found.get(folded(words), frozenset()) | ids
        return found

    @cached_property
    def line_of(self) -> Mapping[str, FormLine]:
        """The line of each answer and note."""
        return {name: row for block in self.blocks for row in block.rows for name, _ in row.cells}

    @cached_property
    def said(self) -> frozenset[str]:
        """The (folded) words of all lines."""
        return frozenset(row.says for block in self.blocks for row in block.rows if row.says)

    @cached_property
    def headings(self) -> frozenset[str]:
        """The (folded) headings above columns of answers."""
        return frozenset(head for block in self.blocks for row in block.rows for _, head in row.cells if head)

    @cached_property
    def beside(self) -> frozenset[str]:
        """The ids whose cell is right of its words, under no heading."""
        return frozenset(name for block in self.blocks for row in block.rows for name, head in row.cells if not head)


def _start(left: Sequence[int], known: Container[int], first: int) -> int:
    """Return the column in which the words left of a row's first answer begin. If somebody typed over them, the column before:
    the line's number stands there. `left` are the columns where somebody typed, `known` those with the text of a line.
    """
    for column in reversed(left):
        if column in known:
            return column
    return left[-1] - 1 if len(left) > 1 else left[0] if left else first - 1


@cache
def wording(edition: Edition, lang: Lang) -> Wording:
    """Return the words of the edition's form in that language."""
    form = layout(edition, lang)
    blocks = (_cover(form), *(block for sheet in form.pillars for block in _blocks(form, sheet)))
    lines: dict[str, set[str]] = {}
    for sheet in form.pillars:
        for line in sheet.lines:
            if line.kind == "question" and line.words:
                lines.setdefault(str(bilingual(line.words, lang)), set()).update(slot.question.id for slot in line.slots)
    return Wording(blocks, {words: frozenset(ids) for words, ids in lines.items()}, dict(_earlier(form, blocks)))


def _said(text: Text, lang: Lang, beside: bool = False) -> str:
    return folded(str(bilingual(text, lang, beside)))


def _earlier(form: Form, blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """Yield the words of forms that were issued before: Thai with all its English, and longer labels of notes."""
    lines = [line for sheet in form.pillars for line in sheet.lines]
    texts = [line.words for line in lines if line.words] + [text for line in lines for text in line.headings.values()]
    for text in (*texts, *_on_cover(form).values()) if form.lang == "th" else ():
        yield folded(text.th + text.en), _said(text, form.lang)
    for row in (row for block in blocks for row in block.rows):
        kind, _, topic = row.cells[0][0].partition(".")
        if kind in _RELABELLED:
            before = phrase(f"form.{kind}_earlier", topic=topic if folded(topic) in row.says else "")
            yield _said(before, form.lang), row.says


def _on_cover(form: Form) -> Mapping[str, Text]:
    """Return the words on the cover beside what shows the agency and beside the edition's own question, by id."""
    texts = dict(zip(anchors.SHOWN, map(phrase, ("form.agency", "form.code")), strict=True))
    return texts | ({form.own.question.id: form.own.question.heading} if form.own else {})


def _cover(form: Form) -> Block:
    lang, texts = form.lang, _on_cover(form)
    rows = [FormLine(_said(text, lang, beside=True), "", ((name, ""),)) for name, text in texts.items()]
    for part in anchors.CONTACT:
        cells = tuple((f"{title}.{part}", _said(phrase(f"form.{title}"), lang)) for title in ("officer", "approver"))
        rows.append(FormLine(_said(phrase(f"form.contact_{part}"), lang, beside=True), "", cells))
    return Block(((_said(form.edition.survey, lang, beside=True),),), tuple(rows))


def _blocks(form: Form, sheet: PillarSheet) -> Iterator[Block]:
    lang = form.lang
    begins: list[tuple[str, ...]] = []
    rows: list[FormLine] = []
    heads: Mapping[str, str] = {}
    for line in sheet.lines:
        if line.kind == "topic" and line.words:
            if rows:
                yield Block(tuple(begins), tuple(rows))
                begins, rows = [], []
            # the English of a long name is left out where it would take a line more
            for name in dict.fromkeys((_said(line.words, lang, beside=True), folded(line.words[lang]))):
                begins.append((folded(line.number), name, folded(phrase("form.level")[lang])))
        elif line.kind == "anchors":
            heads = {}
        elif line.kind == "headings":
            heads = {column: _said(text, lang) for column, text in line.headings.items()}
        elif line.kind == "question":
            rows.append(_row(form, line, heads))
        for note in line.notes:
            rows.append(FormLine(folded(str(note.words(lang))), "", ((note.id, ""),)))
    if rows:
        yield Block(tuple(begins), tuple(rows))


def _row(form: Form, line: Line, heads: Mapping[str, str]) -> FormLine:
    cells = tuple((slot.question.id, heads.get(slot.column, "")) for slot in line.slots)
    return FormLine(_said(line.words, form.lang) if line.words else "", line.number, cells, _room(line.slots[0].cell))


def _room(cell: str) -> int:
    """Return how many columns the words have that stand left of a cell, as the form is drawn."""
    return max(1, column_number(cell.rstrip(digits)) - _WORDS)


# -- in the grids ----------------------------------------------------------------------------------

#: How many columns, from the one where its cell should be, are searched for what was typed in or moved along.
REACH = 5


def blocks_begun(grids: Iterable[Grid], words: Wording) -> int:
    """Count the form's blocks (the cover, topics) that begin somewhere in the grids."""
    pages = [Page(grid, words) for grid in grids]
    return sum(any(page.begins(block) for page in pages) for block in words.blocks)


def cells_by_words(grids: Iterable[Grid], words: Wording) -> Mapping[str, Sequence[GridCell]]:
    """Find every cell of a question, a note, or a fact shown on the cover (`anchors.SHOWN`) by its words; by id.

    Words that occur more than once in a block are not used; a block that occurs more than once gives more than one cell.
    """
    found: dict[str, list[GridCell]] = {}
    for grid in grids:
        page = Page(grid, words)
        for block, first, last in page.parts:
            for name, cell in _cells(page, block, first, last):
                found.setdefault(name, []).append(cell)
    return found


class Page:
    """A grid as texts that can be compared; rows and columns from 1."""

    def __init__(self, grid: Grid, words: Wording) -> None:
        self.grid, self.words = grid, words

    @cached_property
    def _texts(self) -> dict[str, list[Position]]:
        found: dict[str, list[Position]] = {}
        anchors = anchor_columns(self.grid)
        for number, row in enumerate(self.grid.rows, start=1):
            for column, value in enumerate(row, start=1):
                if isinstance(value, str) and 0 < len(value) <= LONGEST and column not in anchors:
                    found.setdefault(self.words.known(value), []).append((number, column))
        return found

    def places(self, text: str, first: int = 1, last: int | None = None) -> list[Position]:
        """Return the cells with that (folded) text, from row `first` to `last`."""
        return [cell for cell in self._texts.get(text, ()) if first <= cell[0] and (last is None or cell[0] <= last)]

    def value(self, row: int, column: int) -> Value:
        """Return the value of a cell; None outside the grid, also left of its first column."""
        return self.grid.value(row, column) if column >= 1 else None

    def filled(self, row: int, column: int) -> int:
        """Return the first column from `column` on in which somebody typed; `column` if there is none. For cells that take any
        text. What is right of other words of the form is theirs.

        A column may have been inserted right of the words. An answer found there is reported (`misplaced`), a note is not.
        """
        columns = takewhile(lambda one: not self._says(row, one), range(column, column + REACH))
        return next((one for one in columns
                     if (row, one) not in self.grid.formulas and not is_blank(self.value(row, one))), column)

    def _says(self, row: int, column: int) -> bool:
        value = self.value(row, column)
        return isinstance(value, str) and len(value) <= LONGEST and self.words.known(value) in self.words.said

    def right_of(self, row: int, column: int, room: int) -> int:
        """Return the column right of the words in a cell, which have so much room in the form as drawn."""
        if not self.roomy:
            return column + 1
        last = self._last(row, column)
        return last + 1 if last > column else column + room

    @cached_property
    def roomy(self) -> bool:
        """Whether the words take the room that they have in the form as drawn, over several columns.

        Forms of an earlier layout have their answers right next to the words, and so do sheets whose blank columns somebody
        deleted. Most lines decide, since merges may have been undone, and answers typed out of place.
        """
        found = [self._is_roomy(row.room, places[0]) for block, first, last in self.parts for row in block.rows
                 if row.room > 1 and row.says and len(places := self.places(row.says, first, last)) == 1]
        return found.count(True) > found.count(False)

    def _is_roomy(self, room: int, place: Position) -> bool | None:
        """Whether the words there take their room; None if nothing right of them tells."""
        row, column = place
        if self._last(row, column) > column:
            return True
        nearest = next((one for one in range(1, AROUND + 1) if self._used(row, column + one)), None)
        return None if nearest is None else nearest >= room

    def _last(self, row: int, column: int) -> int:
        """Return the last column of the cells that are merged with a cell into one, in its row."""
        while self.grid.covered.get((row, column + 1), (row, 0)) == self.grid.covered.get((row, column), (row, column)):
            column += 1
        return column

    def _used(self, row: int, column: int) -> bool:
        return (row, column) in self.grid.formulas or not is_blank(self.value(row, column))

    def begins(self, block: Block) -> list[int]:
        """Return the rows that begin the block."""
        return sorted(
            row for texts in block.begins for row, column in self.places(texts[0]) if self._goes_on(texts[1:], row, column)
        )

    def _goes_on(self, texts: Sequence[str], row: int, column: int) -> bool:
        """Whether those texts follow to the right."""
        rest = islice((value for value in self.grid.rows[row - 1][column:] if not is_blank(value)), len(texts))
        return [self.words.known(value) if isinstance(value, str) else value for value in rest] == list(texts)

    @cached_property
    def parts(self) -> Sequence[tuple[Block, int, int]]:
        """The blocks in this grid, each with its first and last row."""
        blocks = self.words.blocks
        starts = sorted((row, place) for place, block in enumerate(blocks) for row in self.begins(block))
        # a block that more than one line begins (topics side by side) begins with the first of them
        firsts = [start for before, start in zip([(0, -1), *starts], starts, strict=False) if before[1] != start[1]]
        ends = [row - 1 for row, _ in firsts[1:]] + [len(self.grid.rows)]
        return [(blocks[place], row, last) for (row, place), last in zip(firsts, ends, strict=False)]


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
    """Return the column of each heading, in the one row that has them all; None unless there is exactly one such row."""
    if not heads:
        return {"": 0}
    found = {head: dict(page.places(head, first, last)) for head in heads}
    rows = set.intersection(*(set(places) for places in found.values()))
    if len(rows) != 1:
        return None
    (row,) = rows
    return {"": row} | {head: places[row] for head, places in found.items()}


def _place(page: Page, row: FormLine, first: int, last: int, columns: Mapping[str, int]) -> Position | None:
    """Return the row of a line and the column right of its words; None if it cannot be found for certain."""
    if row.says:
        found = page.places(row.says, first, last)
        return (found[0][0], page.right_of(*found[0], row.room)) if len(found) == 1 else None
    # a line whose words are typed in: by the number before it, under the headings
    under, before = columns[""], min(column for head, column in columns.items() if head) - 1
    numbered = [number for number in range(under + 1, last + 1) if plain_text(page.value(number, before)).strip() == row.number]
    return (numbered[0], before + 1) if numbered else None
