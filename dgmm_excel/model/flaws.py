"""What must hold between the values of an edition, and each value that does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from dgmm_excel.model.edition import AskedInCircle, Edition, Pillar, Question, SubPillar, Topic, in_asking_order
from dgmm_excel.model.point_terms import NumberPoints
from dgmm_excel.model.rule_data import Counted, RulePart, Use
from dgmm_excel.model.rule_kind import RuleKind


@dataclass(frozen=True)
class Flaw:
    """One inconsistency between the values of an edition: the id where it is, the phrase that says what is wrong.

    `about` is the word in question, if it is not that id itself (a question used there, the label of a choice); `value` is
    the word next to it in the file, `words` fill the phrase. One that is told `alone` may follow from any other mistake in its
    topic; `value` is then the threshold in question.
    """

    at: str
    key: str
    about: str = ""
    value: str = ""
    words: Mapping[str, object] = field(default_factory=dict)
    alone: bool = False


def flaws(edition: Edition) -> Iterator[Flaw]:
    """Yield every inconsistency between the values of an edition."""
    yield from _doubles(edition)
    for question in edition.questions.values():
        yield from _question_flaws(question)
        if question.asked_when is not None:
            yield from _use_flaws(edition, question.id, question.asked_when.uses())
        yield from _use_flaws(edition, question.id, _implied(question))
    yield from _circles(edition)
    for topic in edition.topics.values():
        if topic.rule is not None:
            yield from _use_flaws(edition, topic.id, topic.rule.uses())
            yield from _bound_flaws(edition, topic.id, topic.rule.bounds())
            yield from _count_flaws(topic.id, topic.rule.counts())
            yield from _point_flaws(edition, topic, topic.rule)
            yield from _unused(topic)
        for name, _ in topic.falling:
            if name not in edition.questions:
                yield Flaw(topic.id, "flaw.unknown_question", name, words={"name": name})
    for sub in edition.sub_pillars.values():
        yield from _beside_flaws(sub)
    for group, members in edition.members.items():
        yield from _group_flaws(edition, group, members)


def _group_flaws(edition: Edition, group: str, members: tuple[str, ...]) -> Iterator[Flaw]:
    grouping, below = edition.grouping(group), {group, *_below(edition, members)}
    if grouping.weights and grouping.how in ("least", "best"):
        yield Flaw(group, "flaw.weights_of_one", words={"how": grouping.how})
    for name in grouping.weights:
        if name not in members:
            yield Flaw(group, "flaw.weight_of_none", name, words={"name": name, "members": ", ".join(members)})
    for name in dict.fromkeys(grouping.read()):
        if name not in below:
            yield Flaw(group, "flaw.verdict_of_none", name, words={"name": name, "group": group})


def _below(edition: Edition, members: tuple[str, ...]) -> Iterator[str]:
    for member in members:
        yield member
        yield from _below(edition, edition.members.get(member, ()))


def _implied(question: Question) -> Iterator[Use]:
    for key, other in question.implies:
        yield Use(question.id, "choice", (key,))
        yield Use(other, "yes_no")


def is_its_topic(pillar: Pillar) -> bool:
    """Whether the pillar is a single topic with the same id (P7). The two share a score, and the id is not a duplicate."""
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
                yield Flaw(name, "flaw.doubled", words={"times": times})


def _circles(edition: Edition) -> Iterator[Flaw]:
    try:
        in_asking_order(edition)
    except AskedInCircle as circle:
        yield Flaw(circle.question, "flaw.circle")


def _question_flaws(question: Question) -> Iterator[Flaw]:
    if question.type == "choice":
        if len(question.choices) < 2:
            yield Flaw(question.id, "flaw.few_choices")
        for lang in ("th", "en"):
            labels = Counter(choice.label[lang] for choice in question.choices)
            for label, times in labels.items():
                if times > 1:
                    yield Flaw(question.id, "flaw.doubled_label", label, words={"label": label, "times": times})
    elif question.choices:
        yield Flaw(question.id, "flaw.choices_of_other", words={"type": question.type})
    low, high = question.minimum, question.maximum
    if low is not None and high is not None and low > high:
        yield Flaw(question.id, "flaw.minimum_above", words={"low": low, "high": high})


def _use_flaws(edition: Edition, at: str, uses: Iterator[Use]) -> Iterator[Flaw]:
    for use in dict.fromkeys(uses):
        name, question = use.question, edition.questions.get(use.question)
        if question is None:
            yield Flaw(at, "flaw.unknown_question", name, words={"name": name})
        elif not use.admits(question.type):
            yield Flaw(at, "flaw.other_type", name, words={"name": name, "type": question.type, "kind": use.kind})
        else:
            yield from _key_flaws(at, use, [choice.key for choice in question.choices])


def _key_flaws(at: str, use: Use, keys: list[str]) -> Iterator[Flaw]:
    name = use.question
    for key in use.keys:
        if key not in keys:
            yield Flaw(at, "flaw.no_choice", name, key, {"name": name, "choice": key, "keys": ", ".join(keys)})
    for key in keys if use.complete else ():
        if key not in use.keys:
            yield Flaw(at, "flaw.choice_unsaid", name, words={"name": name, "choice": key})


def _bound_flaws(edition: Edition, at: str, bounds: Iterator[tuple[str, Fraction]]) -> Iterator[Flaw]:
    for name, most in dict.fromkeys(bounds):
        question = edition.questions.get(name)
        if question is not None and question.maximum is not None and most > question.maximum:
            words = {"name": name, "threshold": most, "maximum": question.maximum}
            yield Flaw(at, "flaw.beyond_maximum", name, words=words)


def _count_flaws(at: str, counts: Iterator[Counted]) -> Iterator[Flaw]:
    for count in counts:
        if count.wanted > count.of:
            words = {"threshold": count.wanted, "count": count.of}
            yield Flaw(at, "flaw.beyond_items", value=str(count.wanted), words=words, alone=True)


def _point_flaws(edition: Edition, topic: Topic, rule: RuleKind) -> Iterator[Flaw]:
    endless = [part for part in _within(rule) if isinstance(part, NumberPoints) and part.most is None]
    for part in endless:
        question = edition.questions.get(part.number)
        if question is not None and question.maximum is None:
            yield Flaw(topic.id, "flaw.endless_points", part.number, words={"name": part.number})
            return
    if rule.by_bands and all(use.question in edition.questions for use in rule.uses()) and not _unchosen(edition, rule):
        most, highest = rule.extent(edition.questions)[1], edition.bands_of(topic.id)[-1]
        if highest > most:
            yield Flaw(topic.id, "flaw.beyond_points", words={"highest": highest, "most": most})


def _unchosen(edition: Edition, rule: RuleKind) -> bool:
    """Whether the rule names a choice that its question lacks; that is told by itself."""
    asked = {use.question: [choice.key for choice in edition.questions[use.question].choices] for use in rule.uses()}
    return any(key not in asked[use.question] for use in rule.uses() for key in use.keys)


def _within(part: RulePart) -> Iterator[RulePart]:
    yield part
    for inner in part.parts():
        yield from _within(inner)


def _beside_flaws(sub: SubPillar) -> Iterator[Flaw]:
    for place, topic in enumerate(sub.topics):
        if topic.beside is None:
            continue
        before = sub.topics[place - 1] if place else None
        if before is None or before.id != topic.beside.topic:
            yield Flaw(topic.id, "flaw.not_before", topic.beside.topic, words={"topic": topic.beside.topic, "sub": sub.id})
        elif before.items != topic.items:
            yield Flaw(topic.id, "flaw.other_items", topic.beside.topic, words={"topic": before.id})


def _unused(topic: Topic) -> Iterator[Flaw]:
    readers = (topic.rule, *(question.asked_when for question in topic.questions))
    read = {use.question for reader in readers if reader is not None for use in reader.uses()}
    for question in topic.questions:
        if question.id not in read:
            yield Flaw(question.id, "flaw.unread")
