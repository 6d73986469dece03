"""What is left of expressions as answers become known, for many answers: equal ones are one object, each worked out once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from dgmm_excel.model import expr
from dgmm_excel.scoring.residual import Node, left_of

#: Returns what is left of an expression with a certain answer.
After = Callable[[Node], Node]
#: What nodes have that is no node.
_PLAIN = frozenset({str, int, bool, Fraction})


class Remainders:
    """Expressions that stand once. They last as long as this does, and are told apart by their identity (`id`)."""

    def __init__(self) -> None:
        self._ones: dict[tuple[object, ...], Node] = {}

    def after(self, question: str, given: int, amount: Fraction) -> After:
        """Return what finds what is left with an answer to a question, as `residual.known` does."""
        left: dict[int, tuple[Node, Node]] = {}  # with the node itself: while it is kept, no other has its identity

        def of(node: Node) -> Node:
            known = left.get(id(node))
            if known is not None:
                return known[1]
            found = left_of(node, question, given, amount, of)
            found = self._ones.setdefault(_made_of(found), found)
            left[id(node)] = node, found
            return found

        return of


def _made_of(node: Node) -> tuple[object, ...]:
    """Return what is the same for nodes made of the same parts, which stand once already."""
    return type(node), *[_mark(getattr(node, name)) for name in node.__slots__]


def _mark(part: object) -> object:
    """Return what tells a part of a node from others: a number's value, a text as it is; other nodes stand once."""
    if isinstance(part, tuple):
        return tuple([_mark(one) for one in part])
    if isinstance(part, expr.Number):
        return part.value.as_integer_ratio()
    return part if type(part) in _PLAIN else id(part)
