"""Answers that may stand in the wrong place: dragged out of their cell, typed beside it, merged or sorted away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dgmm_excel.faults import Fault
from dgmm_excel.intake.by_words import REACH, Wording
from dgmm_excel.intake.judge import Judge, judged
from dgmm_excel.intake.recognise import Found
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.intake.tidy import clipped, is_blank, plain_text
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Text
from dgmm_excel.xlsx.a1 import Location, address
from dgmm_excel.xlsx.grid import Grid, GridCell, Value


class Doubt(NamedTuple):
    """Why a question's entry cannot be relied on. `value` is what stands where the answer may be."""

    question: str
    code: str
    place: str
    value: str


def put_in_doubt(
    edition: Edition, entries: Mapping[str, Entry], found: Found, workbook: PlainWorkbook,
    judges: Mapping[str, Judge], words: Wording,
) -> tuple[dict[str, Entry], list[Fault]]:
    """The entries, those in doubt rejected, and why; and the names that point elsewhere (DG208), which change nothing."""
    asked = {name: spots for name, spots in found.answers.items() if name in edition.questions}
    used = {name: _used(entries[name], spots) for name, spots in asked.items()}
    by_ids = {name: spots for name, spots in asked.items() if name not in found.how}
    stands = _Names(by_ids, used, workbook.names, {grid.name: grid for grid in workbook.grids})
    doubts = {doubt.question: doubt for doubt in (
        *_beside(edition, entries, asked, judges), *stands.dragged(edition, entries, judges),
        *_apart_from_words(used, words), *_merged_away(entries, used), *_shifted(entries, asked, workbook),
    )}
    checked, faults = dict(entries), []
    for name, doubt in doubts.items():
        entry = entries[name]
        if entry.state != "rejected":
            checked[name] = entry._replace(state="rejected", value=None)
        params: dict[str, str | Text] = {"allowed": judges[name].allowed, **({"place": doubt.place} if doubt.place else {})}
        faults.append(Fault(doubt.code, entry.sheet, entry.cell, name, clipped(doubt.value), params))
    return checked, [*faults, *stands.elsewhere(doubts)]


def _used(entry: Entry, spots: Sequence[GridCell]) -> GridCell:
    """Of a question's spots (a sheet that was copied has them again) the one that its entry was taken from."""
    if len(spots) == 1:
        return spots[0]
    return next((spot for spot in spots if (spot.grid.name, spot.address) == (entry.sheet, entry.cell)), spots[0])


def _named(place: Location | None, spots: Sequence[GridCell], used: GridCell) -> GridCell:
    """Of a question's spots the one that its name can stand for: names stay with the sheet that was copied."""
    if len(spots) == 1:
        return spots[0]
    there = [spot for spot in spots if place is not None and spot.grid.name == place[0]]
    return next((spot for spot in there if spot.location == place), there[0] if there else used)


# -- names -----------------------------------------------------------------------------------------


class _Names:
    """The defined names of answers held against the cells at their ids."""

    def __init__(
        self, spots: Mapping[str, Sequence[GridCell]], used: Mapping[str, GridCell], names: Mapping[str, Location],
        grids: Mapping[str, Grid],
    ) -> None:
        single = {name: _named(names.get(name), found, used[name]) for name, found in spots.items()}
        self._single, self._names, self._grids = single, names, grids
        self._owners = {spot.location: name for name, found in spots.items() for spot in found}
        self._apart = {
            name: names[name] for name, spot in single.items()
            if name in names and names[name] != spot.location and names[name][0] in grids
        }
        agree = Counter(spot.grid.name for name, spot in single.items() if name in names and name not in self._apart)
        differ = Counter(single[name].grid.name for name in self._apart)
        #: Sheets whose cells some program moved without their names: there the names tell nothing of single answers.
        self._stale = {sheet for sheet, count in differ.items() if count > 1 and count >= agree[sheet]}

    def dragged(
        self, edition: Edition, entries: Mapping[str, Entry], judges: Mapping[str, Judge]
    ) -> Iterator[Doubt]:
        """Answers that were moved out of their cells, names and all; and the answers that they were moved onto.

        An answer that is moved onto takes the other's name from it. Where the other still has its name, rows were sorted.
        """
        for name, (sheet, row, column) in self._apart.items():
            if entries[name].state != "blank" or self._single[name].grid.name in self._stale:
                continue
            raw, other = self._grids[sheet].value(row, column), self._owners.get((sheet, row, column))
            if is_blank(raw) or (other in self._names if other else not _may_answer(edition, name, judges, raw)):
                continue
            spot = self._single[name]
            yield Doubt(name, "DG110", _address(sheet, row, column), plain_text(raw))
            if other is not None:
                yield Doubt(other, "DG112", _address(spot.grid.name, spot.row, spot.column), plain_text(raw))

    def elsewhere(self, doubts: Mapping[str, Doubt]) -> Iterator[Fault]:
        """What names say otherwise: one by one, but once for a sheet where all are stale."""
        told: Counter[str] = Counter()
        for name, (sheet, row, column) in self._apart.items():
            spot = self._single[name]
            told[spot.grid.name] += 1
            if name in doubts or (spot.grid.name in self._stale and told[spot.grid.name] > 1):
                continue
            yield Fault("DG208", spot.grid.name, spot.address, name, params={"place": _address(sheet, row, column)})


def _shifted(entries: Mapping[str, Entry], asked: Mapping[str, Sequence[GridCell]], workbook: PlainWorkbook) -> Iterator[Doubt]:
    """Answers of a column in which a cell was deleted, and those below moved up: each stands at another's id.

    The name of the deleted cell is broken, and another's stands for the cell at its id. Where names stayed behind none is
    broken; where an answer was dragged, its own cell is blank.
    """
    if not workbook.broken:
        return
    single = {name: spots[0] for name, spots in asked.items() if len(spots) == 1}
    apart = {name: workbook.names[name] for name, spot in single.items()
             if name in workbook.names and workbook.names[name] != spot.location}
    gone = {single[name].location: name for name in workbook.broken if name in single}
    columns = {(sheet, column) for name, (sheet, row, column) in apart.items()
               if (sheet, row, column) in gone and entries[name].state != "blank"}
    for name in (*gone.values(), *apart):
        sheet, row, column = single[name].location
        if (sheet, column) in columns:
            yield Doubt(name, "DG112", _address(*apart.get(name, (sheet, row, column))), plain_text(entries[name].raw))


def _may_answer(edition: Edition, name: str, judges: Mapping[str, Judge], raw: Value) -> bool:
    """Whether a value outside the question's cell would be an answer in it; of a text nobody can tell."""
    return edition.questions[name].type != "text" and judged(judges[name], raw).state in ("accepted", "repaired")


def _address(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{address(row, column)}"


# -- merged away -----------------------------------------------------------------------------------


def _merged_away(entries: Mapping[str, Entry], used: Mapping[str, GridCell]) -> Iterator[Doubt]:
    """Blank answers whose cell is merged into one that holds something: merging empties all cells but the first."""
    for name, spot in used.items():
        place = spot.grid.covered.get(spot.position) if entries[name].state == "blank" else None
        if place is not None:
            raw = spot.grid.value(*place)
            if not is_blank(raw):
                yield Doubt(name, "DG114", _address(spot.grid.name, *place), plain_text(raw))


# -- beside its cell -------------------------------------------------------------------------------


def _beside(
    edition: Edition, entries: Mapping[str, Entry], asked: Mapping[str, Sequence[GridCell]], judges: Mapping[str, Judge]
) -> Iterator[Doubt]:
    """Blank answers in whose line something stands, outside every answer cell, that would be an answer."""
    told: set[str] = set()
    lines: dict[tuple[str, int], list[tuple[str, GridCell]]] = {}
    for name, spots in asked.items():
        for spot in spots:
            lines.setdefault((spot.grid.name, spot.row), []).append((name, spot))
    for line in lines.values():
        blank = [name for name, _ in line if entries[name].state == "blank"]
        spot = line[0][1]
        if len({name for name, _ in line}) < len(line):
            continue  # columns copied sideways: what stands beside one copy is part of another
        for column in _strays([one for _, one in line]) if blank else ():
            raw = spot.grid.rows[spot.row - 1][column - 1]
            taken = next((name for name in blank if _may_answer(edition, name, judges, raw)), None)
            if taken is not None and taken not in told:
                told.add(taken)
                yield Doubt(taken, "DG110", _address(spot.grid.name, spot.row, column), plain_text(raw))


def _strays(spots: Sequence[GridCell]) -> Iterator[int]:
    """The columns of a line, beside its answers, that hold a value of their own."""
    grid, row = spots[0].grid, spots[0].row
    answers = {spot.column for spot in spots}
    first = min(answers)
    for column in range(first + 1, min(first + REACH, len(grid.rows[row - 1])) + 1):
        if column not in answers and (row, column) not in grid.formulas and not is_blank(grid.rows[row - 1][column - 1]):
            yield column


# -- apart from its words --------------------------------------------------------------------------


def _apart_from_words(used: Mapping[str, GridCell], words: Wording) -> Iterator[Doubt]:
    """Answers beside the words of other questions: rows that were sorted, or pasted over, without their ids."""
    lefts: dict[tuple[str, int], frozenset[str] | None] = {}
    for name, spot in used.items():
        line = spot.grid.name, spot.row
        if line not in lefts:
            lefts[line] = _left_of(spot, words)
        ids = lefts[line]
        if ids is not None and name not in ids:
            yield Doubt(name, "DG111", "", plain_text(spot.value))


def _left_of(spot: GridCell, words: Wording) -> frozenset[str] | None:
    """The answers of the line of the form whose words stand left of an answer, nearest first."""
    texts = (text for text in reversed(spot.grid.rows[spot.row - 1][: spot.column - 1]) if isinstance(text, str))
    return next((ids for text in texts if (ids := words.holds(text)) is not None), None)
