"""A criteria file becomes an `Edition`, or is refused with every mistake in it: file, line, what, remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError

from dgmm_excel.conditions import Condition, Data, Exact, Words
from dgmm_excel.edition import (
    AnsweredBy,
    ChoiceLabel,
    Edition,
    Pillar,
    Question,
    QuestionType,
    Required,
    Source,
    SubPillar,
    Topic,
    flaws,
)
from dgmm_excel.errors import EditionError, Mistake
from dgmm_excel.resources import criteria
from dgmm_excel.rules import Rule
from dgmm_excel.spelling import (
    Raw,
    RawTopic,
    Unspellable,
    renamed,
    spelled_questions,
    with_areas,
    with_patterns,
)
from dgmm_excel.text import Text
from dgmm_excel.yamlfile import Lines, Path, read_yaml

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


class _QuestionDoc(Data):
    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9_]+)+$")
    type: QuestionType = "yes_no"
    th: str = Field(min_length=1)
    en: str = Field(min_length=1)
    row: Words | None = None
    column: Words | None = None
    choices: dict[str, Words] = Field(default_factory=dict)
    minimum: Exact | None = None
    maximum: Exact | None = None
    unit: Words | None = None
    help: Words | None = None
    asked_when: Condition | None = None
    required: Required = "always"


class _TopicDoc(Data):
    id: str = Field(pattern=r"^[A-Z][A-Za-z0-9.]*$")
    source: str
    name: Words
    ask: Words
    help: Words | None = None
    note: Words | None = None
    answered_by: AnsweredBy = "agency"
    questions: list[Any] = Field(default_factory=list)
    rule: Any = None
    inherited: bool = False
    same_as: str | None = None


class _SubPillarDoc(Data):
    id: str
    name: Words
    topics: list[Any] = Field(min_length=1)


class _PillarDoc(Data):
    id: str
    name: Words
    short: Words
    levels: list[str]
    sub_pillars: list[Any] = Field(min_length=1)


class _EditionDoc(Data):
    id: str
    year: int
    title: Words
    respondent: Words
    source: Words
    levels: list[Words]
    bands: list[Exact]
    base: str | None = None
    questions: list[Any] = Field(default_factory=list)
    pillars: list[Any] = Field(min_length=1)


def edition_ids() -> tuple[str, ...]:
    """The editions at hand, by id."""
    return tuple(sorted(file.stem for file in criteria().glob("*.yaml") if not file.stem.endswith(".scenarios")))


def load_edition(name: str | FilePath) -> Edition:
    """The edition of that id, or of that file.

    Raises EditionError where there is none of that id, or where its file has mistakes: all of them, each with its line.
    """
    file = name if isinstance(name, FilePath) else criteria() / f"{name}.yaml"
    if not isinstance(name, FilePath) and name not in edition_ids():
        raise EditionError(f"unknown edition “{name}”; at hand: {', '.join(edition_ids())}")
    return _loaded(file)


@cache
def _loaded(file: FilePath) -> Edition:
    return _Reader.of(file).edition()


@dataclass
class _Reader:
    """One criteria file on its way to an edition; gathers mistakes by path instead of stopping at the first."""

    file: FilePath
    data: Raw
    base: _Reader | None
    mistakes: list[tuple[Path, str, str]] = field(default_factory=list)
    places: dict[str, Path] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, file: FilePath) -> _Reader:
        data = read_yaml(file)
        if not isinstance(data, dict):
            raise EditionError(f"{file.name} is no criteria file", [Mistake(f"{file.name}:1", "no mapping at its top")])
        base = data.get("base")
        reader = cls(file, data, None)
        if base is not None:
            other = file.with_name(f"{base}.yaml")
            if not other.is_file():
                other = criteria() / f"{base}.yaml"
            if not other.is_file():
                reader.add(("base",), f"the base edition {base} is not at hand", "correct the id")
                reader.refuse()
            reader.base = cls.of(other)
        return reader

    def add(self, path: Path, what: str, remedy: str) -> None:
        self.mistakes.append((path, what, remedy))

    def refuse(self) -> None:
        if self.mistakes:
            lines = Lines(self.file)
            listed = dict.fromkeys(Mistake(lines.where(path), what, remedy) for path, what, remedy in self.mistakes)
            raise EditionError(f"{self.file.name} has {len(listed)} mistake(s)", listed)

    def checked(self, model: Any, data: Any, path: Path) -> Any:
        """The data as the model, or None with what is wrong gathered."""
        try:
            return model.validate_python(data) if isinstance(model, TypeAdapter) else model.model_validate(data)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                names = ".".join(str(part) for part in detail["loc"] if isinstance(part, str) and part not in _TAGS)
                message = detail["msg"].removeprefix("Value error, ")
                self.add((*path, *detail["loc"]), f"{names}: {message}" if names else message, _remedy(detail["type"]))
            return None

    # -- spelling out ------------------------------------------------------------------------------

    def raw_topics(self) -> dict[str, RawTopic]:
        """Every topic with its questions spelled out; what it takes from the base filled in."""
        base = self.base.raw_topics() if self.base else {}
        topics: dict[str, RawTopic] = {}
        for path, data in _nested(self.data, "pillars", "sub_pillars", "topics"):
            if not isinstance(data, dict) or "id" not in data:
                self.add(path, "a topic is a mapping with an id", "complete the topic")
                continue
            try:
                topic = self._raw_topic(dict(data), path, base)
            except Unspellable as error:
                self.add(error.path, error.what, error.remedy)
                self.broken.add(str(data["id"]))
                continue
            topics[topic.id] = topic
        return topics

    def _raw_topic(self, data: Raw, path: Path, base: Mapping[str, RawTopic]) -> RawTopic:
        name = str(data["id"])
        other = str(data.get("same_as", name if data.get("inherited") else ""))
        topic = RawTopic(data, path)
        if other:
            if other not in base:
                raise Unspellable(path, f"the base edition has no topic {other}", "correct the id")
            source = base[other]
            kept = ("source", "name", "ask", "help") if data.get("inherited") else (
                "source", "name", "ask", "help", "note", "answered_by", "rule")
            taken = {key: source.data[key] for key in kept if key in source.data}
            topic.data = renamed(taken, other, name) | data
            if not data.get("inherited") and "questions" not in data:
                topic.questions = [(renamed(question, other, name), path) for question, _ in source.questions]
                return topic
        topic.questions = list(spelled_questions(data.get("questions", []), (*path, "questions"), base, name))
        return topic

    # -- building ----------------------------------------------------------------------------------

    def edition(self) -> Edition:
        """The edition. Raises EditionError with every mistake."""
        if self.base is not None:
            self.base.edition()  # its own mistakes come first
        doc = self.checked(_EditionDoc, {**self._inherited_head(), **self.data}, ())
        raw = self.raw_topics()
        own = list(self._own_questions())
        types = {str(q.get("id")): str(q.get("type", "yes_no")) for q, _ in own}
        types |= {str(q.get("id")): str(q.get("type", "yes_no")) for t in raw.values() for q, _ in t.questions}
        questions = tuple(filter(None, (self._question(q, path, None, "agency", types) for q, path in own)))
        pillars = tuple(self._pillars(raw, types))
        if doc is None:
            self.refuse()
        edition = Edition(
            doc.id, doc.year, doc.title, doc.respondent, doc.source, tuple(doc.levels), tuple(doc.bands),
            questions, pillars,
        )
        self._check(edition)
        self.refuse()
        return edition

    def _inherited_head(self) -> Raw:
        if self.base is None:
            return {}
        return {key: self.base.data[key] for key in ("year", "source", "levels", "bands") if key in self.base.data}

    def _own_questions(self) -> Iterator[tuple[Raw, Path]]:
        try:
            yield from spelled_questions(self.data.get("questions", []), ("questions",), {}, "")
        except Unspellable as error:
            self.add(error.path, error.what, error.remedy)

    def _pillars(self, raw: Mapping[str, RawTopic], types: Mapping[str, str]) -> Iterator[Pillar]:
        named = {p["id"]: p for p in self.base.data["pillars"]} if self.base else {}
        for path, data in _nested(self.data, "pillars"):
            taken = named.get(data.get("id"), {}) if isinstance(data, dict) else {}
            doc = self.checked(_PillarDoc, {k: v for k, v in taken.items() if k != "sub_pillars"} | data
                               if isinstance(data, dict) else data, path)
            if doc is None:
                continue
            self.places[doc.id] = path
            subs = []
            for place, sub in enumerate(doc.sub_pillars):
                sub_path = (*path, "sub_pillars", place)
                sub_doc = self.checked(_SubPillarDoc, sub, sub_path)
                if sub_doc is None:
                    continue
                self.places[sub_doc.id] = sub_path
                topics = (raw[t["id"]] for t in sub_doc.topics if isinstance(t, dict) and t.get("id") in raw)
                built = (self._topic(topic, sub_doc.id, doc.id, types) for topic in topics)
                subs.append(SubPillar(sub_doc.id, doc.id, sub_doc.name, tuple(filter(None, built))))
            yield Pillar(doc.id, doc.name, doc.short, tuple(doc.levels), tuple(subs))

    def _topic(self, raw: RawTopic, sub: str, pillar: str, types: Mapping[str, str]) -> Topic | None:
        self.places[raw.id] = raw.path
        doc = self.checked(_TopicDoc, raw.data, raw.path)
        if doc is None:
            self.broken.add(raw.id)
            return None
        built = (self._question(q, path, doc.id, doc.answered_by, types) for q, path in raw.questions)
        questions = tuple(filter(None, built))
        source: Source = "inherited" if doc.inherited else doc.answered_by
        rule = None if doc.inherited else self._rule(doc.rule, (*raw.path, "rule"), types)
        return Topic(doc.id, sub, pillar, source, doc.source, doc.name, doc.ask, doc.help, doc.note, questions, rule)

    def _rule(self, rule: Any, path: Path, types: Mapping[str, str]) -> Rule | None:
        if not isinstance(rule, dict):
            self.add(path, "the topic has no rule", "say how its answers become a level")
            return None
        try:
            checked: Rule | None = self.checked(_RULE, with_patterns(with_areas(rule), types, path), path)
            return checked
        except Unspellable as error:
            self.add(error.path, error.what, error.remedy)
            return None

    def _question(
        self, raw: Raw, path: Path, topic: str | None, answered_by: AnsweredBy, types: Mapping[str, str]
    ) -> Question | None:
        self.places.setdefault(str(raw.get("id")), path)
        try:
            spelled = {k: with_patterns(v, types, (*path, k)) if k == "asked_when" else v for k, v in raw.items()}
        except Unspellable as error:
            self.add(error.path, error.what, error.remedy)
            spelled = {k: v for k, v in raw.items() if k != "asked_when"}
        doc = self.checked(_QuestionDoc, spelled, path)
        if doc is None:
            self.broken.add(str(raw.get("id")))
            return None
        minimum = doc.minimum if doc.minimum is not None or doc.type not in ("integer", "number") else Fraction(0)
        return Question(
            doc.id, topic, doc.type, Text(doc.th, doc.en), doc.row, doc.column,
            tuple(ChoiceLabel(key, label) for key, label in doc.choices.items()),
            minimum, doc.maximum, doc.unit, doc.help, answered_by, doc.asked_when, doc.required,
        )

    def _check(self, edition: Edition) -> None:
        for flaw in flaws(edition):
            if not any(name in f"{flaw.what} " for name in self.broken):
                self.add(self.places.get(flaw.at, ()), f"{flaw.at}: {flaw.what}", flaw.remedy)


#: Steps of a pydantic location that stand for a branch of a union, not for a key of the file.
_TAGS = frozenset({
    "yes", "any", "all", "not", "choice", "count", "number", "share", "steps", "number_steps", "levels", "by_choice",
    "best", "mean_of_choices", "limits", "weighted_limits", "growth",
})


def _remedy(kind: str) -> str:
    return {
        "missing": "add the key",
        "extra_forbidden": "remove or correct the key",
        "union_tag_invalid": "use one of the kinds named",
        "literal_error": "use one of the values named",
    }.get(kind, "correct the value")


def _nested(data: Any, *keys: str, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if not keys:
        yield path, data
        return
    if isinstance(data, dict) and isinstance(data.get(keys[0]), list):
        for place, value in enumerate(data[keys[0]]):
            yield from _nested(value, *keys[1:], path=(*path, keys[0], place))
