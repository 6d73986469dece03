"""The measures of an edition: every status, score and level as a named expression over the answers.

`scoring.computed` computes them, and a form has a cell for each, so that both give the same results. Names:

    form.given                       number of answers (0: the form is blank)
    missing.<topic> answered.<topic> number of questions missing, answered; also for a pillar and `overall`, over the
                                     agency's topics and the questions outside them that they need
    status.<topic>                   an index of `STATUSES`
    inherited.<topic>                the score of the parent, set from outside; no value before
    exact.<id>                       the exact score; no value while pending, or in a blank form
    score.<id>                       rounded half up to the edition's decimals
    level.<id>                       one of the edition's levels
    rests.<id>                       (groups) number of topics that the score rests on

`<id>` is a topic, a sub-pillar, a pillar or `overall`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from dgmm_excel.model import expr
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.model.figure_pairs import shares

TopicStatus = Literal["complete", "incomplete", "pending", "blank"]
#: The statuses of a topic, by the value of `status.<topic>`.
STATUSES: tuple[TopicStatus, ...] = ("blank", "incomplete", "complete", "pending")
_BLANK, _INCOMPLETE, _COMPLETE, _PENDING = (expr.number(place) for place in range(4))


@cache
def measures(edition: Edition) -> Mapping[str, expr.Expr]:
    """Return every measure of the edition by name, each after those that it reads."""
    return dict(_measures(edition))


def _measures(edition: Edition) -> Iterator[tuple[str, expr.Expr]]:
    counted = tuple(question.id for question in edition.questions.values() if question.is_answer)
    yield "form.given", expr.Sum(tuple(expr.AspectValue("given", name) for name in counted))
    for topic in edition.topics.values():
        yield from _topic(edition, topic)
    for group in (*edition.sub_pillars, *(pillar.id for pillar in edition.pillars), "overall"):
        if group in edition.members:  # a pillar that is a single topic already has its score
            yield f"exact.{group}", edition.grouping(group).score(edition.members[group])
            yield from _read(edition, group)
        topics = edition.topics_under(group)
        yield f"rests.{group}", expr.Present(tuple(expr.Measure(f"exact.{topic.id}") for topic in topics))
    yield from _progress(edition)


def _progress(edition: Edition) -> Iterator[tuple[str, expr.Expr]]:
    for group in (*(pillar.id for pillar in edition.pillars if pillar.id not in edition.topics), "overall"):
        own = [topic for topic in edition.topics_under(group) if topic.source == "agency"]
        beyond = dict.fromkeys(name for topic in own for name in outside(topic))  # missing until answered
        answered: list[expr.Expr] = [expr.Measure(f"answered.{topic.id}") for topic in own]
        answered += [expr.AspectValue("answered", one) for one in beyond]
        yield f"answered.{group}", expr.Sum(tuple(answered))
        yield f"missing.{group}", expr.Sum(tuple(expr.Measure(f"missing.{topic.id}") for topic in own))


def _topic(edition: Edition, topic: Topic) -> Iterator[tuple[str, expr.Expr]]:
    given = expr.at_least(expr.Measure("form.given"), 1)
    if topic.rule is None:
        inherited = expr.Measure(f"inherited.{topic.id}")
        ready: expr.Predicate | None = expr.HasValue(inherited)
        score: expr.Expr = inherited
    else:
        ready = topic.rule.ready()
        score = topic.rule.score(edition.questions)
    if topic.source == "agency":
        yield f"answered.{topic.id}", expr.Sum(tuple(expr.AspectValue("answered", q.id) for q in topic.questions))
        yield f"missing.{topic.id}", missing(topic)
        yield f"status.{topic.id}", _status(topic)
        yield f"exact.{topic.id}", expr.If(given, score, expr.Nothing())
    else:
        assert ready is not None
        yield f"status.{topic.id}", _outside_status(topic, ready, given)
        yield f"exact.{topic.id}", expr.If(expr.All((given, ready)), score, expr.Nothing())
    yield from _read(edition, topic.id)


def _read(edition: Edition, name: str) -> Iterator[tuple[str, expr.Expr]]:
    """Yield the rounded score of an id, and its level."""
    yield f"score.{name}", expr.Rounded(expr.Measure(f"exact.{name}"), edition.digits)
    yield f"level.{name}", edition.grouping(name).level(
        name, edition.bands_on, edition.bands_of(name), edition.scale)


def missing(topic: Topic) -> expr.Expr:
    """Return the number of answers that the topic lacks: its own open questions, and unanswered ones outside it."""
    plain = [question.id for question in topic.questions if is_plain(question)]
    terms: list[expr.Expr] = [expr.number(len(plain)), _minus(_count("given", plain))] if plain else []
    terms += [expr.AspectValue("open", question.id) for question in topic.questions if not is_plain(question)]
    terms += [expr.If(expr.answered(name), expr.number(0), expr.number(1)) for name in outside(topic)]
    return expr.Sum(tuple(terms))


def is_plain(question: Question) -> bool:
    """Whether the agency is always asked the question and must answer: it is open until an answer is given."""
    return question.answered_by == "agency" and question.required == "always" and question.asked_when is None


def still_open(edition: Edition, question: Question) -> expr.Expr:
    """Return the aspect `open`: 1 if the agency is asked the question, must answer it and has not; else 0."""
    left = expr.Sum((expr.AspectValue("asked", question.id), _minus(expr.AspectValue("answered", question.id))))
    if question.answered_by != "agency" or question.required == "never":
        return expr.number(0)
    if question.asked_when is None:
        left = expr.Sum((expr.number(1), _minus(expr.AspectValue("given", question.id))))
    if question.required == "always":
        return left
    row = [one.id for one in edition.topics[question.topic or ""].questions if one.row_id == question.row_id]
    return expr.If(expr.at_least(_count("answered", row), 1), left, expr.number(0))


#: The marks beside an answer cell, by the value of `mark`: nothing, not asked, not asked but answered, missing, not a valid
#: answer (only a sheet can tell), an impossible figure.
MARKS = ("fine", "not_asked", "not_counted", "missing", "unusable", "impossible")


def mark(edition: Edition, question: Question) -> expr.Expr:
    """Return the index in `MARKS` of a question's mark. Missing answers are marked once the topic has an answer."""
    given, is_asked = (expr.Compare(expr.AspectValue(what, question.id), "=", expr.number(1)) for what in _GIVEN_ASKED)
    begun = expr.Measure(f"answered.{question.topic}" if question.topic in edition.topics else "form.given")
    is_open = expr.Compare(expr.AspectValue("given", question.id), "=", expr.number(0)) if is_plain(question) else expr.Compare(
        expr.AspectValue("open", question.id), "=", expr.number(1))
    here: expr.Expr = expr.If(expr.All((is_open, expr.at_least(begun, 1))), expr.number(_MISSING), expr.number(0))
    if question.answered_by != "agency":
        here = expr.number(0)
    for part, whole in shares(edition):
        if part == question.id:
            both = expr.Product(expr.AspectValue("answered", part), expr.AspectValue("answered", whole))
            above = expr.Compare(expr.amount(part), ">", expr.amount(whole))
            here = expr.If(expr.All((expr.Compare(both, "=", expr.number(1)), above)), expr.number(_IMPOSSIBLE), here)
    if question.asked_when is None:
        return here
    return expr.If(is_asked, here, expr.If(given, expr.number(_NOT_COUNTED), expr.number(_NOT_ASKED)))


_GIVEN_ASKED: tuple[expr.Aspect, expr.Aspect] = ("given", "asked")
_NOT_ASKED, _NOT_COUNTED, _MISSING, UNUSABLE, _IMPOSSIBLE = range(1, len(MARKS))


def outside(topic: Topic) -> tuple[str, ...]:
    """Return the questions outside the topic without which it is incomplete (the mission)."""
    return topic.rule.needs() if topic.rule is not None else ()


def gates(topic: Topic) -> tuple[str, ...]:
    """Return the questions outside the topic that can switch all of it off; empty if any of its questions is always asked."""
    own = {question.id for question in topic.questions}
    conditions = [question.asked_when for question in topic.questions]
    used = [[use.question for use in c.uses() if use.question not in own] if c is not None else [] for c in conditions]
    inner = [question for question, names in zip(topic.questions, used, strict=True) if not names]
    if any(question.asked_when is None for question in inner):
        return ()
    return tuple(dict.fromkeys(name for names in used for name in names))


def _status(topic: Topic) -> expr.Expr:
    answered, left = expr.Measure(f"answered.{topic.id}"), expr.Measure(f"missing.{topic.id}")
    status = expr.If(
        expr.Compare(answered, "=", expr.number(0)), _BLANK,
        expr.If(expr.at_least(left, 1), _INCOMPLETE, _COMPLETE),
    )
    switches = gates(topic)
    if not switches:
        return status
    nothing = expr.Compare(_count("asked", [question.id for question in topic.questions]), "=", expr.number(0))
    settled = expr.Compare(_count("answered", switches), "=", expr.number(len(switches)))
    return expr.If(nothing, expr.If(settled, _COMPLETE, _BLANK), status)


def _outside_status(topic: Topic, ready: expr.Predicate, given: expr.Predicate) -> expr.Expr:
    """Return the status of a topic that the agency does not answer."""
    if topic.source == "inherited":
        return expr.If(expr.All((ready, given)), _COMPLETE, _PENDING)
    return expr.If(ready, expr.If(given, _COMPLETE, _BLANK), _PENDING)


def _count(aspect: expr.Aspect, names: tuple[str, ...] | list[str]) -> expr.Sum:
    return expr.Sum(tuple(expr.AspectValue(aspect, name) for name in names))


def _minus(term: expr.Expr) -> expr.Product:
    return expr.Product(expr.number(-1), term)


def missing_questions(topic: Topic, answered: Mapping[str, int], still_open: Mapping[str, int]) -> tuple[str, ...]:
    """Return the ids that `missing.<topic>` counts, in order. The mappings have the aspects of every question by id."""
    own = (question.id for question in topic.questions if still_open[question.id])
    return (*(name for name in outside(topic) if not answered[name]), *own)
