"""The cheapest changes of answers that lead through a diagram to each of its scores.

How much each costs is found for all scores at once; which changes these are, only for those that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dgmm_excel.model.edition import Question
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.diagram import Branching, Diagram, Least, MayChange, Scores

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


def fewest(
    of: Diagram, answers: Mapping[str, Answer], may_change: MayChange, effort: Effort, aside: Mapping[str, Collection[str]],
) -> Mapping[Scores, Fewest]:
    """Return the cheapest changes of answers that give each scores of a diagram; none is a change to a choice of `aside`."""
    ways = _Ways(answers, may_change, effort, aside)
    return {ways.scores[leaf]: Fewest(cost, lambda leaf=leaf: ways.least(of, leaf))  # type: ignore[misc]
            for leaf, cost in ways.costs(of).items()}


class _Ways:
    """The ways through a diagram. Parts and scores go by their identity: equal ones are one (see `diagram`)."""

    def __init__(
        self, answers: Mapping[str, Answer], may_change: MayChange, effort: Effort, aside: Mapping[str, Collection[str]],
    ) -> None:
        self._answers, self._may_change, self._effort, self._aside = answers, may_change, effort, aside
        self._places: dict[str, tuple[int, int]] = {}
        self._costs: dict[int, Mapping[int, int]] = {}
        self._least: dict[tuple[int, int], Least] = {}
        self.scores: dict[int, Scores] = {}

    def costs(self, of: Diagram) -> Mapping[int, int]:
        """Return what the cheapest changes to each scores cost."""
        found = self._costs.get(id(of))
        if found is None:
            found = self._costs[id(of)] = self._found(of)
        return found

    def _found(self, of: Diagram) -> Mapping[int, int]:
        if not isinstance(of, Branching):
            self.scores[id(of)] = of
            return {id(of): 0}
        now, effort = self._place(of)
        found = dict(self.costs(of.below[now]))
        for below in self._others(of, of.below[now]) if effort else ():
            for leaf, cost in self.costs(below).items():
                if found.get(leaf, _NEVER) > cost + effort:
                    found[leaf] = cost + effort
        return found

    def _place(self, of: Branching) -> tuple[int, int]:
        """Return the place of the answer that was given to the question, and what changing it costs; 0 if that cannot be."""
        question = of.options.question
        found = self._places.get(question.id)
        if found is None:
            now = of.options.place(self._answers.get(question.id))
            found = self._places[question.id] = now, self._effort(question) if self._may_change(question) else 0
        return found

    def _others(self, of: Branching, now: Diagram) -> Iterable[Diagram]:
        """Return what follows other answers than what follows now, equal parts once."""
        aside = of.options.question.id in self._aside
        new = {id(one): one for one in (of.below[place] for place in self._new(of))}.values() if aside else of.distinct
        return [one for one in new if one is not now]

    def _new(self, of: Branching) -> Sequence[int]:
        """Return the places of the answers that one may be changed to."""
        places, aside = range(1, len(of.below)), self._aside.get(of.options.question.id)
        return [place for place in places if of.options.answers[place] not in aside] if aside else places

    def least(self, of: Diagram, leaf: int) -> Least:
        """Return the cheapest changes to some scores."""
        key = id(of), leaf
        if key not in self._least:
            self._least[key] = self._which(of, leaf)
        return self._least[key]

    def _which(self, of: Diagram, leaf: int) -> Least:
        if not isinstance(of, Branching):
            return Least(0, {}, frozenset())
        least, cost, (now, effort) = None, self.costs(of)[leaf], self._place(of)
        for place in (now, *(self._new(of) if effort else ())):
            below, own = of.below[place], 0 if place == now else effort
            if self.costs(below).get(leaf) == cost - own:
                changes = {} if place == now else {of.options.question.id: of.options.new(place)}
                least = self.least(below, leaf).after(changes, own).or_else(least)
        assert least is not None  # one of them gave the cost
        return least
