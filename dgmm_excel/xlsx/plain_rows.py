"""The rows of a sheet, read where they are spelled as programs write them; a row that was read before is known by its bytes.

The returns of a round differ in few rows, so that reading one costs little more than what is new in it. Whatever is spelled in
any other way, or may be a date, is left to calamine (see `scan`), and means the same there as here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.grid import Value
from dgmm_excel.xlsx.repeated import repeated
from dgmm_excel.xlsx.scan import ERRORS, POSITIONS, Marks

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


class PlainRow(NamedTuple):
    """What a row says; `number` is 0 if it has none but blank cells. `values` ends with its last value.

    `shared`: the places among the values of shared texts, each with the text's index. `formats`: those of its numbers, as cells
    spell them. `formulas`, `uncached` and `errors` are as in `Marks`.
    """

    number: int
    values: list[Value]
    shared: tuple[tuple[int, int], ...]
    formats: frozenset[bytes]
    formulas: frozenset[Position]
    uncached: frozenset[Position]
    errors: tuple[tuple[Position, str], ...]


class PlainSheet(NamedTuple):
    """The rows of a sheet from the first one on, all as long, and its marks."""

    rows: list[list[Value]]
    marks: Marks


def plain_sheet(cells: bytes, texts: Sequence[str | None], numbers: AbstractSet[bytes]) -> PlainSheet | None:
    """Return what a `<sheetData>` says; None if it must be read otherwise.

    `texts` are the shared texts, None where one must be read otherwise; `numbers` the formats in which a number is no date.
    """
    sheet, last = PlainSheet([], Marks()), 0
    *pieces, rest = cells[len(b"<sheetData>"):-len(b"</sheetData>")].split(b"</row>")
    for piece in pieces:
        row = _row(piece)
        if row is None or not row.formats <= numbers or 0 < row.number <= last or not _add(sheet, row, texts):
            return None
        last = row.number or last
    width = max(map(len, sheet.rows), default=0)
    for values in sheet.rows:
        values.extend([None] * (width - len(values)))
    return sheet if _EMPTY.fullmatch(rest) else None


def _add(sheet: PlainSheet, row: PlainRow, texts: Sequence[str | None]) -> bool:
    if row.values:
        values = row.values.copy()
        for place, index in row.shared:
            text = texts[index] if index < len(texts) else None
            if text is None:
                return False
            values[place] = text or None
        while len(sheet.rows) < row.number - 1:
            sheet.rows.append([])
        sheet.rows.append(values)
    if row.formulas:
        sheet.marks.formulas.update(row.formulas)
        sheet.marks.uncached.update(row.uncached)
    if row.errors:
        sheet.marks.errors.update(row.errors)
    return True


@repeated(most=2_048, longest=8_192)
def _row(xml: bytes) -> PlainRow | None:
    """Read a row up to its end tag, with the empty ones before it."""
    start = _ROW.match(xml)
    at, reader = start.end() if start else -1, _RowReader()
    while 0 <= at < len(xml) and (cell := _CELL.match(xml, at)) and reader.take(cell):
        at = cell.end()
    return reader.row() if at >= 0 and _BLANKS.fullmatch(xml, at) else None


class _RowReader:
    """Collects the cells of one row. What it refuses must be read otherwise."""

    def __init__(self) -> None:
        self._number = self._column = 0
        self._values: list[Value] = []
        self._shared: list[tuple[int, int]] = []
        self._formats: set[bytes] = set()
        self._formulas: set[Position] = set()
        self._uncached: set[Position] = set()
        self._errors: list[tuple[Position, str]] = []

    def row(self) -> PlainRow:
        return PlainRow(self._number, self._values, tuple(self._shared), frozenset(self._formats), frozenset(self._formulas),
                        frozenset(self._uncached), tuple(self._errors))

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
                self._shared.append((self._column - 1, int(content)))
                return self._put(None)
            case b"str":
                return self._text(plain_text(kind, content))
            case b"n" if len(content) <= _LONGEST_NUMBER and _NUMBER.fullmatch(content) and math.isfinite(float(content)):
                self._formats.add(style)
                return self._put(float(content))
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
