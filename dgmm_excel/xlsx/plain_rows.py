"""The rows of a sheet, read where they are spelled as programs write them; a row that was read before is known by its bytes.

The returns of a round differ in few rows, so that reading one costs little more than what is new in it. Whatever is spelled in
any other way, or may be a date, is left to calamine (see `scan`), and means the same there as here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache, partial
from itertools import chain, pairwise
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.grid import TAG, Look, Value
from dgmm_excel.xlsx.hidden import Hidden, hidden
from dgmm_excel.xlsx.looks import looks_of
from dgmm_excel.xlsx.repeated import Kept, repeated
from dgmm_excel.xlsx.rich_text import marked_texts
from dgmm_excel.xlsx.scan import ERRORS, POSITIONS
from dgmm_excel.xlsx.styles import cells_with, styles_of

_ATTRIBUTES = rb'(?: [\w:]++="[^"<>]*+")*+'
_EMPTY = re.compile(rb"(?:<row" + _ATTRIBUTES + rb" ?/>)*+")
_ROW = re.compile(_EMPTY.pattern + rb"<row" + _ATTRIBUTES + rb" ?>")
_PLACE = rb'[A-R]?[A-Z][1-9][0-9]{0,3}+'
_BLANKS = re.compile(rb'(?:<c r="' + _PLACE + rb'"(?: s="[0-9]{1,5}+")?+(?: t="(?:n|str)")?+ ?+/>)*+')
# Behind blank cells: position, format, type, format if it comes behind; a formula's tag, the tag of a value and the value; or a
# text inline.
_CELL = re.compile(
    _BLANKS.pattern + rb'<c r="(' + _PLACE + rb')"(?: s="([0-9]{1,5}+)")?+(?: t="(\w++)")?+(?(2)|(?: s="([0-9]{1,5}+)")?+)>'
    rb"(?:(<f(?! [^>]*array)(?: [^<>]*+)?+>)(?:(?<=/>)|[^<]*+</f>))?+"
    rb'(?:(<v(?: xml:space="preserve")?+>|<v ?/>)(?:(?<=/>)|([^<]*+)</v>)'
    rb'|<is>(?:<t( xml:space="preserve")?+>([^<]*+)</t>|(<t ?/>))</is>)?+</c>'
)
_NUMBER = re.compile(rb"-?+[0-9]++(?:\.[0-9]++)?+(?:[eE][-+]?+[0-9]++)?+")
_ITEM = re.compile(rb"<(?:[\w.-]+:)?si[\s>/]")
_TEXT = re.compile(rb'<t( xml:space="preserve")?>([^<]*)</t>')
_RUN = rb"<r>(?:<rPr>(?:<\w[^<>]*+(?<=/)>)*+</rPr>)?+" + _TEXT.pattern + b"</r>"
_SHARED = re.compile(rb"<si>(?:" + _TEXT.pattern + rb"|(?:" + _RUN + rb")++)</si>")
# Of the characters given by their number, those that mean the same wherever they stand: openpyxl gives all but ASCII so.
_ENTITY = re.compile(
    "&(amp|lt|gt|quot|apos|#10|#(?:1(?:2[89]|[3-9][0-9])|[2-9][0-9]{2}|[1-9][0-9]{3}|[1-4][0-9]{4}|5[0-4][0-9]{3}));|&")
_CHARACTERS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "#10": "\n"}
#: The longest number that programs write, in characters.
_LONGEST_NUMBER = 40
#: The most bytes of rows that are kept, of which a form has 400,000, and of shared texts and styles that they are kept for.
_MOST_KEPT, _LONGEST_PARTS = 2 * 1024 * 1024, 786_432
#: The most bytes of sets of cells that are kept, and about how many a cell or a set takes.
_MOST_OF_CELLS, _OF_CELL = 1024 * 1024, 150
#: The most bytes of sheets that are kept, and about how many a value takes in its row: those of criteria and results are often
#: as they were issued.
_MOST_OF_SHEETS, _OF_VALUE = 1024 * 1024, 8
_NO_VALUES: list[Value] = []


class PlainRow(NamedTuple):
    """What a row says; `number` is 0 if it has none but blank cells. `values` ends with its last value."""

    number: int
    values: list[Value]
    marks: RowMarks | None


class RowMarks(NamedTuple):
    """What else a row says. `formulas`, `uncached` and `errors` are as in `Marks`; `percents`, `looks`, `hidden` and `tagged`
    rows as in `Grid`.
    """

    formulas: frozenset[Position]
    uncached: frozenset[Position]
    errors: tuple[tuple[Position, str], ...]
    percents: tuple[Position, ...]
    looks: Mapping[Position, Look]
    hidden: frozenset[int]
    tagged: tuple[int, ...]


class PlainSheet(NamedTuple):
    """The rows of a sheet from the first one on, all as long; the rest is as in `Marks` and `RowMarks`.

    All is shared between sheets: nobody may change it.
    """

    rows: Sequence[Sequence[Value]]
    errors: Mapping[Position, str]
    formulas: frozenset[Position]
    uncached: frozenset[Position]
    percents: Sequence[Position]
    looks: Mapping[Position, Look]
    hidden: frozenset[int]
    tagged: Sequence[int]
    beyond: Position | None = None
    nowhere: str = ""


#: Rows by their bytes, up to the end tag; None for each that must be read otherwise.
PlainRows = Mapping[bytes, PlainRow | None]


def plain_rows(shared: bytes, styles: bytes) -> PlainRows:
    """Return the rows of workbooks with these shared texts and styles: whichever is asked for is read, if it is not known."""
    known = _plain_rows if len(shared) + len(styles) <= _LONGEST_PARTS else _plain_rows.__wrapped__
    return known(shared, styles)


@lru_cache(maxsize=4)  # the forms of a round are of few kinds, and were saved by few programs
def _plain_rows(shared: bytes, styles: bytes) -> PlainRows:
    return Kept(_Workbook(shared, styles).row, lambda xml, _: len(xml), _MOST_KEPT)


class _Workbook:
    """What cells refer to, by which a row is read."""

    def __init__(self, shared: bytes, styles: bytes) -> None:
        self._texts, self._marked = plain_texts(shared), marked_texts(shared)
        self._styles = styles_of(styles)
        self._fills = dict(self._styles.fills)

    def row(self, xml: bytes) -> PlainRow | None:
        """Read a row up to its end tag, with the empty ones before it."""
        start = _ROW.match(xml)
        at, reader = start.end() if start else -1, _RowReader(self._texts, self._styles.numbers)
        while 0 <= at < len(xml) and (cell := _CELL.match(xml, at)) and reader.take(cell):
            at = cell.end()
        if at < 0 or not _BLANKS.fullmatch(xml, at):
            return None
        percents = tuple(place for place, _ in cells_with(xml, self._styles.percents))
        looks = looks_of(xml, reader.value, self._styles.looks, self._marked, {}, self._fills)
        return reader.row(percents, looks, hidden(xml).rows)


#: Sheets by their `<sheetData>`; None for each that must be read otherwise.
PlainSheets = Mapping[bytes, PlainSheet | None]


def plain_sheets(shared: bytes, styles: bytes) -> PlainSheets:
    """Return the sheets of workbooks with these shared texts and styles, as `plain_rows` does the rows."""
    known = _plain_sheets if len(shared) + len(styles) <= _LONGEST_PARTS else _plain_sheets.__wrapped__
    return known(shared, styles)


@lru_cache(maxsize=4)
def _plain_sheets(shared: bytes, styles: bytes) -> PlainSheets:
    return Kept(partial(plain_sheet, known=plain_rows(shared, styles)), _size, _MOST_OF_SHEETS)


def _size(cells: bytes, sheet: PlainSheet | None) -> int:
    """Return about how many bytes a sheet takes besides its rows."""
    rows = sheet.rows if sheet is not None else ()
    return len(cells) + _OF_VALUE * sum(map(len, rows))


def plain_sheet(cells: bytes, known: PlainRows) -> PlainSheet | None:
    """Return what a `<sheetData>` says; None if it must be read otherwise."""
    rows: list[list[Value]] = []
    marks: list[RowMarks] = []
    last = 0
    *pieces, rest = cells[len(b"<sheetData>"):-len(b"</sheetData>")].split(b"</row>")
    for piece in pieces:
        row = known[piece]
        if row is None:
            return None
        number, values, said = row
        if 0 < number <= last:
            return None
        last = number or last
        if values:
            if len(rows) < last - 1:
                rows.extend([_NO_VALUES] * (last - 1 - len(rows)))
            rows.append(values)
        if said is not None:
            marks.append(said)
    return _sheet(rows, marks, hidden(rest)) if _EMPTY.fullmatch(rest) else None


def _sheet(rows: Sequence[list[Value]], marks: Sequence[RowMarks], behind: Hidden) -> PlainSheet:
    """Return a sheet of rows and marks; `behind` are the hidden rows behind its last cell."""
    width = max(map(len, rows), default=0)
    return PlainSheet(
        [row if len(row) == width else row + [None] * (width - len(row)) for row in rows],
        dict(chain.from_iterable([one.errors for one in marks])),
        _TOGETHER[tuple([one.formulas for one in marks])], _TOGETHER[tuple([one.uncached for one in marks if one.uncached])],
        list(chain.from_iterable([one.percents for one in marks])),
        dict(chain.from_iterable([one.looks.items() for one in marks if one.looks])),
        behind.rows.union(*[one.hidden for one in marks if one.hidden]),
        list(chain.from_iterable([one.tagged for one in marks])),
    )


def _together(cells: tuple[frozenset[Position], ...]) -> frozenset[Position]:
    return frozenset().union(*cells)


#: Cells of all rows of a sheet, by those of each row: the sheets of a round have their formulas in the same cells.
_TOGETHER = Kept(_together, lambda cells, _: _OF_CELL * (len(cells) + sum(map(len, cells))), _MOST_OF_CELLS)


class _RowReader:
    """Collects the cells of one row. What it refuses must be read otherwise."""

    def __init__(self, texts: Sequence[str | None], numbers: AbstractSet[bytes]) -> None:
        self._texts, self._numbers = texts, numbers
        self._number = self._column = 0
        self._values: list[Value] = []
        self._formulas: set[Position] = set()
        self._uncached: set[Position] = set()
        self._errors: list[tuple[Position, str]] = []

    def value(self, _: int, column: int) -> Value:
        """Return the value of a cell of the row."""
        return self._values[column - 1] if column <= len(self._values) else None

    def row(self, percents: tuple[Position, ...], looks: Mapping[Position, Look], unseen: frozenset[int]) -> PlainRow:
        """Return the row, with what its spelling says besides."""
        tagged = (self._number,) if any(isinstance(value, str) and value.startswith(TAG) for value in self._values) else ()
        marks = RowMarks(
            frozenset(self._formulas), frozenset(self._uncached), tuple(self._errors), percents, looks, unseen, tagged)
        return PlainRow(self._number, self._values, marks if any(marks) else None)

    def take(self, cell: re.Match[bytes]) -> bool:
        place, before = POSITIONS[cell[1]], (self._number, self._column)
        _, before_type, kind, behind_type, formula, tag, content, preserved, inline, empty = cell.groups()
        self._number, self._column = place
        if place[1] <= before[1] or before[0] not in (0, place[0]):
            return False
        if formula:
            self._formulas.add(place)
        if inline is not None or empty:
            return kind == b"inlineStr" and not formula and self._text(plain_text(preserved or b"", inline or b""))
        if not content:
            return self._without_content(place, kind, bool(formula), bool(tag))
        if b" " in tag and kind != b"str":
            return False  # blanks are kept in texts alone
        return self._value(place, kind or b"n", content, before_type or behind_type or b"")

    def _put(self, value: Value) -> bool:
        self._values.extend([None] * (self._column - 1 - len(self._values)))
        self._values.append(value)
        return True

    def _text(self, text: str | None) -> bool:
        return text is not None and self._put(text or None)

    def _without_content(self, place: Position, kind: bytes | None, formula: bool, tag: bool) -> bool:
        if kind == b"str" and tag:
            return self._put("" if formula else None)  # an empty text is a value only of a formula
        if formula:
            self._uncached.add(place)
        if kind == b"s":
            return tag and self._put(None)  # no shared text, as SheetJS says of a formula without a value
        return kind in (None, b"n", b"str") or (kind == b"inlineStr" and not tag)

    def _value(self, place: Position, kind: bytes, content: bytes, style: bytes) -> bool:
        match kind:
            case b"s" if content.isdigit() and len(content) < 10:
                index = int(content)
                return self._text(self._texts[index] if index < len(self._texts) else None)
            case b"str":
                return self._text(plain_text(kind, content))
            case b"n" if len(content) <= _LONGEST_NUMBER and _NUMBER.fullmatch(content) and math.isfinite(float(content)):
                return style in self._numbers and self._put(float(content))
            case b"b" if content in (b"0", b"1"):
                return self._put(content == b"1")
            case b"e" if (error := content.decode("utf-8", "replace")) in ERRORS:
                self._errors.append((place, error))
                return self._put(None)
        return False


@repeated(most=4, longest=524_288)
def plain_texts(xml: bytes) -> Sequence[str | None]:
    """Return the shared texts of a part that is well-formed; None for each that is not spelled in the most usual way."""
    starts = [found.start() for found in _ITEM.finditer(xml)]
    return [_item(xml[start:end]) for start, end in pairwise([*starts, len(xml)])]


@repeated(most=2_048, longest=2_048)
def _item(xml: bytes) -> str | None:
    item = _SHARED.match(xml)
    parts = [plain_text(*part) for part in _TEXT.findall(item[0])] if item else [None]
    return "".join(part for part in parts if part is not None) if None not in parts else None


def plain_text(preserved: bytes, content: bytes) -> str | None:
    """Return the text of `<t>` or `<v>`; None if it has outer blanks without `preserved`, or anything that is spelled another
    way.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    if "\r" in text or "_x" in text:
        return None
    if "&" in text:
        if not all(_ENTITY.findall(text)):
            return None
        text = _ENTITY.sub(lambda found: _CHARACTERS.get(found[1]) or chr(int(found[1][1:])), text)
    return text if preserved or text == text.strip() else None
