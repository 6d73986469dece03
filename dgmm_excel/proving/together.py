"""What the members of a group can have together: the scores of a group from those of its topics."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from dgmm_excel.model import describe
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.extent import extent
from dgmm_excel.model.grouping import Grouping

#: The scores that an id can have; None: it may have none.
Scores = frozenset[Fraction | None]
#: No more states than these are kept: where it is proven what there is, and where answers are put together.
_MOST, _MOST_COMBINED = 200_000, 20_000
#: What members have together: the sums of weighted scores and of weights; of the least or best, it and 1. None: nothing.
_State = tuple[Fraction, Fraction] | None


def scores_of(edition: Edition, code: str, own: Mapping[str, Scores]) -> Scores | None:
    """Return all scores that an id can have, as if topics shared no question; None where they are too many or not known."""
    if code in edition.topics:
        return own.get(code) or _inherited(edition, code)
    grouping = edition.grouping(code)
    states: set[_State] = {None}
    for member in edition.members[code]:
        values = scores_of(edition, member, own)
        if values is None or len(states) * len(values) > _MOST:
            return None
        states = {_with(grouping, state, member, value) for state in states for value in values}
    return frozenset(_score(grouping, state) for state in states)


def ends_of(edition: Edition, code: str, own: Mapping[str, Scores]) -> tuple[Fraction, Fraction]:
    """Return bounds of the scores that an id can have, whichever members have one."""
    if code in edition.topics:
        values = [value for value in own.get(code) or extent(edition, code) if value is not None]
        return min(values), max(values)
    ends = {member: ends_of(edition, member, own) for member in edition.members[code]}
    grouping = edition.grouping(code)
    if grouping.how != "sum":
        return min(least for least, _ in ends.values()), max(most for _, most in ends.values())
    weighed = [(grouping.weight(member) * least, grouping.weight(member) * most) for member, (least, most) in ends.items()]
    return min(least for least, _ in weighed), sum((most for _, most in weighed), Fraction(0))


def put_together(
    edition: Edition, code: str, known: Mapping[str, Mapping[Fraction, Any]],
) -> Mapping[Fraction | None, dict[str, Fraction]]:
    """Return the scores of an id, each with scores of topics that give it; some of them where there are too many."""
    if code in edition.topics:
        return {value: {code: value} for value in known[code]} if code in known else {None: {}}
    grouping = edition.grouping(code)
    states: dict[_State, dict[str, Fraction]] = {None: {}}
    for member in edition.members[code]:
        of_member = put_together(edition, member, known)
        before, states = states, {}
        for state, chosen in before.items():
            for value, own in of_member.items():
                states.setdefault(_with(grouping, state, member, value), chosen | own)
            if len(states) > _MOST_COMBINED:
                break
    return {_score(grouping, state): chosen for state, chosen in states.items()}


def _inherited(edition: Edition, code: str) -> Scores | None:
    """Return the scores of a topic that is inherited; None where they are no levels, or nothing is known of the topic."""
    rule = None if edition.base is None else edition.base.topics[code].rule if code in edition.base.topics else None
    if edition.topics[code].rule is not None or rule is None or rule.by_bands:
        return None
    return frozenset((None, *(Fraction(level) for level in describe.reachable(edition, code))))


def _with(grouping: Grouping, state: _State, member: str, value: Fraction | None) -> _State:
    """Return what members have together with one more; one without a score is left out."""
    if value is None:
        return state
    if grouping.how in ("least", "best"):
        best = value if state is None else min(state[0], value) if grouping.how == "least" else max(state[0], value)
        return best, Fraction(1)
    weight = grouping.weight(member)
    total, weights = state or (Fraction(0), Fraction(0))
    return total + weight * value, weights + weight


def _score(grouping: Grouping, state: _State) -> Fraction | None:
    if state is None:
        return None
    return state[0] / state[1] if grouping.how == "mean" else state[0]
