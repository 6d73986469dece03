"""What must hold between the values of an edition, and each value that does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dgmm_excel.model.edition import AskedInCircle, Edition, Pillar, Question, SubPillar, Topic, in_asking_order
from dgmm_excel.model.rule_data import Use


@dataclass(frozen=True)
class Flaw:
    """One inconsistency between the values of an edition: the id where it is, what is wrong, what to do.

    `about` is the word in question, if it is not that id itself (a question used there, the label of a choice); `value` is
    the word next to it in the file.
    """

    at: str
    what: str
    remedy: str
    about: str = ""
    value: str = ""


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
            yield from _unused(topic)
    for sub in edition.sub_pillars.values():
        yield from _beside_flaws(sub)


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
                yield Flaw(name, f"the id stands {times} times", "give each its own id")


def _circles(edition: Edition) -> Iterator[Flaw]:
    try:
        in_asking_order(edition)
    except AskedInCircle as circle:
        yield Flaw(circle.question, "is asked depending on itself", "break the circle of asked_when")


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


def _use_flaws(edition: Edition, at: str, uses: Iterator[Use]) -> Iterator[Flaw]:
    for use in dict.fromkeys(uses):
        name, question = use.question, edition.questions.get(use.question)
        if question is None:
            yield Flaw(at, f"unknown question {name}", "correct the id, or add the question", name)
        elif not use.admits(question.type):
            yield Flaw(at, f"{name} is {question.type}, but is used as {use.kind}", "use a question of that type", name)
        else:
            yield from _key_flaws(at, use, [choice.key for choice in question.choices])


def _key_flaws(at: str, use: Use, keys: list[str]) -> Iterator[Flaw]:
    name = use.question
    for key in use.keys:
        if key not in keys:
            yield Flaw(at, f"{name} has no choice {key}", f"use one of {', '.join(keys)}", name, key)
    for key in keys if use.complete else ():
        if key not in use.keys:
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
    readers = (topic.rule, *(question.asked_when for question in topic.questions))
    read = {use.question for reader in readers if reader is not None for use in reader.uses()}
    for question in topic.questions:
        if question.id not in read:
            yield Flaw(question.id, "is asked, but no rule looks at it", "use it in the topic's rule, or drop it")
