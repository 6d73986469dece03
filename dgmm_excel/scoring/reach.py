"""What changes of groups of topics do together for an aim: the cheapest combinations that move a score past a bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import inf
from typing import NamedTuple

from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.diagram import Changes

#: So few groups are put together without asking first what may be left out.
_FEW = 6
#: A number without rounding.
Exact = int | Fraction


@dataclass(frozen=True)
class Aim:
    """A bound for the score of an id, to be reached from below, or to be fallen below (`downwards`)."""

    bound: Exact
    downwards: bool = False

    def gain(self, score: Exact) -> Exact:
        """Return by how much a score, or a part of one, moves in the direction of the aim."""
        return -score if self.downwards else score

    def reached(self, gain: Exact) -> bool:
        """Whether a gain of all parts together is past the bound."""
        return gain > -self.bound if self.downwards else gain >= self.bound


class Change(NamedTuple):
    """Changes of answers that give the same: their gain, the least cost, which they are (None where that is not known)."""

    gain: Exact
    cost: int
    least: Changes | None = None

    @property
    def changes(self) -> Mapping[str, Answer]:
        """The new answers of one set of them."""
        return {} if self.least is None else self.least.changes

    @property
    def among(self) -> frozenset[str]:
        """The questions of all sets that cost as little."""
        return frozenset() if self.least is None else self.least.among


@dataclass(frozen=True, eq=False)
class Front:
    """The changes of a group, one for each scores; and what is not excluded besides, where changes were only tried."""

    known: tuple[Change, ...]
    hoped: tuple[Change, ...] = ()

    @cached_property
    def best(self) -> tuple[Change, ...]:
        """Those known than which none as cheap is as good, the cheapest first."""
        return tuple(best_of(self.known))

    def has(self, hoped: Change) -> bool:
        """Whether a change is known that is as good and as cheap."""
        return any(one.gain >= hoped.gain and one.cost <= hoped.cost for one in self.best)

    @cached_property
    def steepest(self) -> tuple[Exact, int]:
        """What that step gains and costs which gains most for what it costs; there is one."""
        return max([(gain, cost) for gain, cost, _ in self.steps], key=lambda step: step[0] / step[1])

    @cached_property
    def steps(self) -> tuple[tuple[Exact, int, Change], ...]:
        """By how much each of the best but the cheapest gains and costs more than that one."""
        (gain, cost, _), *dearer = self.best
        return tuple([(one.gain - gain, one.cost - cost, one) for one in dearer])


class Combination(NamedTuple):
    """One change of each group, together. `chosen` has those that cost something, each after the place of its group."""

    gain: Exact
    cost: int
    chosen: tuple[tuple[int, Change], ...] = ()


@dataclass(frozen=True)
class Reach:
    """What changes can do for an aim: the gain of what cannot be changed, and the changes of each group of topics.

    Of what they gain each group has its own `units`.
    """

    aim: Aim
    base: Exact
    fronts: Sequence[Front]
    units: Sequence[int]

    @cached_property
    def best(self) -> Combination | None:
        """The cheapest combination, one change of each group, that reaches the aim; None if none does."""
        return self._first(self.fronts)

    @property
    def proven(self) -> bool:
        """Whether no cheaper combination was missed where changes were only tried."""
        best = self.best
        return best is not None and not any(
            self._hoped(place, one, best.cost - 1)
            for place, front in enumerate(self.fronts) for one in front.hoped if not front.has(one))

    def _hoped(self, place: int, hoped: Change, most: int) -> bool:
        """Whether the aim would be reached with what is hoped for of a group, for no more than the most."""
        fronts = [Front((*front.known, *front.hoped)) if front.hoped else front for front in self.fronts]
        fronts[place] = Front((hoped,))
        return self._first(fronts, most) is not None

    @property
    def among(self) -> frozenset[str]:
        """The questions of all combinations that are as cheap as the best."""
        best = self.best
        if best is None:
            return frozenset()
        found = frozenset[str]()
        for place, (front, unit) in enumerate(zip(self.fronts, self.units, strict=True)):
            others = self._without(place, best.cost)
            found = found.union(*(one.among for one in front.known if self._completed(one, unit, others, best.cost)))
        return found

    def _without(self, place: int, most: int) -> list[Combination]:
        """Return the best combinations of all other groups, of up to so many changes."""
        fronts = [*self.fronts[:place], _NOTHING, *self.fronts[place + 1:]]
        combined = [self._start(fronts)]
        for at, (front, unit) in enumerate(zip(fronts, self.units, strict=True)):
            combined = joined(combined, at, front, unit, most)
        return combined

    def _completed(self, one: Change, unit: int, others: Sequence[Combination], cost: int) -> bool:
        """Whether a change is part of a combination that reaches the aim at this cost."""
        return any(one.cost + other.cost <= cost and self.aim.reached(unit * one.gain + other.gain) for other in others)

    def _start(self, fronts: Sequence[Front]) -> Combination:
        """Return the cheapest changes of all groups."""
        gain, cost, chosen = self.base, 0, list[tuple[int, Change]]()
        for place, (front, unit) in enumerate(zip(fronts, self.units, strict=True)):
            one = front.best[0]
            gain += unit * one.gain
            if one.cost:
                cost += one.cost
                chosen.append((place, one))
        return Combination(gain, cost, tuple(chosen))

    def _first(self, fronts: Sequence[Front], most: float = inf) -> Combination | None:
        """Return the cheapest combination that reaches the aim and costs no more than the most.

        All begin with the cheapest changes of each group; one that reaches it leaves no dearer one in question.
        """
        start = self._start(fronts)
        if start.cost > most:
            return None
        groups = enumerate(zip(fronts, self.units, strict=True))
        moving = [(place, front, unit) for place, (front, unit) in groups if front.steps]
        hope = _Hope(self.aim, start, moving) if len(moving) > _FEW else None
        most = most if hope is None else min(most, hope.enough)
        combined = [start] if hope is None else hope.left([start], most)
        for place, front, unit in moving:
            if not combined:
                return None
            combined = joined(combined, place, front, unit, most)
            if self.aim.reached(combined[-1].gain):
                first = next(at for at, one in enumerate(combined) if self.aim.reached(one.gain))
                most = combined[first].cost
                del combined[first + 1:]
            if hope is not None:
                hope.go_on()
                combined = hope.left(combined, most)
        return next((one for one in combined if self.aim.reached(one.gain)), None)


class _Hope:
    """Which combinations may still reach an aim with the groups to come.

    None may that would not if each of these gained the most that it can beyond what its cost is worth, and all that may still
    be spent were worth as much. Whatever that worth is, those that do reach the aim are kept. Here it is what is gained for its
    cost by the last of the steepest steps, one of a group, that are `enough` together.
    """

    def __init__(self, aim: Aim, start: Combination, moving: Sequence[tuple[int, Front, int]]) -> None:
        self._least, self.enough = aim.gain(aim.bound), inf
        gain, cost = start.gain, start.cost
        steepest = [(unit * front.steepest[0], front.steepest[1]) for _, front, unit in moving]
        for more, dearer in sorted(steepest, key=lambda step: step[0] / step[1], reverse=True):
            gain, cost, self._worth, self._of = gain + more, cost + dearer, more, dearer
            if aim.reached(gain):
                self.enough = cost
                break
        self._ahead = [max([0, *[unit * more * self._of - self._worth * dearer for more, dearer, _ in front.steps]])
                       for _, front, unit in reversed(moving)]
        self._all_ahead = sum(self._ahead)

    def go_on(self) -> None:
        """Leave the next group behind."""
        self._all_ahead -= self._ahead.pop()

    def left(self, combined: list[Combination], most: float) -> list[Combination]:
        """Return those that may reach the aim for no more than the most."""
        if most == inf:
            return combined
        least = self._least * self._of - self._all_ahead
        return [one for one in combined if one.gain * self._of + (most - one.cost) * self._worth >= least]


def joined(combined: Sequence[Combination], place: int, front: Front, unit: int, most: float) -> list[Combination]:
    """Return the best combinations in which a group may have any of its best changes in place of the cheapest one, up to the
    most that they may cost.

    All are in the order of what they cost; of equally good ones the dearest change of the group is taken.
    """
    found: dict[int, tuple[Exact, Combination, Change | None]] = {one.cost: (one.gain, one, None) for one in combined}
    for further, dearer, change in front.steps:
        more = unit * further
        for one in combined:
            gain, cost = one.gain + more, one.cost + dearer
            if cost > most:
                break
            if cost not in found or gain >= found[cost][0]:
                found[cost] = gain, one, change
    highest, rising = None, list[Combination]()
    for cost in sorted(found):
        gain, one, new = found[cost]
        if highest is None or gain > highest:
            highest = gain
            rising.append(one if new is None else Combination(gain, cost, (*one.chosen, (place, new))))
    return rising


#: The front of a group that is left out.
_NOTHING = Front((Change(0, 0),))


def best_of(found: Iterable[Change]) -> Iterator[Change]:
    """Yield those than which none as cheap is as good, the cheapest first; the first of equally good ones."""
    best: dict[int, Change] = {}
    for one in found:
        other = best.get(one.cost)
        if other is None or one.gain > other.gain:
            best[one.cost] = one
    most: Exact | None = None
    for one in map(best.__getitem__, sorted(best)):
        if most is None or one.gain > most:
            most = one.gain
            yield one
