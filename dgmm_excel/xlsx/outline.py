"""Where the rows and cells of a sheet's part begin and end, for edits that leave every byte between as it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from dgmm_excel.xlsx.a1 import MAX_ROW, Position, address, position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.markup import OpenElements, check_tags, parse
from dgmm_excel.xlsx.repeated import Kept, repeated
from dgmm_excel.xlsx.row_breaks import RowBreaks

#: The longest cell of which it is kept how it is spelled, and the longest part, without its rows, that is kept, in bytes.
SHORT_CELL, _LONGEST_FRAME = 256, 65_536
_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")


class Spelling(NamedTuple):
    """What a cell has besides its value: its attributes, and its formula and extension list as they stand in the part."""

    attributes: tuple[tuple[str, str], ...]
    formula: bytes = b""
    extension: bytes = b""


@dataclass
class Cell:
    """A cell's position in the part, `start` to `end` with its tags, as the parser found it."""

    row: int
    column: int
    start: int
    end: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    kept: list[tuple[str, int, int]] = field(default_factory=list)  # formula and extension list

    def spelling(self, xml: bytes) -> Spelling:
        """Return how the part spells the cell."""
        formula = b"".join(xml[start:end] for name, start, end in self.kept if name == "f")
        extension = b"".join(xml[start:end] for name, start, end in self.kept if name != "f")
        return Spelling(tuple(self.attributes.items()), formula, extension)


class PlainCell(NamedTuple):
    """The same of a cell in the plain spelling."""

    row: int
    column: int
    start: int
    end: int

    def spelling(self, xml: bytes) -> Spelling:
        """Return how the part spells the cell."""
        return _plain_spelling(xml[self.start:self.end])


@dataclass
class Row:
    """A row's number and its position in the part: its start tag ends at `inner`, its end tag begins at `close`."""

    number: int
    start: int
    inner: int
    close: int = 0
    end: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)


class Outline:
    """The positions of a sheet's rows, cells and page breaks, taken from expat whatever prefix its tags have.

    Rows and cells need not state their position; they then follow the one before. An inserted one never shifts them: it goes to
    a free position, and those after it must state theirs.
    """

    def __init__(self, xml: bytes, part: str) -> None:
        """Take the part that `parser` will be fed with."""
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.rows: dict[int, Row] = {}
        self.cells: dict[Position, Cell | PlainCell] = {}
        self.prefix = ""
        self.data_start = self.data_inner = self.data_close = self.data_end = -1
        self.dimension: tuple[int, int] | None = None
        self.column_styles: list[tuple[int, int, str]] = []
        self.row_breaks = RowBreaks()
        self._xml = xml
        self._part = part
        self._open_elements = OpenElements(part)
        #: Where the tag of each open element begins and ends, and its attributes; of those not looked at only where it begins.
        self._open: list[tuple[int, int, dict[str, str]]] = []
        self._row: Row | None = None
        self._cell: Cell | None = None
        self._number = self._column = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self.parser.CurrentByteIndex
        place = self._open_elements.enter(name)
        if not place or (len(place) > 1 and place[0] not in ("sheetData", "cols", "rowBreaks")):
            self._open.append((start, start, {}))
            return
        tag = _TAG.match(self._xml, start)
        if tag is None:
            raise UnreadableBook("damaged", f"{self._part}: a tag that cannot be read")
        self._open.append((start, tag.end(), attributes))
        if place == ["sheetData"] and self.data_inner < 0:
            self.data_start, self.data_inner = start, tag.end()
            self.prefix = name[:-len("sheetData")]
        elif place == ["dimension"]:
            self.dimension = start, tag.end()
        elif place == ["cols", "col"] and attributes.get("style"):
            first, last = self._whole(attributes.get("min")), self._whole(attributes.get("max"))
            self.column_styles.append((first, last, attributes["style"]))
        elif place == ["sheetData", "row"] and self.data_end < 0:
            self._start_row(start, tag.end(), attributes)
        elif place == ["sheetData", "row", "c"] and self._row is not None:
            self._start_cell(start, attributes)
        elif place[0] == "sheetData" and len(place) in (2, 3) and place[-1] not in ("row", "c", "extLst"):
            # such as alternative contents, in which the same cell could occur twice
            raise UnreadableBook("damaged", f"{self._part} has a “{name[:20]}” among its cells")

    def _whole(self, number: str | None) -> int:
        if number is None or not (number.isascii() and number.isdigit() and 0 < int(number[:8]) <= MAX_ROW):
            raise UnreadableBook("damaged", f"{self._part} has a row or column “{(number or '')[:20]}”")
        return int(number)

    def _start_row(self, start: int, inner: int, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        self._number, self._column = self._whole(given) if given else self._number + 1, 0
        self._row = Row(self._number, start, inner, attributes=attributes)
        self.rows.setdefault(self._number, self._row)

    def _start_cell(self, start: int, attributes: dict[str, str]) -> None:
        assert self._row is not None
        given = attributes.get("r")
        place = position(given) if given is not None else (self._row.number, self._column + 1)
        if place is None:
            raise UnreadableBook("damaged", f"{self._part} has a cell “{(given or '')[:20]}”")
        self._column = place[1]
        self._cell = Cell(*place, start, attributes=attributes)
        self._row.cells.append(self._cell)
        self.cells[place] = self._cell

    def _end(self, name: str) -> None:
        close = self.parser.CurrentByteIndex
        place = self._open_elements.leave()
        start, inner, attributes = self._open.pop()
        if self._xml[inner - 2:inner] == b"/>":
            close = end = inner
        else:
            end = self._xml.find(b">", close) + 1  # none follows where the root is an empty tag
        if len(place) == 1:
            self.row_breaks.note_child(place[0], start, end, attributes)
        elif place == ["rowBreaks", "brk"]:
            self.row_breaks.note_break(attributes, self._xml[start:end])
        if place == ["sheetData"] and self.data_end < 0:
            self.data_close, self.data_end = close, end
        elif place == ["sheetData", "row"] and self._row is not None:
            self._row.close, self._row.end, self._row = close, end, None
        elif place == ["sheetData", "row", "c"] and self._cell is not None:
            self._cell.end, self._cell = end, None
        elif self._cell is not None and len(place) == 4 and place[3] in ("f", "extLst"):
            self._cell.kept.append((place[3], start, end))


def outlined(xml: bytes, part: str, cells: Collection[Position], rows: Collection[int] = ()) -> Outline:
    """Return the outline of a sheet's part; where it is spelled plainly and has all of `cells` and `rows`, only these of it.

    Raises UnreadableBook `damaged`, `unsafe_xml` or `too_large`, as parsing it does.
    """
    found = _plain(xml, part, cells, rows)
    if found is None:
        found = Outline(xml, part)
        parse(found.parser, xml, part)
    if found.data_inner < 0:
        raise UnreadableBook("damaged", f"{part} has no sheetData")
    return found


# -- the plain spelling ----------------------------------------------------------------------------

_ATTRIBUTES = rb'((?: [\w:]++="[^"<>&]*+")*+)'
#: What a cell holds in the plain spelling: a formula, then a value.
_CONTENT = (
    rb"(<f" + _ATTRIBUTES + rb"(?:/>|>[^<]*+</f>))?+"
    rb'(?:<v(?: xml:space="preserve")?+>[^<]*+</v>|<v/>|<is><t(?: xml:space="preserve")?+>[^<]*+</t></is>)?+'
)
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,2}[1-9][0-9]{0,5})"' + _ATTRIBUTES + rb"(?: ?/>|>" + _CONTENT + rb"</c>)")
_ROW_TAG = re.compile(rb'<row(?=[^<>]* r="([1-9][0-9]{0,5})")' + _ATTRIBUTES + rb" ?/?>")
_CELL_OF_ROW = re.compile(rb'<c r="([A-Z]++)([0-9]++)"')
#: Rows as Excel, LibreOffice, openpyxl and XlsxWriter write them, up to an end tag: those without cells, then perhaps one whose
#: cells each begin with their position.
_PLAIN_ROWS = re.compile(
    rb"(?:<row" + _ATTRIBUTES + rb" ?/>)*+(?P<last><row" + _ATTRIBUTES + rb">(?:" + _PLAIN_CELL.pattern + rb")*+)?+")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_OPEN, _CLOSE, _ROW_CLOSE, _CELL_CLOSE = b"<sheetData>", b"</sheetData>", b"</row>", b"</c>"
#: The most bytes of rows that are kept with what is known of them, and about how many that takes.
_MOST_KEPT, _OF_ROWS = 1024 * 1024, 300


class _PlainRows(NamedTuple):
    """Rows up to an end tag: the number of each and where it begins; whether the last one has content, which the tag ends."""

    rows: tuple[tuple[int, int], ...]
    is_open: bool


def _plain_rows(xml: bytes) -> _PlainRows | None:
    """Return what is known of rows that are well-formed and spelled plainly, with their numbers, and with no cell of another
    row or twice; None for any others.
    """
    found = _PLAIN_ROWS.fullmatch(xml)
    if found is None:
        return None
    rows = tuple((int(tag[1]), tag.start()) for tag in _ROW_TAG.finditer(xml))
    cells, is_open = _CELL_OF_ROW.findall(xml), found["last"] is not None
    if len(rows) != xml.count(b"<row") or any(int(row) != rows[-1][0] for _, row in cells) or len(set(cells)) != len(cells):
        return None
    try:
        parse(expat.ParserCreate(), b"<rows>" + xml + (_ROW_CLOSE if is_open else b"") + b"</rows>", "rows")
    except UnreadableBook:
        return None
    return _PlainRows(rows, is_open)


#: What is known of rows, by their bytes: the sheets of a round differ in few of them, which a parser then needs not see.
_KNOWN = Kept(_plain_rows, lambda xml, _: len(xml) + _OF_ROWS, _MOST_KEPT)


def _plain(xml: bytes, part: str, cells: Collection[Position], rows: Collection[int]) -> Outline | None:
    """Return the outline of a part in the plain spelling; None for any other, and where a cell or a row is missing.

    A pattern then checks the rows, many times faster than a parser that calls Python for each cell; all else is parsed.
    """
    inner, close = xml.find(_OPEN) + len(_OPEN), xml.find(_CLOSE)
    places = _row_places(xml, inner, close) if len(_OPEN) <= inner <= close else None
    if places is None:
        return None
    frame = xml[:inner] + xml[close:]
    if b"<!" in frame or b"<?" in frame.removeprefix(b"<?xml "):
        return None
    check_tags(part, xml)
    outline = copy((_framed if len(frame) <= _LONGEST_FRAME else _framed.__wrapped__)(frame, part))
    outline.row_breaks = outline.row_breaks.moved(inner, close - inner)
    outline.cells = {cell: found for cell in cells if (found := _plain_cell(xml, cell, places)) is not None}
    outline.rows = {number: _plain_row(xml, number, places[number][0]) for number in rows if number in places}
    return outline if len(outline.cells) == len(cells) and len(outline.rows) == len(rows) else None


def _row_places(xml: bytes, first: int, last: int) -> Mapping[int, tuple[int, int]] | None:
    """Return where each row begins, and where what is known with it ends; None if not all are plain, or one is there twice."""
    places: dict[int, tuple[int, int]] = {}
    count = 0
    pieces = xml[first:last].split(_ROW_CLOSE)
    for left, piece in enumerate(pieces, start=1 - len(pieces)):
        known, end = _KNOWN[piece], first + len(piece)
        if known is None or known.is_open != (left < 0):
            return None
        for number, start in known.rows:
            places[number] = first + start, end
        count += len(known.rows)
        first = end + len(_ROW_CLOSE)
    return places if len(places) == count else None


@lru_cache(maxsize=32)  # what stands around the rows is the same in most returns of a round
def _framed(frame: bytes, part: str) -> Outline:
    """Return the outline of a part without its rows."""
    outline = Outline(frame, part)
    parse(outline.parser, frame, part)
    return outline


def _plain_cell(xml: bytes, cell: Position, places: Mapping[int, tuple[int, int]]) -> PlainCell | None:
    """Return a cell if the plain rows have it."""
    start = xml.find(b'<c r="%s"' % address(*cell).encode(), *places.get(cell[0], (0, 0)))
    if start < 0:
        return None
    inner = xml.index(b">", start) + 1
    return PlainCell(*cell, start, inner if xml[inner - 2:inner] == b"/>" else xml.index(_CELL_CLOSE, inner) + len(_CELL_CLOSE))


def _plain_row(xml: bytes, number: int, start: int) -> Row:
    """Return the start tag of a plain row, without the rest."""
    tag = _ROW_TAG.match(xml, start)
    assert tag is not None, "the rows were matched as a whole"
    return Row(number, *tag.span(), attributes=dict(_ATTRIBUTE.findall(tag[2].decode())))


@repeated(most=4_096, longest=SHORT_CELL)
def _plain_spelling(cell: bytes) -> Spelling:
    found = _PLAIN_CELL.fullmatch(cell)
    assert found is not None, "the rows were matched as a whole"
    return Spelling((("r", found[1].decode()), *_ATTRIBUTE.findall(found[2].decode())), found[3] or b"")
