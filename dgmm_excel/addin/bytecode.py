"""Each topic's expressions as short programs for a stack machine, by which the add-in's VBA scores a range of answers.

This is the third consumer of the expression language, beside `evaluate` and `formula`, and imports neither. It exists because
`DGMM_LEVEL("P1.1", , , B2:B13)` must score answers outside a form, where no formula has computed anything, and without
Python. VBA cannot read the editions, so rules reach it as data; no rule is written in VBA.

A program is a list of words separated by spaces, operands first:

    12  -1  3/10     a number                    _                no value
    gN aN nN mN      input N (from 1): given, asked, answered, amount
    F E S            answers given at all; the topic's exact score; its rounded one
    +K LK GK         the sum, least, greatest of the last K
    *  :             product, quotient (no value over 0)
    RK               rounded half up to K decimals
    < <= = >= >      comparisons: 1 or 0         v                whether there is a value
    &K |K !          all, any of the last K; not
    ?                condition, then, otherwise: both sides are computed, one is kept

Since both sides of `?` are computed, an operation on a missing value has no value, and a comparison with one does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import singledispatchmethod

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question, Topic, asked, in_asking_order
from dgmm_excel.model.measures import measures, outside

_ASPECTS: Mapping[str, str] = {"given": "g", "asked": "a", "answered": "n", "amount": "m"}


@dataclass(frozen=True)
class Input:
    """A question that a topic reads: its place among the topic's answers, from 1 (0: another topic's), and when it is asked."""

    question: Question
    place: int
    asked: str


@dataclass(frozen=True)
class Program:
    """How a topic is scored: its inputs in asking order, then programs for its exact score, rounded score and level."""

    topic: str
    inputs: tuple[Input, ...]
    exact: str
    score: str
    level: str


def programs(edition: Edition) -> tuple[Program, ...]:
    """Return the programs of all topics that have questions; an inherited topic has none."""
    return tuple(_program(edition, topic) for topic in edition.topics.values() if topic.questions)


def looked_at(edition: Edition, topic: Topic) -> tuple[Question, ...]:
    """Return the topic's questions and those outside it that its score depends on, in asking order."""
    names = {question.id for question in topic.questions} | set(outside(topic))
    if topic.rule is not None:
        names |= {use.question for use in topic.rule.uses()}
    names = {name for name in names if name in edition.questions}
    ordered = in_asking_order(edition)
    for question in reversed(ordered):  # what is asked depending on others comes after them
        if question.id in names and question.asked_when is not None:
            names |= {use.question for use in question.asked_when.uses() if use.question in edition.questions}
    return tuple(question for question in ordered if question.id in names)


def _program(edition: Edition, topic: Topic) -> Program:
    questions = looked_at(edition, topic)
    places = {question.id: place for place, question in enumerate(topic.questions, start=1)}
    numbers = {question.id: number for number, question in enumerate(questions, start=1)}
    known = {"form.given": "F", f"exact.{topic.id}": "E", f"score.{topic.id}": "S"}
    writer = _Writer(numbers, known)
    every = measures(edition)

    def when(question: Question) -> str:
        condition = asked(edition, question)
        return "" if condition is None else writer.text(condition)

    return Program(
        topic.id, tuple(Input(question, places.get(question.id, 0), when(question)) for question in questions),
        *(writer.text(every[f"{name}.{topic.id}"]) for name in ("exact", "score", "level")),
    )


class _Writer:
    """Writer of expressions over the inputs of one topic."""

    def __init__(self, numbers: Mapping[str, int], known: Mapping[str, str]) -> None:
        self._numbers, self._known = numbers, known

    @singledispatchmethod
    def text(self, node: object) -> str:
        """Return the program of an expression or condition. Raises TypeError for a node kind it does not know."""
        raise TypeError(f"no program for {type(node).__name__}")

    def _all(self, terms: tuple[expr.Expr, ...] | tuple[expr.Predicate, ...], word: str) -> str:
        return " ".join([*(self.text(term) for term in terms), f"{word}{len(terms)}"])

    @text.register
    def _(self, node: expr.Number) -> str:
        return _number(node.value)

    @text.register
    def _(self, node: expr.Nothing) -> str:
        return "_"

    @text.register
    def _(self, node: expr.AspectValue) -> str:
        if node.aspect not in _ASPECTS:
            raise TypeError(f"no program for the aspect {node.aspect}")
        return f"{_ASPECTS[node.aspect]}{self._numbers[node.question]}"

    @text.register
    def _(self, node: expr.Measure) -> str:
        return self._known[node.name]

    @text.register
    def _(self, node: expr.Sum) -> str:
        return self._all(node.terms, "+")

    @text.register
    def _(self, node: expr.Product) -> str:
        return f"{self.text(node.left)} {self.text(node.right)} *"

    @text.register
    def _(self, node: expr.Quotient) -> str:
        return f"{self.text(node.left)} {self.text(node.right)} :"

    @text.register
    def _(self, node: expr.Extreme) -> str:
        return self._all(node.terms, "L" if node.which == "least" else "G")

    @text.register
    def _(self, node: expr.Rounded) -> str:
        return f"{self.text(node.of)} R{node.digits}"

    @text.register
    def _(self, node: expr.If) -> str:
        return f"{self.text(node.when)} {self.text(node.then)} {self.text(node.otherwise)} ?"

    @text.register
    def _(self, node: expr.Holds) -> str:
        return f"m{self._numbers[node.question]} 1 ="

    @text.register
    def _(self, node: expr.Compare) -> str:
        return f"{self.text(node.left)} {self.text(node.right)} {node.how}"

    @text.register
    def _(self, node: expr.Above) -> str:
        ours = f"{self.text(node.part)} {self.text(node.other_whole)} *"
        theirs = f"{self.text(node.other_part)} {self.text(node.whole)} *"
        return f"{ours} {theirs} {'>=' if node.or_equal else '>'}"

    @text.register
    def _(self, node: expr.HasValue) -> str:
        return f"{self.text(node.of)} v"

    @text.register
    def _(self, node: expr.All) -> str:
        return self._all(node.terms, "&")

    @text.register
    def _(self, node: expr.Any) -> str:
        return self._all(node.terms, "|")

    @text.register
    def _(self, node: expr.Not) -> str:
        return f"{self.text(node.term)} !"


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
