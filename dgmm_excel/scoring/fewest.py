"""The cheapest changes of answers that lead through a diagram to each of its scores.

How much each costs is found for all scores at once; which changes these are, only for those that are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.diagram import Diagram

#: More than any changes cost.
_NEVER = 10**9
#: What changing the answer to each question costs, from 1 on; no other answer may be changed.
Efforts = Mapping[str, int]


class Fewest(NamedTuple):
    """The cheapest changes that give some scores: what they cost, and which they are once that is asked."""

    cost: int
    ways: _Ways
    end: int

    @property
    def changes(self) -> Mapping[str, Answer]:
        """The new answers of one set of changes."""
        return self.ways.changes(self.end)

    @property
    def among(self) -> frozenset[str]:
        """The questions of all sets that cost as little."""
        return self.ways.among(self.end)


def fewest(of: Diagram, places: Sequence[int], efforts: Sequence[int], in_order: bool) -> Mapping[int, Fewest]:
    """Return the cheapest changes of answers that lead to each end of a diagram; none is to an answer that is not advised.

    Of each of its layers `places` has the answer given, by its place, `efforts` what another takes, 0 where none may be given.
    `in_order`: as they are met from the answers given on, where of equally good ones the first is taken.
    """
    ways = _Ways(of, places, efforts)
    cost = ways.cost
    return {end: Fewest(cost[end], ways, end) for end in (ways.met() if in_order else ways.ends)}


class _Ways:
    """The ways through a diagram. `cost` is what the cheapest changes take that lead to each part or end, by its number."""

    __slots__ = ("_changes", "_efforts", "_of", "_places", "cost")

    def __init__(self, of: Diagram, places: Sequence[int], efforts: Sequence[int]) -> None:
        self._of, self._places, self._efforts = of, places, efforts
        self._changes: dict[int, Mapping[str, Answer]] = {}
        self.cost = [_NEVER] * of.size
        self.cost[of.first] = 0
        self._go()

    def _go(self) -> None:
        """Go from every part to what follows: where the answer given leads for nothing, elsewhere for what a change takes."""
        cost = self.cost
        for layer, now, effort in zip(self._of.layers, self._places, self._efforts, strict=True):
            for number, below, others in layer.parts:
                here, kept = cost[number], below[now]
                if here < cost[kept]:
                    cost[kept] = here
                if effort:
                    here += effort
                    for other in others:
                        if here < cost[other]:
                            cost[other] = here

    @property
    def ends(self) -> list[int]:
        """The ends that can be reached."""
        cost = self.cost
        return [end for end in self._of.scores if cost[end] < _NEVER]

    def met(self) -> Iterator[int]:
        """Yield the ends as they are met: of each part first all that follows the answer given, then what follows others."""
        left, passed, leads = [self._of.first], set[int](), self._of.leads
        ahead = sum([leads[end] for end in self.ends])
        while ahead:
            number = left.pop()
            if leads[number] & ahead and number not in passed:
                passed.add(number)
                if number in self._of.scores:
                    ahead ^= leads[number]
                    yield number
                else:
                    place, part = self._of.parts[number]
                    if self._efforts[place]:
                        left += reversed(part.others)
                    left.append(part.below[self._places[place]])

    def changes(self, end: int) -> Mapping[str, Answer]:
        """Return one set of the cheapest changes that lead to an end: where some lead there either way, the first is kept."""
        if end not in self._changes:
            found = self._towards(end, self._of.first, set())
            assert found is not None  # an end that can be reached
            self._changes[end] = found
        return self._changes[end]

    def _towards(self, end: int, number: int, none: set[int]) -> dict[str, Answer] | None:
        """Return the cheapest changes that lead from a part to an end; None if those that lead to the part do not go on to it.

        `none` has the parts of which this is known.
        """
        if number == end:
            return {}
        leads, cost = self._of.leads, self.cost
        place, part = self._of.parts[number]
        effort, goal, here, kept = self._efforts[place], leads[end], cost[number], part.below[self._places[place]]
        if leads[kept] & goal and cost[kept] == here and kept not in none:
            found = self._towards(end, kept, none)
            if found is not None:
                return found
        for other in part.others if effort else ():
            if leads[other] & goal and cost[other] == here + effort and other not in none:
                found = self._towards(end, other, none)
                if found is not None:
                    return {**self._of.layers[place].change(part, other), **found}
        none.add(number)
        return None

    def among(self, end: int) -> frozenset[str]:
        """Return the questions of all sets of the cheapest changes that lead to an end: follow the ways back from it."""
        cost, among, ahead = self.cost, set[str](), {end}
        for layer, now, effort in reversed(list(zip(self._of.layers, self._places, self._efforts, strict=True))):
            for number, below, others in layer.parts:
                if not ahead.isdisjoint(below):
                    here = cost[number]
                    changed = effort and any(other in ahead and cost[other] == here + effort for other in others)
                    if changed:
                        among.add(layer.question)
                    if changed or (below[now] in ahead and cost[below[now]] == here):
                        ahead.add(number)
        return frozenset(among)
