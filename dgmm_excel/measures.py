"""What is computed of an edition, by name: every status, score and level as an expression over the answers.

`evaluate` computes them, a form holds each in a cell; that is why both say the same. Names:

    form.given                       answers given at all (0: the form is blank)
    missing.<topic> answered.<topic> questions missing, questions answered
    status.<topic>                   a place in `STATUSES`
    inherited.<topic>                the parent's score, put in from outside; no value until then
    exact.<id>                       the score, exact; no value while pending, or in a blank form
    score.<id>                       rounded half up to two decimals
    level.<id>                       1 to 5
    rests.<id>                       (groups) how many topics the score rests on
    progress.answered progress.missing

`<id>` is a topic, a sub-pillar, a pillar or `overall`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from dgmm_excel import expr
from dgmm_excel.edition import Edition, Pillar, Question, SubPillar, Topic

Status = Literal["complete", "incomplete", "pending", "blank"]
#: A topic's statuses, by the number that `status.<topic>` gives.
STATUSES: tuple[Status, ...] = ("blank", "incomplete", "complete", "pending")
_BLANK, _INCOMPLETE, _COMPLETE, _PENDING = (expr.number(place) for place in range(4))


@cache
def measures(edition: Edition) -> Mapping[str, expr.Expr]:
    """Every measure of the edition by name, each after those it needs."""
    return dict(_measures(edition))


def _measures(edition: Edition) -> Iterator[tuple[str, expr.Expr]]:
    counted = tuple(question.id for question in edition.questions.values() if question.is_answer)
    yield "form.given", expr.Sum(tuple(expr.Cell("given", name) for name in counted))
    for topic in edition.topics.values():
        yield from _topic(edition, topic)
    for group, members in _groups(edition):
        if group not in edition.topics:  # a pillar that is its one topic has that topic's score already
            yield f"exact.{group}", expr.Mean(tuple(expr.Measure(f"exact.{member}") for member in members))
            yield from _read(edition, group)
        topics = topics_under(edition, group)
        yield f"rests.{group}", expr.Present(tuple(expr.Measure(f"exact.{topic.id}") for topic in topics))
    for name in ("answered", "missing"):
        own = (topic.id for topic in edition.topics.values() if topic.source == "agency")
        yield f"progress.{name}", expr.Sum(tuple(expr.Measure(f"{name}.{topic}") for topic in own))


def _groups(edition: Edition) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pillar in edition.pillars:
        for sub in pillar.sub_pillars:
            yield sub.id, tuple(topic.id for topic in sub.topics)
    for pillar in edition.pillars:
        yield pillar.id, tuple(sub.id for sub in pillar.sub_pillars)
    yield "overall", tuple(pillar.id for pillar in edition.pillars)


def topics_under(edition: Edition, group: str) -> tuple[Topic, ...]:
    """The topics that a sub-pillar, a pillar or `overall` rests on."""
    def inside(pillar: Pillar, sub: SubPillar) -> bool:
        return group in (sub.id, pillar.id, "overall")

    return tuple(
        topic for pillar in edition.pillars for sub in pillar.sub_pillars if inside(pillar, sub) for topic in sub.topics
    )


def _topic(edition: Edition, topic: Topic) -> Iterator[tuple[str, expr.Expr]]:
    given = expr.at_least(expr.Measure("form.given"), 1)
    if topic.rule is None:
        inherited = expr.Measure(f"inherited.{topic.id}")
        ready: expr.Condition | None = expr.HasValue(inherited)
        score: expr.Expr = inherited
    else:
        ready = topic.rule.ready()
        score = topic.rule.score(edition.questions)
    if topic.source == "agency":
        yield f"answered.{topic.id}", expr.Sum(tuple(expr.Cell("answered", q.id) for q in topic.questions))
        yield f"missing.{topic.id}", missing(topic)
        yield f"status.{topic.id}", _status(topic)
        yield f"exact.{topic.id}", expr.If(given, score, expr.Nothing())
    else:
        assert ready is not None
        yield f"status.{topic.id}", _outside_status(topic, ready, given)
        yield f"exact.{topic.id}", expr.If(expr.All((given, ready)), score, expr.Nothing())
    yield from _read(edition, topic.id)


def _read(edition: Edition, name: str) -> Iterator[tuple[str, expr.Expr]]:
    """A score as it is shown, and its level by the edition's bands."""
    score = expr.Measure(f"score.{name}")
    yield f"score.{name}", expr.Round(expr.Measure(f"exact.{name}"), 2)
    bands = tuple(
        (expr.Compare(score, ">=", expr.Number(least)), level)
        for level, least in reversed(list(enumerate(edition.bands, start=1)))
        if level > 1
    )
    yield f"level.{name}", expr.If(expr.HasValue(score), expr.staircase(bands, expr.number(1)), expr.Nothing())


def missing(topic: Topic) -> expr.Expr:
    """How many questions the topic is incomplete without: asked, required, and without an answer."""
    plain = tuple(question.id for question in topic.questions if question.required == "always")
    rows: dict[str, list[str]] = {}
    for question in topic.questions:
        if question.required == "with_row":
            rows.setdefault(question.row_id, []).append(question.id)
    terms: list[expr.Expr] = [_count("asked", plain), _minus(_count("answered", plain))] if plain else []
    for row in rows.values():
        answered = _count("answered", row)
        used = expr.at_least(answered, 1)
        terms.append(expr.If(used, expr.Sum((_count("asked", row), _minus(answered))), expr.number(0)))
    terms += [expr.If(expr.answered(name), expr.number(0), expr.number(1)) for name in outside(topic)]
    return expr.Sum(tuple(terms))


def outside(topic: Topic) -> tuple[str, ...]:
    """Questions outside the topic that it is incomplete without (the mission)."""
    return topic.rule.needs() if topic.rule is not None else ()


def gates(topic: Topic) -> tuple[str, ...]:
    """Questions outside the topic that switch all of it off; none where something is asked in any case."""
    own = {question.id for question in topic.questions}
    conditions = [question.asked_when for question in topic.questions]
    used = [[name for name, _ in c.uses() if name not in own] if c is not None else [] for c in conditions]
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


def _outside_status(topic: Topic, ready: expr.Condition, given: expr.Condition) -> expr.Expr:
    """The status of a topic that is not the agency's to answer."""
    if topic.source == "inherited":
        return expr.If(expr.All((ready, given)), _COMPLETE, _PENDING)
    return expr.If(ready, expr.If(given, _COMPLETE, _BLANK), _PENDING)


def _count(aspect: expr.Aspect, names: tuple[str, ...] | list[str]) -> expr.Sum:
    return expr.Sum(tuple(expr.Cell(aspect, name) for name in names))


def _minus(term: expr.Expr) -> expr.Product:
    return expr.Product(expr.number(-1), term)


def missing_questions(topic: Topic, asked: Mapping[str, bool], answered: Mapping[str, bool]) -> tuple[str, ...]:
    """The ids that `missing.<topic>` counts, in order; `asked` and `answered` by question id."""
    used = {question.row_id for question in topic.questions if question.required == "with_row" and answered[question.id]}

    def is_missing(question: Question) -> bool:
        if not asked[question.id] or answered[question.id]:
            return False
        return question.required == "always" or (question.required == "with_row" and question.row_id in used)

    return (
        *(name for name in outside(topic) if not answered[name]),
        *(question.id for question in topic.questions if is_missing(question)),
    )
