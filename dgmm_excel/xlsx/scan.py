"""Prepare a sheet's XML for calamine, and find what calamine does not report: error cells, formulas, uncached formulas.

calamine (0.9.1) is fast but trusting. It aborts the process on cells far out, reads an index like `-1` as the first shared
text, drops CDATA, refuses errors that it does not know, and gives `""` for a blank and for an error alike. So it only ever sees
sheets in a *plain* spelling, the one that Excel, LibreOffice, openpyxl and XlsxWriter write, which one regular expression can
verify. A sheet spelled otherwise (prefixed tags, cells without a position, UTF-16, comments, far cells that may turn out to be
blank) is read by expat and rewritten plainly, with its used cells alone.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple
from xml.parsers import expat

from dgmm_excel.xlsx.a1 import Position, address, position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.grid import UNREADABLE, Run
from dgmm_excel.xlsx.markup import MAIN, MAX_TAGS, OpenElements, escaped, parse
from dgmm_excel.xlsx.rich_text import RunReader

#: How far a sheet is read: a used cell further down or to the right, or one that makes the used area larger (in cells), is
#: left unread, since every cell before it would take memory. Excel's own limits are in `a1`.
LAST_ROW_READ, LAST_COLUMN_READ, MAX_AREA_READ = 20_000, 512, 5_000_000

#: The first serial number after 31 December 9999; such a number, or a negative one, is no date whatever its format.
_DATES_END = 2_958_466

#: The name given to elements of other formats.
_FOREIGN = "?"

#: The errors that calamine knows.
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"})

# Columns to RZ and four digits of row: fewer than MAX_AREA_READ cells at most, so plain sheets need no other limit.
_PLACE = rb'r="([A-R]?[A-Z][1-9][0-9]{0,3})"'
_ORDINARY = (
    rb'r="[A-R]?[A-Z][1-9][0-9]{0,3}+"(?: s="[0-9]++")?+'
    rb'(?>/>| t="s"><v>[0-9]{1,9}+</v></c>|><v>[-.0-9][^<]*+</v></c>'
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>[^<]*+</t></is></c>'
    rb'|(?: t="n")?(?:/>|></c>|><v>[-.0-9][^<]*</v></c>)'
    rb'| t="str"(?:/>|></c>|><v>[^<]*</v></c>)| t="b"><v>[01]</v></c>'
    rb'| />| t="s" s="[0-9]+"><v>[0-9]{1,9}</v></c>)'
)
_FORMULA = rb'(?><f>|<f(?! [^>]*array)[^>]*+>)(?>[^<]*+</f>)?+<v>'
_COMPUTED = (
    _PLACE + rb'(?: s="[0-9]++")?+'
    rb'(?> t="str">' + _FORMULA + rb'(?:(</v>)|[^<]++</v>)|(?: t="n")?>' + _FORMULA + rb'[-.0-9][^<]*+</v>)</c>'
)
_MARKED = (
    _PLACE + rb'((?: [a-z]{1,2}="\w*+")*+)>'
    rb'(?:(<f[^>]*>)(?:[^<]*</f>)?)?(<v(?: xml:space="preserve")?>[^<]*</v>|<v ?/>)?</c>'
)
# Finds each cell that is not ordinary: a formula with its value (a group for its position, one that matches if the value is an
# empty text), any other known spelling (four groups), or an unknown one (the last, empty branch: no group).
_CELL = re.compile(rb"<c[^/a-zA-Z](?!" + _ORDINARY + rb")(?:" + _COMPUTED + rb"|" + _MARKED + rb"|)")
# Rows behind LAST_ROW_READ whose cells all state their position, up to the end of the cells.
_FAR = (
    rb"(?:2000[1-9]|200[1-9][0-9]|20[1-9][0-9]{2}|2[1-9][0-9]{3}|[3-9][0-9]{4}|[1-9][0-9]{5}"
    rb'|10[0-3][0-9]{4}|104[0-7][0-9]{3}|1048[0-4][0-9]{2}|10485[0-6][0-9]|104857[0-6])"'
)
_FAR_CELL = rb'<c r="(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])' + _FAR + rb"[^<>/]*+"
_FAR_ROW = re.compile(rb'<row (?:(?!r=)[\w:]++="[^"<>]*+" )*+r="' + _FAR)
_FAR_ROWS = re.compile(
    rb'(?:<row(?: [\w:]++="[^"<>]*+")*+ ?(?:/>|>(?:' + _FAR_CELL + rb"(?:/>|>"
    rb"(?:[^<]++|<(?!/?(?:c|row|sheetData)[ />]))*+</c>))*+</row>))++(?=</sheetData>)"
)
_USED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>/]*+>(?!</c>)')
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_ARRAY = re.compile(rb'<f(?= [^>]*\bt="array")[^>]* ref="([A-Z0-9:]+)"')
_TYPE = re.compile(rb' t="(\w*)"')
_LONGEST_REFERENCE = 20
_INDEX = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass
class Marks:
    """What a sheet holds besides values, by (row, column) from 1; `beyond` is the first cell too far out to be read, `nowhere`
    the first reference of a used cell to a place that no sheet has, `room` how
    many cells array formulas may still fill: each has a tag of its own, whatever a formula declares. `runs`: the texts of cells
    that have a marked run, each with the number of its cell's format.
    """

    errors: dict[Position, str] = field(default_factory=dict)
    formulas: set[Position] = field(default_factory=set)
    uncached: set[Position] = field(default_factory=set)
    empty_texts: set[Position] = field(default_factory=set)
    beyond: Position | None = None
    nowhere: str = ""
    room: int = 0
    runs: dict[Position, tuple[bytes, tuple[Run, ...]]] = field(default_factory=dict)

    def add_formula(self, cell: Position, array: str) -> None:
        """Mark a formula's cell, and those of the area that it fills with its values."""
        self.formulas.add(cell)
        first, _, last = array.partition(":")
        start, end = position(first), position(last or first)
        if start and end:
            self.room -= max(0, end[0] - start[0] + 1) * max(0, end[1] - start[1] + 1)
            if self.room >= 0:
                self.formulas.update(product(range(start[0], end[0] + 1), range(start[1], end[1] + 1)))

    def add(self, cell: Position, attributes: bytes, formula: bytes, value: bytes) -> bool:
        """Mark a plain cell by the content of its tags; return False if calamine must not read it."""
        type_ = _TYPE.search(attributes)
        kind = type_[1] if type_ else b"n"
        content = value[value.find(b">") + 1:-4]
        if formula:
            array = _ARRAY.match(formula)
            self.add_formula(cell, array[1].decode() if array else "")
        if kind == b"e":
            self.errors[cell] = content.decode("utf-8", "replace")
            return self.errors[cell] in ERRORS
        if content:
            return kind in (b"b", b"str") or (kind == b"n" and content[:1] in b"-.0123456789")
        if formula:
            # an empty text is a value only if the cell's type is text
            (self.empty_texts if value and kind == b"str" else self.uncached).add(cell)
        return kind != b"s"


class Parted(NamedTuple):
    """A sheet in three parts: its cells are `<sheetData>` with its tags."""

    head: bytes
    cells: bytes
    tail: bytes

    @property
    def around(self) -> bytes:
        """The sheet without its cells."""
        return self.head + b"<sheetData/>" + self.tail


def parted(xml: bytes) -> Parted | None:
    """Part a sheet whose `<sheetData>` is spelled plainly, before its first start tag and behind its last end tag."""
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if start < 0 or end < start:
        head, tag, tail = xml.partition(b"<sheetData/>")
        return Parted(head, b"<sheetData></sheetData>", tail) if tag and start == end == -1 else None
    return Parted(xml[:start], xml[start:end + 12], xml[end + 12:]) if xml.find(b"</sheetData>", 0, start) < 0 else None


def plain_cells(xml: bytes) -> bytes | None:
    """Return the sheet's `<sheetData>` if it may be plain; None if it must be rewritten."""
    parts = parted(xml)
    if parts is None or parts.cells.count(b"</sheetData>") > 1:  # calamine stops at the first of them
        return None
    return None if b":c" in parts.cells and _PREFIXED_CELL.search(parts.cells) else parts.cells  # it takes any prefix for none


class Near(NamedTuple):
    """A sheet without its rows behind LAST_ROW_READ, and the first used cell in those."""

    xml: bytes
    beyond: Position | None


def near(xml: bytes) -> Near:
    """Remove the rows that are too far down, if these are plain and come last: there may be a million."""
    first = _FAR_ROW.search(xml)
    rest = _FAR_ROWS.match(xml, first.start()) if first else None
    if first is None or rest is None:
        return Near(xml, None)
    used = _USED.search(xml, first.start(), rest.end())
    return Near(xml[:first.start()] + xml[rest.end():], position(used[1].decode()) if used else None)


def plain_marks(cells: bytes) -> Marks | None:
    """Return the marks of a plain sheet; None if a cell is spelled in any other way, and the sheet must be rewritten."""
    count = cells.count(b"<c")
    if count > MAX_TAGS:
        return None  # each cell that is not ordinary takes a tuple of memory
    found = _CELL.findall(cells)
    marks = Marks(
        formulas={POSITIONS[cell[0]] for cell in found if cell[0]},
        empty_texts={POSITIONS[cell[0]] for cell in found if cell[1]},
        room=count,
    )
    for computed, _, place, attributes, formula, value in found:
        if not computed and not (place and marks.add(POSITIONS[place], attributes, formula, value)):
            return None
    return marks


class _Positions(dict[bytes, Position]):
    """Plain references and their positions, cached: the forms of a round have their formulas in the same cells."""

    def __missing__(self, reference: bytes) -> Position:
        cell = position(reference.decode())
        assert cell is not None
        if len(self) < 100_000:
            self[reference] = cell
        return cell


POSITIONS = _Positions()


def rewritten(xml: bytes, part: str, texts: int) -> tuple[bytes, Marks]:
    """Return the sheet's used cells in plain spelling, and its marks; a cell that no program can read, as one with a text that
    is none of the `texts` shared ones, is an error cell, and one at a position that no sheet has is left out. Raises
    UnreadableBook `damaged`.
    """
    rewriter = _Rewriter(part, Marks(room=xml.count(b"<")), texts)
    parse(rewriter.parser, xml, part)
    return rewriter.finished(), rewriter.marks


class _Rewriter:
    """Reads the cells of a sheet with expat, whatever prefix and spelling they have; elements of other formats are skipped."""

    def __init__(self, part: str, marks: Marks, texts: int) -> None:
        self.marks, self._texts = marks, texts
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._part = part
        self._open_elements = OpenElements(part)
        self._row = self._column = 0
        self._nowhere = ""
        self._last_row = self._last_column = 0
        self._cells: list[str] = []
        self._attributes: dict[str, str] = {}
        self._children: dict[str, str] = {}
        self._formula: dict[str, str] = {}
        self._runs: RunReader | None = None
        #: Whether the cell has two values, or one with elements in it: programs differ in what they read.
        self._ambiguous = False

    def finished(self) -> bytes:
        return f"<sheetData>{''.join(self._cells)}</sheetData>".encode()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, name = name.rpartition(" ")
        place = self._open_elements.enter(name if not space or space in MAIN else _FOREIGN)
        if place == ["sheetData", "row"]:
            self._row, self._column = self._number(attributes.get("r")), 0
        elif place == ["sheetData", "row", "c"]:
            self._nowhere = ""
            self._place(attributes.get("r"))
            self._attributes, self._children, self._formula, self._runs = attributes, {}, {}, None
            self._ambiguous = False
        elif place[:3] == ["sheetData", "row", "c"] and len(place) == 4 and name in ("f", "v", "is"):
            self._ambiguous = self._ambiguous or name in self._children
            self._children[name] = ""
            if name == "f":
                self._formula = attributes
        elif place[3:4] == ["v"]:
            self._ambiguous = True
        elif place[3:4] == ["is"]:
            self._runs = self._runs or RunReader()
            self._runs.start(name, attributes)

    def _number(self, row: str | None) -> int:
        if row is None:
            return self._row + 1
        if not row.isascii() or not row.isdigit() or not int(row[:8]):
            raise UnreadableBook("damaged", f"{self._part} has a row “{row[:20]}”")
        return int(row[:8])

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        place = position(reference)
        if place is None:
            self._nowhere = reference[:_LONGEST_REFERENCE] or "?"
            self._column += 1
        else:
            self._row, self._column = place

    def _text(self, text: str) -> None:
        place = self._open_elements.place
        if place[:3] != ["sheetData", "row", "c"]:
            return
        if place[3:] in (["f"], ["v"]):
            self._children[place[3]] += text
        elif place[3:4] == ["is"] and self._open_elements.name == "t" and "rPh" not in place:
            self._children["is"] += text
            if self._runs:
                self._runs.text(text)

    def _end(self, name: str) -> None:
        if self._open_elements.leave() == ["sheetData", "row", "c"]:
            self._cell()

    def _cell(self) -> None:
        if not self._children:
            return
        if self._nowhere:
            self.marks.nowhere = self.marks.nowhere or self._nowhere
            return
        cell = self._row, self._column
        last_row, last_column = max(self._last_row, self._row), max(self._last_column, self._column)
        if last_row > LAST_ROW_READ or last_column > LAST_COLUMN_READ or last_row * last_column > MAX_AREA_READ:
            self.marks.beyond = self.marks.beyond or cell
            return
        self._last_row, self._last_column = last_row, last_column
        kind = self._attributes.get("t", "n")
        value = self._children.get("v")
        if kind == "inlineStr" or (value is None and "is" in self._children):
            kind, value = "str", self._children.get("is", value)
        if kind == "e":
            self.marks.errors[cell] = (value or "").strip() or "#N/A"
        if "f" in self._children:
            self._mark_formula(cell, kind, value)
        if value is not None:
            spelled = None if self._ambiguous else self._spelled(kind, value)
            if spelled is None:
                self.marks.errors[cell] = UNREADABLE
                spelled = "", "e", "#N/A"
            style, kind, value = spelled
            self._cells.append(f'<c r="{address(*cell)}"{style or self._unread_style()} t="{kind}"><v>{value}</v></c>')
            if self._runs and self._runs.is_marked:
                self.marks.runs[cell] = self._attributes.get("s", "").encode(), self._runs.runs

    def _unread_style(self) -> str:
        """Return the cell's format as an attribute that calamine does not know: it would see a date."""
        style = self._attributes.get("s", "")
        return f' format="{style}"' if style.isascii() and style.isdigit() else ""

    def _mark_formula(self, cell: Position, kind: str, value: str | None) -> None:
        self.marks.add_formula(cell, self._formula.get("ref", "") if self._formula.get("t") == "array" else "")
        if not value and kind != "e":
            (self.marks.empty_texts if value is not None and kind == "str" else self.marks.uncached).add(cell)

    def _spelled(self, kind: str, value: str) -> tuple[str, str, str] | None:
        """Return the style attribute, type and value of a cell, as calamine reads them correctly; None if they say nothing."""
        if kind == "str":
            return "", "str", escaped(value).replace("\r", "&#13;")
        if not value.strip():
            return None if kind == "s" and value else ("", "str", "")
        value = value.strip()
        if kind == "n":
            return self._spelled_number(value)
        if kind == "e":
            return "", "e", "#N/A"  # the error itself is among the marks
        if kind == "b" and value in ("1", "0", "true", "false"):
            return "", "b", "1" if value in ("1", "true") else "0"
        if (kind == "s" and _INDEX.fullmatch(value) and int(value) < self._texts) or kind == "d":
            return "", kind, escaped(value)
        return None

    def _spelled_number(self, value: str) -> tuple[str, str, str]:
        if not _NUMBER.fullmatch(value) or not math.isfinite(float(value)):
            return "", "str", escaped(value)
        style = self._attributes.get("s", "")
        is_date = style.isascii() and style.isdigit() and 0 <= float(value) < _DATES_END
        return f' s="{style}"' if is_date else "", "n", value
