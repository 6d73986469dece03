"""Find answers that may be in the wrong place: dragged out of their cell, typed next to it, merged or sorted away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, partial
from typing import NamedTuple

from dgmm_excel.faults import Fault
from dgmm_excel.form.anchors import COLUMNS
from dgmm_excel.intake.attachments import may_be_meant, on_blanks, unread_note
from dgmm_excel.intake.by_words import LONGEST, FormLine, Wording
from dgmm_excel.intake.coloured import on_coloured
from dgmm_excel.intake.judge import Judge, judged
from dgmm_excel.intake.locate import anchor_columns
from dgmm_excel.intake.recognise import Found
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.intake.tidy import clipped, folded, is_blank, plain_text, visible
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Text
from dgmm_excel.xlsx.a1 import Location, address
from dgmm_excel.xlsx.grid import Grid, GridCell, Value

_NO_LINE = FormLine("", "", ())
#: What parts an answer from the words beside it.
_SEPARATING = ".,:;=|/()[]{}<>→–—-_*…"


class Doubt(NamedTuple):
    """Why a question's entry cannot be relied on. `value` is the value at the place where the answer may be."""

    question: str
    code: str
    place: str
    value: str


def put_in_doubt(
    edition: Edition, entries: Mapping[str, Entry], found: Found, workbook: PlainWorkbook,
    judges: Mapping[str, Judge], words: Wording,
) -> tuple[dict[str, Entry], list[Fault]]:
    """Reject the entries in doubt; return all entries, and the faults.

    A name that refers to another cell (DG208) is reported and changes nothing.
    """
    asked = {name: cells for name, cells in found.answers.items() if name in edition.questions}
    used = {name: cells[0] if len(cells) == 1 else _used(entries[name], cells) for name, cells in asked.items()}
    by_ids = {name: cells for name, cells in asked.items() if name not in found.how} if found.how else asked
    named = _Names(by_ids, used, workbook.names, {grid.name: grid for grid in workbook.grids})
    blank = frozenset(name for name in asked if entries[name].state == "blank")
    doubts = {doubt.question: doubt for doubt in (
        *_beside(edition, blank, found, judges, words), *named.dragged(edition, blank, judges),
        *_apart_from_words(used, words), *_merged_away(blank, used), *_shifted(entries, asked, workbook),
    )}
    for name, cell in on_coloured(edition, entries, used, workbook):
        if name not in doubts:
            doubts[name] = Doubt(name, "DG123", _address(*cell.location), "")
    notes: list[Fault] = []
    for name, thing, is_on_it in on_blanks(entries, used, workbook.attached):
        if name not in doubts and may_be_meant(thing, partial(_may_answer, edition, name, judges)):
            doubts[name] = Doubt(name, "DG122", "", visible(thing.text))
        elif name not in doubts and is_on_it:
            notes.append(unread_note(entries[name], thing))
    checked, faults = dict(entries), []
    for name, doubt in doubts.items():
        entry = entries[name]
        if entry.state != "rejected":
            checked[name] = entry._replace(state="rejected", value=None)
        params: dict[str, str | Text] = {"allowed": judges[name].allowed, **({"place": doubt.place} if doubt.place else {})}
        faults.append(Fault(doubt.code, entry.sheet, entry.cell, name, clipped(doubt.value), params))
    return checked, [*faults, *named.elsewhere(doubts), *(note for note in notes if note.question not in doubts)]


def _used(entry: Entry, cells: Sequence[GridCell]) -> GridCell:
    """Return the cell that the entry was taken from, of several: a copied sheet has the question's cells again."""
    return next((cell for cell in cells if (cell.grid.name, cell.address) == (entry.sheet, entry.cell)), cells[0])


def _named(place: Location | None, cells: Sequence[GridCell], used: GridCell) -> GridCell:
    """Return the cell that the question's name can refer to, of several: names stay with the sheet that was copied."""
    there = [cell for cell in cells if place is not None and cell.grid.name == place[0]]
    return next((cell for cell in there if cell.location == place), there[0] if there else used)


# -- names -----------------------------------------------------------------------------------------


class _Names:
    """The defined names of answers, compared with the cells at their ids."""

    def __init__(
        self, cells: Mapping[str, Sequence[GridCell]], used: Mapping[str, GridCell], names: Mapping[str, Location],
        grids: Mapping[str, Grid],
    ) -> None:
        single = {name: found[0] if len(found) == 1 else _named(names.get(name), found, used[name])
                  for name, found in cells.items()}
        self._cells, self._single, self._names, self._grids = cells, single, names, grids
        self._apart = {
            name: names[name] for name, cell in single.items()
            if name in names and names[name] != cell.location and names[name][0] in grids
        }

    @cached_property
    def _owners(self) -> Mapping[Location, str]:
        return {cell.location: name for name, found in self._cells.items() for cell in found}

    @cached_property
    def _stale(self) -> AbstractSet[str]:
        """The sheets whose cells some program moved without their names: there names prove nothing about single answers."""
        named = {name: cell for name, cell in self._single.items() if name in self._names}
        differ = Counter(named[name].grid.name for name in self._apart)
        agree = Counter(cell.grid.name for name, cell in named.items() if name not in self._apart)
        return {sheet for sheet, count in differ.items() if count > 1 and count >= agree[sheet]}

    def dragged(self, edition: Edition, blank: AbstractSet[str], judges: Mapping[str, Judge]) -> Iterator[Doubt]:
        """Yield the answers that were moved out of their cells together with their names, and the answers that they overwrote.

        An overwritten answer loses its name to the other. If it still has its name, rows were sorted.
        """
        for name, (sheet, row, column) in self._apart.items():
            if name not in blank or self._single[name].grid.name in self._stale:
                continue
            raw, other = self._grids[sheet].value(row, column), self._owners.get((sheet, row, column))
            if is_blank(raw) or (other in self._names if other else not _may_answer(edition, name, judges, raw)):
                continue
            cell = self._single[name]
            yield Doubt(name, "DG110", _address(sheet, row, column), plain_text(raw))
            if other is not None:
                yield Doubt(other, "DG112", _address(cell.grid.name, cell.row, cell.column), plain_text(raw))

    def elsewhere(self, doubts: Mapping[str, Doubt]) -> Iterator[Fault]:
        """Yield the names that refer elsewhere: one fault each, but one for a sheet where all are stale."""
        told: Counter[str] = Counter()
        for name, (sheet, row, column) in self._apart.items():
            cell = self._single[name]
            told[cell.grid.name] += 1
            if name in doubts or (cell.grid.name in self._stale and told[cell.grid.name] > 1):
                continue
            yield Fault("DG208", cell.grid.name, cell.address, name, params={"place": _address(sheet, row, column)})


def _shifted(entries: Mapping[str, Entry], asked: Mapping[str, Sequence[GridCell]], workbook: PlainWorkbook) -> Iterator[Doubt]:
    """Yield the answers of a column in which a cell was deleted and those below moved up, each to another's id.

    The name of the deleted cell is broken, and another's refers to the cell at its id. If names stayed behind, none is broken;
    if an answer was dragged, its own cell is blank.
    """
    if not workbook.broken:
        return
    single = {name: cells[0] for name, cells in asked.items() if len(cells) == 1}
    apart = {name: workbook.names[name] for name, cell in single.items()
             if name in workbook.names and workbook.names[name] != cell.location}
    gone = {single[name].location: name for name in workbook.broken if name in single}
    columns = {(sheet, column) for name, (sheet, row, column) in apart.items()
               if (sheet, row, column) in gone and entries[name].state != "blank"}
    for name in (*gone.values(), *apart):
        sheet, row, column = single[name].location
        if (sheet, column) in columns:
            yield Doubt(name, "DG112", _address(*apart.get(name, (sheet, row, column))), plain_text(entries[name].raw))


def _may_answer(edition: Edition, name: str, judges: Mapping[str, Judge], raw: Value) -> bool:
    """Whether a value outside the question's cell would be an answer in it; for a text question this cannot be known."""
    return edition.questions[name].type != "text" and judged(judges[name], raw).state in ("accepted", "repaired")


def _address(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{address(row, column)}"


# -- merged away -----------------------------------------------------------------------------------


def _merged_away(blank: AbstractSet[str], used: Mapping[str, GridCell]) -> Iterator[Doubt]:
    """Yield the blank answers whose cell is merged into one with a value: merging empties all cells but the first."""
    for name, cell in used.items():
        place = cell.grid.covered.get(cell.position) if name in blank else None
        if place is not None:
            raw = cell.grid.value(*place)
            if not is_blank(raw):
                yield Doubt(name, "DG114", _address(cell.grid.name, *place), plain_text(raw))


# -- next to its cell ------------------------------------------------------------------------------


def _beside(
    edition: Edition, unanswered: AbstractSet[str], found: Found, judges: Mapping[str, Judge], words: Wording
) -> Iterator[Doubt]:
    """Yield the blank answers next to which, outside every answer cell, there is a value that would be an answer: in their row
    or in the row above.
    """
    told: set[str] = set()
    lines = _lines(found.answers, edition, unanswered)
    own = {(grid.name, row) for cells in (*found.answers.values(), *found.notes.values()) for grid, row, _ in cells}
    ids, codes = dict[str, AbstractSet[int]](), frozenset(edition.ids)
    for line in lines:
        blank = [one for one in line if one[0] in unanswered]
        if len(line) > 1 and len({name for name, _ in line}) < len(line):
            continue  # columns copied sideways: the cells next to one copy are part of another
        grid = line[0][1].grid
        if grid.name not in ids:
            ids[grid.name] = frozenset(anchor_columns(grid))
        names = [name for name, _ in blank]
        strays, unknown = _outside([cell for _, cell in line], ids[grid.name], words)
        near = [(stray, stray.value, names) for stray in strays]
        near += [(one, one.value, [name]) for name, cell in blank if (one := _above(cell, own, codes, words)) is not None]
        if unknown:
            near += _on_words(names, line[0][1], unknown, words, edition)
        for stray, value, may in near:
            taken = next((name for name in may if _may_answer(edition, name, judges, value)), None)
            if taken is not None and taken not in told:
                told.add(taken)
                yield Doubt(taken, "DG110", _address(*stray.location), plain_text(value))


def _lines(
    answers: Mapping[str, Sequence[GridCell]], edition: Edition, unanswered: AbstractSet[str]
) -> Iterable[Sequence[tuple[str, GridCell]]]:
    """Return the questions and cells of each row of a sheet that has an unanswered question."""
    open_ = {(grid.name, row) for name in unanswered for grid, row, _ in answers[name]}
    lines: dict[tuple[str, int], list[tuple[str, GridCell]]] = {}
    for name in edition.questions if open_ else ():
        for cell in answers.get(name, ()):
            line = cell.grid.name, cell.row
            if line in open_:
                lines.setdefault(line, []).append((name, cell))
    return lines.values()


def _outside(
    cells: Sequence[GridCell], ids: AbstractSet[int], words: Wording
) -> tuple[Sequence[GridCell], Sequence[tuple[int, str]]]:
    """Look at a row with answers in those cells; `ids` are the columns of anchors.

    Return the cells right of the row's words that hold a value of their own, also one that was typed over the words; and the
    columns left of the answers that hold a text which is not the words of a line, with that text.
    """
    grid, row, _ = cells[0]
    values, answers = grid.row(row), tuple([cell.column for cell in cells])
    if len(cells) > 1:  # one may be given: the row is known by what stands outside of them
        values = list(values)
        for column in answers:
            if column <= len(values):
                values[column - 1] = None
    said = words.outside[tuple(values), answers, ids, grid.formulas_in(row)]
    return [GridCell(grid, row, column) for column in said.strays], said.unknown


def _on_words(
    blank: Iterable[str], cell: GridCell, left: Sequence[tuple[int, str]], words: Wording, edition: Edition
) -> Iterator[tuple[GridCell, str, list[str]]]:
    """Yield the cells `left` of the answers of a cell's row with what was written onto the line's number or its words, before
    or behind them. Digits are a yes, or an answer in place of the number, to nobody: people number lines anew.
    """
    for name in blank:
        line = words.line_of.get(name, _NO_LINE)
        for column, said in left:
            if said == line.number:
                continue
            known = words.known(said) if len(said) <= LONGEST else ""
            on_words = bool(line.says) and line.says in known
            rest = _besides(known, line.says if on_words else folded(line.number))
            if rest and not (rest.isdecimal() and not (on_words and edition.questions[name].type in ("integer", "number"))):
                yield cell._replace(column=column), rest, [name]


def _besides(text: str, own: str) -> str:
    """Return what a (folded) text says before or behind the form's own text."""
    rest = text[len(own):] if own and text.startswith(own) else text.removesuffix(own)
    return rest.strip(_SEPARATING)


def _above(
    cell: GridCell, own: AbstractSet[tuple[str, int]], codes: AbstractSet[Value], words: Wording
) -> GridCell | None:
    """Return the cell above an answer, hidden rows of markers left out, if it holds a value of its own: not in a row with cells
    of its `own`, no heading, no level of a topic. `codes` are those of all that has a level.
    """
    grid, row = cell.grid, cell.row - 1
    while row > 0 and COLUMNS in grid.rows[row - 1]:
        row -= 1
    if row > 0 and (grid.name, row) not in own and _typed(grid, row, cell.column):
        here = GridCell(grid, row, cell.column)
        if codes.isdisjoint(grid.rows[row - 1]) and folded(plain_text(here.value)) not in words.headings:
            return here
    return None


def _typed(grid: Grid, row: int, column: int) -> bool:
    value = grid.value(row, column)
    return value is not None and (row, column) not in grid.formulas and not is_blank(value)


# -- apart from its words --------------------------------------------------------------------------


def _apart_from_words(used: Mapping[str, GridCell], words: Wording) -> Iterator[Doubt]:
    """Yield the answers next to the words of other questions: rows that were sorted or pasted over without their ids."""
    lefts: dict[tuple[str, int], frozenset[str] | None] = {}
    for name, cell in used.items():
        grid, row, column = cell
        line = grid.name, row
        if line in lefts:
            ids = lefts[line]
        else:
            ids = lefts[line] = words.nearest(reversed(grid.row(row)[:column - 1]))
        if ids is not None and name not in ids:
            yield Doubt(name, "DG111", "", plain_text(cell.value))
