"""A stamped form, filled in: answers, notes and verified levels in their cells, cached values beside the formulas.

It edits the package's parts. This program wrote the stamped form, so its cells have one known spelling: each part is split
at its cells once, and an agency's copy is those pieces joined again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import Any, Literal, get_args

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side

from dgmm_excel.agency import Agency
from dgmm_excel.authoring.sheet import CachedValue
from dgmm_excel.authoring.style import colour, height
from dgmm_excel.feedback.entered import Entered, Typed
from dgmm_excel.files import FORMULA_STARTS
from dgmm_excel.form.cover import contact_cells
from dgmm_excel.form.layout import Form, Slot
from dgmm_excel.form.results import OFFICIAL_COLUMNS, OFFICIAL_ROW, RESULT_COLUMNS, result_rows, rows_of_steps
from dgmm_excel.form.step_rows import STEPS_COLUMN, step_height
from dgmm_excel.form.template import FormSpec, Master, Masters, drawn_form, template
from dgmm_excel.xlsx.a1 import MAX_HEIGHT, address, column_number, position
from dgmm_excel.xlsx.cell_xml import cell_xml
from dgmm_excel.xlsx.row_breaks import RowBreaks

_CELL = re.compile(
    rb'<c r="([A-Z]+\d+)"(?: s="(\d+)")?(?: t="\w+")?(?:/>|>(?:<f>(.*?)</f><v>.*?</v>|.*?)</c>)', re.DOTALL)
_WIDTH = re.compile(rb'<col (?=[^>]*\bmin="(\d+)")(?=[^>]*\bmax="(\d+)")(?=[^>]*\bwidth="([\d.]+)")')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+\d+):([A-Z]+\d+)"')
_ROW = re.compile(rb'(<row [^>]*?\bht=")([\d.]+)("[^>]*? r="(\d+)")')
_HIDDEN = b' hidden="1"'
#: What page breaks follow in a part of the form's.
_BEFORE_BREAKS = b"</headerFooter>"
#: The width that an indent takes from a text, in characters.
INDENT = 2.0
#: The longest text of a cell that is kept with its XML for other copies, in characters.
_SHORT = 200


@dataclass(frozen=True, eq=False)
class _Cut:
    """A cell of a part: its reference, its index among the pieces, its style, the text of its formula as XML (empty: none)."""

    cell: str
    place: int
    style: int
    formula: str


@lru_cache(maxsize=128)  # the parts of a few templates
def _cut(xml: bytes) -> tuple[tuple[bytes, ...], Mapping[str, _Cut]]:
    pieces: list[bytes] = []
    cells: dict[str, _Cut] = {}
    done = 0
    for found in _CELL.finditer(xml):
        cell = found[1].decode()
        cells[cell] = _Cut(cell, len(pieces) + 1, int(found[2] or 0), (found[3] or b"").decode())
        pieces += xml[done:found.start()], found[0]
        done = found.end()
    return (*pieces, xml[done:]), cells


@lru_cache(maxsize=128)  # likewise
def _widths(xml: bytes) -> tuple[Mapping[int, float], Mapping[str, int]]:
    """Return the widths of a part's columns, and the last column of each merged cell."""
    widths = {column: float(found[3]) for found in _WIDTH.finditer(xml) for column in range(int(found[1]), int(found[2]) + 1)}
    last = {found[1].decode(): _place(found[2].decode())[1] for found in _MERGED.finditer(xml)}
    return widths, last


def _place(cell: str) -> tuple[int, int]:
    place = position(cell)
    assert place is not None
    return place


@lru_cache(maxsize=1 << 13, typed=True)  # a cell holds one of a few values in every copy; True is not 1
def _with_value(cut: _Cut, value: Typed | None, style: int) -> bytes:
    """Return a cell with a value, in that style."""
    return cell_xml(cut.cell, value, style, cut.formula).encode()


class _Part:
    """A worksheet's part whose cells are replaced and whose rows grow with the texts. `own`: no other copy has this part."""

    def __init__(self, xml: bytes, own: bool) -> None:
        # what other copies never ask for would drive out what they do
        pieces, self._cells = (_cut.__wrapped__ if own else _cut)(xml)
        self._made = _with_value.__wrapped__ if own else _with_value
        self._pieces = list(pieces)
        self._xml, self._own = xml, own
        self._tall: dict[int, float] = {}
        self._shown: set[int] = set()
        self._page_starts: set[int] = set()

    @cached_property
    def _widths(self) -> tuple[Mapping[int, float], Mapping[str, int]]:
        return (_widths.__wrapped__ if self._own else _widths)(self._xml)

    def show_row(self, row: int, tall: float = 0) -> None:
        """Show a hidden row, at least as tall as that, in points."""
        self._shown.add(row)
        self._tall[row] = tall

    def begin_page(self, row: int) -> None:
        """Begin a printed page with a row; the sheet is one that is drawn without page breaks."""
        self._page_starts.add(row)

    def fit(self, cell: str, text: str, size: str) -> None:
        """Make the cell's row tall enough to show the text whole."""
        widths, merged = self._widths
        row, first = _place(cell)
        room = sum(widths[column] for column in range(first, merged.get(cell, first) + 1)) - INDENT
        # a link is one word: a line breaks before it, however much room is left
        links = sum(len(word) > room / 2 for word in text.split() if word.isascii())
        self._tall[row] = max(self._tall.get(row, 0), min(MAX_HEIGHT, height((text + "\n" * links, room), name=size)))

    def style(self, cell: str) -> int:
        return self._cells[cell].style

    def write(self, cell: str, value: Typed | None, style: int | None = None) -> None:
        """Write a value into a cell, in another style if one is given."""
        cut = self._cells[cell]
        made = _with_value.__wrapped__ if isinstance(value, str) and len(value) > _SHORT else self._made
        self._pieces[cut.place] = made(cut, value, cut.style if style is None else style)

    def show(self, values: Mapping[str, CachedValue]) -> None:
        """Store the cached values of formulas."""
        for cell, value in values.items():
            cut = self._cells[cell]
            self._pieces[cut.place] = self._made(cut, value, cut.style)

    def content(self) -> bytes:
        xml = b"".join(self._pieces)
        xml = _ROW.sub(self._taller, xml) if self._tall else xml
        if breaks := RowBreaks().with_pages_at(self._page_starts):
            before, found, after = xml.rpartition(_BEFORE_BREAKS)
            assert found and not after.startswith(b"<rowBreaks"), "the sheet is drawn with a footer and without breaks"
            xml = before + found + breaks + after
        return xml

    def _taller(self, row: re.Match[bytes]) -> bytes:
        number = int(row[4])
        tall, begins = self._tall.get(number, 0), row[1].replace(_HIDDEN, b"") if number in self._shown else row[1]
        return begins + (f"{tall:g}".encode() if tall > float(row[2]) else row[2]) + row[3]


Mark = Literal["none", "warning", "error"]
MARKS: tuple[Mark, ...] = get_args(Mark)
#: What a cell holds, as far as its style depends on it.
Content = Literal["plain", "like a formula", "number"]
CONTENTS: tuple[Content, ...] = get_args(Content)
#: The style number that replaces a cell's own where it must, by its own style number, its mark and its content.
Styles = Mapping[tuple[int, Mark, Content], int]


@dataclass(frozen=True)
class FillableForm:
    """A drawn form that can be filled in: its layout, the master of its copies, the styles of marked cells."""

    form: Form
    master: Master
    styles: Styles


def fillable_form(spec: FormSpec, mission: str) -> FillableForm:
    """Return the form of a specification with that mission chosen, and the styles that filling it in needs."""
    masters, styles = _drawn(spec)
    return FillableForm(spec.form, masters.of(mission), styles)


@cache
def _drawn(spec: FormSpec) -> tuple[Masters, Styles]:
    drawing = drawn_form(spec)
    styles = marking_styles(drawing.workbook, spec.form)
    return Masters(spec, drawing), styles


def issued_form(spec: FormSpec, mission: str) -> FillableForm:
    """Return the form as it is issued, without drawing it again; it takes what needs no style of its own."""
    return FillableForm(spec.form, template(spec).master(mission), {})


def marking_styles(workbook: Workbook, form: Form) -> Styles:
    """Add to a drawn workbook the styles of answers and notes that are marked or have special content; return them."""
    spare = workbook.create_sheet("spare")
    drawn: dict[int, Any] = {}
    for cell in _written(workbook, form):  # of each style one cell, the first, is enough
        drawn.setdefault(cell.style_id, cell)
    styles = {
        (style, mark, content): _style(spare["A1"], cell, mark, content)
        for style, cell in drawn.items() for mark, content in product(MARKS, CONTENTS) if not _as_drawn(mark, content)
    }
    workbook.remove(spare)
    return styles


def _as_drawn(mark: Mark, content: Content) -> bool:
    """Whether a cell keeps the style that it was drawn with."""
    return mark == "none" and content != "like a formula"


def _style(spare: Any, cell: Any, mark: Mark, content: Content) -> int:
    spare._style = copy(cell._style)
    spare.quotePrefix = content == "like a formula"
    if content == "number" and mark == "error":  # a number beyond its limits would show as ###
        spare.alignment = Alignment(spare.alignment.horizontal, spare.alignment.vertical, shrink_to_fit=True)
    if mark != "none":
        side = Side(style="thick", color=colour("mend" if mark == "error" else "check"))
        spare.border = Border(left=side, right=side, top=side, bottom=side)
    return int(spare.style_id)


def _written(book: Workbook, form: Form) -> Iterator[Any]:
    """Yield the cells of answers and notes."""
    for slot in form.slots.values():
        yield from (book[slot.sheet][cell] for cell in cells_of(slot))
    for sheet, cell in places_of_notes(form).values():
        yield book[sheet][cell]


def places_of_notes(form: Form) -> dict[str, tuple[str, str]]:
    """Return the sheet and the cell of every note, by its id."""
    return {**form.notes, **{name: (form.cover, cell) for name, cell in contact_cells().items()}}


class FilledForm:
    """A stamped form being filled in; `finished` makes it a file again."""

    def __init__(self, fillable: FillableForm, agency: Agency, correction: int = 0) -> None:
        self.form = fillable.form
        self._master, self._styles = fillable.master, fillable.styles
        self._stamp = self._master.stamp
        own = self._stamp.differing(self._master.own_texts(agency, correction))
        #: The parts that differ from the master's, by name; those whose cells are being written by sheet.
        self._texts: dict[str, bytes] = {self._stamp.parts.stamped: own}
        self._parts: dict[str, _Part] = {}

    def part(self, sheet: str) -> str:
        """Return the name of a sheet's part."""
        return self._stamp.parts.sheets[sheet]

    def enter(self, what: Entered, marks: Mapping[str, Mark] | None = None) -> None:
        """Write answers, notes and cached values into their cells; `marks` are by question."""
        for sheet, values in self._master.cached.for_answers(what.answers, what.unusable).items():
            blank = self._master.blank[sheet]
            if different := {cell: value for cell, value in values.items() if value != blank[cell]}:
                self._sheet(sheet).show(different)
        for name, slot in self.form.slots.items():
            answer, mark = what.values.get(name), (marks or {}).get(name, "none")
            if answer is not None or mark != "none":
                self._type(slot.sheet, slot.cell, answer, mark, "size" if slot.question.type == "text" else None)
                for cell in cells_of(slot)[1:] if mark != "none" else ():
                    self._type(slot.sheet, cell, None, mark)
        for name, (sheet, cell) in places_of_notes(self.form).items():
            if name in what.notes:
                self._type(sheet, cell, what.notes[name], "none", "small" if name in self.form.notes else "size")

    def verify(self, levels: Mapping[str, int | None]) -> None:
        """Write the verified levels."""
        sheet, column = self._sheet(self.form.results), RESULT_COLUMNS["verified"]
        for code, row in result_rows(self.form).items():
            sheet.write(f"{column}{row}", levels.get(code))

    def make_official(self, official: Mapping[str, Typed | None]) -> None:
        """Write the official result into its cells, by id."""
        sheet = self._sheet(self.form.results)
        for name, value in official.items():
            sheet.write(f"{OFFICIAL_COLUMNS[name]}{OFFICIAL_ROW}", value)

    def tell_steps(self, words: Mapping[str, str]) -> None:
        """Write the words of next steps, by the ids of their rows, and show the rows and those above them on a new page."""
        sheet, rows = self._sheet(self.form.results), rows_of_steps(self.form)
        sheet.begin_page(min(rows.values()))
        for name, row in rows.items():
            if name in words:
                sheet.write(f"{STEPS_COLUMN}{row}", words[name])
            sheet.show_row(row, step_height(self.form, name, words[name]) if name in words else 0)

    def text(self, name: str) -> str:
        """Return a part as edited so far; empty if there is none."""
        found = next((sheet for sheet in self._parts if self.part(sheet) == name), None)
        if found is not None:
            self._texts[name] = self._parts.pop(found).content()
        return self._content(name).decode()

    def put(self, name: str, text: str) -> None:
        """Replace the part of that name, or add it."""
        self._texts[name] = text.encode()

    def finished(self) -> bytes:
        """Return the file. The same input gives the same bytes."""
        return self._stamp.edited(self._texts | {self.part(sheet): part.content() for sheet, part in self._parts.items()})

    def _content(self, name: str) -> bytes:
        return self._texts.get(name) or self._stamp.parts.parts.get(name, b"")

    def _sheet(self, sheet: str) -> _Part:
        if sheet not in self._parts:
            name = self.part(sheet)
            self._parts[sheet] = _Part(self._content(name), name in self._texts)
        return self._parts[sheet]

    def _type(self, sheet: str, cell: str, value: Typed | None, mark: Mark, size: str | None = None) -> None:
        """Write into a cell; the row of a text of that font size grows to show it whole, other answers fit."""
        part, content = self._sheet(sheet), _content(value)
        part.write(cell, value, None if _as_drawn(mark, content) else self._styles[part.style(cell), mark, content])
        if size and isinstance(value, str):
            part.fit(cell, value, size)


def _content(value: Typed | None) -> Content:
    match value:
        case str():
            # Marked as text, so that editing the cell makes no formula of it. A tab counts too: some programs drop it when
            # the cell is edited, and read what follows.
            return "like a formula" if value.startswith((*FORMULA_STARTS, "\t")) else "plain"
        case bool() | None:
            return "plain"
        case _:
            return "number"


def cells_of(slot: Slot) -> list[str]:
    """Return every cell of an answer: the first holds it, the others are merged with it."""
    columns = range(column_number(slot.column), column_number(slot.last) + 1)
    return [address(slot.row, column) for column in columns]
