"""How agencies moved since an earlier round: by id, by ministry, and over all of an edition that can be compared.

The official results of both years are compared, verified ones where there are any. A mean is over the same agencies in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from dgmm_excel.model.edition import Edition
from dgmm_excel.report.changed_answers import changed_answers
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.report.peers import group_of
from dgmm_excel.report.scale import on_one_scale
from dgmm_excel.report.standing import Standing
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.past import Past, PastRound
from dgmm_excel.text import Lang


class Step(NamedTuple):
    """The exact score and the level of an agency at an id, then and now."""

    before: Fraction
    now: Fraction
    level_before: int
    level: int

    @property
    def change(self) -> Fraction:
        """How much the score rose; below 0 if it fell."""
        return self.now - self.before


def step(one: Standing, past: Past, code: str) -> Step | None:
    """Return how an agency moved at an id; None where a year has no score, or the editions or their scales do not compare."""
    before = past.common.whole.get(code)
    then, now, level = past.scores.get(before or ""), one.score(code), one.level(code)
    if before is None or then is None or now is None or level is None:
        return None
    if not on_one_scale(one.edition, code, past.edition, before):
        return None
    return Step(then, now, past.levels[before], level)


@dataclass(frozen=True)
class Movement:
    """How some agencies moved at an id: how many, their mean scores then and now, how many have a higher or a lower level."""

    count: int
    before: Fraction | None
    now: Fraction | None
    raised: int
    lowered: int

    @property
    def change(self) -> Fraction | None:
        """How much the mean rose; None of no agency."""
        return None if self.before is None or self.now is None else self.now - self.before


def _movement(steps: Sequence[Step]) -> Movement:
    def mean(scores: Iterable[Fraction]) -> Fraction | None:
        return sum(scores, Fraction()) / len(steps) if steps else None

    return Movement(
        len(steps), mean(one.before for one in steps), mean(one.now for one in steps),
        sum(one.level > one.level_before for one in steps), sum(one.level < one.level_before for one in steps))


@dataclass(frozen=True, eq=False)
class EditionMovement:
    """How the agencies of an edition moved. `both` count in both years, `only_now` and `only_before` in one of them alone."""

    edition: Edition
    rounds: tuple[PastRound, ...]
    both: Sequence[tuple[Standing, Past]]
    only_now: int
    only_before: int
    begun: Sequence[str]
    ended: Sequence[str]

    @cached_property
    def at(self) -> Mapping[str, Movement]:
        """How they moved at each id."""
        return {code: self._at(code, self.both) for code in self.edition.ids}

    @cached_property
    def ministries(self) -> Mapping[str, Movement]:
        """How they moved overall, by ministry in the order of the roster; that without a name last."""
        groups: dict[str, list[tuple[Standing, Past]]] = {}
        for one, past in self.both:
            groups.setdefault(group_of(one, "ministry"), []).append((one, past))
        return {name: self._at("overall", groups[name]) for name in sorted(groups, key=lambda name: not name)}

    def _at(self, code: str, some: Iterable[tuple[Standing, Past]]) -> Movement:
        steps = (step(one, past, code) for one, past in some)
        return _movement([found for found in steps if found is not None])


def edition_movement(edition: Edition, agencies: Iterable[Standing], pasts: Mapping[str, Past]) -> EditionMovement:
    """Return how the agencies of an edition moved, from their rows and what each had reached, by code."""
    rows = list(agencies)
    pairs = [(one, pasts.get(one.agency.code)) for one in rows]
    counted = [past for _, past in pairs if past is not None]
    common = [past.common for past in counted]
    return EditionMovement(
        edition, tuple(dict.fromkeys(past.round for past in counted)),
        [(one, past) for one, past in pairs if past is not None and past.counts and one.counts],
        only_now=sum(one.counts and (past is None or not past.counts) for one, past in pairs),
        only_before=sum(past is not None and past.counts and not one.counts for one, past in pairs),
        begun=tuple(dict.fromkeys(topic for one in common for topic in one.begun)),
        ended=tuple(dict.fromkeys(topic for one in common for topic in one.ended)),
    )


# -- of a round ------------------------------------------------------------------------------------


def movements(result: RoundResult) -> Iterator[EditionMovement]:
    """Yield how the agencies of each edition moved, of those that have a past; nothing of a round without an earlier one."""
    for of in result.figures.editions.values():
        if any(one.agency.code in result.past for one in of.agencies):
            yield edition_movement(of.edition, of.agencies, result.past)


def steps_of(result: RoundResult, one: Outcome) -> Iterator[tuple[str, Step]]:
    """Yield the ids at which an agency compares, with how it moved."""
    past = result.past.get(one.agency.code)
    if past is not None and one.attained:
        standing = result.standing(one)
        for code in one.edition.ids:
            if (found := step(standing, past, code)) is not None:
                yield code, found


def explained_steps(result: RoundResult, one: Outcome, lang: Lang) -> Iterator[tuple[str, Step, str]]:
    """Yield the same, each with the answers that moved a topic to another level; they are loaded only where one did."""
    answers: Mapping[str, Answer] | None = None
    for code, found in steps_of(result, one):
        why = ""
        if code in one.edition.topics and found.level != found.level_before:
            answers = _counted(one) if answers is None else answers
            why = changed_answers(one.edition, code, answers, result.past[one.agency.code], lang)
        yield code, found, why


def _counted(one: Outcome) -> Mapping[str, Answer]:
    """Return the answers that the official result rests on."""
    details = one.details()
    assessed = details.verified or details.assessment
    return {} if assessed is None else assessed.answers.values


def shown_change(edition: Edition, change: Fraction | None) -> float | None:
    """Return a difference of exact scores as it is shown: rounded half away from 0 to the edition's decimals."""
    shown = None if change is None else edition.shown(abs(change))
    return shown if shown is None or change is None or change >= 0 else -shown
