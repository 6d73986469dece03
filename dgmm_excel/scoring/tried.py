"""Changes of answers that are tried one by one, for rules that compare figures with one another.

Between the numbers at which a comparison turns, a figure makes no difference: with all other answers as they are, every outcome
of changing one is found. Two changes, and rows of figures filled in whole, are tried from there on; then all that can be
filled in, of which everything is taken back that is not needed: several rows may each keep a level down.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.computed import numbers_of
from dgmm_excel.scoring.decisive import Decisive, Then, decisive, decisive_then
from dgmm_excel.scoring.diagram import Least, Scores, amount_of, simple, topic_tree
from dgmm_excel.scoring.fewest import Efforts
from dgmm_excel.scoring.residual import parts, questions

#: What stands for a text that somebody is to write.
ANY_TEXT = "…"


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


@dataclass(frozen=True)
class Rules:
    """The rules of some topics.

    `asked`: their questions; `scores`: what scores what was entered; `turns`: for each question by how much one side is above
    the other in all that compares its figure. `decisive` are those of which a single answer can change a score;
    `decisive_then`: whether any may, once the answer to one is another. No answer is changed to a choice of `aside`.
    """

    asked: Mapping[str, Question]
    scores: Callable[[Any], Scores]
    turns: Mapping[str, Callable[[Any], Sequence[Any]]]
    decisive: Decisive
    decisive_then: Callable[[Any], Callable[[str], bool]]
    aside: Mapping[str, Collection[str]]

    @cached_property
    def filled(self) -> Mapping[str, tuple[Answer, Answer]]:
        """What is filled in for each question, without yes and with it."""
        return {name: (_filled(one, False), _filled(one)) for name, one in self.asked.items()}

    @cached_property
    def limits(self) -> Mapping[str, tuple[int | Fraction, int | Fraction | None]]:
        """The least and the most that may be answered to each question; it is a number that they limit."""
        return {name: (simple(one.minimum or Fraction(0)), None if one.maximum is None else simple(one.maximum))
                for name, one in self.asked.items()}


@cache
def rules_of(edition: Edition, topics: tuple[str, ...]) -> Rules:
    """Return the rules of topics that the agency answers."""
    return rules_in(edition, [topic_tree(edition, topic) for topic in topics], edition.aside)


def rules_in(edition: Edition, trees: Sequence[expr.Expr], aside: Mapping[str, Collection[str]]) -> Rules:
    """Return rules that are given as expressions of what was entered alone."""
    read = dict.fromkeys(name for tree in trees for name in questions(tree))
    turns: dict[str, list[expr.Expr]] = {name: [] for name in read}
    for difference in dict.fromkeys(difference for tree in trees for part in parts(tree) for difference in differences(part)):
        for name in set(questions(difference)):
            turns[name].append(difference)
    return Rules({name: edition.questions[name] for name in read}, numbers_of(trees),
                 {name: numbers_of(of) for name, of in turns.items()},
                 _decisive([decisive(tree) for tree in trees]), _decisive_then([decisive_then(tree) for tree in trees]), aside)


def _decisive(each: Sequence[Decisive]) -> Decisive:
    return each[0] if len(each) == 1 else lambda entered: frozenset().union(*[of(entered) for of in each])


def _decisive_then(each: Sequence[Callable[[Any], Then]]) -> Callable[[Any], Callable[[str], bool]]:
    def at(entered: Any) -> Callable[[str], bool]:
        found = [of(entered) for of in each]
        return lambda name: any(then(name)[0] for then in found)

    return at


def differences(part: object) -> Iterator[expr.Expr]:
    """Yield by how much one side of a comparison is above the other; nothing of what is none."""
    match part:
        case expr.Compare(left, _, right):
            yield expr.Sum((left, expr.Product(expr.number(-1), right)))
        case expr.Above(part, whole, other_part, other_whole):
            yield expr.Sum((expr.Product(part, other_whole), expr.Product(expr.number(-1), expr.Product(other_part, whole))))


class Entered:
    """What the texts of expressions read: of each question whether it has an answer, and its amount."""

    def __init__(self, rules: Rules, answers: Mapping[str, Answer]) -> None:
        self._asked = rules.asked
        self.given, self.amount = dict.fromkeys(rules.asked, 0), dict[str, Any].fromkeys(rules.asked, 0)
        self._enter({name: answers[name] for name in rules.asked if name in answers})

    def _enter(self, answers: Mapping[str, Answer]) -> None:
        for name, answer in answers.items():
            self.given[name], self.amount[name] = 1, _amount(self._asked[name], answer)

    def enter_as(self, other: Entered, questions: Iterable[Question]) -> None:
        """Enter the answers to some questions that another has."""
        for question in questions:
            name = question.id
            self.given[name], self.amount[name] = other.given[name], other.amount[name]

    def changed(self, name: str, answer: Answer) -> _Changed:
        """Enter another answer for a while."""
        return _Changed(self, name, _amount(self._asked[name], answer))

    def with_changes(self, changes: Mapping[str, Answer]) -> Entered:
        """Return the same with other answers."""
        entered = object.__new__(Entered)
        entered._asked = self._asked
        entered.given, entered.amount = self.given.copy(), self.amount.copy()
        entered._enter(changes)
        return entered


def _amount(question: Question, answer: Answer) -> Any:
    if isinstance(answer, int):
        return int(answer)
    return 1 if question.type == "text" else simple(amount_of(question, answer))


class _Changed:
    """Another answer, entered for a while; a class of its own, since a generator takes most of the time of trying."""

    def __init__(self, entered: Entered, name: str, amount: Any) -> None:
        self._entered, self._name, self._amount = entered, name, amount

    def __enter__(self) -> None:
        given, amount, name = self._entered.given, self._entered.amount, self._name
        self._before = given[name], amount[name]
        given[name], amount[name] = 1, self._amount

    def __exit__(self, *error: object) -> None:
        self._entered.given[self._name], self._entered.amount[self._name] = self._before


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
            yield {one.id: _filled(one) for one in left}


def _by_row(free: Sequence[Question]) -> Sequence[list[Question]]:
    found: dict[str, list[Question]] = {}
    for question in reversed(free):
        found.setdefault(question.row_id, []).append(question)
    return [*found.values()]


def _filled(question: Question, yes: bool = True) -> Answer:
    match question.type:
        case "yes_no":
            return yes
        case "choice":
            return question.choices[-1].key
        case "text":
            return ANY_TEXT
        case _:
            near = max(Fraction(1), question.minimum or Fraction(0))
            return simple(near if question.maximum is None else min(near, question.maximum))
