"""One criteria file as data, its shorthands spelled out, with the mistakes found in it so far."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from dgmm_excel.errors import EditionError
from dgmm_excel.model.at_hand import Stamp, file_near
from dgmm_excel.model.at_hand import stamp as stamp_of
from dgmm_excel.model.documents import LEVEL_COUNTS
from dgmm_excel.model.mistakes import Mistakes
from dgmm_excel.model.predecessor import AskedIds
from dgmm_excel.model.shorthands import Raw, RawTopic, Unspellable, renamed, spelled_questions
from dgmm_excel.model.yaml_file import DataPath, read_yaml, said
from dgmm_excel.text import NOTHING, phrase


@lru_cache(maxsize=8)  # an edition, and the base that it shares with others
def _data(stamp: Stamp) -> Any:
    return read_yaml(stamp[0])


def read_criteria(file: Path) -> Criteria:
    """Read a file and its base. Raise EditionError for a file that is not a mapping, and for an unusable base."""
    stamp = stamp_of(file)
    data = _data(stamp)
    if not isinstance(data, dict):
        raise EditionError(str(phrase("edition.no_criteria", file=file.name)), [
            said(f"{file.name}:1", "flaw.no_mapping")])
    source = Criteria(stamp, data, Mistakes(file), _digest(data))
    if "base" in data:
        source.base = source.base_named(str(data["base"]))
    return source


def _digest(data: Any) -> str:
    """Return a SHA-256 of what the data say; comments, line breaks and quotes of the file do not count."""
    return sha256(json.dumps(data, ensure_ascii=False, default=str).encode()).hexdigest()


@dataclass
class Criteria:
    """The data of one criteria file, and the mistakes found in it so far."""

    stamp: Stamp
    data: Raw
    mistakes: Mistakes
    own_digest: str
    base: Criteria | None = None

    @property
    def file(self) -> Path:
        """The file itself."""
        return self.stamp[0]

    @property
    def stamps(self) -> tuple[Stamp, ...]:
        """The stamps of the file and its base."""
        return (self.stamp,) if self.base is None else (self.stamp, self.base.stamp)

    def base_named(self, base: str) -> Criteria:
        """Return the base edition. Raise EditionError for an unknown one, and for one that has a base itself."""
        file = file_near(self.file, base)
        if file is None or file == self.file:
            raise self._base_refused("flaw.base_missing", base)
        source = read_criteria(file)
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
        shared = ("year", "source", "lowest_level", "levels", "bands", "digits", "bands_on", "how", "unit", "overall")
        return {**{key: self.base.data[key] for key in shared if key in self.base.data}, **self.data}

    @property
    def scale(self) -> range:
        """The level numbers that it says, lowest first; 1 to 5 as far as it does not say them rightly.

        Where there are fewer names of levels than bands, or more, some are missing: all else is checked for the larger number.
        """
        lowest, lists = self.head.get("lowest_level", 1), (self.head.get(key) for key in ("levels", "bands"))
        first = lowest if lowest in (0, 1) else 1
        many = max((len(one) for one in lists if isinstance(one, list) and len(one) in LEVEL_COUNTS), default=5)
        return range(first, first + many)

    @cached_property
    def own_questions(self) -> list[tuple[Raw, DataPath]]:
        """The questions that belong to no topic."""
        return list(self.questions_in(self.data.get("questions"), ("questions",), {}, ""))

    @cached_property
    def _questions(self) -> Mapping[str, Raw]:
        topics = (question for topic in self.topics.values() for question in topic.questions)
        return {str(raw.get("id")): raw for raw, _ in (*self.own_questions, *topics)}

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The type of every question by id, as far as it is written."""
        return {name: str(raw.get("type", "yes_no")) for name, raw in self._questions.items()}

    @property
    def asked(self) -> AskedIds:
        """What it asks, as far as it is written."""
        written = {name: raw.get("choices") for name, raw in self._questions.items()}
        keys = {name: tuple(map(str, choices)) if isinstance(choices, dict) else () for name, choices in written.items()}
        return AskedIds(tuple(topic.id for topic in self.topics.values()), self.types, keys)

    @cached_property
    def topics(self) -> Mapping[DataPath, RawTopic]:
        """Every topic by its path, with its questions spelled out and what it takes from the base filled in."""
        base = {topic.id: topic for topic in self.base.topics.values()} if self.base else {}
        topics: dict[DataPath, RawTopic] = {}
        for path, data in nested(self.data, "pillars", "sub_pillars", "topics"):
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
            topic.data = {"source": "", "name": NOTHING, "ask": NOTHING} | data
        elif other:
            source = base[other]
            kept = ("source", "name", "ask", "help", "bands") if inherited else (
                "source", "name", "ask", "help", "note", "answered_by", "rule", "bands", "falling")
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


def nested(data: Any, *keys: str, path: DataPath = ()) -> Iterator[tuple[DataPath, Any]]:
    """Yield the path and the data of each entry of lists within lists; `path` is that of the outermost."""
    if not keys:
        yield path, data
        return
    if isinstance(data, dict) and isinstance(data.get(keys[0]), list):
        for place, value in enumerate(data[keys[0]]):
            yield from nested(value, *keys[1:], path=(*path, keys[0], place))
