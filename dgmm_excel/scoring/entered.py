"""What rules over figures read of a form, for changes to be tried: what was entered, what it scores, where it matters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.computed import numbers_of
from dgmm_excel.scoring.decisive import Decisive, decisive, decisive_then
from dgmm_excel.scoring.diagram import Scores, amount_of, simple, topic_tree
from dgmm_excel.scoring.residual import parts, questions

#: What stands for a text that somebody is to write.
ANY_TEXT = "…"


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
        return {name: (filled_in(one, False), filled_in(one)) for name, one in self.asked.items()}

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
                 {name: _once_asked(of) for name, of in turns.items()},
                 _decisive([decisive(tree) for tree in trees]), _decisive_then(trees), aside)


def _once_asked(nodes: Sequence[expr.Expr]) -> Callable[[Any], Sequence[Any]]:
    """Return what computes expressions, made when it is first asked: a form with no such figures has no need of it."""
    made = cache(lambda: numbers_of(nodes))

    def computed(entered: Any) -> Sequence[Any]:
        return made()(entered)

    return computed


def _decisive(each: Sequence[Decisive]) -> Decisive:
    return each[0] if len(each) == 1 else lambda entered: frozenset().union(*[of(entered) for of in each])


def _decisive_then(trees: Sequence[expr.Expr]) -> Callable[[Any], Callable[[str], bool]]:
    each = cache(lambda: [decisive_then(tree) for tree in trees])

    def at(entered: Any) -> Callable[[str], bool]:
        found = [of(entered) for of in each()]
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


def filled_in(question: Question, yes: bool = True) -> Answer:
    """Return what is filled in for a question: what may do most for the scores, a figure as 1 or what is nearest to it."""
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
