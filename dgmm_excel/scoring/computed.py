"""All values computed from answers: the aspects of each question and each measure of the edition, exactly.

An edition's expressions are compiled once, in one function (see `python_text`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question, Topic, asked, in_asking_order
from dgmm_excel.model.measures import measures, still_open
from dgmm_excel.scoring.answers import Answers, Assessment
from dgmm_excel.scoring.python_text import function, listed, number, procedure, truth
from dgmm_excel.scoring.shared_sums import with_names


@dataclass
class Computed:
    """All values computed from one set of answers: the aspects of each question (see `expr.Aspect`), and each measure.

    `unusable`: questions whose cell holds something that is not a valid answer. Set by the caller that has read the cells.
    """

    given: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)
    amount: dict[str, Any] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    measures: dict[str, Any] = field(default_factory=dict)
    unusable: frozenset[str] = frozenset()


def computed(answers: Answers, parent: Assessment | None = None) -> Computed:
    """Return all aspects and measures of checked answers: the values that the cells of a form must show."""
    state = _entered(answers, parent)
    _compute(answers.edition)(state)
    return state


def which_are_asked(answers: Answers) -> Mapping[str, int]:
    """Return 1 for each question that is asked after those answers, as `computed` tells, and 0 for the others; no more is
    computed.
    """
    state = _entered(answers, None)
    _ask(answers.edition)(state)
    return state.asked


def _entered(answers: Answers, parent: Assessment | None) -> Computed:
    """Return what is known before anything is computed, with each question as if it were asked."""
    values, knowing = answers.values, _knowing(answers.edition)
    given = {**knowing.none, **dict.fromkeys(values, 1)}
    amount = {**knowing.none, **{name: knowing.amounts[name](value) for name, value in values.items()}}
    inherited = {f"inherited.{topic.id}": _from_parent(topic, parent) for topic in knowing.inherited}
    return Computed(given, dict.fromkeys(given, 1), dict(given), amount, measures=inherited)


def number_of(node: expr.Expr) -> Callable[[Computed], Any]:
    """Return what computes the expression: an int, a Fraction, or None for no value."""
    return function(number(node))


def numbers_of(nodes: Iterable[expr.Expr]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what computes expressions of what was entered together; what they have in common is added up once."""
    return function(listed(map(number, with_names(nodes))))


def truths_of(nodes: Iterable[expr.Predicate]) -> Callable[[Any], tuple[bool, ...]]:
    """Return what tests predicates of what was entered together, as `numbers_of` computes expressions."""
    return function(listed(map(truth, with_names(nodes))))


def truth_of(node: expr.Predicate) -> Callable[[Computed], bool]:
    """Return what tests the predicate."""
    return function(truth(node))


def _from_parent(topic: Topic, parent: Assessment | None) -> Fraction | None:
    return parent.topics[topic.id].score if parent is not None and topic.id in parent.topics else None


@dataclass(frozen=True)
class _Knowing:
    """What is known of an edition: every question with 0, the amount of an answer to each, and inherited topics."""

    none: Mapping[str, int]
    amounts: Mapping[str, Callable[[Any], Any]]
    inherited: tuple[Topic, ...]


@cache
def _knowing(edition: Edition) -> _Knowing:
    return _Knowing(
        dict.fromkeys(edition.questions, 0), {name: _amounts(question) for name, question in edition.questions.items()},
        tuple(topic for topic in edition.topics.values() if topic.source == "inherited"),
    )


@cache
def _ask(edition: Edition) -> Callable[[Computed], None]:
    return procedure(tuple(_asking(edition)))


@cache
def _compute(edition: Edition) -> Callable[[Computed], None]:
    return procedure((*_asking(edition), *_statements(edition)))


def _asking(edition: Edition) -> Iterator[str]:
    """Yield what takes back that each question counts as asked, each line after those that it reads."""
    for question in in_asking_order(edition):
        condition = asked(edition, question)
        if condition is not None:
            aspects = " = ".join(f"state.{aspect}[{question.id!r}]" for aspect in ("asked", "answered", "amount"))
            yield f"if not {truth(condition)}: {aspects} = 0"


def _statements(edition: Edition) -> Iterator[str]:
    """Yield what is left to compute when it is known which questions are asked, each line after those that it reads."""
    for name, question in edition.questions.items():
        yield f"state.open[{name!r}] = {number(still_open(edition, question))}"
    for name, tree in measures(edition).items():
        yield f"state.measures[{name!r}] = {number(tree)}"


def _amounts(question: Question) -> Callable[[Any], Any]:
    match question.type:
        case "yes_no":
            return int
        case "choice":
            return question.rank
        case "text":
            return lambda _: 1
        case _:
            return lambda value: value
