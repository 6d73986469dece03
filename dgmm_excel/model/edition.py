"""An edition of the model: frozen values, and what must hold between them.

An edition comes from one criteria file (`dgmm_excel.model.load`); everything else derives from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Literal

from dgmm_excel.model import expr
from dgmm_excel.model.conditions import Condition
from dgmm_excel.model.rules import Rule
from dgmm_excel.text import Text

QuestionType = Literal["yes_no", "choice", "integer", "number", "text"]
AnsweredBy = Literal["agency", "coordinator"]
#: `with_row`: missing only where another question of its row (same id but for the last part) is answered.
Required = Literal["always", "never", "with_row"]
#: Who gives a topic its level: the agency's answers, the researchers' figure, the parent department's result.
Source = Literal["agency", "coordinator", "inherited"]

MISSION = "agency.mission"


@dataclass(frozen=True, slots=True)
class ChoiceLabel:
    """One choice of a question: the key that answers hold, the label that a form offers."""

    key: str
    label: Text


@dataclass(frozen=True)
class Question:
    """One question. `topic` is None for what belongs to none (the mission).

    `text` can be read alone; where the question is a cell of a grid, `row` and `column` are its two headings. `minimum` and
    `maximum` bound a number, both inclusive.
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

    @property
    def label(self) -> Text:
        """What a description calls it."""
        return self.text

    @property
    def row_id(self) -> str:
        """The id without its last part: what the questions of one row of a grid share."""
        return self.id.rpartition(".")[0]

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {choice.key: rank for rank, choice in enumerate(self.choices)}

    def rank(self, key: str) -> int:
        """The place of a choice, from 0 for the lowest. Raises KeyError for an unknown key."""
        return self._ranks[key]

    def choice(self, key: str) -> Text:
        """The label of a choice. Raises KeyError for an unknown key."""
        return self.choices[self._ranks[key]].label

    @property
    def is_answer(self) -> bool:
        """Whether it counts when a form is told from a blank one: the agency's own answers, not its mission."""
        return self.topic is not None and self.answered_by == "agency"


@dataclass(frozen=True)
class Beside:
    """A topic that asks of the same items as the topic before it: a form draws both as one grid, under these headings."""

    topic: str
    headings: tuple[Text, Text]


@dataclass(frozen=True)
class Topic:
    """One topic; `rule` is None where it is inherited. `source_code` is the source's own code, never unique."""

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

    @property
    def items(self) -> tuple[str, ...]:
        """The questions' ids without the topic's own."""
        return tuple(question.id.removeprefix(f"{self.id}.") for question in self.questions)


@dataclass(frozen=True)
class SubPillar:
    """A sub-pillar and its topics, in order."""

    id: str
    pillar: str
    name: Text
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class Pillar:
    """A pillar; `short` fits a sheet's tab, `levels` are its own five names of the levels, from 1 on."""

    id: str
    name: Text
    short: Text
    levels: tuple[str, ...]
    sub_pillars: tuple[SubPillar, ...]


@dataclass(frozen=True, eq=False)
class Edition:
    """One edition, whole; compared by identity.

    `bands[n]` is the lowest rounded score of level n + 1; `notes` say what was decided for the edition as a whole.
    """

    id: str
    year: int
    title: Text
    respondent: Text
    source: Text
    levels: tuple[Text, ...]
    bands: tuple[Fraction, ...]
    notes: tuple[Text, ...]
    own_questions: tuple[Question, ...]
    pillars: tuple[Pillar, ...]

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
        """Everything that has a score: topics, sub-pillars, pillars, `overall`; what is one and the same stands once."""
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

    def level_of(self, score: Fraction | None) -> int | None:
        """Return the level of a score, or of a mean of scores, by the bands. None has no level.

        The score is rounded half up to two decimals first, as it is shown.
        """
        return None if score is None else sum(half_up(score, 2) >= least for least in self.bands)

    def level_name(self, code: str, level: int | None) -> str | None:
        """Return the name of a level: the pillar's own name for it, the general one for `overall`.

        Raise KeyError for an unknown id.
        """
        if level is None:
            return None
        if code == "overall":
            return self.levels[level - 1].en
        pillar = self.topics_under(code)[0].pillar
        return self._pillars_by_id[pillar].levels[level - 1]


def half_up(value: Fraction, digits: int) -> Fraction:
    """Round a value from 0 on half up to that many decimals."""
    unit = 10**digits
    return Fraction((2 * unit * value.numerator + value.denominator) // (2 * value.denominator), unit)


@dataclass(frozen=True)
class Flaw:
    """Something that does not hold between an edition's values: the id it stands at, what is wrong, what to do.

    `about` is the words that it is about, where they are not that id (a question used there, a choice's label), and
    `value` what stands beside them.
    """

    at: str
    what: str
    remedy: str
    about: str = ""
    value: str = ""


def flaws(edition: Edition) -> Iterator[Flaw]:
    """Everything that must hold between an edition's values and does not."""
    yield from _doubles(edition)
    for question in edition.questions.values():
        yield from _question_flaws(question)
        if question.asked_when is not None:
            yield from _use_flaws(edition, question.id, question.asked_when.uses())
    yield from _circles(edition)
    for topic in edition.topics.values():
        if topic.rule is not None:
            yield from _use_flaws(edition, topic.id, topic.rule.uses())
            yield from _unused(topic)
    for sub in edition.sub_pillars.values():
        yield from _beside_flaws(sub)


def is_its_topic(pillar: Pillar) -> bool:
    """Whether the pillar is one topic under one id (P7): the two then have one score, and the id is no double."""
    topics = [topic.id for sub in pillar.sub_pillars for topic in sub.topics]
    return topics == [pillar.id]


def _doubles(edition: Edition) -> Iterator[Flaw]:
    groups = [sub.id for pillar in edition.pillars for sub in pillar.sub_pillars]
    groups += [pillar.id for pillar in edition.pillars if not is_its_topic(pillar)]
    topics = [t.id for pillar in edition.pillars for sub in pillar.sub_pillars for t in sub.topics]
    questions = [q.id for q in edition.own_questions] + [
        q.id for pillar in edition.pillars for sub in pillar.sub_pillars for t in sub.topics for q in t.questions
    ]
    for names in (groups + topics, questions):
        for name, times in Counter(names).items():
            if times > 1:
                yield Flaw(name, f"the id stands {times} times", "give each its own id")


def _circles(edition: Edition) -> Iterator[Flaw]:
    try:
        in_asking_order(edition)
    except ValueError as error:
        name, _, what = str(error).partition(" ")
        yield Flaw(name, what, "break the circle of asked_when")


def _question_flaws(question: Question) -> Iterator[Flaw]:
    if question.type == "choice":
        if len(question.choices) < 2:
            yield Flaw(question.id, "a choice question with fewer than two choices", "list its choices, lowest first")
        for lang in ("th", "en"):
            labels = Counter(choice.label[lang] for choice in question.choices)
            for label, times in labels.items():
                if times > 1:
                    yield Flaw(question.id, f"the choice “{label}” stands {times} times",
                               "word each choice its own way", label)
    elif question.choices:
        yield Flaw(question.id, f"a {question.type} question with choices", "set type: choice")
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low > high:
        yield Flaw(question.id, f"minimum {low} is above maximum {high}", "correct the limits")


def _use_flaws(edition: Edition, at: str, uses: Iterator[tuple[str, str]]) -> Iterator[Flaw]:
    for name, wanted in dict.fromkeys(uses):
        question = edition.questions.get(name)
        kind, _, keys = wanted.partition(":")
        if question is None:
            yield Flaw(at, f"unknown question {name}", "correct the id, or add the question", name)
        elif not (question.type == kind or (kind == "number" and question.type == "integer")):
            yield Flaw(at, f"{name} is {question.type}, but is used as {kind}", "use a question of that type", name)
        elif keys:
            there = [choice.key for choice in question.choices]
            strange = [key for key in keys.split("|") if key not in there]
            left = [key for key in there if key not in keys.split("|")] if "|" in keys else []
            for key in strange:
                yield Flaw(at, f"{name} has no choice {key}", f"use one of {', '.join(there)}", name, key)
            for key in left:
                yield Flaw(at, f"{name}: nothing is said of the choice {key}", "give every choice its level", name)


def _beside_flaws(sub: SubPillar) -> Iterator[Flaw]:
    for place, topic in enumerate(sub.topics):
        if topic.beside is None:
            continue
        before = sub.topics[place - 1] if place else None
        if before is None or before.id != topic.beside.topic:
            yield Flaw(topic.id, f"{topic.beside.topic} is not the topic before it in {sub.id}", "name the topic before it",
                       topic.beside.topic)
        elif before.items != topic.items:
            yield Flaw(topic.id, f"does not ask of the same items as {before.id}", "ask of the same, in the same order",
                       topic.beside.topic)


def _unused(topic: Topic) -> Iterator[Flaw]:
    assert topic.rule is not None
    used = {name for name, _ in topic.rule.uses()}
    gates = {
        name for question in topic.questions if question.asked_when is not None
        for name, _ in question.asked_when.uses()
    }
    for question in topic.questions:
        if question.id not in used | gates:
            yield Flaw(question.id, "is asked, but no rule looks at it", "use it in the topic's rule, or drop it")


def in_asking_order(edition: Edition) -> tuple[Question, ...]:
    """The questions, each after those that its `asked_when` looks at. Raises ValueError where they go round in a circle."""
    ordered: dict[str, Question] = {}
    pending: set[str] = set()

    def visit(question: Question) -> None:
        if question.id in ordered:
            return
        if question.id in pending:
            raise ValueError(f"{question.id} is asked depending on itself")
        pending.add(question.id)
        for name, _ in question.asked_when.uses() if question.asked_when is not None else ():
            if name in edition.questions:
                visit(edition.questions[name])
        ordered[question.id] = question

    for question in edition.questions.values():
        visit(question)
    return tuple(ordered.values())


def asked(edition: Edition, question: Question) -> expr.Condition | None:
    """When the question is asked; None: always."""
    return None if question.asked_when is None else question.asked_when.lower(edition.questions)
