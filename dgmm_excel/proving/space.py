"""All answers of a topic, told apart as far as its rule does: variables, each with finitely many classes of values.

A variable is a question with its answers (a number by the ranges that the rule tells apart), a share of figures, or a
comparison of figures that nothing more is known of. That the classes suffice follows from how they are made: a rule reads a
number in comparisons with constants alone, so that numbers between the same two constants do the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question, in_asking_order
from dgmm_excel.proving.amounts import Trees, listed
from dgmm_excel.proving.shares import Comparison, Share, without_figures
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.diagram import NoDiagram, Options, amount_of, options
from dgmm_excel.scoring.residual import FALSE, TRUE, known, questions

#: What is entered: whether there is an answer (1 or 0), and its amount.
Entered = tuple[int, Fraction]
#: The classes chosen on the way through a diagram: variable -> place of its class.
Path = Mapping[int, int]


@dataclass(frozen=True)
class Variable:
    """What tells answers apart. `answers` has the answer of each class of a question; `source` what else it stands for."""

    id: str
    classes: tuple[Entered, ...]
    answers: tuple[Answer | None, ...] = ()
    source: Share | Comparison | None = None


@dataclass(frozen=True, eq=False)
class Node:
    """A variable by its place in the order, and what follows each of its classes."""

    at: int
    below: tuple[Part, ...]


#: The values of the trees once all that matters is known; None for no value.
Leaf = tuple[Fraction | None, ...]
Part = Node | Leaf


@dataclass(frozen=True)
class Space:
    """The values of some trees for all answers. `whole`: every path stands for answers; else some may stand for none.

    `sampled`: a number has further values, between those that tell all, with scores of their own.
    """

    edition: Edition
    variables: tuple[Variable, ...]
    root: Part
    whole: bool
    sampled: bool = False

    @property
    def sets(self) -> int:
        """The number of sets of answers that are told apart."""
        return prod(len(variable.classes) for variable in self.variables)

    def answers(self, path: Path) -> dict[str, Answer]:
        """Return answers of the classes of a path; what it does not name is left blank."""
        chosen = ((self.variables[at], place) for at, place in path.items())
        found = {one.id: one.answers[place] for one, place in chosen if one.answers}
        return {name: answer for name, answer in found.items() if answer is not None}


def space(edition: Edition, trees: Sequence[expr.Expr]) -> Space:
    """Return the space of the answers that trees of what was entered read."""
    told = without_figures(edition, tuple(trees))
    read = {name for tree in told.trees for name in questions(tree)}
    asked = [_options(question, told.trees) for question in in_asking_order(edition) if question.id in read]
    shares = (Variable(one.id, one.classes, source=one) for one in told.shares if one.id in read)
    comparisons = (Variable(one.id, _TRUTH, source=one) for one in told.comparisons if one.id in read)
    variables = [*map(_of_question, asked), *shares, *comparisons]
    whole, sampled = not (told.shares or told.comparisons), _sampled(edition, told.trees, read)
    return Space(edition, tuple(variables), _Builder(variables).build(told.trees, 0), whole, sampled)


def _sampled(edition: Edition, trees: Trees, read: set[str]) -> bool:
    numbers = (listed(edition.questions[name], trees) for name in read if name in edition.questions)
    return any(one is not None and not one.every for one in numbers)


def _options(question: Question, trees: Trees) -> Options:
    """Return the options of a question; of a number that counts towards points the values that tell all."""
    found = listed(question, trees)
    return options(question, trees) if found is None else Options(question, (None, *found.values))


def truth(condition: expr.Predicate) -> expr.Expr:
    """Return 1 if a condition of what was entered holds, else 0; a number where that is known."""
    if condition in (TRUE, FALSE):
        return expr.number(int(condition == TRUE))
    return expr.If(condition, expr.number(1), expr.number(0))


_TRUTH: tuple[Entered, ...] = ((1, Fraction(0)), (1, Fraction(1)))


def _of_question(of: Options) -> Variable:
    given = [(1, amount_of(of.question, answer)) for answer in of.answers[1:] if answer is not None]
    return Variable(of.question.id, ((0, Fraction(0)), *given), tuple(
        "…" if of.question.type == "text" and answer else answer for answer in of.answers))


class _Builder:
    """Builds one diagram; what is left of the trees is a key under which a part stands once."""

    def __init__(self, variables: Sequence[Variable]) -> None:
        self._variables = variables
        self._built: dict[tuple[expr.Expr, ...], Part] = {}

    def build(self, trees: tuple[expr.Expr, ...], at: int) -> Part:
        if all(isinstance(tree, expr.Number | expr.Nothing) for tree in trees):
            return tuple(tree.value if isinstance(tree, expr.Number) else None for tree in trees)
        if at == len(self._variables):
            raise NoDiagram(str(trees)[:200])
        found = self._built.get(trees)
        if found is None:
            found = self._built[trees] = self._node(trees, at)
        return found

    def _node(self, trees: tuple[expr.Expr, ...], at: int) -> Part:
        one = self._variables[at]
        below = tuple(self.build(tuple(known(tree, one.id, *entered) for tree in trees), at + 1) for entered in one.classes)
        return below[0] if all(part is below[0] or part == below[0] for part in below[1:]) else Node(at, below)
