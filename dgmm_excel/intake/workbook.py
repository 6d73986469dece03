"""A workbook as plain values, read once through xlwings' object model, from a live Excel or from a file.

Each sheet's used range is read as values; no formula and no format is asked for, so that any engine will do. Where the engine
has the file (`grids`, `package` and `changes` of the file engine), formulas, error cells and defined names are known as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from dgmm_excel.form import anchors
from dgmm_excel.intake.answer_names import answer_names
from dgmm_excel.xlsx.a1 import Location, Position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.attached import Attached, attached
from dgmm_excel.xlsx.grid import Colour, Grid, Value
from dgmm_excel.xlsx.package import Package

if TYPE_CHECKING:
    import xlwings as xw

#: How far a live sheet is read, in rows and columns; no form reaches further.
_FARTHEST = (20_000, 300)
_WITHOUT_ANSWERS = frozenset({anchors.FORMULAS, anchors.LISTS})
_MODIFIED = re.compile(rb"<(?:[\w.-]+:)?modified\b[^<>]*+>\s*([0-9T:.+Z-]{10,35})\s*</")
#: The largest part of properties that is read, in bytes.
_LARGEST = 65_536


def _no_lists() -> Grid | None:
    return None


def _nothing(sheet: str) -> Sequence[Attached]:
    return ()


def _uncoloured(sheet: str, known: Collection[Colour]) -> Mapping[Position, Colour]:
    return {}


@dataclass(frozen=True)
class PlainWorkbook:
    """A workbook's sheets as grids; the rest is empty where only values are known.

    `names`: the cell of each answer's defined name, by question. `broken`: the questions whose names have lost their cells.
    `lists`: reads the form's own sheet of choices. `modified`: when the file was last saved, in UTC, as it says itself.
    `unread`: the sheets that cannot be read, each with the reason. `attached`: reads what hangs on the cells of a sheet.
    `coloured`: looks for the cells of a sheet with a fill that has none of the known colours.
    """

    grids: Sequence[Grid]
    names: Mapping[str, Location] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()
    lists: Callable[[], Grid | None] = _no_lists
    modified: datetime | None = None
    unread: Mapping[str, UnreadableBook] = field(default_factory=dict)
    attached: Callable[[str], Sequence[Attached]] = _nothing
    coloured: Callable[[str, Collection[Colour]], Mapping[Position, Colour]] = _uncoloured


def workbook_of(book: xw.Book) -> PlainWorkbook:
    """Read an open workbook: from a live Excel its values alone, from a file also its names, lists and date."""
    unread: dict[str, UnreadableBook] = {}
    grids = tuple(grids_of(book, unread))
    package = getattr(book.impl, "package", None)
    if package is None:
        return PlainWorkbook(grids)
    for sheet in package.sheets if len(package.sheets) > len(package.worksheets) else ():
        if sheet.kind == "missing":
            unread[sheet.name] = UnreadableBook("damaged", f"the part of the sheet “{sheet.name}” is missing")
    names = answer_names(package)
    return PlainWorkbook(
        grids, names.places, names.broken, partial(_lists, book.impl.grids()), saved_at(package), unread,
        lambda sheet: attached(package, package.worksheet(sheet).part), book.impl.grids().coloured)


def grids_of(book: xw.Book, unread: dict[str, UnreadableBook] | None = None) -> Iterable[Grid]:
    """Return the grids of the sheets that can hold answers, with what was written since the file was read.

    Sheets that cannot be read are added to `unread` with the reason; raises it without `unread`.
    """
    own = getattr(book.impl, "grids", None)
    if own is not None:
        sheets = list(_readable(own(), unread))
        changes: Mapping[str, Mapping[Position, Value]] = getattr(book.impl, "changes", {})
        return [_changed(grid, changes[grid.name]) if changes.get(grid.name) else grid for grid in sheets]
    return [_live(sheet) for sheet in book.sheets if sheet.name not in _WITHOUT_ANSWERS]


def _readable(grids: Mapping[str, Grid], unread: dict[str, UnreadableBook] | None) -> Iterator[Grid]:
    for name in grids:
        if name not in _WITHOUT_ANSWERS:
            try:
                yield grids[name]
            except UnreadableBook as fault:
                if unread is None:
                    raise
                unread[name] = fault.anew()


def _changed(grid: Grid, changes: Mapping[Position, Value]) -> Grid:
    """Return the grid with the changes; a formula cell that was written to has a cached value."""
    down, across = (max(place) for place in zip(*changes, strict=True))
    rows = [list(row) for row in grid.rows] + [[] for _ in range(down - len(grid.rows))]
    for row in rows:
        row.extend([None] * (across - len(row)))
    for (row_number, column), value in changes.items():
        rows[row_number - 1][column - 1] = value
    errors = {place: error for place, error in grid.errors.items() if place not in changes}
    looks = {place: look for place, look in grid.looks.items() if place not in changes}
    return replace(grid, rows=rows, errors=errors, uncached=grid.uncached - changes.keys(), looks=looks, tagged=None)


def _live(sheet: xw.Sheet) -> Grid:
    used = sheet.used_range
    down, across = used.row - 1, used.column - 1
    height, width = used.shape
    most_rows, most_columns = (limit - start for limit, start in zip(_FARTHEST, (down, across), strict=True))
    if most_rows < 1 or most_columns < 1:
        return Grid(sheet.name, [])
    if height > most_rows or width > most_columns:
        used = used.resize(min(height, most_rows), min(width, most_columns))
    rows = used.options(ndim=2, err_to_str=True).value
    return Grid(sheet.name, [[] for _ in range(down)] + [[None] * across + list(row) for row in rows])


def _lists(grids: Mapping[str, Grid]) -> Grid | None:
    try:
        return grids.get(anchors.LISTS)
    except UnreadableBook:
        return None  # the lists only help to read choices; a form is read without them too


def saved_at(package: Package) -> datetime | None:
    """Return when the file was last saved, in UTC, as its properties say; None where they do not, or say no date."""
    part = package.core_properties
    if part is None or package.archive.size(part) > _LARGEST:
        return None
    try:
        found = _MODIFIED.search(package.xml(part))
        moment = datetime.fromisoformat(found[1].decode("ascii")) if found else None
        if moment is not None and moment.tzinfo is not None:
            moment = moment.astimezone(UTC).replace(tzinfo=None)
    except (UnreadableBook, ValueError, OverflowError):  # the last: a date that is out of range in UTC
        return None
    return moment
