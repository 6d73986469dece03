"""Where the rows and cells of a sheet's part begin and end, for edits that leave every byte between as it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from xml.parsers import expat

from dgmm_excel.xlsx.a1 import MAX_ROW, Position, address, position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.markup import OpenElements, parse
from dgmm_excel.xlsx.row_breaks import RowBreaks

_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")


@dataclass
class Cell:
    """A cell's position in the part: `start` to `end` with its tags, `inner` where the start tag ends."""

    row: int
    column: int
    start: int
    inner: int
    end: int = 0
    attributes: dict[str, str] = field(default_factory=dict)
    kept: list[tuple[str, int, int]] = field(default_factory=list)  # formula and extension list


@dataclass
class Row:
    """A row's number and its position in the part, as of a cell; `close` is where its end tag begins."""

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
        self.cells: dict[tuple[int, int], Cell] = {}
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
            self._start_cell(start, tag.end(), attributes)
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

    def _start_cell(self, start: int, inner: int, attributes: dict[str, str]) -> None:
        assert self._row is not None
        given = attributes.get("r")
        place = position(given) if given is not None else (self._row.number, self._column + 1)
        if place is None:
            raise UnreadableBook("damaged", f"{self._part} has a cell “{(given or '')[:20]}”")
        self._column = place[1]
        self._cell = Cell(*place, start, inner, attributes=attributes)
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
_PLAIN_START = re.compile(rb'<c r="([A-Z]{1,2}[1-9][0-9]{0,5})"')
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"


def _plain(xml: bytes, part: str, cells: Collection[Position], rows: Collection[int]) -> Outline | None:
    """Return the outline of a part in the plain spelling; None for any other, and where a cell or a row is missing.

    A pattern then checks the rows, many times faster than a parser that calls Python for each cell; all else is parsed.
    """
    inner, close = xml.find(_OPEN) + len(_OPEN), xml.find(_CLOSE)
    if not len(_OPEN) <= inner <= close or b"<!" in xml or xml.count(b"<?") > 1 or not _PLAIN_ROWS.fullmatch(xml, inner, close):
        return None
    found = _plain_cells(xml, cells, inner, close)
    parse(expat.ParserCreate(), xml, part)
    frame = xml[:inner] + xml[close:]
    outline = Outline(frame, part)
    parse(outline.parser, frame, part)
    outline.row_breaks.move(inner, close - inner)
    outline.cells = {(cell.row, cell.column): cell for cell in found}
    outline.rows = {row.number: row for row in _plain_rows(xml, rows, inner, close)}
    return outline if len(outline.cells) == len(cells) and len(outline.rows) == len(rows) else None


def _plain_cells(xml: bytes, cells: Collection[Position], first: int, last: int) -> list[Cell]:
    """Return those of the cells that plain rows have; none for a position that is there more than once."""
    asked = {address(*cell).encode(): cell for cell in cells}
    starts: dict[Position, list[int]] = {}
    for tag in _PLAIN_START.finditer(xml, first, last):
        if tag[1] in asked:
            starts.setdefault(asked[tag[1]], []).append(tag.start())
    return [_plain_cell(xml, cell, places[0]) for cell, places in starts.items() if len(places) == 1]


def _plain_cell(xml: bytes, cell: Position, start: int) -> Cell:
    """Return a cell of plain rows that starts there."""
    found = _PLAIN_CELL.match(xml, start)
    assert found is not None, "the rows were matched as a whole"
    attributes = {"r": found[1].decode()} | dict(_ATTRIBUTE.findall(found[2].decode()))
    inner = found.end(2) + 1 if xml[found.end(2):found.end(2) + 1] == b">" else found.end()
    kept = [("f", *found.span(3))] if found[3] else []
    return Cell(*cell, start, inner, found.end(), attributes, kept)


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
