"""Changes of answers that are tried one by one, for rules that compare figures with one another.

Between the numbers at which a comparison turns, a figure makes no difference: with all other answers as they are, every outcome
of changing one is found. Two changes, and rows of figures filled in whole, are tried from there on; then all that can be
filled in, of which everything is taken back that is not needed: several rows may each keep a level down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.diagram import Least, Scores
from dgmm_excel.scoring.entered import ANY_TEXT, Entered, Rules, filled_in, rules_of
from dgmm_excel.scoring.fewest import Efforts


class Tried(NamedTuple):
    """The cheapest changes found that give each scores, and from what cost on cheaper ones may have been missed: what two cost;
    None where only one answer can be changed.
    """

    found: Mapping[Scores, Least]
    uncertain_from: int | None


def tried(
    assessment: Assessment, topics: tuple[str, ...], efforts: Efforts, best: int | Fraction, every_set: bool,
) -> Tried:
    """Try changes of the answers that the topics rest on.

    No more are tried where none can be as good as those that give all the best. `every_set`: those as good count too.
    """
    asked, values = rules_of(assessment.edition, topics).asked, assessment.answers.values
    answers = tuple((name, values[name]) for name in asked if name in values)
    free = tuple((name, efforts[name]) for name in reversed([*asked]) if name in efforts)
    return _tried(assessment.edition, topics, answers, free, best, every_set)


@lru_cache(maxsize=64)  # many agencies leave such figures blank alike
def _tried(
    edition: Edition, topics: tuple[str, ...], given: tuple[tuple[str, Answer], ...], efforts: tuple[tuple[str, int], ...],
    best: int | Fraction, every_set: bool,
) -> Tried:
    rules, answers = rules_of(edition, topics), dict(given)
    free = sorted((rules.asked[name] for name, _ in efforts), key=lambda question: question.id not in answers)
    costs = sorted(effort for _, effort in efforts)
    found = _Found(rules, dict(efforts), (best,) * len(topics), sum(costs[:2]) if len(costs) > 1 else None)
    entered = Entered(rules, answers)
    found.note(rules.scores(entered), {})
    for name, answer in _single(free, rules, entered, answers):
        with entered.changed(name, answer):
            found.note(rules.scores(entered), {name: answer})
    if not found.settled:
        _try_two(found, free, entered, answers, every_set)
        _try_rows(found, free, entered, answers)
        _try_all(found, free, entered, answers)
    return Tried(found.cheapest, found.two)


def _try_two(
    found: _Found, free: Sequence[Question], entered: Entered, answers: Mapping[str, Answer], every_set: bool,
) -> None:
    rules = found.rules
    deciding = rules.decisive_then(entered)
    for name, answer in _changed((one for one in free if deciding(one.id)), rules, entered, answers):
        with entered.changed(name, answer):
            for other, second in _single(free, rules, entered, answers):
                if other != name:
                    with entered.changed(other, second):
                        found.note(rules.scores(entered), {name: answer, other: second})
                    if found.settled and not every_set:
                        return


def _try_rows(found: _Found, free: Sequence[Question], now: Entered, answers: Mapping[str, Answer]) -> None:
    """Try rows of figures filled in whole, and one change more."""
    rules = found.rules
    for filled in rows(free, answers):
        row = {name: answer for name, answer in filled.items() if answer not in rules.aside.get(name, ())}
        entered = now.with_changes(row)
        found.note(rules.scores(entered), row)
        for name, answer in _single(free, rules, entered, answers):
            with entered.changed(name, answer):
                found.note(rules.scores(entered), row | {name: answer})


def _try_all(found: _Found, free: Sequence[Question], now: Entered, answers: Mapping[str, Answer]) -> None:
    """Try everything filled in, with the answers as they are and with others in their place, and less and less of it."""
    scores, seen, by_row = found.rules.scores(now), list[Mapping[str, Answer]](), _by_row(free)
    for changes in _all_filled(found.rules, free, answers):
        if changes not in seen:
            seen.append(changes)
            entered = now.with_changes(changes)
            most = found.rules.scores(entered)
            found.note(most, changes)
            _take_back(found, by_row, now, entered, changes, [*dict.fromkeys((most, _next_above(scores, most)))])


def _all_filled(rules: Rules, free: Sequence[Question], answers: Mapping[str, Answer]) -> Iterator[Mapping[str, Answer]]:
    """Yield the changes that fill in everything; the same more than once where no question is answered by yes or no."""
    for kept, yes in product((answers, {}), (True, False)):
        filled = {one.id: rules.filled[one.id][yes] for one in free if one.id not in kept}
        yield {name: answer for name, answer in filled.items()
               if answer != answers.get(name) and answer not in rules.aside.get(name, ())}


def _next_above(now: Scores, most: Scores) -> Scores:
    """Return the scores that are a whole number above those now, or less where no more was reached."""
    return tuple(most if now is None or most is None else min(now + 1, most) for now, most in zip(now, most, strict=True))


def _take_back(
    found: _Found, rows: Sequence[Sequence[Question]], now: Entered, entered: Entered, changes: Mapping[str, Answer],
    bounds: list[Scores],
) -> None:
    """Take back what is not needed for each of the bounds, the highest first, until each change is needed.

    It is found once as long as it is the same for all; those for which more may be taken back go on by themselves at the end.
    """
    later, going_on = list[tuple[Entered, Mapping[str, Answer], Scores, list[Scores]]](), True
    while going_on:
        going_on = False
        for left, some, other in _fewer(found.rules, rows, now, entered, changes):
            scores = found.rules.scores(left)
            if _reached(scores, bounds[-1]):
                reached = [bound for bound in bounds if _reached(scores, bound)]
                fewer = left.with_changes({}), {**_without(changes, some), **other}
                if len(reached) == len(bounds):
                    (entered, changes), going_on = fewer, True
                    found.note(scores, changes)
                    break
                later.append((*fewer, scores, reached))
                bounds = bounds[:-len(reached)]
    for entered, changes, scores, reached in later:
        found.note(scores, changes)
        _take_back(found, rows, now, entered, changes, reached)


def _fewer(
    rules: Rules, rows: Sequence[Sequence[Question]], now: Entered, entered: Entered, changes: Mapping[str, Answer],
) -> Iterator[tuple[Entered, Sequence[Question], Mapping[str, Answer]]]:
    """Take a row of the changes back, then one, then one while another in its row is answered otherwise.

    Yield what is then entered, until the next; which are taken back, and the other answer.
    """
    left = entered.with_changes({})
    changed = [row for row in ([one for one in row if one.id in changes] for row in rows) if row]
    for some in (*changed, *([one] for row in changed for one in row)):
        left.enter_as(now, some)
        yield left, some, {}
        left.enter_as(entered, some)
    for row in (row for row in changed if len(row) > 1):
        for dropped in row:
            left.enter_as(now, [dropped])
            deciding = rules.decisive(left)
            for other in (one for one in row if one is not dropped and one.id in deciding):
                for name, answer in _advised(other, rules, left):
                    with left.changed(name, answer):
                        yield left, [dropped], {name: answer}
            left.enter_as(entered, [dropped])


def _without(changes: Mapping[str, Answer], questions: Iterable[Question]) -> dict[str, Answer]:
    left = {one.id for one in questions}
    return {name: answer for name, answer in changes.items() if name not in left}


def _reached(scores: Scores, least: Scores) -> bool:
    for one, bound in zip(scores, least, strict=True):
        if one != bound and (one is None or bound is None or one < bound):
            return False
    return True


class _Found:
    """The cheapest changes for each scores that were met. `best` are the best scores, `two` is what any two changes cost."""

    def __init__(self, rules: Rules, efforts: Mapping[str, int], best: Scores, two: int | None) -> None:
        self.rules, self.two = rules, two
        self._efforts, self._best = efforts, best
        self.cheapest: dict[Scores, Least] = {}

    @property
    def settled(self) -> bool:
        """Whether no changes but single ones can be cheaper than those that give the best scores."""
        found = self.cheapest.get(self._best)
        return found is not None and (self.two is None or found.cost <= self.two)

    def note(self, scores: Scores, changes: Mapping[str, Answer]) -> None:
        """Keep the changes if none as cheap gave the same scores; their questions if some as cheap did."""
        least, cost = self.cheapest.get(scores), sum(map(self._efforts.__getitem__, changes))
        if least is None or cost < least.cost:
            self.cheapest[scores] = Least(cost, changes, frozenset(changes))
        elif cost == least.cost and not least.among.issuperset(changes):
            self.cheapest[scores] = least._replace(among=least.among.union(changes))


def _single(
    free: Iterable[Question], rules: Rules, entered: Entered, answers: Mapping[str, Answer],
) -> Iterator[tuple[str, Answer]]:
    """Yield every change of one answer that may change a score by itself."""
    deciding = rules.decisive(entered)
    return _changed((one for one in free if one.id in deciding), rules, entered, answers)


def _changed(
    free: Iterable[Question], rules: Rules, entered: Entered, answers: Mapping[str, Answer],
) -> Iterator[tuple[str, Answer]]:
    """Yield every change of one answer that makes a difference, be it with another change; the last figures of a row first, as
    they are the newest.
    """
    for question in free:
        now = answers.get(question.id)
        yield from (change for change in _advised(question, rules, entered) if change[1] != now)


def _advised(question: Question, rules: Rules, entered: Entered) -> Iterator[tuple[str, Answer]]:
    name, aside = question.id, rules.aside.get(question.id, ())
    return ((name, answer) for answer in alternatives(question, rules, entered) if answer not in aside)


def alternatives(question: Question, rules: Rules, entered: Entered) -> Sequence[Answer]:
    """Return the answers to a question that may make a difference to what was entered."""
    match question.type:
        case "yes_no":
            return (False, True)
        case "choice":
            return tuple(choice.key for choice in question.choices)
        case "text":
            return () if entered.given[question.id] else (ANY_TEXT,)
        case _:
            return _numbers(question.id, rules, entered)


def _numbers(name: str, rules: Rules, entered: Entered) -> Sequence[Answer]:
    """Return the numbers around those at which a comparison turns, and the least and the most."""
    (low, high), turns = rules.limits[name], rules.turns[name]
    with entered.changed(name, 0):
        at_0 = turns(entered)
    with entered.changed(name, 1):
        steps = [turn - first for turn, first in zip(turns(entered), at_0, strict=True)]
    around = {int(low)} if high is None else {int(low), int(high)}
    for first, step in zip(at_0, steps, strict=True):
        if step:
            below, above = -first // step, -(first // step)
            around.update((below, above) if below < above else (below - 1, below, below + 1))
    return sorted(one for one in around if low <= one and (high is None or one <= high))


def rows(free: Sequence[Question], answers: Mapping[str, Answer]) -> Iterator[dict[str, Answer]]:
    """Yield the rows of figures that lack more than one, filled in: every figure 1, or what is nearest to it."""
    for row in _by_row(free):
        left = [one for one in row if one.id not in answers]
        if len(left) > 1:
            yield {one.id: filled_in(one) for one in left}


def _by_row(free: Sequence[Question]) -> Sequence[list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in reversed(free):
        found.setdefault(question.row_id, []).append(question)
    return [*found.values()]
