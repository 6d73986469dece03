"""Compute expressions exactly: from answers to an assessment.

Each expression of an edition is turned once into nested closures; an assessment is then computed with whole numbers and
fractions only. Values are `int`, `Fraction` or None (no value).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, singledispatch
from typing import Any

from dgmm_excel.model import expr
from dgmm_excel.model.describe import level_above, levels
from dgmm_excel.model.edition import Edition, Question, Topic, asked, in_asking_order
from dgmm_excel.model.measures import STATUSES, measures, missing_questions, still_open
from dgmm_excel.model.rule_kind import RuleKind, Step
from dgmm_excel.scoring.answers import (
    Answer,
    Answers,
    Assessment,
    Counted,
    GroupAssessment,
    Reason,
    ShownFigure,
    TopicAssessment,
    checked,
)
from dgmm_excel.text import Text

_Value = int | Fraction | None


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


_Number = Callable[[Computed], Any]
_Truth = Callable[[Computed], bool]


def score(edition: Edition, answers: Mapping[str, Any], parent: Assessment | None = None) -> Assessment:
    """Return the assessment of a set of answers, question id -> value.

    A yes/no value is True or False, a choice its key, a number an int or float, a blank None or absent. `parent` is the
    assessment from which inherited topics take their scores. Raise AnswerError with every unknown id and every impossible
    value, TypeError for an edition that is not loaded.
    """
    if not isinstance(edition, Edition):
        raise TypeError(f"score takes an edition that is loaded: score(load_edition({edition!r}), answers)")
    return assess(checked(edition, answers), parent)


def assess(answers: Answers, parent: Assessment | None = None) -> Assessment:
    """Return the assessment of checked answers."""
    return _assessment(answers, computed(answers, parent))


def computed(answers: Answers, parent: Assessment | None = None) -> Computed:
    """Return all aspects and measures of checked answers: the values that the cells of a form must show."""
    edition = answers.edition
    program = _program(edition)
    state = Computed()
    for ask in program.questions:
        ask(state, answers.values)
    for name, compute in program.open:
        state.open[name] = compute(state)
    for topic in edition.topics.values():
        if topic.source == "inherited":
            state.measures[f"inherited.{topic.id}"] = _from_parent(topic, parent)
    for name, compute in program.measures:
        state.measures[name] = compute(state)
    return state


def _from_parent(topic: Topic, parent: Assessment | None) -> _Value:
    if parent is None or topic.id not in parent.topics:
        return None
    return parent.topics[topic.id].score


def _assessment(answers: Answers, state: Computed) -> Assessment:
    edition, found = answers.edition, state.measures
    program = _program(edition)

    def exact(name: str) -> Fraction | None:
        value = found[f"exact.{name}"]
        return None if value is None else Fraction(value)

    def topic(one: Topic) -> TopicAssessment:
        level = found[f"level.{one.id}"]
        left = found.get(f"missing.{one.id}", 0)
        return TopicAssessment(
            one.id, exact(one.id), level, program.names[one.id].get(level), STATUSES[found[f"status.{one.id}"]],
            missing_questions(one, state.answered, state.open) if left else (),
            lambda: _reason(answers, one, state),
        )

    def group(name: str) -> GroupAssessment:
        level = found[f"level.{name}"]
        return GroupAssessment(name, exact(name), level, program.names[name].get(level), found[f"rests.{name}"])

    blank, answered = found["form.given"] == 0, found["answered.overall"]
    return Assessment(
        edition, answers,
        {name: topic(one) for name, one in edition.topics.items()},
        {name: group(name) for name in edition.sub_pillars},
        {pillar.id: group(pillar.id) for pillar in edition.pillars},
        group("overall"),
        blank=blank, answered=0 if blank else answered, asked=answered + found["missing.overall"],
    )


# -- one edition, ready to compute -----------------------------------------------------------------


@dataclass(frozen=True)
class _Program:
    questions: tuple[Callable[[Computed, Mapping[str, Answer]], None], ...]
    open: tuple[tuple[str, _Number], ...]
    measures: tuple[tuple[str, _Number], ...]
    names: Mapping[str, Mapping[int | None, str]]
    ladders: dict[int, _Ladder] = field(default_factory=dict)


@cache
def _program(edition: Edition) -> _Program:
    return _Program(
        tuple(_asking(edition, question) for question in in_asking_order(edition)),
        tuple((name, number_of(still_open(edition, question))) for name, question in edition.questions.items()),
        tuple((name, number_of(tree)) for name, tree in measures(edition).items()),
        {code: {level: edition.level_name(code, level) or "" for level in range(1, 6)} for code in edition.ids},
    )


def _asking(edition: Edition, question: Question) -> Callable[[Computed, Mapping[str, Answer]], None]:
    name, amount = question.id, _amounts(question)
    condition = asked(edition, question)
    is_asked = None if condition is None else truth_of(condition)

    def ask(state: Computed, values: Mapping[str, Answer]) -> None:
        value = values.get(name)
        given = value is not None
        counts = is_asked is None or is_asked(state)
        state.given[name] = 1 if given else 0
        state.asked[name] = 1 if counts else 0
        state.answered[name] = 1 if given and counts else 0
        state.amount[name] = amount(value) if given and counts else 0

    return ask


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


# -- numbers ---------------------------------------------------------------------------------------


@singledispatch
def number_of(node: object) -> _Number:
    """Return a closure that computes the expression. Raise TypeError for an unknown kind of node."""
    raise TypeError(f"no value for {type(node).__name__}")


@number_of.register
def _(node: expr.Number) -> _Number:
    value: Any = int(node.value) if node.value.denominator == 1 else node.value
    return lambda state: value


@number_of.register
def _(node: expr.Nothing) -> _Number:
    return lambda state: None


@number_of.register
def _(node: expr.AspectValue) -> _Number:
    name, aspect = node.question, node.aspect
    return lambda state: getattr(state, aspect)[name]


@number_of.register
def _(node: expr.Measure) -> _Number:
    name = node.name
    return lambda state: state.measures[name]


@number_of.register
def _(node: expr.Sum) -> _Number:
    terms = tuple(map(number_of, node.terms))
    return lambda state: sum(term(state) for term in terms)


@number_of.register
def _(node: expr.Product) -> _Number:
    left, right = number_of(node.left), number_of(node.right)
    return lambda state: left(state) * right(state)


@number_of.register
def _(node: expr.Quotient) -> _Number:
    left, right = number_of(node.left), number_of(node.right)
    return lambda state: Fraction(left(state)) / right(state)


@number_of.register
def _(node: expr.Extreme) -> _Number:
    pick = min if node.which == "least" else max
    terms = tuple(map(number_of, node.terms))
    return lambda state: pick(term(state) for term in terms)


@number_of.register
def _(node: expr.Mean) -> _Number:
    terms = tuple(map(number_of, node.terms))

    def mean(state: Computed) -> _Value:
        values = [value for value in (term(state) for term in terms) if value is not None]
        return Fraction(sum(values), len(values)) if values else None

    return mean


@number_of.register
def _(node: expr.Present) -> _Number:
    terms = tuple(map(number_of, node.terms))
    return lambda state: sum(term(state) is not None for term in terms)


@number_of.register
def _(node: expr.Rounded) -> _Number:
    of, unit = number_of(node.of), 10**node.digits

    def rounded(state: Computed) -> _Value:
        value = of(state)
        if value is None:
            return None
        top, bottom = value.as_integer_ratio()
        units = (2 * unit * top + bottom) // (2 * bottom)
        return Fraction(units, unit) if unit > 1 else units

    return rounded


@number_of.register
def _(node: expr.If) -> _Number:
    when, then, otherwise = truth_of(node.when), number_of(node.then), number_of(node.otherwise)
    return lambda state: then(state) if when(state) else otherwise(state)


# -- conditions ------------------------------------------------------------------------------------

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, "=": lambda a, b: a == b,
    ">=": lambda a, b: a >= b, ">": lambda a, b: a > b,
}


@singledispatch
def truth_of(node: object) -> _Truth:
    """Return a closure that tests the predicate. Raise TypeError for an unknown kind of node."""
    raise TypeError(f"no truth of {type(node).__name__}")


@truth_of.register
def _(node: expr.Holds) -> _Truth:
    name = node.question
    return lambda state: state.amount[name] == 1


@truth_of.register
def _(node: expr.Compare) -> _Truth:
    left, right, compare = number_of(node.left), number_of(node.right), _COMPARE[node.how]
    return lambda state: compare(left(state), right(state))


@truth_of.register
def _(node: expr.Above) -> _Truth:
    part, whole = number_of(node.part), number_of(node.whole)
    other_part, other_whole = number_of(node.other_part), number_of(node.other_whole)
    compare = _COMPARE[">=" if node.or_equal else ">"]
    return lambda state: compare(part(state) * other_whole(state), other_part(state) * whole(state))


@truth_of.register
def _(node: expr.HasValue) -> _Truth:
    of = number_of(node.of)
    return lambda state: of(state) is not None


@truth_of.register
def _(node: expr.All) -> _Truth:
    terms = tuple(map(truth_of, node.terms))
    return lambda state: all(term(state) for term in terms)


@truth_of.register
def _(node: expr.Any) -> _Truth:
    terms = tuple(map(truth_of, node.terms))
    return lambda state: any(term(state) for term in terms)


@truth_of.register
def _(node: expr.Not) -> _Truth:
    term = truth_of(node.term)
    return lambda state: not term(state)


# -- why -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ladder:
    """A rule with compiled conditions: its steps, highest first, what it counts, its figures. `opened` tests the condition
    common to all steps.
    """

    opened: _Truth
    steps: tuple[tuple[Step, _Truth], ...]
    lowest: Text
    items: tuple[tuple[tuple[str, ...], _Truth], ...]
    figures: tuple[tuple[Text, tuple[_Number, ...]], ...]


def _ladder(edition: Edition, rule: RuleKind) -> _Ladder:
    """Return the ladder of a rule of the edition, made once. The edition keeps its rules alive, so identity is a safe key."""
    ladders = _program(edition).ladders
    if id(rule) not in ladders:
        questions, gate = edition.questions, rule.gate()
        ladders[id(rule)] = _Ladder(
            truth_of(gate) if gate else lambda state: True,
            tuple((step, truth_of(step.when)) for step in rule.steps(questions)), rule.lowest(questions),
            tuple((item.questions, truth_of(item.when)) for item in rule.items(questions)),
            tuple((figure.name, tuple(map(number_of, figure.values))) for figure in rule.figures(questions)),
        )
    return ladders[id(rule)]


def _reason(answers: Answers, topic: Topic, state: Computed) -> Reason | None:
    """Return the step of the topic's rule that decided, the next one that does not hold, and what was counted."""
    level = state.measures[f"level.{topic.id}"]
    if level is None:
        return None
    edition = answers.edition
    if topic.rule is None:
        return _described(edition, topic, level, ())
    rule = topic.rule.chosen(answers.values)
    ladder = _ladder(edition, rule)
    figures = tuple((name, tuple(value(state) for value in values)) for name, values in ladder.figures)
    if not ladder.steps:
        return _described(edition, topic, level, figures)
    held = [step for step, holds in ladder.steps if ladder.opened(state) and holds(state)]
    after = [(step.level, step.words) for step, _ in ladder.steps if step.level > level]
    return Reason(level, held[0].words if held else ladder.lowest, after[-1] if after else None,
                  _counted(edition, topic, rule, ladder, state), figures)


def _described(edition: Edition, topic: Topic, level: int, figures: tuple[ShownFigure, ...]) -> Reason:
    """Return the reason for a level that no step of a rule gives, in the words of the level's description."""
    words, above = levels(edition, topic.id), level_above(edition, topic.id, level)
    return Reason(level, words[level - 1], None if above is None else (above, words[above - 1]), None, figures)


def _counted(edition: Edition, topic: Topic, rule: RuleKind, ladder: _Ladder, state: Computed) -> Counted | None:
    """Return what the rule counts, else the yes/no questions that the topic asks; None where there are none."""
    stated = rule.stated()
    if stated is not None:
        most = edition.questions[stated].maximum
        return Counted(state.amount[stated], None if most is None else int(most))
    if ladder.items:
        held = tuple(questions for questions, holds in ladder.items if holds(state))
        return Counted(len(held), len(ladder.items), held)
    among = tuple(one.id for one in topic.questions if one.type == "yes_no" and state.asked[one.id])
    yes = tuple((name,) for name in among if state.amount[name])
    return Counted(len(yes), len(among), yes, among) if among else None
