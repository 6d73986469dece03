"""Rule kinds: typed data that says how a topic's answers become a level, each lowering to `expr`.

A rule is a list of steps, highest level first: the level of the first step whose condition holds counts, and 1 where none
does. The same steps give the live formula, the level descriptions and the trace, so that none can drift from another.
A rule whose score is not itself a level (`MeanOfChoices`) says its score instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from dgmm_excel import expr
from dgmm_excel.conditions import Condition, Data, Exact, Questions, Words, percent
from dgmm_excel.text import Text, joined, phrase

LEVELS = (1, 2, 3, 4, 5)
_FOUR = Field(min_length=4, max_length=4)


@dataclass(frozen=True)
class Step:
    """One level of a rule: what must hold for it, and that in words."""

    level: int
    when: expr.Condition
    words: Text


class _Rule(Data):
    """What every rule kind offers."""

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        """The levels that can be reached from 2 on, highest first."""
        raise NotImplementedError(type(self).__name__)

    def gate(self) -> expr.Condition | None:
        """What every step asks for besides its own condition; None: nothing."""
        return None

    def score(self, questions: Questions) -> expr.Expr:
        """The topic's score, 1 to 5."""
        one = expr.number(1)
        stairs = expr.staircase(tuple((step.when, step.level) for step in self.steps(questions)), one)
        gate = self.gate()
        return stairs if gate is None else expr.If(gate, stairs, one)

    def lowest(self, questions: Questions) -> Text:
        """Level 1 in words."""
        return phrase("rule.lowest")

    def chosen(self, answers: Mapping[str, Any]) -> _Rule:
        """The rule that these answers are read by, where they choose between several."""
        return self

    def ready(self) -> expr.Condition | None:
        """When a coordinator's topic has its figures; None: there is always a score."""
        return None

    def needs(self) -> tuple[str, ...]:
        """Questions outside the topic that it is incomplete without."""
        return ()

    def uses(self) -> Iterator[tuple[str, str]]:
        """Every question it looks at, with the kind of question it must be."""
        raise NotImplementedError(type(self).__name__)


class _Thresholds(_Rule):
    at: tuple[int, ...] = _FOUR
    noun: Words = Text("ข้อ", "items")

    @field_validator("at")
    @classmethod
    def _rising(cls, at: tuple[int, ...]) -> tuple[int, ...]:
        if list(at) != sorted(set(at)) or at[0] < 1:
            raise ValueError("the four thresholds rise, and the first is at least 1")
        return at

    def _ladder(self, counted: expr.Expr, most: int | None) -> tuple[Step, ...]:
        steps = []
        above: int | None = None
        for level, least in reversed(list(zip(LEVELS[1:], self.at, strict=True))):
            top = above - 1 if above is not None else most
            key = "rule.count_from" if top is None else "rule.count_one" if top == least else "rule.count_range"
            words = phrase(key, least=least, top=top, noun=self.noun, most=most)
            steps.append(Step(level, expr.at_least(counted, least), words))
            above = least
        return tuple(steps)


class Steps(_Thresholds):
    """How many of the conditions hold: level 2, 3, 4, 5 from `at`."""

    kind: Literal["steps"]
    of: tuple[Condition, ...] = Field(min_length=1)

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        return self._ladder(expr.count(tuple(term.lower(questions) for term in self.of)), len(self.of))

    def lowest(self, questions: Questions) -> Text:
        return phrase("rule.count_none", noun=self.noun, most=len(self.of))

    def uses(self) -> Iterator[tuple[str, str]]:
        for term in self.of:
            yield from term.uses()


class NumberSteps(_Thresholds):
    """A stated count: level 2, 3, 4, 5 from `at`."""

    kind: Literal["number_steps"]
    number: str

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        return self._ladder(expr.amount(self.number), self._most(questions))

    def lowest(self, questions: Questions) -> Text:
        return phrase("rule.count_none", noun=self.noun, most=self._most(questions))

    def _most(self, questions: Questions) -> int | None:
        most = questions[self.number].maximum
        return None if most is None else int(most)

    def uses(self) -> Iterator[tuple[str, str]]:
        yield self.number, "integer"


class Levels(_Rule):
    """A condition for each level; the highest that holds counts. `cumulative`: each asks for those below as well."""

    kind: Literal["levels"]
    levels: dict[int, Condition] = Field(min_length=1)
    cumulative: bool = False

    @field_validator("levels")
    @classmethod
    def _from_two(cls, levels: dict[int, Any]) -> dict[int, Any]:
        if list(levels) != sorted(levels) or not set(levels) <= set(LEVELS[1:]):
            raise ValueError("levels are 2 to 5, in order")
        return levels

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        steps: list[Step] = []
        for level, condition in self.levels.items():
            below = steps[-1:] if self.cumulative else []
            when = condition.lower(questions)
            words = condition.describe(questions)
            if below:
                # the step below already asks for all that lies under it
                when = expr.All((*_terms(below[0].when), when))
                words = phrase("rule.and_below", level=below[0].level, words=words)
            steps.append(Step(level, when, words))
        return tuple(reversed(steps))

    def uses(self) -> Iterator[tuple[str, str]]:
        for condition in self.levels.values():
            yield from condition.uses()


def _terms(condition: expr.Condition) -> tuple[expr.Condition, ...]:
    return condition.terms if isinstance(condition, expr.All) else (condition,)


class ByChoice(_Rule):
    """Each choice of a question brings its own rule; while it is blank, the lowest of all readings counts."""

    kind: Literal["by_choice"]
    question: str
    rules: dict[str, Rule] = Field(min_length=2)

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        question = questions[self.question]
        readings = {key: {step.level: step for step in rule.steps(questions)} for key, rule in self.rules.items()}
        return tuple(
            Step(level, self._when(level, question, readings), self._words(level, question, readings))
            for level in reversed(LEVELS[1:])
        )

    def _when(self, level: int, question: Any, readings: dict[str, dict[int, Step]]) -> expr.Condition:
        stated = expr.answered(self.question)
        chosen = tuple(
            expr.All((stated, expr.Compare(expr.amount(self.question), "=", expr.number(question.rank(key))),
                      steps[level].when))
            for key, steps in readings.items()
        )
        blank = expr.All((expr.Not(stated), *(steps[level].when for steps in readings.values())))
        return expr.Any((*chosen, blank))

    def _words(self, level: int, question: Any, readings: dict[str, dict[int, Step]]) -> Text:
        return joined(
            (phrase("rule.for_choice", choice=question.choice(key), words=steps[level].words)
             for key, steps in readings.items()),
            phrase("rule.next_line"),
        )

    def lowest(self, questions: Questions) -> Text:
        question = questions[self.question]
        lowest = {key: rule.lowest(questions) for key, rule in self.rules.items()}
        if len(set(lowest.values())) == 1:
            return next(iter(lowest.values()))
        said = (phrase("rule.for_choice", choice=question.choice(key), words=words) for key, words in lowest.items())
        return joined(said, phrase("rule.next_line"))

    def chosen(self, answers: Mapping[str, Any]) -> _Rule:
        rule = self.rules.get(answers.get(self.question, ""))
        return self if rule is None else rule.chosen(answers)

    def needs(self) -> tuple[str, ...]:
        return (self.question,)

    def uses(self) -> Iterator[tuple[str, str]]:
        for key, rule in self.rules.items():
            yield self.question, f"choice:{key}"
            yield from rule.uses()
        yield self.question, "choice:" + "|".join(self.rules)


class ByAnswer(_Rule):
    """Each choice of one question stands for a level."""

    kind: Literal["choice"]
    question: str
    levels: dict[str, int] = Field(min_length=2)

    @field_validator("levels")
    @classmethod
    def _known(cls, levels: dict[str, int]) -> dict[str, int]:
        if not set(levels.values()) <= set(LEVELS):
            raise ValueError("levels are 1 to 5")
        return levels

    def _keys(self, level: int) -> tuple[str, ...]:
        return tuple(key for key, reached in self.levels.items() if reached == level)

    def _of(self, keys: tuple[str, ...], questions: Questions) -> Text:
        labels = [questions[self.question].choice(key) for key in keys]
        if len(labels) == 1:
            return labels[0]
        return joined((phrase("condition.item", item=label) for label in labels), phrase("condition.or"))

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        question = questions[self.question]
        steps = []
        for level in sorted(set(self.levels.values()) - {1}, reverse=True):
            keys = self._keys(level)
            chosen = tuple(
                expr.Compare(expr.amount(self.question), "=", expr.number(question.rank(key))) for key in keys
            )
            steps.append(Step(level, chosen[0] if len(chosen) == 1 else expr.Any(chosen), self._of(keys, questions)))
        return tuple(steps)

    def lowest(self, questions: Questions) -> Text:
        return self._of(self._keys(1), questions)

    def uses(self) -> Iterator[tuple[str, str]]:
        for key in self.levels:
            yield self.question, f"choice:{key}"
        yield self.question, "choice:" + "|".join(self.levels)


class Best(_Rule):
    """The same rule for each of several areas; the best area counts. Spelled out by `load` into one rule an area."""

    kind: Literal["best"]
    each: tuple[Rule, ...] = Field(min_length=2)
    noun: Words = Text("ด้าน", "area")

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        areas = [{step.level: step for step in rule.steps(questions)} for rule in self.each]
        return tuple(
            Step(
                level,
                expr.Any(tuple(steps[level].when for steps in areas)),
                phrase("rule.in_one", noun=self.noun, words=areas[0][level].words),
            )
            for level in areas[0]
        )

    def lowest(self, questions: Questions) -> Text:
        return phrase("rule.in_none", noun=self.noun)

    def uses(self) -> Iterator[tuple[str, str]]:
        for rule in self.each:
            yield from rule.uses()


class MeanOfChoices(_Rule):
    """Each question's choices, keys 1 to 5, stand for its levels; the score is their mean."""

    kind: Literal["mean_of_choices"]
    questions: tuple[str, ...] = Field(min_length=2)

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        return ()

    def score(self, questions: Questions) -> expr.Expr:
        places = tuple(expr.amount(question) for question in self.questions)
        return expr.Quotient(
            expr.Sum((*places, expr.number(len(places)))), expr.number(len(places))
        )

    def uses(self) -> Iterator[tuple[str, str]]:
        for question in self.questions:
            yield question, "choice:" + "|".join(map(str, LEVELS))


class _Upto(_Rule):
    upto: tuple[Exact, ...] = _FOUR

    @field_validator("upto")
    @classmethod
    def _rising(cls, upto: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
        if list(upto) != sorted(set(upto)):
            raise ValueError("the four limits rise")
        return upto


class Limits(_Upto):
    """A coordinator's figure: up to the first limit is level 1, … above the last is 5. Pending until it is there."""

    kind: Literal["limits"]
    number: str

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        figure = expr.amount(self.number)
        return tuple(
            Step(level, expr.Compare(figure, ">", expr.Number(limit)), _limit_words("limit", level, self.upto))
            for level, limit in reversed(list(zip(LEVELS[1:], self.upto, strict=True)))
        )

    def lowest(self, questions: Questions) -> Text:
        return phrase("rule.limit_lowest", top=decimal(self.upto[0]))

    def ready(self) -> expr.Condition | None:
        return expr.answered(self.number)

    def uses(self) -> Iterator[tuple[str, str]]:
        yield self.number, "number"


class WeightedLimits(_Upto):
    """A mean score weighted by the share of test takers in Krejcie and Morgan's sample, read by limits.

    `weighted = mean × min(1, takers / s(staff))`; no takers is level 1, else pending until all three are there.
    """

    kind: Literal["weighted_limits"]
    mean: str
    takers: str
    staff: str

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        sample = sample_size(expr.amount(self.staff))
        reached = expr.Product(
            expr.amount(self.mean), expr.Extreme("least", (expr.amount(self.takers), sample))
        )
        return tuple(
            Step(
                level,
                expr.Compare(reached, ">", expr.Product(expr.Number(limit), sample)),
                _limit_words("weighted", level, self.upto),
            )
            for level, limit in reversed(list(zip(LEVELS[1:], self.upto, strict=True)))
        )

    def gate(self) -> expr.Condition:
        return expr.at_least(expr.amount(self.takers), 1)

    def lowest(self, questions: Questions) -> Text:
        return phrase("rule.weighted_lowest", top=decimal(self.upto[0]))

    def ready(self) -> expr.Condition | None:
        nobody = expr.All((expr.answered(self.takers), expr.Compare(expr.amount(self.takers), "=", expr.number(0))))
        figures = expr.All(tuple(expr.answered(figure) for figure in (self.mean, self.takers, self.staff)))
        return expr.Any((nobody, figures))

    def uses(self) -> Iterator[tuple[str, str]]:
        yield self.mean, "number"
        yield self.takers, "integer"
        yield self.staff, "integer"


def sample_size(population: expr.Expr) -> expr.Expr:
    """Krejcie and Morgan's sample: X²·N·P(1−P) / (d²(N−1) + X²·P(1−P)), X² = 3.841, P = 0.5, d = 0.05, rounded.

    Multiplied through by 4,000 it is 3841·N / (10·N + 3831): whole numbers only, and never halfway between two.
    """
    return expr.Round(
        expr.Quotient(
            expr.Product(expr.number(3841), population),
            expr.Sum((expr.Product(expr.number(10), population), expr.number(3831))),
        ),
        0,
    )


def _limit_words(kind: str, level: int, upto: tuple[Fraction, ...]) -> Text:
    over = decimal(upto[level - 2])
    if level == LEVELS[-1]:
        return phrase(f"rule.{kind}_above", over=over)
    return phrase(f"rule.{kind}_between", over=over, top=decimal(upto[level - 1]))


class Growth(_Rule):
    """The digital share of transactions over all services stated: none, not growing, growing and below two marks.

    A service has a name and four counts, `prev_total`, `prev_digital`, `cur_total`, `cur_digital`. One stated in part, or
    with more digital than all, makes the topic level 1.
    """

    kind: Literal["growth"]
    prefix: str
    services: tuple[str, ...] = Field(min_length=1)
    below: tuple[Exact, Exact]

    @model_validator(mode="after")
    def _rising(self) -> Growth:
        if not 0 < self.below[0] < self.below[1] < 1:
            raise ValueError("below has two rising parts of 1")
        return self

    def _ids(self, figure: str) -> tuple[str, ...]:
        return tuple(f"{self.prefix}.{service}.{figure}" for service in self.services)

    def _total(self, figure: str) -> expr.Expr:
        return expr.Sum(tuple(expr.amount(question) for question in self._ids(figure)))

    def gate(self) -> expr.Condition:
        """Some service has digital transactions, none is stated in part, no digital figure is above its total."""
        fields = ("name", "prev_total", "prev_digital", "cur_total", "cur_digital")
        rows = list(zip(*(self._ids(field) for field in fields), strict=True))
        answered = [expr.Sum(tuple(expr.Cell("answered", question) for question in row)) for row in rows]
        whole = tuple(
            expr.Any((expr.Compare(row, "=", expr.number(0)), expr.Compare(row, "=", expr.number(len(fields)))))
            for row in answered
        )
        possible = tuple(
            expr.Compare(expr.amount(row[digital]), "<=", expr.amount(row[total]))
            for row in rows for total, digital in ((1, 2), (3, 4))
        )
        return expr.All((*whole, *possible, expr.at_least(self._total("cur_digital"), 1)))

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        prev_total, prev_digital = self._total("prev_total"), self._total("prev_digital")
        total, digital = self._total("cur_total"), self._total("cur_digital")
        grown = expr.Any((
            expr.Compare(prev_total, "=", expr.number(0)),
            expr.Above(digital, total, prev_digital, prev_total),
        ))
        low, high = self.below
        whole = expr.Compare(digital, "=", total)
        return (
            Step(5, expr.Any((whole, expr.All((grown, _from(digital, total, high))))),
                 phrase("growth.five", high=percent(high))),
            Step(4, expr.All((grown, _from(digital, total, low))),
                 phrase("growth.four", low=percent(low), high=percent(high))),
            Step(3, grown, phrase("growth.three", low=percent(low))),
            Step(2, expr.at_least(digital, 1), phrase("growth.two")),
        )

    def lowest(self, questions: Questions) -> Text:
        return phrase("growth.one")

    def uses(self) -> Iterator[tuple[str, str]]:
        for question in self._ids("name"):
            yield question, "text"
        for figure in ("prev_total", "prev_digital", "cur_total", "cur_digital"):
            for question in self._ids(figure):
                yield question, "integer"


def _from(part: expr.Expr, whole: expr.Expr, bound: Fraction) -> expr.Condition:
    top, bottom = bound.as_integer_ratio()
    return expr.Above(part, whole, expr.number(top), expr.number(bottom), or_equal=True)



def decimal(value: Fraction) -> str:
    """A limit as people write it: 1/4 is `0.25`."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


Rule = Annotated[
    Steps | NumberSteps | Levels | ByChoice | ByAnswer | Best | MeanOfChoices | Limits | WeightedLimits | Growth,
    Field(discriminator="kind"),
]
for _model in (ByChoice, Best):
    _model.model_rebuild()
