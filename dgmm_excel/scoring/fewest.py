"""The cheapest changes of answers that lead through a diagram to each of its scores.

How much each costs is found for all scores at once; which changes these are, only for those that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from dgmm_excel.model.edition import Question
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.diagram import Diagram, Least, MayChange, Options, Scores

#: More than any changes cost.
_NEVER = 10**9
#: What changing the answer to a question costs, from 1 on.
Effort = Callable[["Question"], int]


@dataclass(frozen=True)
class Fewest:
    """The cheapest changes that give some scores: what they cost, and which they are once that is asked."""

    cost: int
    _which: Callable[[], Least]

    @property
    def changes(self) -> Mapping[str, Answer]:
        """The new answers of one set of changes."""
        return self._which().changes

    @property
    def among(self) -> frozenset[str]:
        """The questions of all sets that cost as little."""
        return self._which().among


def fewest(of: Diagram, answers: Mapping[str, Answer], may_change: MayChange, effort: Effort) -> Mapping[Scores, Fewest]:
    """Return the cheapest changes of answers that give each scores of a diagram; none is to an answer that is not advised."""
    ways = _Ways(of, answers, may_change, effort)
    return {scores: Fewest(ways.cost[end], partial(ways.least, end))
            for end, scores in of.scores.items() if ways.cost[end] < _NEVER}


class _Ways:
    """The ways through a diagram. `cost` is what the cheapest changes take that lead to each part or end, by its number."""

    def __init__(self, of: Diagram, answers: Mapping[str, Answer], may_change: MayChange, effort: Effort) -> None:
        self._first = of.first
        self._layers = [(layer, *_given(layer.options, answers, may_change, effort)) for layer in of.layers]
        self._least: dict[int, Least] = {}
        self.cost = [_NEVER] * of.size
        self.cost[of.first] = 0
        self._go()

    def _go(self) -> None:
        """Go from every part to what follows: to what the given answer leads for nothing, elsewhere for what a change takes."""
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
            for part in layer.parts:
                here, kept = cost[part.number], part.below[now]
                changed = [other for other in part.others if other in ahead and cost[other] == here + effort] if effort else []
                if changed:
                    among.add(layer.options.question.id)
                if kept in ahead and cost[kept] == here:
                    ahead[part.number] = ahead[kept]
                elif changed:
                    ahead[part.number] = {**layer.change(part, changed[0]), **ahead[changed[0]]}
        return Least(cost[end], ahead[self._first], frozenset(among))


def _given(of: Options, answers: Mapping[str, Answer], may_change: MayChange, effort: Effort) -> tuple[int, int]:
    """Return the place of the answer that was given to a question, and what changing it costs; 0 if that cannot be."""
    question = of.question
    return of.place(answers.get(question.id)), effort(question) if may_change(question) else 0
