"""A criteria file becomes an `Edition`, or is refused with every mistake in it: file, line, what, remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from dgmm_excel.errors import EditionError, Mistake
from dgmm_excel.model.conditions import Condition
from dgmm_excel.model.edition import (
    AnsweredBy,
    Beside,
    ChoiceLabel,
    Edition,
    Pillar,
    Question,
    Required,
    Source,
    SubPillar,
    Topic,
)
from dgmm_excel.model.flaws import Flaw, flaws
from dgmm_excel.model.mistakes import said, spot
from dgmm_excel.model.rule_data import BothLanguages, Data, Exact, QuestionType
from dgmm_excel.model.rule_kind import LEVELS, RuleKind
from dgmm_excel.model.rules import RULE_KINDS, Rule
from dgmm_excel.model.shorthands import Raw, RawTopic, Unspellable, renamed, spelled_questions, with_patterns
from dgmm_excel.model.yaml_file import DataPath, LineFinder, read_yaml
from dgmm_excel.resources import criteria
from dgmm_excel.text import Text

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)
#: Ids become parts of names in a workbook.
_GROUP_ID = r"^[A-Z][A-Za-z0-9.]*$"


def _five(names: list[Any]) -> list[Any]:
    if len(names) != len(LEVELS):
        raise ValueError(f"{len(names)} level names; name all five levels")
    return names


def _rising(bands: list[Fraction]) -> list[Fraction]:
    if len(bands) != len(LEVELS) or bands != sorted(set(bands)):
        raise ValueError("give five rising scores, the lowest of each level")
    return bands


class _QuestionDoc(Data):
    id: str = Field(pattern=r"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9_]+)+$")
    type: QuestionType = "yes_no"
    th: str = Field(min_length=1)
    en: str = Field(min_length=1)
    row: BothLanguages | None = None
    column: BothLanguages | None = None
    choices: dict[str, BothLanguages] = Field(default_factory=dict)
    minimum: Exact | None = None
    maximum: Exact | None = None
    unit: BothLanguages | None = None
    help: BothLanguages | None = None
    asked_when: Condition | None = None
    required: Required = "always"


class _BesideDoc(Data):
    topic: str
    headings: tuple[BothLanguages, BothLanguages]


class _TopicDoc(Data):
    id: str = Field(pattern=_GROUP_ID)
    source: str
    name: BothLanguages
    ask: BothLanguages
    help: BothLanguages | None = None
    note: BothLanguages | None = None
    answered_by: AnsweredBy = "agency"
    questions: list[Any] = Field(default_factory=list)
    rule: Any = None
    inherited: bool = False
    same_as: str | None = None
    beside: _BesideDoc | None = None


class _SubPillarDoc(Data):
    id: str = Field(pattern=_GROUP_ID)
    name: BothLanguages
    topics: list[Any] = Field(min_length=1)


class _PillarDoc(Data):
    id: str = Field(pattern=_GROUP_ID)
    name: BothLanguages
    short: BothLanguages
    levels: Annotated[list[str], AfterValidator(_five)]
    sub_pillars: list[Any] = Field(min_length=1)


class _EditionDoc(Data):
    id: str
    year: int
    title: BothLanguages
    respondent: BothLanguages
    source: BothLanguages
    levels: Annotated[list[BothLanguages], AfterValidator(_five)]
    bands: Annotated[list[Exact], AfterValidator(_rising)]
    notes: list[BothLanguages] = Field(default_factory=list)
    base: str | None = None
    questions: list[Any] = Field(default_factory=list)
    pillars: list[Any] = Field(min_length=1)


def edition_ids() -> tuple[str, ...]:
    """The editions at hand, by id."""
    return tuple(sorted(file.stem for file in criteria().glob("*.yaml") if not file.stem.endswith(".scenarios")))


def load_edition(name: str | Path) -> Edition:
    """The edition of that id, or of that file.

    Raises EditionError where there is none of that id, or where its file has mistakes: all of them, each with its line.
    """
    if isinstance(name, Path):
        return _loaded(name.resolve())
    if name not in edition_ids():
        raise EditionError(f"unknown edition “{name}”; at hand: {', '.join(edition_ids())}")
    return _loaded((criteria() / f"{name}.yaml").resolve())


@cache
def _loaded(file: Path) -> Edition:
    return _reader(file).edition()


@cache
def _reader(file: Path) -> _Reader:
    """The reader of a file, its base's at hand. Raises EditionError where it is no mapping, or its base not at hand."""
    data = read_yaml(file)
    if not isinstance(data, dict):
        raise EditionError(f"{file.name} is no criteria file", [
            Mistake(f"{file.name}:1", "no mapping at its top", "begin it with the keys id, year, title …")])
    reader = _Reader(file, data)
    if "base" in data:
        reader.base = reader.reader_of_base(str(data["base"]))
    return reader


#: What stands in for a text, or a whole head, that has mistakes, so that all that follows is checked too.
_NONE = Text("", "")
_HEAD = _EditionDoc.model_construct(
    id="", year=0, title=_NONE, respondent=_NONE, source=_NONE, levels=[_NONE] * 5, bands=[Fraction(0)] * 5)


@dataclass
class _Reader:
    """One criteria file on its way to an edition; gathers mistakes by path instead of stopping at the first."""

    file: Path
    data: Raw
    base: _Reader | None = None
    mistakes: list[tuple[DataPath, str, str]] = field(default_factory=list)
    places: dict[str, DataPath] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def reader_of_base(self, base: str) -> _Reader:
        beside = self.file.with_name(f"{base}.yaml")
        file = beside if beside.is_file() else criteria() / f"{base}.yaml"
        if file == self.file or not file.is_file():
            self.add(("base",), f"the base edition {base} is not at hand", "correct the id, or put its file beside this one")
            self.refuse()
        reader = _reader(file)
        if reader.base is not None:
            self.add(("base",), f"the base edition {base} has a base itself", "take the edition that it is based on")
            self.refuse()
        return reader

    def add(self, path: DataPath, what: str, remedy: str) -> None:
        self.mistakes.append((path, what, remedy))

    def lose(self, lost: Unspellable, *broken: str) -> None:
        """Note a shorthand that stands for nothing, and what is not known for want of it."""
        if not self._follows(lost.about):
            self.add(lost.path, lost.what, lost.remedy)
        self.broken |= set(broken)

    def refuse(self) -> None:
        if self.mistakes:
            lines = LineFinder(self.file)
            listed = dict.fromkeys(Mistake(lines.where(path), what, remedy) for path, what, remedy in self.mistakes)
            in_order = sorted(listed, key=lambda mistake: int(mistake.where.rpartition(":")[2]))
            raise EditionError(f"{self.file.name} has {len(listed)} mistake(s)", in_order)

    def checked(self, model: Any, data: Any, path: DataPath) -> Any:
        """The data as the model, or None with what is wrong gathered."""
        try:
            return model.validate_python(data) if isinstance(model, TypeAdapter) else model.model_validate(data)
        except ValidationError as error:
            self.mistakes += said(error, data, path)
            return None

    # -- spelling out ------------------------------------------------------------------------------

    @cached_property
    def topics(self) -> Mapping[DataPath, RawTopic]:
        """Every topic by its place, its questions spelled out; what it takes from the base filled in."""
        base = {topic.id: topic for topic in self.base.topics.values()} if self.base else {}
        topics: dict[DataPath, RawTopic] = {}
        for path, data in _nested(self.data, "pillars", "sub_pillars", "topics"):
            if isinstance(data, dict) and "id" in data:
                topics[path] = self._raw_topic(dict(data), path, base)
            else:
                self.add(path, "a topic is a mapping with an id", "complete the topic")
        return topics

    def _raw_topic(self, data: Raw, path: DataPath, base: Mapping[str, RawTopic]) -> RawTopic:
        name, inherited = str(data["id"]), bool(data.get("inherited"))
        topic = RawTopic(data, path)
        other = str(data.get("same_as", name if inherited else ""))
        if other and other not in base:
            self.lose(Unspellable((*path, "same_as"), f"the base edition has no topic {other}", "correct the id"), name)
            topic.data = {"source": "", "name": _NONE, "ask": _NONE} | data
        elif other:
            source = base[other]
            kept = ("source", "name", "ask", "help") if inherited else (
                "source", "name", "ask", "help", "note", "answered_by", "rule")
            taken = {key: source.data[key] for key in kept if key in source.data}
            topic.data = renamed(taken, other, name) | data
            if not inherited and "questions" not in data:
                topic.questions = [(renamed(question, other, name), path) for question, _ in source.questions]
                return topic
        topic.questions = list(self._questions_in(data.get("questions"), (*path, "questions"), base, name))
        return topic

    def _questions_in(
        self, entries: Any, path: DataPath, base: Mapping[str, RawTopic], topic: str
    ) -> Iterator[tuple[Raw, DataPath]]:
        if entries is not None and not isinstance(entries, list):
            self.broken.add(topic)  # listed by the topic's own check
            return
        for place, entry in enumerate(entries or ()):
            try:
                yield from list(spelled_questions(entry, (*path, place), base, topic))
            except Unspellable as lost:
                self.lose(lost, topic)

    # -- building ----------------------------------------------------------------------------------

    def edition(self) -> Edition:
        """The edition. Raises EditionError with every mistake."""
        if self.base is not None:
            _loaded(self.base.file)  # its own mistakes come first
        head = self.checked(_EditionDoc, {**self._inherited_head(), **self.data}, ()) or _HEAD
        own = list(self._questions_in(self.data.get("questions"), ("questions",), {}, ""))
        everything = [*own, *(question for topic in self.topics.values() for question in topic.questions)]
        types = {str(raw.get("id")): str(raw.get("type", "yes_no")) for raw, _ in everything}
        questions = tuple(filter(None, (self._question(q, path, None, "agency", types) for q, path in own)))
        edition = Edition(
            head.id, head.year, head.title, head.respondent, head.source, tuple(head.levels), tuple(head.bands),
            tuple(head.notes),
            questions, tuple(self._pillars(types)),
        )
        for flaw in flaws(edition):
            if not self._follows(flaw.about or flaw.at):
                self.add(self._place(flaw), f"{flaw.at}: {flaw.what}", flaw.remedy)
        self.refuse()
        return edition

    def _inherited_head(self) -> Raw:
        if self.base is None:
            return {}
        return {key: self.base.data[key] for key in ("year", "source", "levels", "bands", "notes") if key in self.base.data}

    def _pillars(self, types: Mapping[str, str]) -> Iterator[Pillar]:
        named = {p["id"]: p for p in self.base.data["pillars"]} if self.base else {}
        for path, data in _nested(self.data, "pillars"):
            taken = named.get(str(data.get("id")), {}) if isinstance(data, dict) else {}
            whole = {k: v for k, v in taken.items() if k != "sub_pillars"} | data if isinstance(data, dict) else data
            doc = self.checked(_PillarDoc, whole, path)
            name = self._at(data, path)
            subs = tuple(self._sub_pillars(data, path, name, types))
            yield Pillar(name, doc.name, doc.short, tuple(doc.levels), subs) if doc else Pillar(name, _NONE, _NONE, (), subs)

    def _sub_pillars(self, pillar: Any, above: DataPath, name: str, types: Mapping[str, str]) -> Iterator[SubPillar]:
        for path, data in _nested(pillar, "sub_pillars", path=above):
            doc = self.checked(_SubPillarDoc, data, path)
            sub = self._at(data, path)
            topics = (self.topics[place] for place, _ in _nested(data, "topics", path=path) if place in self.topics)
            built = tuple(self._topic(topic, sub, name, types) for topic in topics)
            yield SubPillar(sub, name, doc.name if doc else _NONE, built)

    def _at(self, data: Any, path: DataPath) -> str:
        """The id of what stands at the path; noted, to be found again. One without an id has its path for one."""
        name = str(data["id"]) if isinstance(data, dict) and "id" in data else str(path)
        self.places[name] = path
        return name

    def _topic(self, raw: RawTopic, sub: str, pillar: str, types: Mapping[str, str]) -> Topic:
        name = self._at(raw.data, raw.path)
        doc = self.checked(_TopicDoc, raw.data, raw.path) or _TopicDoc.model_construct(
            source="", name=_NONE, ask=_NONE, inherited=bool(raw.data.get("inherited")), rule=raw.data.get("rule"))
        built = (self._question(q, path, name, doc.answered_by, types) for q, path in raw.questions)
        questions = tuple(filter(None, built))
        source: Source = "inherited" if doc.inherited else doc.answered_by
        lost = doc.same_as and doc.rule is None  # listed already: the base has no such topic
        rule = None if doc.inherited or lost else self._rule(doc.rule, (*raw.path, "rule"), types)
        beside = Beside(doc.beside.topic, doc.beside.headings) if doc.beside else None
        return Topic(name, sub, pillar, source, doc.source, doc.name, doc.ask, doc.help, doc.note, questions, rule, beside)

    def _rule(self, rule: Any, path: DataPath, types: Mapping[str, str]) -> Rule | None:
        if not isinstance(rule, dict):
            self.add(path, "the topic has no rule", "say how its answers become a level")
            return None
        areas = RULE_KINDS.get(str(rule.get("kind")), RuleKind).areas(rule)
        if areas is not None:
            each = [self._rule(area, (*path, "rule"), types) for area in areas]
            if None in each:
                return None
            rule = {key: value for key, value in rule.items() if key != "rule"} | {"each": each}
        lost: list[Unspellable] = []
        spelled = with_patterns(rule, types, path, lost)
        for one in lost:
            self.lose(one)
        checked: Rule | None = None if lost else self.checked(_RULE, spelled, path)
        return checked

    def _question(
        self, raw: Raw, path: DataPath, topic: str | None, answered_by: AnsweredBy, types: Mapping[str, str]
    ) -> Question | None:
        name = self._at(raw, path)
        lost: list[Unspellable] = []
        spelled = {k: with_patterns(v, types, (*path, k), lost) if k == "asked_when" else v for k, v in raw.items()}
        for one in lost:
            self.lose(one)
            spelled.pop("asked_when", None)
        doc = self.checked(_QuestionDoc, spelled, path)
        if doc is None:
            self.broken.add(name)
            return None
        minimum = doc.minimum if doc.minimum is not None or doc.type not in ("integer", "number") else Fraction(0)
        return Question(
            doc.id, topic, doc.type, Text(doc.th, doc.en), doc.row, doc.column,
            tuple(ChoiceLabel(key, label) for key, label in doc.choices.items()),
            minimum, doc.maximum, doc.unit, doc.help, answered_by, doc.asked_when, doc.required,
        )

    # -- flaws -------------------------------------------------------------------------------------

    def _follows(self, name: str) -> bool:
        """Whether something is wrong with that id only because of a mistake that is listed already."""
        return any(name == broken or name.startswith(broken + ".") for broken in self.broken)

    def _place(self, flaw: Flaw) -> DataPath:
        """Where the flaw stands: at the very words where they can be found, else at what it is a flaw of."""
        path = self.places.get(flaw.at, ())
        node: Any = self.data
        for key in path:
            node = node[key]
        keys = ("rule", "asked_when", "choices", "beside") if flaw.about and isinstance(node, dict) else ()
        inside = [key for key in keys if key in node]
        for key in inside:
            found = spot(node[key], flaw.about, flaw.value)
            if found is not None:
                return (*path, key, *found)
        return (*path, *inside[:1])


def _nested(data: Any, *keys: str, path: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:
    if not keys:
        yield path, data
        return
    if isinstance(data, dict) and isinstance(data.get(keys[0]), list):
        for place, value in enumerate(data[keys[0]]):
            yield from _nested(value, *keys[1:], path=(*path, keys[0], place))
