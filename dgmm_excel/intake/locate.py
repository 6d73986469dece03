"""Locate the cells of a returned workbook by the form's anchors, never by a fixed position (see `form.anchors`).

Sheets may have been renamed and reordered, rows and columns inserted, deleted or moved, other sheets added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain, takewhile
from types import MappingProxyType
from typing import NamedTuple

from dgmm_excel.form.anchors import COLUMNS, FORM, META, OFFICIAL, SHOWN, STEPS, VERIFIED, is_note, question_id
from dgmm_excel.intake.tidy import plain_text, visible
from dgmm_excel.xlsx.a1 import Location
from dgmm_excel.xlsx.grid import Grid, GridCell, Value
from dgmm_excel.xlsx.repeated import Kept

#: What begins a row of marks.
_MARKS = frozenset({COLUMNS, FORM})
#: The marks of columns that results are written into, with the list of a sheet that their cells belong to.
_RESULTS = {VERIFIED: "verified", STEPS: "steps"}

@dataclass
class FormSheet:
    """One sheet of a form: its edition and facts, and the cells of its answers, notes and results.

    `fingerprint` and `round` are what the sheet itself says of its form, empty if nothing.
    """

    name: str
    edition: str | None = None
    fingerprint: str = ""
    round: str = ""
    answers: list[tuple[str, GridCell]] = field(default_factory=list)
    notes: list[tuple[str, GridCell]] = field(default_factory=list)
    shown: list[tuple[str, GridCell]] = field(default_factory=list)
    verified: list[tuple[str, GridCell]] = field(default_factory=list)
    official: list[tuple[str, GridCell]] = field(default_factory=list)
    steps: list[tuple[str, GridCell]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> list[str]:
        """What a form has once: the ids of answers, the codes of verified levels, the facts."""
        levels = (f"@{code}" for code, _ in self.verified)
        return [*(name for name, _ in self.answers), *levels, *(["@meta"] if self.meta else [])]


@dataclass(frozen=True)
class Located:
    """Everything found by anchors. `edition` is the one whose sheets most names of answers refer to, or else that most sheets
    name; sheets that name another are left out and listed in `others` with that name. `covers` are the facts of each cover,
    `meta` all facts together. `foreign`: sheets of another form of that edition, left out. `copies`: answer cells on copied
    sheets.
    """

    edition: str | None
    sheets: Sequence[FormSheet]
    meta: Mapping[str, str]
    covers: Sequence[Mapping[str, str]]
    others: Mapping[str, str]
    answers: Mapping[str, Sequence[GridCell]]
    notes: Mapping[str, Sequence[GridCell]]
    shown: Mapping[str, Sequence[GridCell]]
    verified: Mapping[str, Sequence[GridCell]]
    official: Mapping[str, Sequence[GridCell]]
    steps: Mapping[str, Sequence[GridCell]]
    foreign: Sequence[str] = ()
    copies: AbstractSet[Location] = frozenset()

    @property
    def left_out(self) -> AbstractSet[str]:
        """The sheets on which nothing of this form is."""
        return {*self.others, *self.foreign} - {sheet.name for sheet in self.sheets}


def locate(grids: Sequence[Grid], names: Mapping[str, Location] = MappingProxyType({})) -> Located:
    """Locate cells by ids of questions and notes and by code. Without anchors everything is empty and `edition` is None.

    `names` are the cells that the names of answers refer to.
    """
    sheets = [sheet for grid in grids for sheet in _sheets(grid)]
    edition = _edition(sheets, names)
    own = [sheet for sheet in sheets if sheet.edition in (None, edition)]
    others = {sheet.name: sheet.edition for sheet in sheets if sheet.answers and sheet.edition not in (None, edition)}
    return gathered(edition, own, others)


def _edition(sheets: Sequence[FormSheet], names: Mapping[str, Location]) -> str | None:
    said = Counter(sheet.meta["edition"] for sheet in sheets if sheet.meta.get("edition"))
    said.update(sheet.edition for sheet in sheets if sheet.edition)
    if len(said) > 1:
        named = Counter(place[0] for place in names.values())
        referred: Counter[str] = Counter()
        for sheet in sheets:
            if sheet.edition and not sheet.meta:
                referred[sheet.edition] += named[sheet.name]
        return max(said, key=lambda edition: (referred[edition], said[edition]))
    return next(iter(said), None)


def gathered(edition: str | None, own: Sequence[FormSheet], others: Mapping[str, str]) -> Located:
    """Return what the form's own sheets hold, by id."""
    meta: dict[str, str] = {}
    for key, value in (fact for sheet in own for fact in sheet.meta.items()):
        meta[key] = meta.get(key) or value
    return Located(
        edition, own, meta,
        covers=[sheet.meta for sheet in own if sheet.meta],
        others=others,
        answers=_by_id(sheet.answers for sheet in own),
        notes=_by_id(sheet.notes for sheet in own),
        shown=_by_id(sheet.shown for sheet in own),
        verified=_by_id(sheet.verified for sheet in own),
        official=_by_id(sheet.official for sheet in own),
        steps=_by_id(sheet.steps for sheet in own),
    )


def _by_id(sheets: Iterable[Sequence[tuple[str, GridCell]]]) -> dict[str, list[GridCell]]:
    found: dict[str, list[GridCell]] = {}
    for name, cell in chain.from_iterable(sheets):
        found.setdefault(name, []).append(cell)
    return found


def _sheets(grid: Grid) -> Iterator[FormSheet]:
    """Yield the contents of each column of anchors; a sheet has one, and one more for each sideways copy of its columns."""
    for anchors in anchor_columns(grid):
        yield _sheet(grid, anchors - 1)


def anchor_columns(grid: Grid) -> tuple[int, ...]:
    """Return the columns, from 1, that hold anchors."""
    return grid.columns_of(_MARKS)


def _sheet(grid: Grid, anchors: int) -> FormSheet:
    sheet = FormSheet(grid.name)
    ids = tuple([_anchor(row[anchors]) if anchors < len(row) and row[anchors] is not None else "" for row in grid.rows])
    marked = [grid.rows[at] for at, anchor in enumerate(ids) if anchor in _MARKS]
    named = _NAMED[anchors, ids, tuple(map(tuple, marked))]
    for kind, places in named.cells.items():
        getattr(sheet, kind).extend([(name, GridCell(grid, row, column)) for name, row, column in places])
    for row in marked:
        if _anchor(row[anchors]) == FORM:
            _form(sheet, row[anchors + 1 :])
    for key, number in named.facts:
        sheet.meta.setdefault(key, visible(plain_text(grid.value(number, anchors + 2))))
    return sheet


def _form(sheet: FormSheet, row: Sequence[Value]) -> None:
    """Take what a `@form` row says, its first one: edition, fingerprint, round."""
    if sheet.edition is None:
        said = [text for value in takewhile(lambda value: value != FORM, row)
                if value is not None and (text := visible(plain_text(value))) and not text.startswith("@")]
        sheet.edition, sheet.fingerprint, sheet.round = (*said[:3], *("",) * (3 - len(said)))
        sheet.edition = sheet.edition or None


#: A column of anchors, counted from 0; the anchor of each row in it; and the rows of marks.
_Anchors = tuple[int, tuple[str, ...], tuple[tuple[Value, ...], ...]]


class _Named(NamedTuple):
    """What anchors name: cells for each list of a sheet, row by row, with their names, rows and columns; and the facts, with
    their rows.
    """

    cells: Mapping[str, Sequence[tuple[str, int, int]]]
    facts: Sequence[tuple[str, int]]


def _named(anchors: _Anchors) -> _Named:
    column, ids, marked = anchors
    cells: dict[str, list[tuple[str, int, int]]] = {}
    facts: list[tuple[str, int]] = []
    marks: Sequence[_Mark] = ()
    left = iter(marked)
    for row, anchor in enumerate(ids, start=1):
        if anchor in _MARKS:
            marks = tuple(_markers(next(left), column))
        elif anchor.startswith(META):
            facts.append((anchor[len(META) :], row))
        elif anchor and not anchor.startswith("@"):
            for at, mark in marks:
                held = _held(mark, anchor)
                if held is not None:
                    cells.setdefault(held[0], []).append((held[1], row, at))
    return _Named(cells, facts)


def _size(anchors: _Anchors, named: _Named) -> int:
    """Return about how many bytes anchors take, and what they name."""
    _, ids, marked = anchors
    held = [value for row in marked for value in row]
    texts = (*ids, *(value for value in held if isinstance(value, str)),
             *(name for places in named.cells.values() for name, _, _ in places), *(key for key, _ in named.facts))
    return _OF_VALUE * len(held) + _OF_ONE * len(texts) + sum(map(len, texts))


#: The forms of a round have the same anchors; and about how many bytes one text takes, and one value of a row.
_NAMED, _OF_ONE, _OF_VALUE = Kept(_named, _size, 4 * 1024 * 1024), 150, 8
#: A column, from 1, and its marker.
_Mark = tuple[int, str]


def _held(mark: str, anchor: str) -> tuple[str, str] | None:
    """Return the list of a sheet that a cell under a mark and beside an id belongs to, and the cell's name in it."""
    name = question_id(mark, anchor)
    if name is None:
        kind = _RESULTS.get(mark)
        return None if kind is None else (kind, anchor)
    if is_note(name):
        return "notes", name
    return "shown" if name in SHOWN else "official" if name in OFFICIAL else "answers", name


def _markers(row: Sequence[Value], anchors: int) -> Iterator[_Mark]:
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
