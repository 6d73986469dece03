"""Prove that two formulas give the same value on every input, or find an input on which they differ.

The cells that the formulas read can hold finitely many values, or finitely many cases decide the result; both formulas are
computed on all of them. If two formulas differ in one part only, it is enough that this part gives the same value wherever the
formula around it uses the part; so the smallest differing part is tried first, then the part around it, up to the whole formula.
What cells can hold is derived from the edition and from Python's own reading of answers (see `tests.support.cell_values`), never
from the form's formulas. An input on which two formulas differ is turned into a set of answers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import Any

import formualizer

from tests.support.answer_sets import AnswerSet
from tests.support.cell_values import CellValues, Unprovable, Varies, spread
from tests.support.mutants import Node, leaves, parsed, walked
from tests.support.recalculated import Cell, LiveForm, trimming

#: As many inputs as are computed, unless told otherwise, for one pair of parts.
MOST = 20_000
#: Calls that do not care in which order their cells stand.
_UNORDERED = ("SUM", "COUNT", "MIN", "MAX", "AND", "OR")
#: Stands for the row in what is written over one row.
_ROW = "\ue000"
_Row = tuple[Any, ...]
#: Prefix of the name of a part that is replaced by its possible values; the most values that such a part may have.
_NAMED, _FEW = "\ue001", 12
#: Every value that a part can have, in a blank form and in one that is begun.
_Outcomes = tuple[dict[Any, None], dict[Any, None]]
_ERROR = "\ue002"


@dataclass(frozen=True)
class Guard:
    """A condition that decides whether a part of a formula is used.

    `way`: the part is used if the condition holds (`then`) or does not hold (`else`); among the arguments of AND and OR, if the
    others hold (`and`) or do not hold (`or`), but an error counts in any case.
    """

    condition: Node
    way: str


@dataclass(frozen=True)
class _Pair:
    """Two parts, the guards beside them, and every input of all of these, with what varies to give it."""

    columns: tuple[str, ...]
    guards: tuple[Guard, ...]
    written: _Written
    rows: Mapping[_Row, Varies]
    #: The inputs in a blank form, and in one that is begun.
    in_mode: tuple[set[_Row], set[_Row]] = (set(), set())

    def telling(self) -> Iterator[Varies]:
        """Yield the inputs on which the parts differ and are used, in random order, so that a difference is found soon."""
        mixed = random.Random(len(self.rows)).sample(list(self.rows), len(self.rows))
        first, size = 0, 50
        while first < len(mixed):
            chunk = mixed[first:first + size]
            for row, (value, other, *conditions) in zip(chunk, _computed(self.columns, chunk, self.written), strict=True):
                if not _alike(value, other) and _matters(value, other, self.guards, conditions):
                    yield self.rows[row]
            first, size = first + size, min(4 * size, 8_000)


class EveryInput:
    """The formulas of one form, compared with others on every input."""

    def __init__(self, live: LiveForm) -> None:
        self._values = CellValues(live)
        self._shown: dict[Any, bool] = {}
        self._found: dict[Any, _Outcomes | None] = {}

    def same(self, sheet: str, formula: str, other: str, most: int = MOST) -> bool:
        """Return whether two formulas of a sheet give the same on every input, as far as `most` inputs can show that."""
        return any(self._is_same(pair) for pair in self._pairs(sheet, formula, other, most))

    def telling(self, sheet: str, formula: str, other: str, most: int = MOST) -> Iterator[AnswerSet]:
        """Sets of answers that may tell the two apart, from the whole formula down to the part that differs."""
        rng = random.Random(formula)
        for part, other_part, guards in reversed(_differing(parsed(formula), parsed(other))):
            for chosen in _choices(guards):
                pair = self._pair(sheet, part, other_part, chosen, most) or self._sampled(sheet, part, other_part, chosen, rng)
                for _, varies in zip(range(2), pair.telling() if pair else (), strict=False):
                    for others in (None, 1, 0):
                        yield self._values.answers(varies, others)

    def _is_same(self, pair: _Pair) -> bool:
        ways = tuple(guard.way for guard in pair.guards)
        key = (pair.columns, ways, tuple(pair.rows), tuple(pair.written.lined_up), tuple(pair.written.constants))
        if key not in self._shown:
            self._shown[key] = next(pair.telling(), None) is None
        return self._shown[key]

    def _pairs(self, sheet: str, formula: str, other: str, most: int) -> Iterator[_Pair]:
        for part, other_part, guards in _differing(parsed(formula), parsed(other)):
            if not _are_values(part, other_part):
                continue
            for chosen in _choices(guards):
                pair = self._pair(sheet, part, other_part, chosen, most) or self._abstract(sheet, part, other_part, chosen, most)
                if pair is not None:
                    yield pair

    def _pair(self, sheet: str, part: Node, other: Node, guards: tuple[Guard, ...], most: int) -> _Pair | None:
        """Both parts on every input; None where these are too many."""
        trees = (part, other, *(guard.condition for guard in guards))
        try:
            return self._counted_out(sheet, trees, guards, most, {})
        except Unprovable:
            return None

    def _abstract(self, sheet: str, part: Node, other: Node, guards: tuple[Guard, ...], most: int) -> _Pair | None:
        """Return the same with every common subformula replaced by the values that it can have."""
        known: dict[Node, _Outcomes] = {}
        shared = set(walked(part)) & set(walked(other))
        trees = [self._named(tree, shared, sheet, known) for tree in (part, other, *(guard.condition for guard in guards))]
        if not known:
            return None
        replaced = tuple(Guard(tree, guard.way) for tree, guard in zip(trees[2:], guards, strict=True))
        try:
            return self._counted_out(sheet, trees, replaced, most, {_name_of(node): known[node] for node in known})
        except Unprovable:
            return None

    def _named(self, node: Node, shared: set[Node], sheet: str, known: dict[Node, _Outcomes]) -> Node:
        """Return the tree with a name in place of each shared part that has few possible values."""
        if node in shared and node.kind in ("call", "op") and any(True for _ in leaves(node)):
            outcomes = known.get(node) or self._outcomes(node, sheet)
            if outcomes is not None:
                known[node] = outcomes
                return Node("name", _name_of(node))
        if node.kind == "range":
            return node
        return replace(node, parts=tuple(self._named(part, shared, sheet, known) for part in node.parts))

    def _outcomes(self, node: Node, sheet: str) -> _Outcomes | None:
        """Return every value that a part can have, in a blank form and in one that is begun; None if these are many."""
        if node.text == "MATCH" and node.parts[1].kind == "range":
            places = dict.fromkeys((*range(1, len(spread(node.parts[1], sheet)) + 1), _ERROR))
            return places, places
        key = (sheet, node)
        if key not in self._found:
            self._found[key] = None
            try:
                pair = self._counted_out(sheet, (node,), (), 2_000, {})
            except Unprovable:
                return None
            outcomes: _Outcomes = ({}, {})
            rows = list(pair.rows)
            for row, (value,) in zip(rows, _computed(pair.columns, rows, pair.written), strict=True):
                for begun in (0, 1):
                    if not pair.written.cells or row in pair.in_mode[begun]:
                        outcomes[begun][value if not isinstance(value, dict) else _ERROR] = None
            if all(len(values) <= _FEW for values in outcomes):
                self._found[key] = outcomes
        return self._found[key]

    def _counted_out(
        self, sheet: str, trees: Sequence[Node], guards: tuple[Guard, ...], most: int, named: Mapping[str, _Outcomes]
    ) -> _Pair:
        """Write trees for the bench, with every input. Raise Unprovable if there are too many."""
        written = _Written(self._values, sheet, frozenset(named))
        columns = tuple(written.text(tree) for tree in trees)
        if len(columns) > 1 and columns[0] == columns[1]:  # nothing but the order of terms is another
            return _Pair(columns, guards, written, {})
        cells = [cell for cell in written.cells if cell[0] != _NAMED]
        names = [cell for cell in written.cells if cell[0] == _NAMED]
        rows: dict[_Row, Varies] = {}
        in_mode: tuple[set[_Row], set[_Row]] = (set(), set())
        for begun in (False, True):
            values = [tuple(named[written.names[row]][begun]) for _, row, _ in names]
            found = self._values.rows(cells, trees, sheet, begun, most // max(1, prod(map(len, values))))
            for row, varies in found.items():
                for chosen in product(*values):
                    at = dict(zip((*cells, *names), (*row, *chosen), strict=True))
                    full = tuple(at[cell] for cell in written.cells)
                    rows.setdefault(full, varies)
                    in_mode[begun].add(full)
        return _Pair(columns, guards, written, rows, in_mode)

    def _sampled(self, sheet: str, part: Node, other: Node, guards: tuple[Guard, ...], rng: random.Random) -> _Pair | None:
        """Both parts on some inputs."""
        written = _Written(self._values, sheet)
        trees = (part, other, *(guard.condition for guard in guards))
        try:
            columns = tuple(written.text(tree) for tree in trees)
            return _Pair(columns, guards, written, self._values.sampled(list(written.cells), trees, sheet, 600, rng))
        except Unprovable:
            return None


def _choices(guards: list[Guard]) -> list[tuple[Guard, ...]]:
    """No guards, each of the nearest alone, all."""
    return list(dict.fromkeys(((), *((guard,) for guard in guards[:8]), tuple(guards))))


def _name_of(node: Node) -> str:
    return f"{_NAMED}{node}"


def _differing(tree: Node, other: Node) -> list[tuple[Node, Node, list[Guard]]]:
    """Return the differing parts of two trees, the smallest first, then those around it; with their guards, the nearest first."""
    found: list[tuple[Node, Node, list[Guard]]] = [(tree, other, [])]
    while True:
        tree, other, guards = found[0]
        alike = (tree.kind, tree.text, len(tree.parts)) == (other.kind, other.text, len(other.parts)) and tree.kind != "range"
        unlike = [place for place, pair in enumerate(zip(tree.parts, other.parts, strict=False)) if pair[0] != pair[1]]
        if not alike or len(unlike) != 1:
            return found
        place = unlike[0]
        found.insert(0, (tree.parts[place], other.parts[place], [*_guards(tree, place), *guards]))


def _are_values(part: Node, other: Node) -> bool:
    """Return whether both parts are mere values. A range is more, and a call may take a reference for more than its value."""
    return "range" not in (part.kind, other.kind) and (part.kind == "ref") == (other.kind == "ref")


def _guards(tree: Node, place: int) -> list[Guard]:
    """Return the guards that a call puts on one of its arguments."""
    if tree.text == "IF" and place:
        return [Guard(tree.parts[0], "then" if place == 1 else "else")]
    if tree.text in ("AND", "OR"):
        return [Guard(part, tree.text.lower()) for number, part in enumerate(tree.parts) if number != place]
    return []


# -- computing -------------------------------------------------------------------------------------


@dataclass
class _Written:
    """Formulas rewritten for the rows of a bench workbook.

    Cells that vary have a column on sheet V; ranges whose order matters have columns on sheet R; constants are on sheet K.
    """

    values: CellValues
    sheet: str
    named: frozenset[str] = frozenset()
    #: The names of parts, by the row of the cell that stands for each.
    names: list[str] = field(default_factory=list)
    #: The cells that can vary, with their columns.
    cells: dict[Cell, int] = field(default_factory=dict)
    #: The texts in the columns of sheet R, and the values in the rows of sheet K.
    lined_up: list[str] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)
    _blocks: dict[tuple[Cell, ...], str] = field(default_factory=dict)

    def text(self, node: Node, sheet: str = "") -> str:
        """Return the formula, with `_ROW` for the row. `sheet`: where its own cells are, if not where all stands."""
        sheet = sheet or self.sheet
        match node.kind:
            case "ref":
                return self._at(spread(node, sheet)[0])
            case "range":
                return self._range(tuple(spread(node, sheet)))
            case "op" | "minus":
                inner = [f"({self.text(part, sheet)})" for part in node.parts]
                return node.text.join(inner) if len(inner) == 2 else f"-{inner[0]}"
            case "call":
                if node.text not in _UNORDERED:
                    return f"{node.text}({','.join(self.text(part, sheet) for part in node.parts)})"
                arguments = sorted(text for part in node.parts for text in self._terms(node.text, part, sheet))
                return f"{node.text}({','.join(arguments)})"
            case "name" if node.text in self.named:
                return self._column(self._stands_for(node.text))
            case _:
                return node.text

    def _stands_for(self, name: str) -> Cell:
        if name not in self.names:
            self.names.append(name)
        return _NAMED, self.names.index(name), 0

    def _column(self, cell: Cell) -> str:
        return f"V!{_letters(self.cells.setdefault(cell, len(self.cells) + 1))}{_ROW}"

    def _terms(self, call: str, part: Node, sheet: str) -> list[str]:
        """Return a term of a call that does not care for order, cell by cell."""
        if part.kind not in ("ref", "range"):
            return [self.text(part, sheet)]
        # what is added up or counted are numbers: in cells, empty ones and texts are passed over
        skips = call not in ("AND", "OR")
        return [self._at(cell) for cell in spread(part, sheet) if not (skips and self._is_no_number(cell))]

    def _is_constant(self, cell: Cell) -> bool:
        return cell not in self.values.held and self.values.formula(cell) is None

    def _is_no_number(self, cell: Cell) -> bool:
        return self._is_constant(cell) and not isinstance(self.values.constant(cell), int | float)

    def _is_empty(self, cell: Cell) -> bool:
        return self._is_constant(cell) and self.values.constant(cell) is None

    def _at(self, cell: Cell) -> str:
        if cell in self.values.held:
            return self._column(cell)
        inner = self.values.formula(cell)
        if inner is not None:
            return f"({self.text(inner, cell[0])})"
        self.constants.append(self.values.constant(cell))
        return self._blocks.setdefault((cell,), f"K!$A${len(self.constants)}")

    def _range(self, cells: tuple[Cell, ...]) -> str:
        if cells not in self._blocks:
            if len({column for _, _, column in cells}) > 1:
                raise Unprovable("a range over several columns")
            texts = ["" if self._is_empty(cell) else self._at(cell) for cell in cells]
            if all(not text or text.startswith("K!") for text in texts):
                start = len(self.constants)
                self.constants += [self.values.constant(cell) for cell in cells]
                self._blocks[cells] = f"K!$A${start + 1}:$A${len(self.constants)}"
            else:
                start = len(self.lined_up)
                self.lined_up += texts
                self._blocks[cells] = f"R!{_letters(start + 1)}{_ROW}:{_letters(len(self.lined_up))}{_ROW}"
        return self._blocks[cells]


def _letters(number: int) -> str:
    return (_letters((number - 1) // 26) if number > 26 else "") + chr(ord("A") + (number - 1) % 26)


def _computed(columns: Sequence[str], rows: Sequence[_Row], written: _Written) -> Iterator[list[Any]]:
    """Yield the values of the columns, row by row."""
    bench = formualizer.Workbook(mode=formualizer.WorkbookMode.Ephemeral)
    trimming(bench)
    for sheet in ("V", "R", "K", "F"):
        bench.add_sheet(sheet)
    for row, value in enumerate(written.constants, start=1):
        if value is not None:
            bench.set_value("K", row, 1, value)
    if written.cells:
        bench.set_values_batch("V", 1, 1, [list(row) for row in rows])
    for line, values in enumerate(rows, start=1):
        for column in (column for column, value in enumerate(values, start=1) if value == _ERROR):
            bench.set_formula("V", line, column, "=NA()")
    for sheet, texts in (("R", written.lined_up), ("F", columns)):
        for column, text in enumerate(texts, start=1):
            if text:  # an empty cell of a range stays empty
                formulas = [[f"={text.replace(_ROW, str(row))}"] for row in range(1, len(rows) + 1)]
                bench.set_formulas_batch(sheet, 1, column, formulas)
    bench.evaluate_all()
    for row in range(1, len(rows) + 1):
        yield [bench.get_value("F", row, place) for place in range(1, len(columns) + 1)]


def _alike(value: Any, other: Any) -> bool:
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    if isinstance(value, int | float) and isinstance(other, int | float):
        return abs(value - other) <= 1e-9
    value, other = ("" if one is None else one for one in (value, other))
    return type(value) is type(other) and bool(value == other)


def _matters(value: Any, other: Any, guards: Sequence[Guard], conditions: Sequence[Any]) -> bool:
    plain = all(isinstance(one, bool | int | float) for one in (value, other))
    for guard, condition in zip(guards, conditions, strict=True):
        known = isinstance(condition, bool | int | float)
        if known and bool(condition) != (guard.way in ("then", "and")) and (plain or guard.way in ("then", "else")):
            return False
    return True

