"""Where the rows and cells of a sheet's part begin and end, for edits that leave every byte between as it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from dgmm_excel.xlsx.a1 import MAX_ROW, Position, address, column_letters, position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.markup import OpenElements, parse
from dgmm_excel.xlsx.repeated import repeated
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
            end = self._xml.index(b">", close) + 1
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
#: The rows of a sheet as Excel, LibreOffice, openpyxl and XlsxWriter write them: each cell begins with its position.
_PLAIN_ROWS = re.compile(
    rb'(?:<row(?![^<>]* r="(?![1-9][0-9]{0,5}"))' + _ATTRIBUTES + rb"(?: ?/>|>(?:" + _PLAIN_CELL.pattern + rb")*+</row>))*+")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_OPEN, _CLOSE, _CELL_CLOSE = b"<sheetData>", b"</sheetData>", b"</c>"


def _plain(xml: bytes, part: str, cells: Collection[Position], rows: Collection[int]) -> Outline | None:
    """Return the outline of a part in the plain spelling; None for any other, and where a cell or a row is missing.

    A pattern then checks the rows, many times faster than a parser that calls Python for each cell; all else is parsed.
    """
    inner, close = xml.find(_OPEN) + len(_OPEN), xml.find(_CLOSE)
    if not len(_OPEN) <= inner <= close or not _PLAIN_ROWS.fullmatch(xml, inner, close):
        return None
    frame = xml[:inner] + xml[close:]
    if b"<!" in frame or frame.count(b"<?") > 1:
        return None
    found = _plain_cells(xml, cells, inner, close)
    parse(expat.ParserCreate(), xml, part)
    outline = copy((_framed if len(frame) <= _LONGEST_FRAME else _framed.__wrapped__)(frame, part))
    outline.row_breaks = outline.row_breaks.moved(inner, close - inner)
    outline.cells = {(cell.row, cell.column): cell for cell in found}
    outline.rows = {row.number: row for row in _plain_rows(xml, rows, inner, close)}
    return outline if len(outline.cells) == len(cells) and len(outline.rows) == len(rows) else None


@lru_cache(maxsize=32)  # what stands around the rows is the same in most returns of a round
def _framed(frame: bytes, part: str) -> Outline:
    """Return the outline of a part without its rows."""
    outline = Outline(frame, part)
    parse(outline.parser, frame, part)
    return outline


def _plain_cells(xml: bytes, cells: Collection[Position], first: int, last: int) -> list[PlainCell]:
    """Return those of the cells that plain rows have; none for a position that is there more than once."""
    asked = {address(*cell).encode(): cell for cell in cells}
    columns = "|".join(sorted({column_letters(column) for _, column in cells})).encode()
    tags = re.compile(rb'<c r="((?:' + columns + rb')[1-9][0-9]*+)"[^<>]*+>')
    found: dict[Position, list[PlainCell]] = {}
    for tag in tags.finditer(xml, first, last):
        cell = asked.get(tag[1])
        if cell is not None:
            end = tag.end() if tag[0].endswith(b"/>") else xml.index(_CELL_CLOSE, tag.end()) + len(_CELL_CLOSE)
            found.setdefault(cell, []).append(PlainCell(*cell, tag.start(), end))
    return [places[0] for places in found.values() if len(places) == 1]


@repeated(most=4_096, longest=SHORT_CELL)
def _plain_spelling(cell: bytes) -> Spelling:
    found = _PLAIN_CELL.fullmatch(cell)
    assert found is not None, "the rows were matched as a whole"
    return Spelling((("r", found[1].decode()), *_ATTRIBUTE.findall(found[2].decode())), found[3] or b"")


def _plain_rows(xml: bytes, numbers: Collection[int], first: int, last: int) -> list[Row]:
    """Return the start tags of those of the plain rows that have these numbers, without the rest; none for a number that
    stands there more than once.
    """
    asked = b"|".join(b"%d" % number for number in numbers)
    tags = re.compile(rb'<row(?=[^<>]* r="(' + asked + rb')")' + _ATTRIBUTES + rb" ?/?>") if asked else None
    found: dict[int, list[Row]] = {}
    for tag in tags.finditer(xml, first, last) if tags else ():
        row = Row(int(tag[1]), *tag.span(), attributes=dict(_ATTRIBUTE.findall(tag[2].decode())))
        found.setdefault(row.number, []).append(row)
    return [rows[0] for rows in found.values() if len(rows) == 1]
