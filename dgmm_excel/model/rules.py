"""Rule kinds: typed data that says how the answers of a topic become a level, lowered to `expr`.

Rules over figures are in `figure_rules`, the base of all kinds in `rule_kind`. A rule whose score is not itself a level
(`MeanOfChoices`) overrides `score`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator

from dgmm_excel.model import expr
from dgmm_excel.model.conditions import Condition
from dgmm_excel.model.figure_rules import Growth, NumberLimits, WeightedLimits
from dgmm_excel.model.point_rules import Points
from dgmm_excel.model.rule_data import BothLanguages, Counted, Questions, Use, wrong
from dgmm_excel.model.rule_kind import Figure, Item, RuleKind, Step, bound_scale, for_each_above
from dgmm_excel.model.shorthands import filled
from dgmm_excel.text import Text, joined, phrase


class _Thresholds(RuleKind):
    """Each level above the lowest from its count in `at`; `lead` has the words before a count, such as a condition of every
    level.
    """

    by_thresholds = True
    at: tuple[int, ...]
    noun: BothLanguages = Text("ข้อ", "items")
    lead: BothLanguages | None = None

    @field_validator("at")
    @classmethod
    def _rising(cls, at: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        for_each_above(info, at)
        if list(at) != sorted(set(at)) or at[0] < 1:
            raise wrong("flaw.thresholds")
        return at

    def _ladder(self, counted: expr.Expr, most: int | None) -> tuple[Step, ...]:
        steps = []
        above: int | None = None
        for level, least in reversed(list(zip(self.scale[1:], self.at, strict=True))):
            top = above - 1 if above is not None else most
            key = "rule.count_from" if top is None else "rule.count_one" if top == least else "rule.count_range"
            words = phrase(key, least=least, top=top, noun=self.noun, most=most)
            if self.lead is not None:
                words = phrase("rule.lead", lead=self.lead, words=words)
            steps.append(Step(level, expr.at_least(counted, least), words))
            above = least
        return tuple(steps)


class Steps(_Thresholds):
    """The number of conditions that hold: each level above the lowest from its threshold in `at`."""

    kind: Literal["steps"]
    of: tuple[Condition, ...] = Field(min_length=1)

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        return self._ladder(expr.count(tuple(term.lower(questions) for term in self.of)), len(self.of))

    def _lowest(self, questions: Questions) -> Text:
        return phrase("rule.count_none", noun=self.noun, most=len(self.of))

    def counts(self) -> Iterator[Counted]:
        yield Counted(Fraction(self.at[-1]), len(self.of))
        yield from super().counts()

    def items(self, questions: Questions) -> tuple[Item, ...]:
        return tuple(Item(tuple(dict.fromkeys(use.question for use in term.uses())), term.lower(questions)) for term in self.of)


class NumberSteps(_Thresholds):
    """A number given as the answer: each level above the lowest from its threshold in `at`."""

    kind: Literal["number_steps"]
    number: str

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        return self._ladder(expr.amount(self.number), self._most(questions))

    def _lowest(self, questions: Questions) -> Text:
        return phrase("rule.count_none", noun=self.noun, most=self._most(questions))

    def stated(self) -> str:
        return self.number

    def _most(self, questions: Questions) -> int | None:
        most = questions[self.number].maximum
        return None if most is None else int(most)

    def uses(self) -> Iterator[Use]:
        yield Use(self.number, "integer")

    def bounds(self) -> Iterator[tuple[str, Fraction]]:
        yield self.number, Fraction(self.at[-1])


class Levels(RuleKind):
    """A condition for each level; the highest that holds counts. `cumulative`: each also requires those below."""

    kind: Literal["levels"]
    levels: dict[int, Condition] = Field(min_length=1)
    cumulative: bool = False

    @field_validator("levels")
    @classmethod
    def _above_lowest(cls, levels: dict[int, Any], info: ValidationInfo) -> dict[int, Any]:
        above = bound_scale(info)[1:]
        if list(levels) != sorted(levels) or not set(levels) <= set(above):
            raise wrong("flaw.levels_order", first=above[0], last=above[-1])
        return levels

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        steps: list[Step] = []
        for level, condition in self.levels.items():
            below = steps[-1:] if self.cumulative else []
            when = condition.lower(questions)
            words = condition.describe(questions)
            if below:
                # the step below already requires all lower ones
                when = expr.All((*_terms(below[0].when), when))
                words = phrase("rule.and_below", level=below[0].level, words=words)
            steps.append(Step(level, when, words))
        return tuple(reversed(steps))

    def _lowest(self, questions: Questions) -> Text:
        missing = self.steps(questions)[-1]
        return phrase("rule.lowest", level=missing.level, words=missing.words)


def _terms(condition: expr.Predicate) -> tuple[expr.Predicate, ...]:
    return condition.terms if isinstance(condition, expr.All) else (condition,)


def _only_levels(rules: Iterable[Any]) -> None:
    """Raise a mistake if one of the rules within a rule gives no level itself."""
    for rule in rules:
        if isinstance(rule, MeanOfChoices | Points):
            raise wrong("flaw.rule_within", kind=rule.kind)


class ByChoice(RuleKind):
    """Each choice of a question selects a rule; while it is blank, the lowest level of all the rules counts."""

    kind: Literal["by_choice"]
    question: str
    rules: dict[str, Rule] = Field(min_length=2)

    @field_validator("rules")
    @classmethod
    def _give_levels(cls, rules: dict[str, Any]) -> dict[str, Any]:
        _only_levels(rules.values())
        return rules

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        question = questions[self.question]
        words = {key: {step.level: step.words for step in rule.steps(questions)} for key, rule in self.rules.items()}
        return tuple(
            Step(level, self._when(level, questions), self._words(level, question, words))
            for level in reversed(self.scale[1:]) if any(level in said for said in words.values())
        )

    def _when(self, level: int, questions: Questions) -> expr.Predicate:
        stated, question = expr.answered(self.question), questions[self.question]
        reached = {key: rule.from_level(questions, level) for key, rule in self.rules.items()}
        holds = {key: when for key, when in reached.items() if when is not None}
        chosen = tuple(
            expr.All((stated, expr.Compare(expr.amount(self.question), "=", expr.number(question.rank(key))), when))
            for key, when in holds.items()
        )
        # a blank has the lowest level of all the rules
        blank = (expr.All((expr.Not(stated), *holds.values())),) if len(holds) == len(reached) else ()
        return expr.Any((*chosen, *blank))

    @staticmethod
    def _words(level: int, question: Any, words: Mapping[str, Mapping[int, Text]]) -> Text:
        none = phrase("describe.none")
        return joined(
            (phrase("rule.for_choice", choice=question.choice(key), words=said.get(level, none))
             for key, said in words.items()),
            phrase("rule.next_line"),
        )

    def _lowest(self, questions: Questions) -> Text:
        question = questions[self.question]
        lowest = {key: rule.lowest(questions) for key, rule in self.rules.items()}
        if len(set(lowest.values())) == 1:
            return next(iter(lowest.values()))
        said = (phrase("rule.for_choice", choice=question.choice(key), words=words) for key, words in lowest.items())
        return joined(said, phrase("rule.next_line"))

    def chosen(self, answers: Mapping[str, Any]) -> RuleKind:
        rule = self.rules.get(answers.get(self.question, ""))
        return self if rule is None else rule.chosen(answers)

    def needs(self) -> tuple[str, ...]:
        return (self.question,)

    def uses(self) -> Iterator[Use]:
        yield Use(self.question, "choice", tuple(self.rules), complete=True)
        yield from super().uses()

    def falling(self) -> Iterator[tuple[str, str]]:
        yield self.question, "falling.chooses"
        yield from super().falling()


class ByAnswer(RuleKind):
    """Each choice of one question gives a level."""

    kind: Literal["choice"]
    question: str
    levels: dict[str, int] = Field(min_length=2)

    @field_validator("levels")
    @classmethod
    def _known(cls, levels: dict[str, int], info: ValidationInfo) -> dict[str, int]:
        scale = bound_scale(info)
        if not set(levels.values()) <= set(scale):
            raise wrong("flaw.levels_range", lowest=scale[0], highest=scale[-1])
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
        for level in sorted(set(self.levels.values()) - {self.scale[0]}, reverse=True):
            keys = self._keys(level)
            chosen = tuple(
                expr.Compare(expr.amount(self.question), "=", expr.number(question.rank(key))) for key in keys
            )
            steps.append(Step(level, chosen[0] if len(chosen) == 1 else expr.Any(chosen), self._of(keys, questions)))
        return tuple(steps)

    def _lowest(self, questions: Questions) -> Text:
        return self._of(self._keys(self.scale[0]), questions)

    def uses(self) -> Iterator[Use]:
        yield Use(self.question, "choice", tuple(self.levels), complete=True)


class Best(RuleKind):
    """The same rule for each of several areas; the best area counts. `load` spells it out into one rule for each area."""

    kind: Literal["best"]
    each: tuple[Rule, ...] = Field(min_length=2)
    noun: BothLanguages = Text("ด้าน", "area")

    @field_validator("each")
    @classmethod
    def _give_levels(cls, each: tuple[Any, ...]) -> tuple[Any, ...]:
        _only_levels(each)
        return each

    @classmethod
    def areas(cls, written: Mapping[str, Any]) -> list[Any] | None:
        if "rule" not in written:
            return None
        each = written.get("each")
        return [filled(written["rule"], str(area)) for area in each] if isinstance(each, list) else []

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

    def _lowest(self, questions: Questions) -> Text:
        return phrase("rule.in_none", noun=self.noun)


class MeanOfChoices(RuleKind):
    """The choices of each question give `levels`, by default each level number as a key its own; the score is their mean.

    The levels run like the choices from the lowest, one by one; several choices may give the lowest.
    """

    kind: Literal["mean_of_choices"]
    questions: tuple[str, ...] = Field(min_length=2)
    levels: dict[str, int] = Field(min_length=2)

    @model_validator(mode="before")
    @classmethod
    def _by_number(cls, data: Any, info: ValidationInfo) -> Any:
        own = {str(level): level for level in bound_scale(info)}
        return {"levels": own, **data} if isinstance(data, dict) else data

    @field_validator("levels")
    @classmethod
    def _one_by_one(cls, levels: dict[str, int], info: ValidationInfo) -> dict[str, int]:
        reached, scale = list(levels.values()), bound_scale(info)
        if reached != [scale[0]] * (len(reached) - len(scale)) + list(scale):
            raise wrong("flaw.levels_run", lowest=scale[0], highest=scale[-1])
        return levels

    def steps(self, questions: Questions) -> tuple[Step, ...]:
        return ()

    def reachable(self, questions: Questions) -> tuple[int, ...]:
        return tuple(self.scale)

    def in_words(self, questions: Questions, bands: Sequence[tuple[str, str]]) -> tuple[Text, ...]:
        return tuple(phrase("rule.mean_band", of=len(self.questions), low=low, high=high) for low, high in bands)

    def score(self, questions: Questions) -> expr.Expr:
        return expr.Quotient(expr.Sum(tuple(map(self._level, self.questions))), expr.number(len(self.questions)))

    def _level(self, question: str) -> expr.Expr:
        """Return the level of one question; its amount is the place of its choice from 0, and 0 where it is blank."""
        lowest, more = self.scale[0], len(self.levels) - len(self.scale)  # choices at the lowest level beside the first
        level = expr.Sum((expr.amount(question), expr.number(lowest - more)))
        return level if more == 0 else expr.Extreme("greatest", (expr.number(lowest), level))

    def _lowest(self, questions: Questions) -> Text:
        return Text("", "")  # its levels are bands of the mean, described as such

    def figures(self, questions: Questions) -> tuple[Figure, ...]:
        each = tuple(map(self._level, self.questions))
        return Figure(phrase("figure.mean"), (self.score(questions),)), Figure(phrase("figure.each"), each)

    def uses(self) -> Iterator[Use]:
        for question in self.questions:
            yield Use(question, "choice", tuple(self.levels), complete=True)


Rule = Annotated[
    Steps | NumberSteps | Levels | ByChoice | ByAnswer | Best | MeanOfChoices | NumberLimits | WeightedLimits | Growth | Points,
    Field(discriminator="kind"),
]
for _model in (ByChoice, Best):
    _model.model_rebuild()

#: Every rule kind by its value of `kind` in a criteria file.
RULE_KINDS: Mapping[str, type[RuleKind]] = {
    get_args(kind.model_fields["kind"].annotation)[0]: kind for kind in get_args(get_args(Rule)[0])
}
