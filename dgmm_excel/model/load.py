"""Read a criteria file into an `Edition`, or refuse it with every mistake in it: file, line, what is wrong, remedy.

Three steps: `_Criteria` spells out the shorthands on plain data, `_Builder` checks the data against the documents of
`dgmm_excel.model.documents` and copies them into an `Edition` (see there why), `dgmm_excel.model.flaws` checks what must hold
between its values. No step stops at the first mistake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from dgmm_excel.errors import EditionError
from dgmm_excel.model.documents import EditionDocument, PillarDocument, QuestionDocument, SubPillarDocument, TopicDocument
from dgmm_excel.model.edition import AnsweredBy, Beside, ChoiceLabel, Edition, Pillar, Question, Source, SubPillar, Topic
from dgmm_excel.model.flaws import Flaw, flaws
from dgmm_excel.model.mistakes import Mistakes, spot, spot_threshold
from dgmm_excel.model.predecessor import AskedIds, Predecessor, Wrong, wrongly_named
from dgmm_excel.model.rule_kind import RuleKind
from dgmm_excel.model.rules import RULE_KINDS, Rule
from dgmm_excel.model.shorthands import Raw, RawTopic, Unspellable, renamed, spelled_questions, with_patterns
from dgmm_excel.model.yaml_file import DataPath, read_yaml, said
from dgmm_excel.resources import criteria_folders
from dgmm_excel.text import Text, phrase

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def edition_ids() -> tuple[str, ...]:
    """Return the ids of the editions at hand: the names of the files in the folders of editions."""
    files = (file for folder in criteria_folders() for file in folder.glob("*.yaml"))
    return tuple(sorted({file.stem for file in files if not file.stem.endswith(".scenarios")}))


def load_edition(name: str | Path) -> Edition:
    """Return the edition of that id, or of that file: a `Path`, or a text that ends in .yaml.

    A file is read again when it was changed. Raise EditionError for an unknown id, for a file with mistakes (all of them, each
    with its line), and for an edition at hand whose file has another name than its id.
    """
    if isinstance(name, Path) or name.endswith((".yaml", ".yml")):
        return _from_path(Path(name))
    file = file_of(name)
    if file is None:
        raise EditionError(str(phrase("edition.unknown", name=name, known=", ".join(edition_ids()))))
    edition = _loaded(file.resolve())
    if edition.id != name:
        raise EditionError(str(phrase("edition.other_name", file=file.name, id=edition.id)))
    return edition


def edition_files(file: Path) -> tuple[Path, ...]:
    """Return the files that make up the edition of that file: itself, then its base, if it has one. Raise EditionError."""
    _from_path(file)
    return tuple(stamp[0] for stamp in _editions[file.resolve()][0])


def _from_path(file: Path) -> Edition:
    if not file.is_file():
        raise EditionError(str(phrase("edition.no_file", file=file, known=", ".join(edition_ids()))))
    return _loaded(file.resolve())


#: The files of editions found so far, by the folders and the id: each return asks for its own.
_files: dict[tuple[tuple[Path, ...], str], Path] = {}


def file_of(name: str) -> Path | None:
    """Return the file of the edition at hand with that id; None if there is none."""
    folders = criteria_folders()
    known = _files.get((folders, name))
    if known is None or not known.is_file():
        files = (folder / f"{name}.yaml" for folder in folders)
        known = next((file for file in files if file.is_file()), None) if name in edition_ids() else None
        if known is not None:
            _files[folders, name] = known
    return known


def file_near(file: Path, name: str) -> Path | None:
    """Return the file of the edition `name` that another edition's file means: the one beside that, else the one at hand."""
    beside = file.with_name(f"{name}.yaml")
    return beside if beside.is_file() else file_of(name)


#: What tells whether a file was changed: itself, the time of its last change in nanoseconds, its size in bytes.
_Stamp = tuple[Path, int, int]
#: The editions loaded so far by file, each with the stamps of the files that it was read from.
_editions: dict[Path, tuple[tuple[_Stamp, ...], Edition]] = {}


def _stamp(file: Path) -> _Stamp:
    try:
        stat = file.stat()
    except OSError as error:
        raise EditionError(str(phrase("edition.unreadable", file=file, reason=error.strerror))) from None
    return file, stat.st_mtime_ns, stat.st_size


def _loaded(file: Path) -> Edition:
    known = _editions.get(file)
    if known is not None and all(_stamp(stamp[0]) == stamp for stamp in known[0]):
        return known[1]
    source = _criteria(file)
    base = None if source.base is None else _loaded(source.base.file)  # its own mistakes come first
    edition = _Builder(source, base).edition()
    _editions[file] = source.stamps, edition
    return edition


@lru_cache(maxsize=8)  # an edition, and the base that it shares with others
def _data(stamp: _Stamp) -> Any:
    return read_yaml(stamp[0])


def _criteria(file: Path) -> _Criteria:
    """Read a file and its base. Raise EditionError for a file that is not a mapping, and for an unusable base."""
    stamp = _stamp(file)
    data = _data(stamp)
    if not isinstance(data, dict):
        raise EditionError(str(phrase("edition.no_criteria", file=file.name)), [
            said(f"{file.name}:1", "flaw.no_mapping")])
    source = _Criteria(stamp, data, Mistakes(file), _digest(data))
    if "base" in data:
        source.base = source.base_named(str(data["base"]))
    return source


def _digest(data: Any) -> str:
    """Return a SHA-256 of what the data say; comments, line breaks and quotes of the file do not count."""
    return sha256(json.dumps(data, ensure_ascii=False, default=str).encode()).hexdigest()


#: Placeholders for a text, or a whole head, that has mistakes, so that the rest is checked too.
_NONE = Text("", "")
_HEAD = EditionDocument.model_construct(
    id="", year=0, title=_NONE, respondent=_NONE, source=_NONE, levels=[_NONE] * 5, bands=[Fraction(0)] * 5)


# -- the file, its shorthands spelled out ----------------------------------------------------------


@dataclass
class _Criteria:
    """The data of one criteria file, and the mistakes found in it so far."""

    stamp: _Stamp
    data: Raw
    mistakes: Mistakes
    own_digest: str
    base: _Criteria | None = None

    @property
    def file(self) -> Path:
        """The file itself."""
        return self.stamp[0]

    @property
    def stamps(self) -> tuple[_Stamp, ...]:
        """The stamps of the file and its base."""
        return (self.stamp,) if self.base is None else (self.stamp, self.base.stamp)

    def base_named(self, base: str) -> _Criteria:
        """Return the base edition. Raise EditionError for an unknown one, and for one that has a base itself."""
        file = file_near(self.file, base)
        if file is None or file == self.file:
            raise self._base_refused("flaw.base_missing", base)
        source = _criteria(file)
        if source.base is not None:
            raise self._base_refused("flaw.base_of_base", base)
        return source

    def _base_refused(self, key: str, base: str) -> EditionError:
        self.mistakes.add(("base",), key, base=base)
        return self.mistakes.refusal()

    @property
    def digest(self) -> str:
        """A digest of what this file and its base say."""
        return self.own_digest if self.base is None else _digest([self.own_digest, self.base.own_digest])

    @property
    def head(self) -> Raw:
        """The data, with what the file leaves to its base filled in."""
        if self.base is None:
            return self.data
        shared = ("year", "source", "levels", "bands")
        return {**{key: self.base.data[key] for key in shared if key in self.base.data}, **self.data}

    @cached_property
    def own_questions(self) -> list[tuple[Raw, DataPath]]:
        """The questions that belong to no topic."""
        return list(self.questions_in(self.data.get("questions"), ("questions",), {}, ""))

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The type of every question by id, as far as it is written."""
        topics = (question for topic in self.topics.values() for question in topic.questions)
        return {str(raw.get("id")): str(raw.get("type", "yes_no")) for raw, _ in (*self.own_questions, *topics)}

    @property
    def asked(self) -> AskedIds:
        """What it asks, as far as it is written."""
        return AskedIds(tuple(topic.id for topic in self.topics.values()), self.types)

    @cached_property
    def topics(self) -> Mapping[DataPath, RawTopic]:
        """Every topic by its path, with its questions spelled out and what it takes from the base filled in."""
        base = {topic.id: topic for topic in self.base.topics.values()} if self.base else {}
        topics: dict[DataPath, RawTopic] = {}
        for path, data in _nested(self.data, "pillars", "sub_pillars", "topics"):
            if isinstance(data, dict) and "id" in data:
                topics[path] = self._raw_topic(dict(data), path, base)
            else:
                self.mistakes.add(path, "flaw.topic")
        return topics

    def _raw_topic(self, data: Raw, path: DataPath, base: Mapping[str, RawTopic]) -> RawTopic:
        name, inherited = str(data["id"]), bool(data.get("inherited"))
        topic = RawTopic(data, path)
        other = str(data.get("same_as", name if inherited else ""))
        if other and other not in base:
            lost = Unspellable((*path, "same_as"), "flaw.no_base_topic", topic=other)
            self.mistakes.lose(lost, name)
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
        topic.questions = list(self.questions_in(data.get("questions"), (*path, "questions"), base, name))
        return topic

    def questions_in(
        self, entries: Any, path: DataPath, base: Mapping[str, RawTopic], topic: str
    ) -> Iterator[tuple[Raw, DataPath]]:
        if entries is not None and not isinstance(entries, list):
            self.mistakes.broken.add(topic)  # recorded by the check of the topic
            return
        for place, entry in enumerate(entries or ()):
            try:
                yield from list(spelled_questions(entry, (*path, place), base, topic))
            except Unspellable as lost:
                self.mistakes.lose(lost, topic)


# -- the edition, built from it --------------------------------------------------------------------


@dataclass
class _Builder:
    """Builds the edition of one criteria file. `places` has the path of each id, to find it again for a flaw."""

    source: _Criteria
    base: Edition | None
    places: dict[str, DataPath] = field(default_factory=dict)

    @property
    def mistakes(self) -> Mistakes:
        return self.source.mistakes

    def edition(self) -> Edition:
        """Return the edition. Raise EditionError with every mistake."""
        head = self.mistakes.checked(EditionDocument, self.source.head, ()) or _HEAD
        own = tuple(filter(None, (self._question(q, path, None, "agency") for q, path in self.source.own_questions)))
        edition = Edition(
            head.id, head.year, head.title, head.survey, head.respondent, head.source, tuple(head.levels), tuple(head.bands),
            (*(self.base.notes if self.base else ()), *head.notes), own, tuple(self._pillars()), self.source.digest, self.base,
            tuple(head.kinds), tuple(head.excluded), self._predecessor(head),
        )
        for path, key, at, words in self._wrong_predecessor(edition):
            self.mistakes.add(path, key, at, **words)
        for flaw in flaws(edition):
            follows = flaw.alone and self.mistakes.within(self.places.get(flaw.at, ()))
            if not follows and not self.mistakes.follows(flaw.about or flaw.at):
                self.mistakes.add(self._place(flaw), flaw.key, flaw.at, **flaw.words)
        self.mistakes.refuse()
        return edition

    @staticmethod
    def _predecessor(head: EditionDocument) -> Predecessor | None:
        said = head.predecessor
        return None if said is None else Predecessor(
            said.edition, said.same_ids, said.topics, said.questions, said.not_carried)

    def _wrong_predecessor(self, edition: Edition) -> Iterator[Wrong]:
        says = edition.predecessor
        if says is not None:
            file = file_near(self.source.file, says.edition)
            old = None if file is None or says.edition == edition.id else _criteria(file).asked
            yield from wrongly_named(says, edition.id, self.source.asked, old)

    def _pillars(self) -> Iterator[Pillar]:
        named = {p["id"]: p for p in self.source.base.data["pillars"]} if self.source.base else {}
        for path, data in _nested(self.source.data, "pillars"):
            taken = named.get(str(data.get("id")), {}) if isinstance(data, dict) else {}
            whole = {k: v for k, v in taken.items() if k != "sub_pillars"} | data if isinstance(data, dict) else data
            doc = self.mistakes.checked(PillarDocument, whole, path)
            name = self._at(data, path)
            subs = tuple(self._sub_pillars(data, path, name))
            yield Pillar(name, doc.name, doc.short, tuple(doc.levels), subs) if doc else Pillar(name, _NONE, _NONE, (), subs)

    def _sub_pillars(self, pillar: Any, above: DataPath, name: str) -> Iterator[SubPillar]:
        for path, data in _nested(pillar, "sub_pillars", path=above):
            doc = self.mistakes.checked(SubPillarDocument, data, path)
            sub = self._at(data, path)
            topics = (self.source.topics.get(place) for place, _ in _nested(data, "topics", path=path))
            built = tuple(self._topic(topic, sub, name) for topic in topics if topic is not None)
            yield SubPillar(sub, name, doc.name if doc else _NONE, built)

    def _at(self, data: Any, path: DataPath) -> str:
        """Return the id of the data at the path, or the path itself without one, and record its path."""
        name = str(data["id"]) if isinstance(data, dict) and "id" in data else str(path)
        self.places[name] = path
        return name

    def _topic(self, raw: RawTopic, sub: str, pillar: str) -> Topic:
        name = self._at(raw.data, raw.path)
        doc = self.mistakes.checked(TopicDocument, raw.data, raw.path) or TopicDocument.model_construct(
            source="", name=_NONE, ask=_NONE, inherited=bool(raw.data.get("inherited")), rule=raw.data.get("rule"))
        built = (self._question(q, path, name, doc.answered_by) for q, path in raw.questions)
        questions = tuple(filter(None, built))
        source: Source = "inherited" if doc.inherited else doc.answered_by
        lost = doc.same_as and doc.rule is None  # a mistake recorded already: the base has no such topic
        rule = None if doc.inherited or lost else self._rule(doc.rule, (*raw.path, "rule"))
        beside = Beside(doc.beside.topic, doc.beside.headings) if doc.beside else None
        return Topic(name, sub, pillar, source, doc.source, doc.name, doc.ask, doc.help, doc.note, questions, rule, beside)

    def _rule(self, rule: Any, path: DataPath) -> Rule | None:
        if not isinstance(rule, dict):
            self.mistakes.add(path, "flaw.no_rule")
            return None
        areas = RULE_KINDS.get(str(rule.get("kind")), RuleKind).areas(rule)
        if areas is not None:
            each = [self._rule(area, (*path, "rule")) for area in areas]
            if None in each:
                return None
            rule = {key: value for key, value in rule.items() if key != "rule"} | {"each": each}
        lost: list[Unspellable] = []
        spelled = with_patterns(rule, self.source.types, path, lost)
        for one in lost:
            self.mistakes.lose(one)
        checked: Rule | None = None if lost else self.mistakes.checked(_RULE, spelled, path)
        return checked

    def _question(self, raw: Raw, path: DataPath, topic: str | None, answered_by: AnsweredBy) -> Question | None:
        name = self._at(raw, path)
        lost: list[Unspellable] = []
        spelled = {k: with_patterns(v, self.source.types, (*path, k), lost) if k == "asked_when" else v for k, v in raw.items()}
        for one in lost:
            self.mistakes.lose(one)
            spelled.pop("asked_when", None)
        doc = self.mistakes.checked(QuestionDocument, spelled, path)
        if doc is None:
            self.mistakes.broken.add(name)
            return None
        minimum = doc.minimum if doc.minimum is not None or doc.type not in ("integer", "number") else Fraction(0)
        return Question(
            doc.id, topic, doc.type, Text(doc.th, doc.en), doc.row, doc.column,
            tuple(ChoiceLabel(key, label) for key, label in doc.choices.items()),
            minimum, doc.maximum, doc.unit, doc.help, answered_by, doc.asked_when, doc.required, doc.number,
            doc.short, doc.specify, tuple(doc.implies.items()),
        )

    def _place(self, flaw: Flaw) -> DataPath:
        """Return the path of the flaw: of its words if they can be found, else of the id where it is."""
        path = self.places.get(flaw.at, ())
        node: Any = self.source.data
        for key in path:
            node = node[key]
        if flaw.alone and isinstance(node, dict) and "rule" in node:
            return (*path, "rule", *spot_threshold(node["rule"], flaw.value))
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
