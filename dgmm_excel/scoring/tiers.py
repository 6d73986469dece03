"""The cheapest changes for groups that are no means or sums: the least, the best, and verdicts, put together tier by tier.

Of each id the cheapest changes to every score are looked at; a group's are made of those of its members that none as cheap is
as good as, so that of equally cheap sets not all may be named. Every way of scoring a group rises with each member: this is
exact, but where topics share a question that can be changed, or changes were only tried. What is found is then scored anew, and
not proven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from dgmm_excel.model.grouping import Wanted
from dgmm_excel.scoring.answers import Answer, Answers, Assessment
from dgmm_excel.scoring.cheapest import Search
from dgmm_excel.scoring.diagram import Least
from dgmm_excel.scoring.evaluate import assess
from dgmm_excel.scoring.reach import Aim, Change, Front, Reach, best_of
from dgmm_excel.scoring.sums import adds_up, least_shown

_NOTHING = Least(0, {}, frozenset())
#: What reaches a verdict, and what does not.
_REACHED = 1


def towards(search: Search, assessment: Assessment, code: str, aim: Aim) -> Reach | None:
    """Return what can be reached for an id; None where nothing can, for a group that is no mean or sum of topics."""
    edition = assessment.edition
    if adds_up(edition, code) and not edition.grouping(code).verdict:
        return search.towards(code, aim)
    tiers = _Tiers(search, assessment, aim.downwards)
    if edition.grouping(code).verdict:
        known, aim = tuple(tiers.verdict(code)), Aim(_REACHED)
    else:
        known = tuple(one for one in tiers.options(code) if aim.reached(one.gain))
    if not tiers.exact:
        known = tuple(one for one in known if _moves(assessment, code, one, aim.downwards))
    hoped = () if tiers.exact else (Change(max((one.gain for one in known), default=0), 0),)
    return Reach(aim, 0, [Front(known, hoped)], [1]) if known else None


def _moves(assessment: Assessment, code: str, change: Change, downwards: bool) -> bool:
    """Whether the level of an id moves, when all is scored with the changes."""
    now = assess(Answers(assessment.edition, {**assessment.answers.values, **change.changes}), _parent(assessment))[code].level
    before = assessment[code].level
    return now is not None and before is not None and (now < before if downwards else now > before)


def _parent(assessment: Assessment) -> Assessment | None:
    """Return what stands for the parent's result: inherited topics have it in their own scores."""
    return assessment if assessment.edition.inherited else None


@dataclass
class _Tiers:
    """The cheapest changes of each id of an assessment. `exact`: none cheaper can have been missed so far."""

    search: Search
    assessment: Assessment
    downwards: bool
    exact: bool = True
    _found: dict[str, tuple[Change, ...]] = field(default_factory=dict)

    def options(self, code: str, least: Mapping[str, Fraction] | None = None) -> tuple[Change, ...]:
        """Return the cheapest changes to each score of an id that has one; of ids in `least` only those that reach it."""
        bounds = least or {}
        found = self._topic(code) if code in self.assessment.topics else self._group(code, bounds)
        return tuple(one for one in found if code not in bounds or one.gain >= bounds[code])

    def _topic(self, code: str) -> tuple[Change, ...]:
        if code not in self._found:
            options, alone = self.search.options(code, Aim(0, self.downwards))
            self.exact = self.exact and alone
            self._found[code] = options
        return self._found[code]

    def _group(self, code: str, bounds: Mapping[str, Fraction]) -> tuple[Change, ...]:
        grouping = self.assessment.edition.grouping(code)
        members = [one for one in self.assessment.edition.members[code] if self.assessment[one].score is not None]
        parts = [tuple(best_of(self.options(one, bounds))) for one in members]
        if grouping.how == "least" or grouping.how == "best":
            # gains run against scores where a score is to fall
            lower = (grouping.how == "least") != self.downwards
            return _folded(parts, lower)
        weights = {one: grouping.weight(one) for one in members}
        total = sum(weights.values()) if grouping.how == "mean" else Fraction(1)
        return _summed([[one._replace(gain=one.gain * weights[member] / total) for one in part]
                        for member, part in zip(members, parts, strict=True)])

    def verdict(self, code: str) -> Iterator[Change]:
        """Yield changes that lift the level that a verdict gives, or lower it."""
        level, levels = self.assessment[code].level, self.assessment.edition.grouping(code).verdict
        for reached, conditions in levels:
            if self.downwards and reached == level:
                yield from self._broken(code, conditions)
            elif not self.downwards and level is not None and reached > level:
                yield from self._met(code, conditions)

    def _met(self, code: str, conditions: Iterable[Wanted]) -> Iterator[Change]:
        bounds: dict[str, Fraction] = {}
        for wanted in conditions:
            scored = self._scored(wanted)
            if not scored:
                return
            for one in scored:
                bounds[one] = max(bounds.get(one, Fraction(0)), self._bound(wanted))
        for change in self.options(code, bounds):
            yield change._replace(gain=_REACHED)

    def _broken(self, code: str, conditions: Iterable[Wanted]) -> Iterator[Change]:
        for wanted in conditions:
            aim = Aim(self._bound(wanted), downwards=True)
            for one in self._scored(wanted):
                for change in self.options(one):
                    if aim.reached(change.gain):
                        yield change._replace(gain=_REACHED)

    def _scored(self, wanted: Wanted) -> list[str]:
        return [one for one in wanted.codes if self.assessment[one].score is not None]

    def _bound(self, wanted: Wanted) -> Fraction:
        return least_shown(self.assessment.edition, wanted.least)


def _folded(parts: Sequence[Sequence[Change]], lower: bool) -> tuple[Change, ...]:
    """Return the cheapest changes of several ids together, of which the lower gain counts, or the higher."""
    pick = min if lower else max
    found: tuple[Change, ...] = ()
    for place, part in enumerate(parts):
        found = tuple(part) if not place else tuple(best_of(
            _both(pick(one.gain, other.gain), one, other) for one in found for other in part))
    return found


def _summed(parts: Sequence[Sequence[Change]]) -> tuple[Change, ...]:
    found: tuple[Change, ...] = (Change(0, 0, _NOTHING),)
    for part in parts:
        found = tuple(best_of(_both(one.gain + other.gain, one, other) for one in found for other in part))
    return found


class _Both(NamedTuple):
    """Two changes as one. What they are is put together once it is asked for."""

    cost: int
    one: Change
    other: Change

    @property
    def changes(self) -> Mapping[str, Answer]:
        """The new answers of one set of changes of each."""
        return {**self.one.changes, **self.other.changes}

    @property
    def among(self) -> frozenset[str]:
        """The questions of all sets of both."""
        return self.one.among | self.other.among


def _both(gain: int | Fraction, one: Change, other: Change) -> Change:
    cost = one.cost + other.cost
    return Change(gain, cost, _Both(cost, one, other))
