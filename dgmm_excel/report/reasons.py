"""Why a topic has its level, in words that defend it: what the agency has, by the numbers printed on the form, what the level
requires, and what was left blank.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from dgmm_excel.intake.answer_words import number, numbered
from dgmm_excel.model.describe import to_lift
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.model.grouping import How
from dgmm_excel.scoring.answers import Answer, Assessment, Counted, Reason, TopicAssessment
from dgmm_excel.text import Lang, Text, said, yes_no

#: How the score and the level of a group are made.
_MADE: Mapping[How, str] = {"mean": "trace.mean", "sum": "trace.sum", "least": "trace.least", "best": "trace.best"}
_VERDICT = "trace.verdict"


@dataclass(frozen=True)
class Why:
    """The reason for a level, and what the next level asks; both empty where there is nothing to say.

    `count` of `of` things that the topic counts were there, and `blank` questions were not answered, or not usably; None for a
    sub-pillar, a pillar and overall.
    """

    reason: str = ""
    next: str = ""
    count: int | None = None
    of: int | None = None
    blank: int | None = None


#: How many reasons are kept: agencies that stand alike at a topic have them in common, and every output says them.
_KEPT = 4096


def why(assessment: Assessment, code: str, lang: Lang, rejected: Collection[str] = (), *, keep: bool = True) -> Why:
    """Return why an id has its level; `rejected` are the questions whose answers could not be used.

    `keep`: for the next agency that stands alike there, unless the caller keeps what it makes of it.
    """
    found, edition = assessment[code], assessment.edition
    if not isinstance(found, TopicAssessment):
        return _of_group(assessment, code, lang, keep)
    reason = found.trace
    if reason is None:
        return Why(_without(edition.topics[code], found, lang), blank=len(found.missing))
    given = tuple(map(assessment.answers.values.get, _told(edition, code)))
    unusable = tuple(filter(rejected.__contains__, found.missing))
    return (_kept_of_topic if keep else _of_topic)(edition, code, lang, reason, given, found.missing, unusable)


@cache
def _told(edition: Edition, code: str) -> tuple[str, ...]:
    """Return the questions whose answers may be told of a topic: its own, and those that its rule reads."""
    topic = edition.topics[code]
    read = () if topic.rule is None else topic.rule.uses()
    return tuple(dict.fromkeys((*(question.id for question in topic.questions), *(use.question for use in read))))


@cache
def rests_on(edition: Edition, code: str) -> tuple[str, ...]:
    """Return the questions whose answers the reason for a topic's level rests on: those that may be told, and those that
    their conditions read.
    """
    found: dict[str, None] = {}
    more = set(_told(edition, code))
    while more := {name for name in more if name in edition.questions} - found.keys():
        found |= dict.fromkeys(more)
        conditions = (edition.questions[name].asked_when for name in more)
        more = {use.question for condition in conditions if condition is not None for use in condition.uses()}
    return tuple(found)


def _of_topic(
    edition: Edition, code: str, lang: Lang, reason: Reason, given: tuple[Answer | None, ...], missing: tuple[str, ...],
    unusable: tuple[str, ...],
) -> Why:
    """Return why a topic has its level; `given` are the answers to the questions that may be told."""
    counted = reason.counted
    words = _Words(edition, edition.topics[code], reason, dict(zip(_told(edition, code), given, strict=True)), lang)
    count, of = (None, None) if counted is None or len(counted.among) == 1 else (counted.count, counted.of)
    return Why(words.whole(missing, unusable), words.next(), count, of, len(missing))


_kept_of_topic = lru_cache(_KEPT)(_of_topic)


def _of_group(assessment: Assessment, code: str, lang: Lang, keep: bool) -> Why:
    found, edition = assessment[code], assessment.edition
    topics = [assessment.topics[topic.id] for topic in edition.topics_under(code)]
    if found.level is None or found.score is None:
        waits = (_without(edition.topics[one.id], one, lang) for one in topics)
        return Why(", ".join(filter(None, dict.fromkeys(waits))))
    of_score = _kept_of_score if keep else _of_score
    return of_score(edition, code, lang, found.score, found.level, tuple((one.id, one.level) for one in topics))


def _of_score(
    edition: Edition, code: str, lang: Lang, score: Fraction, level: int, topics: tuple[tuple[str, int | None], ...]
) -> Why:
    """Return why a group has its level, from the levels of its topics."""
    lift, grouping = ", ".join(to_lift(edition, code, {code: level, **dict(topics)})), edition.grouping(code)
    reason = said(_VERDICT if grouping.verdict else _MADE[grouping.how], lang, score=edition.score_text(score), level=level)
    return Why(reason, said("why.lift", lang, topics=lift) if lift else "")


_kept_of_score = lru_cache(_KEPT)(_of_score)


def _without(topic: Topic, found: TopicAssessment, lang: Lang) -> str:
    """Return what a topic without a level waits for, or that nothing of it applies."""
    if found.status == "complete" and found.level is None:
        return said("why.not_applicable", lang)
    return "" if topic.source == "agency" else said(f"results.awaiting_{topic.source}", lang)


@dataclass(frozen=True)
class _Words:
    """The parts of one reason, in one language."""

    edition: Edition
    topic: Topic
    reason: Reason
    given: Mapping[str, Answer | None]
    lang: Lang

    def whole(self, missing: Iterable[str], unusable: Sequence[str]) -> str:
        own, asks = list(self._own()), self.reason.words[self.lang]
        after = self._after(asks)
        blank = [name for name in missing if name not in unusable]
        left = [self._left(kind, names) for kind, names in (("blank", blank), ("unusable", unusable)) if names]
        if own == [self._say("chosen", label=asks)]:  # the level's words are the choice itself
            asks = ""
        return self._say(
            "reason", level=self.reason.level, own=self._join(own), asks=asks, after=after, left=self._join(left),
            above=self.reason.above and self.reason.above[0])

    def next(self) -> str:
        above = self.reason.above
        return "" if above is None else said("trace.not_reached", self.lang, level=above[0], words=above[1])

    def _say(self, key: str, **words: object) -> str:
        return said(f"why.{key}", self.lang, **words)

    def _join(self, parts: Iterable[str]) -> str:
        return self._say("and").join(parts)

    def _after(self, asks: str) -> str:
        """Return what the next level asks, at the lowest, unless the words of the lowest say so already."""
        above = self.reason.above
        if self.reason.level != self.edition.scale[0] or above is None or above[1][self.lang] in asks:
            return ""
        return above[1][self.lang]

    def _left(self, kind: str, names: Sequence[str]) -> str:
        questions = self.edition.questions
        no = all(questions[name].type == "yes_no" for name in names)
        return self._say(kind, count=len(names), items=self._items((name,) for name in names), no=no)

    # -- what the agency has -----------------------------------------------------------------------

    def _own(self) -> Iterator[str]:
        """Yield what the agency has: what is counted, then figures, else the other answers."""
        counted = self.reason.counted
        if counted is not None:
            yield from self._counted(counted)
        for name, values in self.reason.figures:
            if any(value is not None for value in values):
                yield self._figure(name, ", ".join(number(value) for value in values if value is not None))
        if self.topic.rule is not None and not self.reason.figures:
            yield from self._choices()
            if counted is None or counted.among:
                yield from self._numbers()

    def _figure(self, name: Text, value: str | Text, unit: Text | None = None) -> str:
        return self._say("figure", name=name, value=value, unit=unit or "")

    def _counted(self, counted: Counted) -> Iterator[str]:
        if len(counted.among) != 1:
            held = (tuple(name for name in names if self.given[name] is True) or names for names in counted.held)
            yield self._say("yes" if counted.among else "has", count=counted.count, of=counted.of, items=self._items(held))
        elif (answer := self.given[counted.among[0]]) is not None:
            yield self._figure(self.edition.questions[counted.among[0]].text, yes_no(bool(answer)))

    def _answered(self, *types: str) -> Iterator[tuple[Question, Answer]]:
        for question in self.topic.questions:
            answer = self.given[question.id]
            if question.type in types and answer is not None:
                yield question, answer

    def _choices(self) -> Iterator[str]:
        alone = sum(question.type == "choice" for question in self.topic.questions) == 1
        for question, key in self._answered("choice"):
            label = question.choice(str(key))[self.lang]
            item = "" if alone else self._items([(question.id,)])
            yield self._say("chosen_at", item=item, label=label) if item else self._say("chosen", label=label)

    def _numbers(self) -> Iterator[str]:
        for question, value in self._answered("integer", "number"):
            if isinstance(value, int | Fraction):
                yield self._figure(question.text, number(value), question.unit)

    def _items(self, items: Iterable[tuple[str, ...]]) -> str:
        return numbered(self.edition, items, self.lang)


def names(edition: Edition, lang: Lang) -> dict[str, str]:
    """Return the name of everything that has a score, by id."""
    found = {"overall": said("report.overall", lang)}
    found |= {pillar.id: pillar.name[lang] for pillar in edition.pillars}
    found |= {code: sub.name[lang] for code, sub in edition.sub_pillars.items()}
    return found | {code: topic.name[lang] for code, topic in edition.topics.items()}
