"""What can be looked up in a space: a path to each outcome, and two paths that differ as they must not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dgmm_excel.proving.space import Leaf, Node, Part, Path, Space

#: The classes of a variable before and after a change, as pairs of places; other variables stay.
Moves = Mapping[int, Sequence[tuple[int, int]]]


def paths(space: Space, highest: bool = False) -> Mapping[Leaf, Path]:
    """Return one path to every leaf of the space: that of the lowest classes, or of the highest."""
    found: dict[int, Mapping[Leaf, tuple[tuple[int, int], ...]]] = {}

    def below(part: Part) -> Mapping[Leaf, tuple[tuple[int, int], ...]]:
        if not isinstance(part, Node):
            return {part: ()}
        if id(part) not in found:
            own: dict[Leaf, tuple[tuple[int, int], ...]] = {}
            places = range(len(part.below))
            for place in reversed(places) if highest else places:
                one = part.below[place]
                for leaf, rest in below(one).items():
                    own.setdefault(leaf, ((part.at, place), *rest))
            found[id(part)] = own
        return found[id(part)]

    return {leaf: dict(path) for leaf, path in below(space.root).items()}


@dataclass
class _Pairs:
    """Looks for two leaves of a space that a change leads between, with what is known not to lead there."""

    moves: Moves
    sizes: Sequence[int]
    wanted: Callable[[Leaf, Leaf], bool]
    reads: dict[int, frozenset[int]] = field(default_factory=dict)
    barren: set[tuple[int, int]] = field(default_factory=set)

    def between(self, one: Part, other: Part) -> tuple[tuple[int, int, int], ...] | None:
        """Return for each variable on the way its classes before and after; None if nothing is found."""
        if not isinstance(one, Node) and not isinstance(other, Node):
            return () if self.wanted(one, other) else None
        if (one is other and self.moves.keys().isdisjoint(self._read(one))) or (id(one), id(other)) in self.barren:
            return None
        at = min(part.at for part in (one, other) if isinstance(part, Node))
        for before, after in self.moves.get(at) or [(place, place) for place in range(self.sizes[at])]:
            found = self.between(_at(one, at, before), _at(other, at, after))
            if found is not None:
                return ((at, before, after), *found)
        self.barren.add((id(one), id(other)))
        return None

    def _read(self, part: Part) -> frozenset[int]:
        if not isinstance(part, Node):
            return frozenset()
        if id(part) not in self.reads:
            self.reads[id(part)] = frozenset({part.at}).union(*map(self._read, part.below))
        return self.reads[id(part)]


def _at(part: Part, at: int, place: int) -> Part:
    return part.below[place] if isinstance(part, Node) and part.at == at else part


def pair(space: Space, moves: Moves, wanted: Callable[[Leaf, Leaf], bool]) -> tuple[Path, Path] | None:
    """Return paths before and after a change of that kind whose leaves are as wanted; None if there are none."""
    sizes = [len(variable.classes) for variable in space.variables]
    found = _Pairs(moves, sizes, wanted).between(space.root, space.root)
    if found is None:
        return None
    before, after = {at: one for at, one, _ in found}, {at: other for at, _, other in found}
    for at, steps in moves.items():
        if at not in before and steps:
            before[at], after[at] = steps[0]
    return before, after
