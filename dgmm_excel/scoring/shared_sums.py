"""Sums that expressions share, named where they are first needed, so that none is added up twice for one result.

What is computed under a condition has a name under that condition alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import cast

from dgmm_excel.model import expr
from dgmm_excel.scoring.python_text import Named
from dgmm_excel.scoring.residual import Node, parts

#: The names that have a value once something was computed.
_Known = frozenset[str]


def with_names(nodes: Iterable[Node]) -> list[Node]:
    """Return expressions that are computed one after the other, with names for the sums that they share.

    They are for `python_text` alone.
    """
    nodes = list(nodes)
    count = Counter(part for node in nodes for part in parts(node) if isinstance(part, expr.Sum))
    names = {part: f"sum_{place}" for place, part in enumerate(part for part, many in count.items() if many > 1)}
    return _Naming(names).in_order(nodes, frozenset())[0] if names else nodes


class _Naming:
    """Names sums in the order in which they are computed; each method also returns which have a value then."""

    def __init__(self, names: Mapping[expr.Sum, str]) -> None:
        self._names = names

    def in_order(self, nodes: Iterable[Node], known: _Known) -> tuple[list[Node], _Known]:
        """Name the sums of what is all computed, one after the other."""
        found = list[Node]()
        for node in nodes:
            one, known = self._of(node, known)
            found.append(one)
        return found, known

    def _of(self, node: Node, known: _Known) -> tuple[Node, _Known]:
        match node:
            case expr.Sum(terms):
                return self._sum(node, terms, known)
            case expr.Product(left, right):
                found, known = self.in_order((left, right), known)
                return expr.Product(*cast(list[expr.Expr], found)), known
            case expr.Compare(left, how, right):
                (one, other), known = self.in_order((left, right), known)
                return expr.Compare(cast(expr.Expr, one), how, cast(expr.Expr, other)), known
            case expr.Above(part, whole, other_part, other_whole, or_equal):
                # the order of the products that are compared
                found, known = self.in_order((part, other_whole, other_part, whole), known)
                part, other_whole, other_part, whole = cast(list[expr.Expr], found)
                return expr.Above(part, whole, other_part, other_whole, or_equal), known
            case expr.If(when, then, otherwise):
                return self._if(when, then, otherwise, known)
            case expr.All(terms) | expr.Any(terms):
                return self._joined(type(node), terms, known)
            case expr.Not(term):
                one, known = self._of(term, known)
                return expr.Not(cast(expr.Predicate, one)), known
            case _:
                return node, known

    def _sum(self, node: expr.Sum, terms: tuple[expr.Expr, ...], known: _Known) -> tuple[Node, _Known]:
        name = self._names.get(node, "")
        if name in known:
            return cast(expr.Expr, Named(name)), known
        found, known = self.in_order(terms, known)
        made = expr.Sum(tuple(cast(list[expr.Expr], found)))
        return (cast(expr.Expr, Named(name, made)), known | {name}) if name else (made, known)

    def _if(self, when: expr.Predicate, then: expr.Expr, otherwise: expr.Expr, known: _Known) -> tuple[Node, _Known]:
        condition, known = self._of(when, known)
        one, after_one = self._of(then, known)
        other, after_other = self._of(otherwise, known)
        made = expr.If(cast(expr.Predicate, condition), cast(expr.Expr, one), cast(expr.Expr, other))
        return made, after_one & after_other

    def _joined(
        self, kind: type[expr.All | expr.Any], terms: tuple[expr.Predicate, ...], known: _Known,
    ) -> tuple[Node, _Known]:
        """Of terms the first is always computed, each other after all before it."""
        if not terms:
            return kind(()), known
        first, after_first = self._of(terms[0], known)
        others, _ = self.in_order(terms[1:], after_first)
        return kind(tuple(cast(list[expr.Predicate], [first, *others]))), after_first
