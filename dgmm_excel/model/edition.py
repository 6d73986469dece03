"""An edition of the model: frozen values.

An edition comes from one criteria file (`dgmm_excel.model.load`); everything else derives from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Literal

from dgmm_excel.model import expr
from dgmm_excel.model.conditions import Condition
from dgmm_excel.model.grouping import MEAN, BandsOn, Grouping
from dgmm_excel.model.predecessor import Predecessor
from dgmm_excel.model.rule_data import QuestionType
from dgmm_excel.model.rules import Rule
from dgmm_excel.text import Lang, Text

AnsweredBy = Literal["agency", "coordinator"]
#: `with_row`: missing only if another question of its row (same id except for the last part) is answered.
Required = Literal["always", "never", "with_row"]
#: Where the level of a topic comes from: the agency's answers, the researchers' figures, the parent department's result.
Source = Literal["agency", "coordinator", "inherited"]

MISSION = "agency.mission"


@dataclass(frozen=True, slots=True)
class ChoiceLabel:
    """One choice of a question: the key stored in answers, the label offered in a form."""

    key: str
    label: Text


@dataclass(frozen=True)
class Question:
    """One question. `topic` is None for a question outside all topics (the mission).

    `text` can be read alone; if the question is a cell of a grid, `row` and `column` are its two headings. `minimum` and
    `maximum` are the limits of a number, both inclusive. `number` is what a form prints as its number if the source numbers its
    items otherwise than by place; None: the place. `short` is its label on a cover. `specify` marks an item “others”, to be
    named in the topic's remark. `implies` has pairs of a choice and the yes/no question that must then be answered yes.
    `effort` is what it takes to change the answer, from 1 on: advice looks for the least of it.
    """

    id: str
    topic: str | None
    type: QuestionType
    text: Text
    row: Text | None = None
    column: Text | None = None
    choices: tuple[ChoiceLabel, ...] = ()
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    unit: Text | None = None
    help: Text | None = None
    answered_by: AnsweredBy = "agency"
    asked_when: Condition | None = None
    required: Required = "always"
    number: str | None = None
    short: Text | None = None
    specify: bool = False
    implies: tuple[tuple[str, str], ...] = ()
    effort: int = 1

    @property
    def heading(self) -> Text:
        """Return what a cover calls it."""
        return self.short or self.text

    @property
    def label(self) -> Text:
        """The text that describes the question in the words of a rule."""
        return self.text

    @property
    def row_id(self) -> str:
        """The id without its last part, which the questions of one row of a grid share."""
        return self.id.rpartition(".")[0]

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {choice.key: rank for rank, choice in enumerate(self.choices)}

    def rank(self, key: str) -> int:
        """Return the rank of a choice, 0 for the lowest. Raise KeyError for an unknown key."""
        return self._ranks[key]

    def choice(self, key: str) -> Text:
        """Return the label of a choice. Raise KeyError for an unknown key."""
        return self.choices[self._ranks[key]].label

    @property
    def is_answer(self) -> bool:
        """Whether an answer makes a form non-blank: the agency's own questions do, its mission does not."""
        return self.topic is not None and self.answered_by == "agency"


@dataclass(frozen=True)
class Beside:
    """A link to the topic before, which asks about the same items: a form draws both as one grid with these headings."""

    topic: str
    headings: tuple[Text, Text]


@dataclass(frozen=True)
class Topic:
    """One topic; `rule` is None for an inherited one. `source_code` is the code in the source document, not unique.

    `bands` are its own, None where it takes those of the edition. `falling` has the questions of which more may give a lower
    level, each with the author's reason; those that follow from the rule itself are not said here.
    """

    id: str
    sub_pillar: str
    pillar: str
    source: Source
    source_code: str
    name: Text
    ask: Text
    help: Text | None
    note: Text | None
    questions: tuple[Question, ...]
    rule: Rule | None
    beside: Beside | None = None
    bands: tuple[Fraction, ...] | None = None
    falling: tuple[tuple[str, Text], ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the questions without the id of the topic in front."""
        return tuple(question.id.removeprefix(f"{self.id}.") for question in self.questions)


@dataclass(frozen=True)
class SubPillar:
    """A sub-pillar and its topics, in order."""

    id: str
    pillar: str
    name: Text
    topics: tuple[Topic, ...]
    grouping: Grouping = MEAN


@dataclass(frozen=True)
class Pillar:
    """A pillar; `short` fits the tab of a sheet, `levels` are its own names of the levels, lowest first."""

    id: str
    name: Text
    short: Text
    levels: tuple[str, ...]
    sub_pillars: tuple[SubPillar, ...]
    grouping: Grouping = MEAN


@dataclass(frozen=True, eq=False)
class Edition:
    """One whole edition; compared by identity.

    `survey` is what its form calls itself. `levels` are the names of the levels, lowest first, numbered from `lowest_level`
    on; `bands` are their lowest scores, compared with the score as shown, with `digits` decimals, or with the exact one
    (`bands_on`). `notes` are decisions that concern the edition as a whole.
    `digest` is a SHA-256 of the data in its criteria file and in that of its base; it changes with what they say alone.
    `base` is the edition that inherited topics take their rules from. `kinds` are the words that a roster has for the agencies
    that the edition is for (none: for any), the first of them its own word; `excluded` are codes and names of agencies that it
    is not for, though they look like it. `predecessor` says what it continues of the edition before.
    """

    id: str
    year: int
    title: Text
    survey: Text
    respondent: Text
    source: Text
    levels: tuple[Text, ...]
    bands: tuple[Fraction, ...]
    notes: tuple[Text, ...]
    own_questions: tuple[Question, ...]
    pillars: tuple[Pillar, ...]
    digest: str
    base: Edition | None = None
    kinds: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    predecessor: Predecessor | None = None
    lowest_level: int = 1
    digits: int = 2
    bands_on: BandsOn = "rounded"
    overall: Grouping = MEAN
    unit: Text | None = None

    @cached_property
    def scale(self) -> range:
        """The level numbers, lowest first."""
        return range(self.lowest_level, self.lowest_level + len(self.levels))

    @cached_property
    def aside(self) -> Mapping[str, frozenset[str]]:
        """The choices that are neither better nor worse than others, by question: what does not apply."""
        rules = (topic.rule for topic in self.topics.values() if topic.rule is not None)
        found: dict[str, frozenset[str]] = {}
        for rule in rules:
            found |= {name: keys | found.get(name, frozenset()) for name, keys in rule.choices_aside.items()}
        return found

    @cached_property
    def inherited(self) -> tuple[Topic, ...]:
        """The topics that take the parent department's result."""
        return tuple(topic for topic in self.topics.values() if topic.source == "inherited")

    @cached_property
    def sub_pillars(self) -> Mapping[str, SubPillar]:
        return {sub.id: sub for pillar in self.pillars for sub in pillar.sub_pillars}

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        return {topic.id: topic for sub in self.sub_pillars.values() for topic in sub.topics}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by id, in codebook order."""
        own = {question.id: question for question in self.own_questions}
        return own | {question.id: question for topic in self.topics.values() for question in topic.questions}

    @cached_property
    def _pillars_by_id(self) -> Mapping[str, Pillar]:
        return {pillar.id: pillar for pillar in self.pillars}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The ids of all that has a score: topics, sub-pillars, pillars, `overall`. An id that two of them share comes once."""
        return tuple(dict.fromkeys(
            (*self.topics, *self.sub_pillars, *(pillar.id for pillar in self.pillars), "overall")
        ))

    @cached_property
    def _topics_by_id(self) -> Mapping[str, tuple[Topic, ...]]:
        under: dict[str, tuple[Topic, ...]] = {topic.id: (topic,) for topic in self.topics.values()}
        under |= {sub.id: sub.topics for sub in self.sub_pillars.values()}
        under |= {pillar.id: tuple(chain.from_iterable(sub.topics for sub in pillar.sub_pillars)) for pillar in self.pillars}
        return under | {"overall": tuple(self.topics.values())}

    def topics_under(self, code: str) -> tuple[Topic, ...]:
        """Return the topics that the score of an id rests on: a topic's is itself alone. Raise KeyError for an unknown id."""
        return self._topics_by_id[code]

    def questions_under(self, code: str) -> tuple[Question, ...]:
        """Return the questions of those topics in codebook order, for `overall` every question of the edition.

        Raise KeyError for an unknown id.
        """
        if code == "overall":
            return tuple(self.questions.values())
        return tuple(question for topic in self.topics_under(code) for question in topic.questions)

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """What each group's score is made of: the ids of its members. A pillar that is its own single topic is no group."""
        found = {sub.id: tuple(topic.id for topic in sub.topics) for sub in self.sub_pillars.values()}
        groups = (pillar for pillar in self.pillars if pillar.id not in self.topics)
        found |= {pillar.id: tuple(sub.id for sub in pillar.sub_pillars) for pillar in groups}
        return found | {"overall": tuple(pillar.id for pillar in self.pillars)}

    def grouping(self, code: str) -> Grouping:
        """Return how a group is scored and read; what counts for a topic, which is no group, is its bands. Raise KeyError."""
        return self._groupings[code]

    @cached_property
    def _groupings(self) -> Mapping[str, Grouping]:
        found = {pillar.id: pillar.grouping for pillar in self.pillars}
        found |= {sub.id: sub.grouping for sub in self.sub_pillars.values()}
        return found | {topic.id: Grouping(bands=topic.bands) for topic in self.topics.values()} | {"overall": self.overall}

    def bands_of(self, code: str) -> tuple[Fraction, ...]:
        """Return the lowest score of each level of an id, lowest first. Raise KeyError for an unknown id."""
        return self.grouping(code).bands or self.bands

    def level_of(self, score: Fraction | None, code: str = "overall") -> int | None:
        """Return the level of a score of an id, or of a mean of such scores, by the bands. None has no level.

        The score is first rounded half up as it is shown, unless bands are read off exact scores. A verdict asks for more than
        a score: here the bands count in its place. Raise KeyError for an unknown id.
        """
        if score is None:
            return None
        read = score if self.bands_on == "exact" else half_up(score, self.digits)
        return self.scale[sum(read >= least for least in self.bands_of(code)[1:])]

    def shown(self, score: Fraction | None) -> float | None:
        """Return a score as it is shown: rounded half up to the edition's decimals. None stays None."""
        return None if score is None else units(score, self.digits) / 10**self.digits

    def score_text(self, score: Fraction | None) -> str:
        """Return a score as text, as it is shown: `3.40`; empty without one."""
        return "" if score is None else f"{self.shown(score):.{self.digits}f}"

    def unit_text(self, lang: Lang) -> str:
        """Return what follows the heading of scores: their unit in brackets, if they have one."""
        return "" if self.unit is None else f" ({self.unit[lang]})"

    @property
    def score_format(self) -> str:
        """The number format of scores in a workbook: `0.00`."""
        return "0" if self.digits == 0 else f"0.{'0' * self.digits}"

    def level_name(self, code: str, level: int | None) -> str | None:
        """Return the name of a level: the pillar's own name for it, the general one for `overall`.

        Raise KeyError for an unknown id.
        """
        if level is None:
            return None
        if code == "overall":
            return self.levels[self.scale.index(level)].en
        pillar = self.topics_under(code)[0].pillar
        return self._pillars_by_id[pillar].levels[self.scale.index(level)]


def half_up(value: Fraction, digits: int) -> Fraction:
    """Round a value from 0 on half up to that many decimals."""
    return Fraction(units(value, digits), 10**digits)


def units(value: Fraction, digits: int) -> int:
    """Return how many units of the last decimal a value from 0 on is, rounded half up."""
    unit: int = 10**digits
    above, below = value.as_integer_ratio()
    return (2 * unit * above + below) // (2 * below)


class AskedInCircle(ValueError):
    """Raised when a question is asked depending on itself; carries its id."""

    def __init__(self, question: str) -> None:
        super().__init__(f"{question} is asked depending on itself")
        self.question = question


def in_asking_order(edition: Edition) -> tuple[Question, ...]:
    """Return the questions, each after those that its `asked_when` reads. Raise AskedInCircle where that cannot be."""
    ordered: dict[str, Question] = {}
    pending: set[str] = set()

    def visit(question: Question) -> None:
        if question.id in ordered:
            return
        if question.id in pending:
            raise AskedInCircle(question.id)
        pending.add(question.id)
        for use in question.asked_when.uses() if question.asked_when is not None else ():
            if use.question in edition.questions:
                visit(edition.questions[use.question])
        ordered[question.id] = question

    for question in edition.questions.values():
        visit(question)
    return tuple(ordered.values())


def asked(edition: Edition, question: Question) -> expr.Predicate | None:
    """Return the condition under which the question is asked; None if always."""
    return None if question.asked_when is None else question.asked_when.lower(edition.questions)
