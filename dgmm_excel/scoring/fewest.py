"""The cheapest changes of answers that lead through a diagram to each of its scores.

How much each costs is found for all scores at once; which changes these are, only for those that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.diagram import Diagram, Least, Scores

#: More than any changes cost.
_NEVER = 10**9
#: What changing the answer to each question costs, from 1 on; no other answer may be changed.
Efforts = Mapping[str, int]


class Fewest(NamedTuple):
    """The cheapest changes that give some scores: what they cost, and which they are once that is asked."""

    cost: int
    which: Callable[[], Least]

    @property
    def changes(self) -> Mapping[str, Answer]:
        """The new answers of one set of changes."""
        return self.which().changes

    @property
    def among(self) -> frozenset[str]:
        """The questions of all sets that cost as little."""
        return self.which().among


def fewest(of: Diagram, answers: Mapping[str, Answer], efforts: Efforts, in_order: bool) -> Mapping[Scores, Fewest]:
    """Return the cheapest changes of answers that give each scores of a diagram; none is to an answer that is not advised.

    `in_order`: as they are met from the answers given on, where of equally good ones the first is taken.
    """
    ways = _Ways(of, answers, efforts)
    ends = ways.met() if in_order else ways.ends
    return {of.scores[end]: Fewest(ways.cost[end], partial(ways.least, end)) for end in ends}


class _Ways:
    """The ways through a diagram. `cost` is what the cheapest changes take that lead to each part or end, by its number."""

    def __init__(self, of: Diagram, answers: Mapping[str, Answer], efforts: Efforts) -> None:
        self._of = of
        self._layers = [(layer, layer.options.place(answers.get(layer.question)), efforts.get(layer.question, 0))
                        for layer in of.layers]
        self._least: dict[int, Least] = {}
        self.cost = [_NEVER] * of.size
        self.cost[of.first] = 0
        self._go()

    def _go(self) -> None:
        """Go from every part to what follows: where the answer given leads for nothing, elsewhere for what a change takes."""
        cost = self.cost
        for layer, now, effort in self._layers:
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
        return [end for end in self._of.scores if self.cost[end] < _NEVER]

    def met(self) -> Iterator[int]:
        """Yield the ends as they are met: of each part first all that follows the answer given, then what follows others."""
        left, passed, many = [self._of.first], set[int](), len(self.ends)
        while many:
            number = left.pop()
            if number not in passed:
                passed.add(number)
                if number in self._of.scores:
                    many -= 1
                    yield number
                else:
                    left += self._after(number)

    def _after(self, number: int) -> Iterator[int]:
        """Yield what follows a part, the answer given last."""
        place, part = self._of.parts[number]
        _, now, effort = self._layers[place]
        if effort:
            yield from reversed(part.others)
        yield part.below[now]

    def least(self, end: int) -> Least:
        """Return the cheapest changes that lead to an end."""
        if end not in self._least:
            self._least[end] = self._which(end)
        return self._least[end]

    def _which(self, end: int) -> Least:
        """Follow the cheapest ways back from the end; of each part that lies on one, keep the changes of the first."""
        cost, among = self.cost, set[str]()
        ahead: dict[int, Mapping[str, Answer]] = {end: {}}
        for layer, now, effort in reversed(self._layers):
            for part in (part for part in layer.parts if not ahead.keys().isdisjoint(part.below)):
                here, kept = cost[part.number], part.below[now]
                changed = [other for other in part.others if other in ahead and cost[other] == here + effort] if effort else []
                if changed:
                    among.add(layer.question)
                if kept in ahead and cost[kept] == here:
                    ahead[part.number] = ahead[kept]
                elif changed:
                    ahead[part.number] = {**layer.change(part, changed[0]), **ahead[changed[0]]}
        return Least(cost[end], ahead[self._of.first], frozenset(among))
