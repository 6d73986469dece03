"""Sheets of a report, written row by row, so that memory does not grow with their length.

Every text is data: no text can act as a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache, partial
from tempfile import SpooledTemporaryFile
from typing import IO, Any, NamedTuple, NewType, TypeVar, TypeVarTuple

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableStyleInfo

from dgmm_excel.authoring.package import save
from dgmm_excel.authoring.shared_texts import SharedTexts
from dgmm_excel.authoring.sheet import A3, A4, set_up_pages
from dgmm_excel.authoring.style import Look, font, level_colours
from dgmm_excel.files import FORMULA_STARTS
from dgmm_excel.xlsx.a1 import MAX_SHEET_NAME, MAX_TEXT, column_letters, sheet_name
from dgmm_excel.xlsx.cell_xml import IN_PLACE, after_reference
from dgmm_excel.xlsx.markup import escaped, spelled, writable
from dgmm_excel.xlsx.zip_writer import Packed

#: Rows of data that one sheet may hold below its headings; a few are left for people.
MOST_ROWS = 1_048_000
#: How many bytes of a sheet's rows, compressed, are kept in memory before they go to a file.
_IN_MEMORY = 1 << 16
#: How many contents of cells of one look are kept, as most come again row after row.
_KEPT = 1024
#: What stands for the number of a row in its XML, and in no text that XML can hold.
_NUMBER = "\0"
#: What stands on both sides of a text that the sheets of a workbook share, likewise: its place among them differs from workbook
#: to workbook.
_SHARED = "\3"
_ROW_END = "</row>"

CellValue = str | int | float | bool | None
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Formula(NamedTuple):
    """A formula, without a leading `=`, and the value that it gives, which is stored with it."""

    text: str
    value: CellValue


@dataclass(frozen=True)
class UprightLook(Look):
    """A heading turned by 90 degrees, for narrow columns."""

    def dress(self, cell: Any) -> None:
        super().dress(cell)
        cell.alignment = Alignment(horizontal="center", vertical="bottom", text_rotation=90, wrap_text=True)


@dataclass(frozen=True)
class LineLook(Look):
    """A text on one line, cut off at the next cell."""

    def dress(self, cell: Any) -> None:
        super().dress(cell)
        cell.alignment = Alignment(horizontal=self.align, vertical="top", wrap_text=False)


class Cell(NamedTuple):
    """A value or a formula, and its look."""

    value: CellValue | Formula
    look: Look


#: The XML of a row that can be added to any sheet of any report: without the row's number, and with its shared texts. It is
#: bytes, as the file has it: most rows are drawn by another run.
Row = NewType("Row", bytes)
#: Returns a cell's XML behind its reference.
_Content = Callable[[CellValue], str]


class Ruled:
    """Draws rows whose cells have the same looks from row to row, from column A on."""

    def __init__(self, looks: Sequence[Look], contents: Sequence[_Content]) -> None:
        self._looks, self._contents = looks, contents
        self._begun = [_begun(place) for place in range(1, len(looks) + 1)]

    def row(self, values: Iterable[CellValue], tall: float | None = None) -> Row:
        """Return a row with a cell for each value; `tall` is its height in points."""
        cells = zip(self._begun, self._contents, values, strict=True)
        return whole_row("".join([f"{begun}{content(value)}" for begun, content, value in cells]), tall)

    def cells(self, first: int, *values: CellValue) -> str:
        """Return the XML of some cells of such a row, from a place on, counted from 0."""
        cells = zip(self._begun[first:], self._contents[first:], values, strict=False)
        return "".join([f"{begun}{content(value)}" for begun, content, value in cells])


def whole_row(cells: str, tall: float | None = None) -> Row:
    """Return a row of the XML of its cells; `tall` is its height in points."""
    height = "" if tall is None else f' ht="{tall}" customHeight="1"'
    content = f">{cells}{_ROW_END}" if cells else "/>"  # as Excel closes what is empty
    return Row(f'<row r="{_NUMBER}"{height}{content}'.encode())


def _begun(place: int) -> str:
    """Return the begin of a cell's XML, up to its content."""
    return f'<c r="{column_letters(place)}{_NUMBER}"'


class Report:
    """A workbook under construction: openpyxl draws all but the rows; looks are made once and shared by all cells.

    `looks` get the first numbers of the table of styles, so that rows of cells of these looks alone are the same in every
    report with the same `looks`.
    """

    def __init__(self, looks: Iterable[Look] = ()) -> None:
        self.book = Workbook(write_only=True)
        # the font of unstyled cells, which sets the height of a default row
        self.book._fonts[0] = font()  # type: ignore[attr-defined]
        self._styles: dict[tuple[Look, bool], int] = {}
        self._pages: list[Page] = []
        #: Temporary files, closed when the workbook is saved.
        self.files = ExitStack()
        # a sheet that the workbook does not have: cells get their styles on it
        self._sheet = self.book.create_sheet()
        self.book.remove(self._sheet)
        self._contents: dict[tuple[Look, bool], _Content] = {}
        self._ruled: dict[int, Ruled] = {}
        #: The texts that its sheets share.
        self.texts = SharedTexts()
        self._once: dict[tuple[Any, ...], Any] = {}
        for look in looks:
            self._style(look, False), self._style(look, True)

    def page(self, title: str, widths: Sequence[float], *, after: Page | None = None, **setup: Any) -> Page:
        """Add a sheet at the end, or behind another; a title that another sheet has gets a number."""
        names = {name.casefold() for name in self.book.sheetnames}
        short = sheet_name(title) or "_"
        name, number = short, 2
        while name.casefold() in names:
            tail = f" {number}"
            name, number = short[: MAX_SHEET_NAME - len(tail)] + tail, number + 1
        place = len(self._pages) if after is None else self._pages.index(after) + 1
        page = Page(self, name, widths, place=place, **setup)
        self._pages.insert(place, page)
        return page

    def row(self, cells: Iterable[Cell | None], tall: float | None = None) -> Row:
        """Return a row of cells from column A on, None for one that is empty; `tall` is its height in points."""
        drawn = [self._cell(place, *cell) for place, cell in enumerate(cells, start=1) if cell is not None]
        return whole_row("".join(drawn), tall)

    def ruled(self, looks: Sequence[Look], unkept: Look | None = None, shared: Collection[int] = ()) -> Ruled:
        """Return what draws rows of cells of these looks; made once for one and the same sequence, which must stay as it is.

        Contents of cells with the look `unkept` seldom come again, and are long. Texts at the places `shared`, counted from 0,
        come again in most rows: the workbook has each once.
        """
        found = self._ruled.get(id(looks))
        if found is None:  # it holds the looks, so that no others get their identity
            found = self._ruled[id(looks)] = Ruled(looks, [
                self._content(look, shared=place in shared) if place in shared or look is not unkept
                else partial(self._after_reference, look) for place, look in enumerate(looks)])
        return found

    def once(self, make: Callable[[Report, *Ts], T], *of: *Ts) -> T:
        """Return what `make` makes of this report and these values, made when it is first asked for."""
        key = (make, *of)
        if key not in self._once:
            self._once[key] = make(self, *of)
        found: T = self._once[key]
        return found

    def longer(self, row: Row, first: int, cells: Iterable[Cell]) -> Row:
        """Return a drawn row that holds cells with more of them, from column `first` on, counted from 1."""
        end = _ROW_END.encode()
        return Row(row.removesuffix(end) + self.cells(first, cells).encode() + end)

    def cells(self, first: int, cells: Iterable[Cell]) -> str:
        """Return the XML of some cells of a row, from column `first` on, counted from 1; for `whole_row`."""
        return "".join([self._cell(place, *cell) for place, cell in enumerate(cells, start=first)])

    def _cell(self, place: int, value: CellValue | Formula, look: Look) -> str:
        if isinstance(value, Formula):
            return f"{_begun(place)}{self._after_reference(look, value.value, escaped(value.text))}"
        return f"{_begun(place)}{self._content(look)(value)}"

    def _content(self, look: Look, *, shared: bool = False) -> _Content:
        """Return what spells cells of one look, and keeps what they come to."""
        found = self._contents.get((look, shared))
        if found is None:
            spell = self._shared if shared else self._after_reference
            found = self._contents[look, shared] = lru_cache(_KEPT, typed=True)(partial(spell, look))
        return found

    def _shared(self, look: Look, value: CellValue) -> str:
        """Return a cell whose text, if it is one, is shared."""
        begin, end = IN_PLACE
        return self._after_reference(look, value).replace(begin, _SHARED).replace(end, _SHARED)

    def _after_reference(self, look: Look, value: CellValue, formula: str = "") -> str:
        """Return a cell that holds the value as it is; no text is taken for an error, nor for a formula but with one."""
        quoted, keep_spaces = False, False
        if isinstance(value, str) and not formula:
            quoted, value = value.startswith(FORMULA_STARTS), writable(value)[:MAX_TEXT]
            keep_spaces = value != value.strip()
        return after_reference(value, self._style(look, quoted), formula, keep_spaces=keep_spaces)

    def _style(self, look: Look, quoted: bool) -> int:
        """Return the number of a look in the workbook's table of styles; `quoted` is for texts that begin as formulas do."""
        number = self._styles.get((look, quoted))
        if number is None:
            cell: Any = WriteOnlyCell(self._sheet)
            look.dress(cell)
            cell.quotePrefix = quoted
            number = self._styles[look, quoted] = int(cell.style_id)
        return number

    def save(self, out: IO[bytes]) -> None:
        """Write the workbook into `out`, with a digest that tells whether it was changed since; nothing can be added then."""
        rows = {place: page.written for place, page in enumerate(self._pages, start=1)}
        save(self.book, out, rows, self.texts, digest=True)
        self.files.close()


class Page:
    """One sheet, written from the top; `written` holds its rows as XML, compressed, many of them on disk.

    `place` is that of the sheet in the workbook, from 0; `frozen`: the first cell that scrolls; `titles`: the rows printed on
    every page.
    """

    def __init__(
        self, report: Report, title: str, widths: Sequence[float], *, place: int,
        frozen: str | None = None, titles: str | None = None, wide: bool = False, upright: bool = False,
        line: float | None = None,
    ) -> None:
        self._report = report
        self.ws = ws = report.book.create_sheet(title, place)
        self.rows = 0
        self.written = Packed(report.files.enter_context(_file_of_rows()))
        for place, width in enumerate(widths, start=1):
            ws.column_dimensions[column_letters(place)].width = width
        if line is not None:  # the default row height, in points
            ws.sheet_format.defaultRowHeight, ws.sheet_format.customHeight = line, True
        ws.freeze_panes = frozen
        ws.sheet_view.showGridLines = False
        ws.sheet_view.zoomScale = 90
        set_up_pages(ws, landscape=not upright, titles=titles, paper=A3 if wide else A4)

    @property
    def title(self) -> str:
        return str(self.ws.title)

    def row(self, cells: Iterable[Cell | None], tall: float | None = None) -> int:
        """Add a row; return its number. `tall` is in points."""
        return self.put(self._report.row(cells, tall))

    def put(self, row: Row) -> int:
        """Add a row that was drawn before; return its number."""
        self.put_all((row,))
        return self.rows

    def put_all(self, rows: Sequence[Row]) -> None:
        """Add rows that were drawn before."""
        number = _NUMBER.encode()
        numbered = [row.replace(number, b"%d" % place) for place, row in enumerate(rows, self.rows + 1)]
        pieces = b"".join(numbered).split(_SHARED.encode())
        pieces[1::2] = map(self._report.texts.__getitem__, pieces[1::2])
        self.written.write(b"".join(pieces))
        self.rows += len(numbered)

    def band(self, text: str, look: Look, columns: int, tall: float) -> int:
        """Add a row with one text over several columns; return its number."""
        number = self.row([Cell(text if place == 0 else None, look) for place in range(columns)], tall)
        self.merge(1, columns)
        return number

    def merge(self, first: int, last: int) -> None:
        """Merge the cells from column `first` to `last` of the row added last."""
        if last > first:
            self.ws.merged_cells.add(f"{column_letters(first)}{self.rows}:{column_letters(last)}{self.rows}")

    def gap(self, rows: int = 1, tall: float = 15) -> None:
        """Add empty rows."""
        for _ in range(rows):
            self.row([], tall)

    def turn(self) -> None:
        """Begin a new printed page after the row added last."""
        self.ws.row_breaks.append(Break(id=self.rows))

    def table(self, name: str, columns: Sequence[str], first: int) -> None:
        """Make an Excel table of the rows from `first` (its headings) to the last one added."""
        if self.rows == first:
            self.row([])  # Excel refuses a table without a row of data
        table: Any = Table(displayName=name, name=name, ref=f"A{first}:{column_letters(len(columns))}{self.rows}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight9", showRowStripes=True)
        table._initialise_columns()
        for column, heading in zip(table.tableColumns, columns, strict=True):
            column.name = spelled(heading)
        self.ws.tables.add(table)  # not `add_table`, which warns about the headings set above


def _file_of_rows() -> IO[bytes]:
    return SpooledTemporaryFile(_IN_MEMORY)


def looks_of_levels(scale: range, **changes: Any) -> Mapping[int, Look]:
    """Return the look of each level of a scale, in its colour, all with the same changes."""
    return {level: Look(paper=paper, align="center", framed=True, **changes)
            for level, paper in zip(scale, level_colours(len(scale)), strict=True)}
