"""A table of the consolidated workbook, on a sheet of its own: which columns it has, and how their cells look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import MOST_ROWS, Cell, CellValue, LineLook, Page, Report, Row, Ruled
from dgmm_excel.intake.returned_form import STATES
from dgmm_excel.model.edition import Edition

#: The looks of headings and of cells of tables.
_HEAD = Look(bold=True, ink="pillar_ink", paper="pillar", align="center")
TEXT, _LONG = LineLook("small"), Look("small", vertical="top")
_NUMBER = LineLook("small", align="center")
#: The decimals of scores in most editions.
_DIGITS = 2
_LINE = height(("", 1), name="small")
_CENTRED = frozenset({
    "level", "exact", "rests_on", "count", "of", "unanswered", "cell", *STATES, "cells", "answered", "asked", "counts", "late",
    "received",
})
#: Columns whose texts wrap.
_WRAPPED = frozenset({"message", "remedy", "file", "reason", "next", "text"})
#: Columns whose texts most rows of a table have in common.
_SHARED = frozenset({"edition", "ministry", "mission", "kind", "status"})
#: How many rows are added at a time.
_TOGETHER = 256
TableRow = Sequence[CellValue]


@dataclass(frozen=True)
class Columns:
    """The columns of a table: the table's name, the headings, the widths in characters, further columns of which most rows
    have a text in common.
    """

    table: str
    names: Sequence[str]
    widths: Sequence[float]
    common: Collection[str] = ()

    def drawn(self, report: Report, rows: Iterable[TableRow], digits: int = _DIGITS) -> Iterator[Row]:
        """Draw rows of values; their scores have so many decimals."""
        ruled = self.ruled(report, digits)
        for row in rows:
            yield ruled.row(row, self.tall([row[place] for place, _ in self._long]))

    def ruled(self, report: Report, digits: int = _DIGITS) -> Ruled:
        """Return what draws cells of such rows; their scores have so many decimals."""
        return report.ruled(self._looks(digits), _LONG, self._shared)

    def tall(self, texts: Sequence[CellValue]) -> float | None:
        """Return the height of a row with these texts in the columns that wrap; None where there are no such columns."""
        return self.least(texts) if self._long else None

    def least(self, texts: Sequence[CellValue]) -> float:
        """Return the least height that shows these texts, of the columns that wrap, whole."""
        return height(*((str(text or ""), width) for text, (_, width) in zip(texts, self._long, strict=True)), name="small")

    def followed_by(self, names: Sequence[str], width: float) -> Columns:
        """Return the columns with further ones behind them, all of one width."""
        return Columns(self.table, (*self.names, *names), (*self.widths, *(width for _ in names)), self.common)

    def lengthened(self, report: Report, row: Row, last: TableRow, digits: int) -> Row:
        """Return a row that was drawn without the last columns, with the values of these."""
        first = len(self.names) - len(last)
        return report.longer(row, first + 1, map(Cell, last, self._looks(digits)[first:]))

    def _looks(self, digits: int) -> Sequence[Look]:
        found = self._found.get(digits)
        if found is None:
            found = self._found[digits] = [_look(name, digits) for name in self.names]
        return found

    @cached_property
    def _found(self) -> dict[int, Sequence[Look]]:
        return {}

    @cached_property
    def _shared(self) -> Collection[int]:
        """The places of columns whose texts are shared."""
        return {place for place, column in enumerate(self.names) if column in _SHARED or column in self.common}

    @cached_property
    def _long(self) -> Sequence[tuple[int, float]]:
        """The places of columns whose texts wrap, and their widths."""
        return [(place, self.widths[place]) for place, column in enumerate(self.names) if column in _WRAPPED]


def table_looks(editions: Iterable[Edition]) -> Sequence[Look]:
    """Return the looks of headings and of cells of the tables of a round of these editions, those of every round first."""
    others = sorted({edition.digits for edition in editions} - {_DIGITS})
    return (_HEAD, TEXT, _LONG, _score(_DIGITS), _NUMBER, *map(_score, others))


@cache
def _score(digits: int) -> Look:
    """Return the look of scores with so many decimals."""
    return LineLook("small", align="center", format=f"{0:.{digits}f}")


def _look(name: str, digits: int) -> Look:
    """Return the look of the cells of a column."""
    if name.endswith("score"):
        return _score(digits)
    return _NUMBER if name in _CENTRED or name.endswith("level") else _LONG if name in _WRAPPED else TEXT


class LineTable:
    """A table on a sheet of its own, and on further ones behind it if a sheet cannot hold it."""

    def __init__(self, report: Report, columns: Columns) -> None:
        self._report, self._columns = report, columns
        self._count = 1
        self._page = self._begun(None)

    def add(self, rows: Iterable[TableRow], digits: int = _DIGITS) -> None:
        """Add rows of values at the end; their scores have so many decimals."""
        self.put(self._columns.drawn(self._report, rows, digits))

    def put(self, rows: Iterable[Row]) -> None:
        """Add drawn rows at the end."""
        rows = iter(rows)
        while some := list(islice(rows, min(self._room, _TOGETHER) or 1)):
            if not self._room:
                self.finish()
                self._count += 1
                self._page = self._begun(self._page)
            self._page.put_all(some)

    @property
    def _room(self) -> int:
        """How many rows the sheet still holds, below its headings."""
        return MOST_ROWS + 1 - self._page.rows

    def finish(self) -> None:
        """Make a table of the rows of the last sheet."""
        self._page.table(self._title, self._columns.names, 1)

    @property
    def _title(self) -> str:
        return part_name(self._columns.table, self._count)

    def _begun(self, after: Page | None) -> Page:
        page = self._report.page(self._title, self._columns.widths, after=after, frozen="A2", titles="1:1", line=_LINE)
        page.row([Cell(column, _HEAD) for column in self._columns.names], 24.6)
        return page


def part_name(table: str, place: int) -> str:
    """Return the name of the part of a table on its first, second, … sheet."""
    return table if place == 1 else f"{table}{place}"
