"""Scoring a workbook through xlwings' object model, the same on a live Excel and on the file engine.

Each sheet's used range is read once, as values; then everything is judged and computed; then the verified levels are
written. Nothing is read after the first write, and no formula or format is asked for, so that any engine will do. Where
the engine knows more than values (`grids()` of the file engine: formulas, error cells), that is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from dgmm_excel.faults import Fault
from dgmm_excel.form import anchors
from dgmm_excel.intake.beside_values import NOTHING
from dgmm_excel.intake.judge import STATES
from dgmm_excel.intake.read import read_return
from dgmm_excel.intake.returned_form import Recognised, Return
from dgmm_excel.scoring.answers import Answers, Assessment, GroupAssessment, checked, shown
from dgmm_excel.scoring.evaluate import assess
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.a1 import Location, Position
from dgmm_excel.xlsx.grid import Grid, Value

if TYPE_CHECKING:
    import xlwings as xw

    from dgmm_excel.xlsx.package import UnreadableBook

Status = Literal["scored", "faulty", "rejected", "blank"]

#: How far a live sheet is read, in rows and columns; what lies beyond is no form's.
_FARTHEST = (20_000, 300)
_KINDS = {"encrypted": "DG002", "old_xls": "DG003", "empty": "DG011"}
_UNSAFE = ("too_large", "duplicate_members", "unsafe_xml", "far_cells")


@dataclass(frozen=True)
class Scored:
    """One returned workbook, scored. `assessment` is None where it was rejected."""

    return_: Return
    assessment: Assessment | None
    status: Status
    faults: tuple[Fault, ...]

    def record(self, file: str) -> dict[str, Any]:
        """What `dgmm score --json` prints of it."""
        return _record(file, self)

    @property
    def levels(self) -> Mapping[str, int | None]:
        """The level of every code of the edition; empty where it was rejected."""
        if self.assessment is None:
            return {}
        return {code: self.assessment[code].level for code in self.assessment.edition.ids}


def score_book(book: xw.Book) -> dict[str, Any]:
    """Score the workbook and write each verified level into its cell; saving it is the caller's.

    Returns the record that `dgmm score --json` prints. A workbook that is no form gives a record of status `rejected`.
    """
    result = scored(book)
    file = book.fullname
    write_verified(book, result)
    return result.record(file)


def scored(book: xw.Book, parent: Assessment | None = None) -> Scored:
    """Score the workbook and write nothing. `parent`: the assessment that inherited topics take their scores from."""
    return scored_return(returned(book), parent)


def returned(book: xw.Book) -> Return:
    """What the workbook says, read once. From a live Excel its values alone; from a file also what it tells beside them."""
    extras = getattr(book.impl, "extras", None)
    return read_return(tuple(grids(book)), extras=extras() if extras is not None else NOTHING)


def scored_return(
    return_: Return, parent: Assessment | None = None, *,
    override: Mapping[str, Any] | None = None, faults: Iterable[Fault] = (),
) -> Scored:
    """Score a return that was read already, with answers from elsewhere in place of the form's where there are.

    `override` maps question ids to values as `score` takes them, None for no answer; what the form says at these
    questions neither counts nor is a fault any more. `faults` are the caller's own, put behind the rest. A return that is
    no form is rejected whatever the caller gives. Raises AnswerError for an override that no form could hold.
    """
    override = override or {}
    kept = (*(fault for fault in return_.faults if fault.question not in override), *faults)
    if return_.edition is None:
        return Scored(return_, None, "rejected", kept)
    values = {name: value for name, value in return_.answers.items() if name not in override}
    values |= checked(return_.edition, override).values
    assessment = assess(Answers(return_.edition, MappingProxyType(values)), parent)
    return Scored(return_, assessment, _status(assessment, kept), kept)


def _status(assessment: Assessment, faults: Iterable[Fault]) -> Status:
    if any(fault.severity == "error" for fault in faults):
        return "faulty"
    return "blank" if assessment.blank else "scored"


# -- reading ---------------------------------------------------------------------------------------

_WITHOUT_ANSWERS = frozenset({anchors.FORMULAS, anchors.LISTS})


def grids(book: xw.Book) -> Iterable[Grid]:
    """The workbook's sheets that can hold answers as grids of values, from A1 on."""
    own = getattr(book.impl, "grids", None)
    if own is not None:
        found: Mapping[str, Grid] = own()
        sheets = [found[name] for name in found if name not in _WITHOUT_ANSWERS]
        changes: Mapping[str, Mapping[Position, Value]] = getattr(book.impl, "changes", {})
        return [_changed(grid, changes[grid.name]) if changes.get(grid.name) else grid for grid in sheets]
    return [_values(sheet) for sheet in book.sheets if sheet.name not in _WITHOUT_ANSWERS]


def _changed(grid: Grid, changes: Mapping[Position, Value]) -> Grid:
    """The grid with values that were written since; a written formula cell has a value."""
    down, across = (max(place) for place in zip(*changes, strict=True))
    rows = [list(row) for row in grid.rows] + [[] for _ in range(down - len(grid.rows))]
    for row in rows:
        row.extend([None] * (across - len(row)))
    for (row_number, column), value in changes.items():
        rows[row_number - 1][column - 1] = value
    errors = {place: error for place, error in grid.errors.items() if place not in changes}
    return replace(grid, rows=rows, errors=errors, uncached=grid.uncached - changes.keys())


def _values(sheet: xw.Sheet) -> Grid:
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


# -- writing ---------------------------------------------------------------------------------------


def write_verified(book: xw.Book, scored: Scored) -> None:
    """Write the levels into their cells, a run of cells at a time; a code without a level gets an empty cell."""
    levels = scored.levels
    places = {place: levels.get(code) for code, place in scored.return_.verified.items()}
    for sheet, column, first, values in _runs(places):
        last = first + len(values) - 1
        target = book.sheets[sheet].range((first, column), (last, column))
        target.value = [[value] for value in values] if len(values) > 1 else values[0]


def _runs(places: Mapping[Location, int | None]) -> Iterator[tuple[str, int, int, list[int | None]]]:
    """Cells under one another: sheet, column, first row, values."""
    run: tuple[str, int, int, list[int | None]] | None = None
    for sheet, row, column in sorted(places, key=lambda place: (place[0], place[2], place[1])):
        value = places[sheet, row, column]
        if run is not None and (sheet, column, row) == (run[0], run[1], run[2] + len(run[3])):
            run[3].append(value)
            continue
        if run is not None:
            yield run
        run = (sheet, column, row, [value])
    if run is not None:
        yield run


# -- records ---------------------------------------------------------------------------------------


def rejected(fault: Fault, file: str) -> dict[str, Any]:
    """The record of a file that could not be opened."""
    return {
        "file": file, "status": "rejected", "edition": None, "agency": {"code": None, "name": None},
        "recognised": Recognised().record(), "cells": dict.fromkeys(STATES, 0),
        "overall": {"score": None, "level": None, "name": None}, "pillars": {}, "sub_pillars": {}, "topics": {},
        "faults": [fault.record()],
    }


def unreadable_fault(error: UnreadableBook) -> Fault:
    """What a file that is no readable workbook counts as."""
    if error.reason == "other_format":
        return Fault("DG010", params={"format": error.detail})
    code = _KINDS.get(error.reason) or ("DG004" if error.reason in _UNSAFE else "DG001")
    return Fault(code, params={"reason": phrase(f"unreadable.{error.reason}")})


def _record(file: str, scored: Scored) -> dict[str, Any]:
    return_, assessment = scored.return_, scored.assessment
    head = {
        "file": file, "status": scored.status, "edition": return_.edition_id,
        "agency": {"code": return_.agency_code, "name": return_.agency_name},
        "recognised": return_.recognised.record(), "cells": dict(return_.cells),
    }
    faults = [fault.record() for fault in scored.faults]
    if assessment is None:
        empty = {"score": None, "level": None, "name": None}
        return {**head, "overall": empty, "pillars": {}, "sub_pillars": {}, "topics": {}, "faults": faults}
    return {
        **head,
        "overall": _group(assessment.overall),
        "pillars": {code: _group(group) for code, group in assessment.pillars.items()},
        "sub_pillars": {code: _group(group) for code, group in assessment.sub_pillars.items()},
        "topics": {
            code: {"score": shown(topic.score), "level": topic.level, "status": topic.status}
            for code, topic in assessment.topics.items()
        },
        "faults": faults,
    }


def _group(group: GroupAssessment) -> dict[str, Any]:
    return {"score": shown(group.score), "level": group.level, "name": group.name}
