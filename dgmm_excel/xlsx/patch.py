"""Write values into the cells of an .xlsx, show rows of it, begin pages with some, and change nothing else.

Loading and saving with openpyxl loses a third of what Excel can put into a file. Here only the sheet's own part is edited, as
bytes at the positions of its rows and cells (`outline`): styles, formulas, validations and every byte between are kept; all
other members of the package are copied in their compressed form. Formulas are kept and get the value as their cached value. A
text stays a text: one that starts with `=` becomes no formula. The calculation chain is kept unless a formula is removed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType

from dgmm_excel.xlsx.a1 import MAX_COLUMN, MAX_HEIGHT, MAX_ROW, MAX_TEXT, Position, address, position
from dgmm_excel.xlsx.cell_xml import cell_content
from dgmm_excel.xlsx.markup import attribute
from dgmm_excel.xlsx.outline import SHORT_CELL, Cell, Outline, PlainCell, Row, Spelling, outlined
from dgmm_excel.xlsx.overwrite import check_alone, check_seen, without_chain
from dgmm_excel.xlsx.package import Package

#: A value to write: None clears a cell; a date is written as its serial number.
Scalar = None | bool | int | float | str | dt.date | dt.datetime
Changes = Mapping[str, Mapping[Position, Scalar]]
#: Rows to show, by sheet and number, with their heights in points; None: as high as they are.
Shown = Mapping[str, Mapping[int, float | None]]
#: Rows that each begin a printed page, by sheet.
PageStarts = Mapping[str, Collection[int]]

_SPANS = re.compile(rb"(\sspans\s*=\s*[\"'])(\d+):(\d+)")
_REF = re.compile(rb"(\sref\s*=\s*[\"'])([^\"']*)")


def patched(
    data: bytes, changes: Changes, *, over_formulas: bool = False, shown: Shown = MappingProxyType({}),
    page_starts: PageStarts = MappingProxyType({}),
) -> bytes:
    """Return the workbook with `changes` written: sheet name -> (row, column), both from 1 -> value; with rows `shown` that may
    have been hidden; and with rows that begin pages besides those that do.

    The same input gives the same bytes; without a change, the bytes are those of `data`. With `over_formulas`, formulas in the
    cells are removed, and with them the calculation chain, which programs rebuild. Raises KeyError for a sheet that does not
    exist, ValueError for a value, a position or a height that there cannot be, UnreadableBook if the file cannot be read or its
    rows hold more than cells, and, with `over_formulas`, if a formula to remove fills other cells too, or if merged cells cover
    one of the cells, so that its value would never be seen.
    """
    package = Package(data)
    contents: dict[str, bytes] = {}
    lost = False
    for name in dict.fromkeys((*changes, *shown, *page_starts)):
        cells, rows, starts = changes.get(name, {}), shown.get(name, {}), page_starts.get(name, ())
        if cells or rows or starts:
            part = package.worksheet(name).part
            before = contents.get(part) or package.original(part)
            if over_formulas and cells:
                check_alone(before, part, cells.keys())
                check_seen(before, part, cells.keys())
            after, dropped = _written(before, part, cells, rows, starts, package.date1904, over_formulas)
            lost = lost or dropped
            if after != before:
                contents[part] = after
    if not contents:
        return data
    unchained, gone = without_chain(package) if lost else ({}, ())
    return package.archive.replaced(contents | unchained, dropped=gone)


def _written(
    xml: bytes, part: str, changes: Mapping[Position, Scalar], rows: Mapping[int, float | None], starts: Collection[int],
    date1904: bool, over_formulas: bool,
) -> tuple[bytes, bool]:
    """Return the part with the changes, and whether a formula was removed."""
    for row, column in changes:
        if not (1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN):
            raise ValueError(f"no sheet has a cell in row {row}, column {column}")
    for row, height in rows.items():
        if not (1 <= row <= MAX_ROW and (height is None or 0 < height <= MAX_HEIGHT)):
            raise ValueError(f"no sheet has a row {row} of {height} points")
    for row in starts:
        if not 2 <= row <= MAX_ROW:
            raise ValueError(f"no page break can be above row {row}")
    outline = outlined(xml, part, changes, rows)
    editor = _Editor(xml, outline, date1904, over_formulas)
    for row, height in sorted(rows.items()):
        editor.show(row, height)
    editor.begin_pages(starts)
    for (row, column), value in sorted(changes.items()):
        editor.write(row, column, value)
    return editor.finished(), editor.dropped


class _Editor:
    """Collects the edits, then builds the part once."""

    def __init__(self, xml: bytes, outline: Outline, date1904: bool, over_formulas: bool) -> None:
        #: Whether a formula was removed.
        self.dropped = False
        self._over_formulas = over_formulas
        self._xml = xml
        self._outline = outline
        self._date1904 = date1904
        self._edits: dict[tuple[int, int], bytes] = {}
        self._new: dict[int, dict[int, str]] = {}
        #: The heights of shown rows that the part does not have.
        self._heights: dict[int, str] = {}

    def show(self, number: int, height: float | None) -> None:
        """Show a row. To be called before anything is written."""
        row, tall = self._outline.rows.get(number), {} if height is None else {"ht": f"{height:g}", "customHeight": "1"}
        if row is None:
            self._heights[number] = _attributes(tall)
            return
        kept = {name: text for name, text in row.attributes.items() if name not in ("hidden", *tall)}
        end = "/>" if self._xml[row.inner - 2:row.inner] == b"/>" else ">"
        self._edits[row.start, row.inner] = f"<{self._outline.prefix}row{_attributes(kept | tall)}{end}".encode()

    def begin_pages(self, rows: Collection[int]) -> None:
        """Begin a printed page with each of these rows, unless the sheet would then have more breaks than it may."""
        breaks = self._outline.row_breaks
        text = breaks.with_pages_at(rows, self._outline.prefix)
        if text is not None:
            self._edits[breaks.start, breaks.end] = text

    def write(self, row: int, column: int, value: Scalar) -> None:
        cell = self._outline.cells.get((row, column))
        if cell is not None:
            self._edits[cell.start, cell.end] = self._changed(cell, value)
        elif value is not None and value != "":
            self._new.setdefault(row, {})[column] = self._fresh(row, column, value)

    def finished(self) -> bytes:
        self._insert_cells()
        self._extend_dimension()
        pieces: list[bytes] = []
        done = 0
        for (start, end), text in sorted(self._edits.items()):
            pieces += self._xml[done:start], text
            done = end
        return b"".join([*pieces, self._xml[done:]])

    def _changed(self, cell: Cell | PlainCell, value: Scalar) -> bytes:
        may_be_known = cell.end - cell.start <= SHORT_CELL and isinstance(value, _Level)
        change = _rewritten if may_be_known else _rewritten.__wrapped__
        text, dropped = change(cell.spelling(self._xml), value, self._outline.prefix, self._date1904, self._over_formulas)
        self.dropped = self.dropped or dropped
        return text

    def _fresh(self, row: int, column: int, value: Scalar) -> str:
        prefix = self._outline.prefix
        kind, content = _content(value, prefix, self._date1904, has_formula=False)
        style = self._style(row, column)
        attributes = f' r="{address(row, column)}"' + (f" s={attribute(style)}" if style else "")
        return f"<{prefix}c{attributes}" + (f' t="{kind}"' if kind else "") + f">{content}</{prefix}c>"

    def _style(self, row: int, column: int) -> str:
        """Return the style that a new cell gets from its row or its column."""
        found = self._outline.rows.get(row)
        if found and found.attributes.get("customFormat") in ("1", "true"):
            return found.attributes.get("s", "")
        return next((style for first, last, style in self._outline.column_styles if first <= column <= last), "")

    def _insert_cells(self) -> None:
        outline, prefix = self._outline, self._outline.prefix
        between: dict[int, list[str]] = {}
        for number in sorted({*self._new, *self._heights}):
            row, cells = outline.rows.get(number), self._new.get(number, {})
            if row is None:
                after = (found.start for found in outline.rows.values() if found.number > number)
                inside = "".join(text for _, text in sorted(cells.items()))
                text = f'<{prefix}row r="{number}"{self._heights.get(number, "")}>{inside}</{prefix}row>'
                between.setdefault(min(after, default=outline.data_close), []).append(text)
            else:
                self._insert_into(row, cells)
        for place, rows in between.items():
            self._insert(place, "".join(rows), (outline.data_start, outline.data_inner, outline.data_end), "sheetData")

    def _insert_into(self, row: Row, cells: Mapping[int, str]) -> None:
        places: dict[int, list[str]] = {}
        for column, text in sorted(cells.items()):
            after = (found.start for found in row.cells if found.column > column)
            places.setdefault(min(after, default=row.close), []).append(text)
        for place, texts in places.items():
            self._insert(place, "".join(texts), (row.start, row.inner, row.end), "row")
        self._widen_spans(row, min(cells), max(cells))

    def _insert(self, place: int, text: str, tag: tuple[int, int, int], name: str) -> None:
        """Insert into an element; one without content, `<row/>`, is opened for it."""
        start, inner, end = tag
        if inner == end:
            opened = self._edits.get((start, end), self._xml[start:inner])[:-2].rstrip() + b">"
            self._edits[start, end] = opened + text.encode() + f"</{self._outline.prefix}{name}>".encode()
        else:
            self._edits[place, place] = text.encode()

    def _widen_spans(self, row: Row, first: int, last: int) -> None:
        edit = (row.start, row.end) if row.inner == row.end else (row.start, row.inner)
        tag = self._edits.get(edit, self._xml[row.start:row.inner])
        spans = _SPANS.search(tag)
        if spans and (first < int(spans[2]) or last > int(spans[3])):
            wide = b"%s%d:%d" % (spans[1], min(first, int(spans[2])), max(last, int(spans[3])))
            self._edits[edit] = tag[:spans.start()] + wide + tag[spans.end():]

    def _extend_dimension(self) -> None:
        if self._outline.dimension is None or not self._new:
            return
        start, end = self._outline.dimension
        tag = self._xml[start:end]
        found = _REF.search(tag)
        corners = [position(corner) for corner in found[2].decode("utf-8", "replace").split(":")] if found else []
        if not found or None in corners:
            return
        cells = [corner for corner in corners if corner] + [(row, column) for row, new in self._new.items() for column in new]
        rows, columns = zip(*cells, strict=True)
        reference = f"{address(min(rows), min(columns))}:{address(max(rows), max(columns))}"
        self._edits[start, end] = tag[:found.start(2)] + reference.encode() + tag[found.end(2):]


#: What most cells get in a copy of a return: the levels of a round are few, and its forms have the same cells for them.
_Level = int | float | None


@lru_cache(maxsize=4_096, typed=True)  # 1 is not True
def _rewritten(cell: Spelling, value: Scalar, prefix: str, date1904: bool, over_formulas: bool) -> tuple[bytes, bool]:
    """Return a cell with another value, and whether its formula was removed."""
    dropped = bool(cell.formula) and over_formulas
    formula = b"" if dropped else cell.formula
    kind, content = _content(value, prefix, date1904, has_formula=bool(formula))
    # `vm` refers to the parts of a rich value, which the new value is not. `cm` is the kind of the formula.
    left_out = ("t", "vm", "cm") if dropped else ("t", "vm")
    attributes = {name: text for name, text in cell.attributes if name not in left_out}
    if kind:
        attributes["t"] = kind
    tag = f"{prefix}c{_attributes(attributes)}"
    inner = formula + content.encode() + cell.extension
    return f"<{tag}>".encode() + inner + f"</{prefix}c>".encode() if inner else f"<{tag}/>".encode(), dropped


def _content(value: Scalar, prefix: str, date1904: bool, *, has_formula: bool) -> tuple[str, str]:
    """Return the type and the inner XML of a cell with that value."""
    spaces = False
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise ValueError(f"a cell takes {MAX_TEXT:,} characters, not {len(value):,}")
        spaces = value != value.strip() or "\n" in value
    return cell_content(
        value, has_formula=has_formula, prefix=prefix, keep_spaces=spaces, number=lambda number: _number(number, date1904))


def _attributes(texts: Mapping[str, str]) -> str:
    return "".join(f" {name}={attribute(text)}" for name, text in texts.items())


def _number(value: float | dt.date, date1904: bool) -> str:
    if isinstance(value, dt.date):
        value = _serial(value, date1904)
    if not isinstance(value, (int, float)):
        raise ValueError(f"a cell takes no {type(value).__name__}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError("a cell takes no number that large, and none that is not finite")
    return repr(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _serial(date: dt.date, date1904: bool) -> float:
    """Return the days since the start of the workbook's calendar, in which 1900 has a 29 February."""
    moment = date.replace(tzinfo=None) if isinstance(date, dt.datetime) else dt.datetime(date.year, date.month, date.day)
    days = (moment - dt.datetime(1904, 1, 1) if date1904 else moment - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    if days < 0:
        raise ValueError(f"a cell takes no date before {1904 if date1904 else 1900}")
    return days if date1904 or days >= 61 else days - 1
