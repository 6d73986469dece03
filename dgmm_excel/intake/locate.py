"""Locate the cells of a returned workbook by the form's anchors, never by a fixed position (see `form.anchors`).

Sheets may have been renamed and reordered, rows and columns inserted, deleted or moved, other sheets added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dgmm_excel.form.anchors import COLUMNS, FORM, META, OFFICIAL, SHOWN, VERIFIED, is_note, question_id
from dgmm_excel.intake.tidy import is_blank, plain_text, visible
from dgmm_excel.xlsx.grid import Grid, GridCell, Value


@dataclass
class FormSheet:
    """One sheet of a form: its edition and facts, and the cells of its answers, notes and results."""

    name: str
    edition: str | None = None
    answers: list[tuple[str, GridCell]] = field(default_factory=list)
    notes: list[tuple[str, GridCell]] = field(default_factory=list)
    shown: list[tuple[str, GridCell]] = field(default_factory=list)
    verified: list[tuple[str, GridCell]] = field(default_factory=list)
    official: list[tuple[str, GridCell]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Located:
    """Everything found by anchors. `edition` is the one that most sheets name; sheets that name another are left out and listed
    in `others` with that name. `covers` are the facts of each cover, `meta` all facts together.
    """

    edition: str | None
    meta: Mapping[str, str]
    covers: Sequence[Mapping[str, str]]
    others: Mapping[str, str]
    answers: Mapping[str, Sequence[GridCell]]
    notes: Mapping[str, Sequence[GridCell]]
    shown: Mapping[str, Sequence[GridCell]]
    verified: Mapping[str, Sequence[GridCell]]
    official: Mapping[str, Sequence[GridCell]]


def locate(grids: Sequence[Grid]) -> Located:
    """Locate cells by ids of questions and notes and by code. Without anchors everything is empty and `edition` is None."""
    sheets = [sheet for grid in grids for sheet in _sheets(grid)]
    said = [sheet.meta["edition"] for sheet in sheets if sheet.meta.get("edition")]
    said += [sheet.edition for sheet in sheets if sheet.edition]
    edition = Counter(said).most_common(1)[0][0] if said else None
    own = [sheet for sheet in sheets if sheet.edition in (None, edition)]
    meta: dict[str, str] = {}
    for key, value in (fact for sheet in own for fact in sheet.meta.items()):
        meta[key] = meta.get(key) or value
    return Located(
        edition, meta,
        covers=[sheet.meta for sheet in own if sheet.meta],
        others={sheet.name: sheet.edition for sheet in sheets if sheet.answers and sheet.edition not in (None, edition)},
        answers=_by_id(cell for sheet in own for cell in sheet.answers),
        notes=_by_id(cell for sheet in own for cell in sheet.notes),
        shown=_by_id(cell for sheet in own for cell in sheet.shown),
        verified=_by_id(cell for sheet in own for cell in sheet.verified),
        official=_by_id(cell for sheet in own for cell in sheet.official),
    )


def _by_id(cells: Iterable[tuple[str, GridCell]]) -> dict[str, list[GridCell]]:
    found: dict[str, list[GridCell]] = {}
    for name, cell in cells:
        found.setdefault(name, []).append(cell)
    return found


def _sheets(grid: Grid) -> Iterator[FormSheet]:
    """Yield the contents of each column of anchors; a sheet has one, and one more for each sideways copy of its columns."""
    for anchors in anchor_columns(grid):
        yield _sheet(grid, anchors)


def anchor_columns(grid: Grid) -> tuple[int, ...]:
    """Return the columns, from 0, that hold anchors."""
    marked = (row for row in grid.rows if COLUMNS in row or FORM in row)
    return tuple(dict.fromkeys(place for row in marked for place, value in enumerate(row) if value in (COLUMNS, FORM)))


def _sheet(grid: Grid, anchors: int) -> FormSheet:
    sheet = FormSheet(grid.name)
    markers: list[tuple[int, str]] = []
    for number, row in enumerate(grid.rows, start=1):
        if anchors >= len(row) or row[anchors] is None:
            continue
        anchor = _anchor(row[anchors])
        if not anchor.startswith("@"):
            _row(sheet, grid, number, anchor, markers)
        elif anchor == COLUMNS:
            markers = list(_markers(row, anchors))
        elif anchor == FORM:
            sheet.edition = sheet.edition or next((str(v).strip() for v in row[anchors + 1 :] if not is_blank(v)), None)
            markers = list(_markers(row, anchors))
        elif anchor.startswith(META):
            value = row[anchors + 1] if anchors + 1 < len(row) else None
            sheet.meta.setdefault(anchor[len(META) :], visible(plain_text(value)))
    return sheet


def _row(sheet: FormSheet, grid: Grid, number: int, anchor: str, markers: list[tuple[int, str]]) -> None:
    for column, mark in markers if anchor else ():
        name = question_id(mark, anchor)
        if name is not None:
            _kind(sheet, name).append((name, GridCell(grid, number, column)))
        elif mark == VERIFIED:
            sheet.verified.append((anchor, GridCell(grid, number, column)))


def _kind(sheet: FormSheet, name: str) -> list[tuple[str, GridCell]]:
    """Return the list of a sheet that the cell of that id belongs to."""
    if is_note(name):
        return sheet.notes
    return sheet.shown if name in SHOWN else sheet.official if name in OFFICIAL else sheet.answers


def _markers(row: Sequence[Value], anchors: int) -> Iterator[tuple[int, str]]:
    """Yield the columns, from 1, that a `@cols` row marks, with their markers."""
    for column, value in enumerate(row[anchors + 1 :], start=anchors + 2):
        if value == COLUMNS:
            return  # the next copy's
        if isinstance(value, str) and value.startswith("@"):
            yield column, value.strip()


def _anchor(value: Value) -> str:
    if isinstance(value, str):
        return value.strip()
    # a row id of digits, after a program took it for a number
    return plain_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
