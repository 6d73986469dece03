"""Formula text as a tree, and every small change of it that a slip of the compiler could make.

A mutant is the whole formula with one change. It knows nothing of this project, of no engine, and of no cell's meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

Kind = Literal["number", "text", "name", "ref", "range", "call", "op", "minus"]

_TOKEN = re.compile(
    r"""(?P<number>\d+(?:\.\d+)?)(?![\w.!])
    | (?P<text>"(?:[^"]|"")*")
    | (?P<ref>(?:(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?\$?[A-Z]{1,3}\$?\d+)(?![\w.(])
    | (?P<name>[^\W\d][\w.]*)
    | (?P<mark><>|<=|>=|[-+*/^&=<>(),:])
    | (?P<space>\s+)""",
    re.VERBOSE,
)
_REF = re.compile(r"(?P<sheet>.+!)?(?P<fix_column>\$?)(?P<column>[A-Z]+)(?P<fix_row>\$?)(?P<row>\d+)")
_COMPARISONS = ("<", "<=", "=", "<>", ">=", ">")
#: Binary operators by strength, weakest first.
_STRENGTH = {**dict.fromkeys(_COMPARISONS, 1), "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_OTHER_WAY = {"+": "-", "-": "+", "*": "/", "/": "*"}
_OTHER_CALL = {"AND": "OR", "OR": "AND", "MIN": "MAX", "MAX": "MIN", "SUM": "MAX", "ISNUMBER": "ISTEXT"}
#: Calls that are left out with their first argument kept, and calls that lose one argument at a time.
_WRAPS = ("NOT", "INT", "ROUND", "LEN", "TRIM", "SUBSTITUTE", "ISNUMBER")
_LISTS = ("AND", "OR", "SUM", "COUNT", "MIN", "MAX")


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a formula: a constant, a reference, a call by name, an operator; with the parts it is made of."""

    kind: Kind
    text: str
    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return _written(self)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A formula (without `=`) with one change, and what kind of change it is."""

    change: str
    formula: str


def parsed(formula: str) -> Node:
    """Return the tree of a formula, with or without its `=`. Raises ValueError for what it cannot read."""
    return _Parser(formula.removeprefix("=")).whole()


def mutants(formula: str) -> tuple[Mutant, ...]:
    """Return every mutant of a formula, each different text once, none the formula itself."""
    tree = parsed(formula)
    found: dict[str, str] = {}
    for change, other in _changed(tree):
        found.setdefault(str(other), change)
    for first, second in _swaps(tree):
        found.setdefault(str(first), second)
    found.pop(str(tree), None)
    return tuple(Mutant(change, text) for text, change in found.items())


def walked(node: Node) -> Iterator[Node]:
    """Yield the node and all that it is made of."""
    yield node
    for part in node.parts:
        yield from walked(part)


def leaves(node: Node) -> Iterator[Node]:
    """Yield the references and ranges in a tree."""
    if node.kind in ("ref", "range"):
        yield node
    else:
        for part in node.parts:
            yield from leaves(part)


def cells(formula: str) -> tuple[tuple[str, int, int], ...]:
    """Return every cell that a formula looks at, in ranges too: sheet (empty: its own), row, column; each once, in order."""
    found: dict[tuple[str, int, int], None] = {}
    for node in leaves(parsed(formula)):
        sheet, first, left = located((node.parts or (node,))[0].text)
        _, last, right = located((node.parts or (node,))[-1].text)
        found |= dict.fromkeys((sheet, row, column) for row in range(first, last + 1) for column in range(left, right + 1))
    return tuple(found)


def located(ref: str) -> tuple[str, int, int]:
    """Return the sheet (empty: its own), row and column (from 1) of a reference."""
    sheet, _, column, _, row = _pieces(ref)
    sheet = sheet.removesuffix("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet, row, _number(column)


# -- reading and writing ---------------------------------------------------------------------------


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split(text))
        self._next = 0

    @staticmethod
    def _split(text: str) -> Iterator[tuple[str, str]]:
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None or found.lastgroup is None:
                raise ValueError(f"cannot read {text!r} at {text[at:at + 20]!r}")
            if found.lastgroup != "space":
                yield found.lastgroup, found.group()
            at = found.end()

    def whole(self) -> Node:
        node = self._operation(1)
        if self._next < len(self._tokens):
            raise ValueError(f"{self._text!r} goes on after its end")
        return node

    def _peek(self) -> str:
        return self._tokens[self._next][1] if self._next < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> tuple[str, str]:
        kind, text = self._tokens[self._next] if self._next < len(self._tokens) else ("end", "")
        if kind == "end" or (wanted and text != wanted):
            raise ValueError(f"{self._text!r}: {wanted or 'something'} is missing")
        self._next += 1
        return kind, text

    def _operation(self, strength: int) -> Node:
        left = self._operation(strength + 1) if strength < 4 else self._signed()
        while _STRENGTH.get(self._peek()) == strength:
            mark = self._take()[1]
            right = self._operation(strength + 1) if strength < 4 else self._signed()
            left = Node("op", mark, (left, right))
        return left

    def _signed(self) -> Node:
        if self._peek() == "-":
            self._take()
            return Node("minus", "-", (self._signed(),))
        return self._single()

    def _single(self) -> Node:
        kind, text = self._take()
        if text == "(":
            inner = self._operation(1)
            self._take(")")
            return inner
        if kind == "ref":
            if self._peek() != ":":
                return Node("ref", text)
            self._take()
            return Node("range", ":", (Node("ref", text), Node("ref", self._take()[1])))
        if kind == "name" and self._peek() == "(":
            return Node("call", text, self._arguments())
        if kind not in ("number", "text", "name"):
            raise ValueError(f"{self._text!r}: {text} stands where a value should")
        return Node(kind, text)  # type: ignore[arg-type]

    def _arguments(self) -> tuple[Node, ...]:
        self._take("(")
        found: list[Node] = []
        while self._peek() != ")":
            if found:
                self._take(",")
            found.append(self._operation(1))
        self._take(")")
        return tuple(found)


def _written(node: Node, strength: int = 0) -> str:
    match node.kind:
        case "op":
            own = _STRENGTH[node.text]
            text = f"{_written(node.parts[0], own)}{node.text}{_written(node.parts[1], own + 1)}"
            return f"({text})" if own < strength else text
        case "minus":
            return f"-{_written(node.parts[0], 5)}"
        case "call":
            return f"{node.text}({','.join(_written(part) for part in node.parts)})"
        case "range":
            return ":".join(part.text for part in node.parts)
        case _:
            return node.text


# -- changing --------------------------------------------------------------------------------------


def _changed(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the tree with one change anywhere in it."""
    yield from _CHANGES[node.kind](node)
    for place, part in enumerate(() if node.kind == "range" else node.parts):
        for change, other in _changed(part):
            yield change, replace(node, parts=_put(node.parts, place, other))


def _put(parts: tuple[Node, ...], place: int, *others: Node) -> tuple[Node, ...]:
    return (*parts[:place], *others, *parts[place + 1:])


def _of_number(node: Node) -> Iterator[tuple[str, Node]]:
    value = Decimal(node.text)
    step = Decimal(1).scaleb(int(value.as_tuple().exponent))
    for other in (value + step, value - step):
        yield "number", Node("number", f"{other:f}") if other >= 0 else Node("minus", "-", (Node("number", f"{-other:f}"),))


def _of_text(node: Node) -> Iterator[tuple[str, Node]]:
    inner = node.text[1:-1].replace('""', '"')
    other = inner[:-1].replace('"', '""') if inner else "0"
    yield "text", Node("text", f'"{other}"')


def _of_ref(node: Node) -> Iterator[tuple[str, Node]]:
    sheet, fix_column, column, fix_row, row = _pieces(node.text)
    for other in (row + 1, row - 1):
        if other:
            yield "row", Node("ref", f"{sheet}{fix_column}{column}{fix_row}{other}")
    yield from (("column", other) for other in _sideways(node))


def _sideways(node: Node) -> Iterator[Node]:
    sheet, fix_column, column, fix_row, row = _pieces(node.text)
    for other in (_number(column) + 1, _number(column) - 1):
        if other:
            yield Node("ref", f"{sheet}{fix_column}{_letters(other)}{fix_row}{row}")


def _pieces(ref: str) -> tuple[str, str, str, str, int]:
    found = _REF.fullmatch(ref)
    if found is None:
        raise ValueError(f"{ref} is no reference")
    return found["sheet"] or "", found["fix_column"], found["column"], found["fix_row"], int(found["row"])


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    return (_letters((number - 1) // 26) if number > 26 else "") + chr(ord("A") + (number - 1) % 26)


def _of_range(node: Node) -> Iterator[tuple[str, Node]]:
    yield "first alone", node.parts[0]
    for place, part in enumerate(node.parts):
        for change, other in _of_ref(part):
            if change == "row":
                yield change, _in_order(replace(node, parts=_put(node.parts, place, other)))
    # the whole range moves: one of two columns means other things to other calls
    for moved in zip(*(list(_sideways(part)) for part in node.parts), strict=True):
        yield "column", replace(node, parts=moved)


def _in_order(node: Node) -> Node:
    """Return a range from its first row and column to its last, as a spreadsheet turns it round."""
    pieces = [_pieces(part.text) for part in node.parts]
    columns = sorted((piece[2] for piece in pieces), key=_number)
    lines = sorted(piece[4] for piece in pieces)
    return replace(node, parts=tuple(
        Node("ref", f"{sheet}{fix_column}{column}{fix_row}{row}")
        for (sheet, fix_column, _, fix_row, _), column, row in zip(pieces, columns, lines, strict=True)
    ))


def _of_call(node: Node) -> Iterator[tuple[str, Node]]:
    name, parts = node.text, node.parts
    if name in _OTHER_CALL:
        yield "call", replace(node, text=_OTHER_CALL[name])
    if name in _WRAPS:
        yield "unwrapped", parts[0]
    if name in _LISTS and len(parts) > 1:
        for place in range(len(parts)):
            yield "dropped", replace(node, parts=_put(parts, place))
    if name in ("AND", "OR"):
        for place, part in enumerate(parts):
            yield "negated", replace(node, parts=_put(parts, place, Node("call", "NOT", (part,))))
    if name == "IF":
        yield "branches", replace(node, parts=(parts[0], *reversed(parts[1:])))
        yield "always", parts[1]
        yield "never", parts[2]
    if name == "CHOOSE":
        for place in range(1, len(parts) - 1):
            yield "choices", replace(node, parts=(*parts[:place], parts[place + 1], parts[place], *parts[place + 2:]))


def _of_op(node: Node) -> Iterator[tuple[str, Node]]:
    left, right = node.parts
    if node.text in _COMPARISONS:
        for other in _COMPARISONS:
            yield "comparison", replace(node, text=other)
        return
    yield "dropped", left
    yield "dropped", right
    if node.text in _OTHER_WAY:
        yield "operator", replace(node, text=_OTHER_WAY[node.text])
    if node.text in ("&", "-", "/"):
        yield "turned", replace(node, parts=(right, left))


def _of_minus(node: Node) -> Iterator[tuple[str, Node]]:
    yield "sign", node.parts[0]


_CHANGES: dict[Kind, Callable[[Node], Iterator[tuple[str, Node]]]] = {
    "number": _of_number, "text": _of_text, "ref": _of_ref, "range": _of_range, "call": _of_call, "op": _of_op,
    "minus": _of_minus, "name": lambda node: iter(()),
}


def _swaps(tree: Node) -> Iterator[tuple[Node, str]]:
    """Yield the tree with two references, or ranges, that follow one another in each other's place."""
    spots = [(path, node) for path, node in _paths(tree) if node.kind in ("ref", "range")]
    for (path, node), (other_path, other) in pairwise(spots):
        if node != other:
            yield _set(_set(tree, path, other), other_path, node), "swapped"


def _paths(node: Node, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Node]]:
    yield path, node
    for place, part in enumerate(() if node.kind == "range" else node.parts):
        yield from _paths(part, (*path, place))


def _set(node: Node, path: tuple[int, ...], other: Node) -> Node:
    if not path:
        return other
    place, *rest = path
    return replace(node, parts=_put(node.parts, place, _set(node.parts[place], tuple(rest), other)))
