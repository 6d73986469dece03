"""The edition of one criteria file, built: its data checked against the documents, and copied into frozen values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

from dgmm_excel.model.at_hand import file_near
from dgmm_excel.model.built_groups import Below, grouping
from dgmm_excel.model.criteria_file import Criteria, nested, read_criteria
from dgmm_excel.model.documents import EditionDocument, PillarDocument, QuestionDocument, SubPillarDocument, TopicDocument
from dgmm_excel.model.edition import AnsweredBy, Beside, ChoiceLabel, Edition, Pillar, Question, Source, SubPillar, Topic
from dgmm_excel.model.flaws import Flaw, flaws
from dgmm_excel.model.grouping import How
from dgmm_excel.model.mistakes import Mistakes, spot, spot_threshold
from dgmm_excel.model.predecessor import Predecessor, Wrong, wrongly_named
from dgmm_excel.model.rule_kind import RuleKind
from dgmm_excel.model.rules import RULE_KINDS, Rule
from dgmm_excel.model.shorthands import Raw, RawTopic, Unspellable, with_patterns
from dgmm_excel.model.yaml_file import DataPath
from dgmm_excel.text import NOTHING, Text

_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)
#: The keys of a question, a topic or a group that name other ids.
_NAMING = ("rule", "asked_when", "choices", "beside", "verdict", "weights", "bands")
#: What stands for a whole head that has mistakes, so that the rest is checked too; `NOTHING` stands for a text.
_HEAD = EditionDocument.model_construct(
    id="", year=0, title=NOTHING, respondent=NOTHING, source=NOTHING, levels=[NOTHING] * 5, bands=[Fraction(0)] * 5)


@dataclass
class Builder:
    """Builds the edition of one criteria file. `places` has the path of each id, to find it again for a flaw."""

    source: Criteria
    base: Edition | None
    places: dict[str, DataPath] = field(default_factory=dict)

    @property
    def mistakes(self) -> Mistakes:
        return self.source.mistakes

    def _checked(self, model: Any, data: Any, path: DataPath) -> Any:
        return self.mistakes.checked(model, data, path, self.source.scale)

    def edition(self) -> Edition:
        """Return the edition. Raise EditionError with every mistake."""
        head = self._checked(EditionDocument, self.source.head, ()) or _HEAD
        own = tuple(filter(None, (self._question(q, path, None, "agency") for q, path in self.source.own_questions)))
        pillars = tuple(self._pillars(head))
        self.places["overall"] = ("overall",) if "overall" in self.source.data else ()
        edition = Edition(
            head.id, head.year, head.title, head.survey, head.respondent, head.source, tuple(head.levels), tuple(head.bands),
            (*(self.base.notes if self.base else ()), *head.notes), own, pillars,
            self.source.digest, self.base, tuple(head.kinds), tuple(head.excluded), self._predecessor(head),
            self.source.scale[0], head.digits, head.bands_on,
            grouping(head.overall, head.how, Below.of(pillars), "overall"), head.unit,
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
            said.edition, said.same_ids, said.topics, said.questions, said.not_carried, said.choices)

    def _wrong_predecessor(self, edition: Edition) -> Iterator[Wrong]:
        says = edition.predecessor
        if says is not None:
            file = file_near(self.source.file, says.edition)
            old = None if file is None or says.edition == edition.id else read_criteria(file).asked
            yield from wrongly_named(says, edition.id, self.source.asked, old)

    def _pillars(self, head: EditionDocument) -> Iterator[Pillar]:
        shared = [name.en for name in head.levels]
        named = {p["id"]: p for p in self.source.base.data["pillars"]} if self.source.base else {}
        for path, data in nested(self.source.data, "pillars"):
            taken = named.get(str(data.get("id")), {}) if isinstance(data, dict) else {}
            whole = {k: v for k, v in taken.items() if k != "sub_pillars"} | data if isinstance(data, dict) else data
            doc = self._checked(PillarDocument, whole, path)
            name = self._at(data, path)
            subs = tuple(self._sub_pillars(data, path, name, head.how))
            if doc is None:
                yield Pillar(name, NOTHING, NOTHING, (), subs)
            else:
                read = grouping(doc, head.how, Below.in_pillar(subs), name)
                yield Pillar(name, doc.name, doc.short, tuple(doc.levels or shared), subs, read)

    def _sub_pillars(self, pillar: Any, above: DataPath, name: str, how: How) -> Iterator[SubPillar]:
        for path, data in nested(pillar, "sub_pillars", path=above):
            doc = self._checked(SubPillarDocument, data, path)
            sub = self._at(data, path)
            topics = (self.source.topics.get(place) for place, _ in nested(data, "topics", path=path))
            built = tuple(self._topic(topic, sub, name) for topic in topics if topic is not None)
            if doc is None:
                yield SubPillar(sub, name, NOTHING, built)
            else:
                yield SubPillar(sub, name, doc.name, built, grouping(doc, how, Below(tuple(topic.id for topic in built)), sub))

    def _at(self, data: Any, path: DataPath) -> str:
        """Return the id of the data at the path, or the path itself without one, and record its path."""
        name = str(data["id"]) if isinstance(data, dict) and "id" in data else str(path)
        self.places[name] = path
        return name

    def _topic(self, raw: RawTopic, sub: str, pillar: str) -> Topic:
        name = self._at(raw.data, raw.path)
        doc = self._checked(TopicDocument, raw.data, raw.path) or TopicDocument.model_construct(
            source="", name=NOTHING, ask=NOTHING, inherited=bool(raw.data.get("inherited")), rule=raw.data.get("rule"))
        built = (self._question(q, path, name, doc.answered_by) for q, path in raw.questions)
        questions = tuple(filter(None, built))
        source: Source = "inherited" if doc.inherited else doc.answered_by
        lost = doc.same_as and doc.rule is None  # a mistake recorded already: the base has no such topic
        rule = None if doc.inherited or lost else self._rule(doc.rule, (*raw.path, "rule"))
        beside = Beside(doc.beside.topic, doc.beside.headings) if doc.beside else None
        return Topic(name, sub, pillar, source, doc.source, doc.name, doc.ask, doc.help, doc.note, questions, rule, beside,
                     tuple(doc.bands) if doc.bands else None, tuple(doc.falling.items()))

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
        checked: Rule | None = None if lost else self._checked(_RULE, spelled, path)
        return checked

    def _question(self, raw: Raw, path: DataPath, topic: str | None, answered_by: AnsweredBy) -> Question | None:
        name = self._at(raw, path)
        lost: list[Unspellable] = []
        spelled = {k: with_patterns(v, self.source.types, (*path, k), lost) if k == "asked_when" else v for k, v in raw.items()}
        for one in lost:
            self.mistakes.lose(one)
            spelled.pop("asked_when", None)
        doc = self._checked(QuestionDocument, spelled, path)
        if doc is None:
            self.mistakes.broken.add(name)
            return None
        minimum = doc.minimum if doc.minimum is not None or doc.type not in ("integer", "number") else Fraction(0)
        return Question(
            doc.id, topic, doc.type, Text(doc.th, doc.en), doc.row, doc.column,
            tuple(ChoiceLabel(key, label) for key, label in doc.choices.items()),
            minimum, doc.maximum, doc.unit, doc.help, answered_by, doc.asked_when, doc.required, doc.number,
            doc.short, doc.specify, tuple(doc.implies.items()), doc.effort,
        )

    def _place(self, flaw: Flaw) -> DataPath:
        """Return the path of the flaw: of its words if they can be found, else of the id where it is."""
        path = self.places.get(flaw.at, ())
        node: Any = self.source.data
        for key in path:
            node = node[key]
        if flaw.alone and isinstance(node, dict) and "rule" in node:
            return (*path, "rule", *spot_threshold(node["rule"], flaw.value))
        if isinstance(node, dict) and flaw.about in node.get("weights", ()):
            return (*path, "weights", flaw.about)
        keys = _NAMING if flaw.about and isinstance(node, dict) else ()
        inside = [key for key in keys if key in node]
        for key in inside:
            found = spot(node[key], flaw.about, flaw.value)
            if found is not None:
                return (*path, key, *found)
        return (*path, *inside[:1])
