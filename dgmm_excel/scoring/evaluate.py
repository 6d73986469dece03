"""Score answers: from a set of answers to an assessment, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from dgmm_excel.model.edition import Edition, Topic
from dgmm_excel.model.measures import STATUSES, missing_questions
from dgmm_excel.scoring.answers import Answers, Assessment, GroupAssessment, TopicAssessment, checked
from dgmm_excel.scoring.computed import Computed, computed
from dgmm_excel.scoring.python_text import fraction
from dgmm_excel.scoring.reason import reason


def score(edition: Edition, answers: Mapping[str, Any], parent: Assessment | None = None) -> Assessment:
    """Return the assessment of a set of answers, question id -> value.

    A yes/no value is True or False, a choice its key, a number an int or float, a blank None or absent. `parent` is the
    assessment from which inherited topics take their scores. Raise AnswerError with every unknown id and every impossible
    value, TypeError for an edition that is not loaded.
    """
    if not isinstance(edition, Edition):
        raise TypeError(f"score takes an edition that is loaded: score(load_edition({edition!r}), answers)")
    return assess(checked(edition, answers), parent)


def assess(answers: Answers, parent: Assessment | None = None) -> Assessment:
    """Return the assessment of checked answers."""
    return _assessment(answers, computed(answers, parent))


def _assessment(answers: Answers, state: Computed) -> Assessment:
    edition, found = answers.edition, state.measures
    names = _names(edition)

    def exact(name: str) -> Fraction | None:
        value = found[f"exact.{name}"]
        return fraction(value) if isinstance(value, int) else value

    def topic(one: Topic) -> TopicAssessment:
        level = found[f"level.{one.id}"]
        left = found.get(f"missing.{one.id}", 0)
        return TopicAssessment(
            one.id, exact(one.id), level, names[one.id].get(level), STATUSES[found[f"status.{one.id}"]],
            missing_questions(one, state.answered, state.open) if left else (),
            lambda: reason(answers, one, state),
        )

    def group(name: str) -> GroupAssessment:
        level = found[f"level.{name}"]
        return GroupAssessment(name, exact(name), level, names[name].get(level), found[f"rests.{name}"])

    blank, answered = found["form.given"] == 0, found["answered.overall"]
    return Assessment(
        edition, answers,
        {name: topic(one) for name, one in edition.topics.items()},
        {name: group(name) for name in edition.sub_pillars},
        {pillar.id: group(pillar.id) for pillar in edition.pillars},
        group("overall"),
        blank=blank, answered=0 if blank else answered, asked=answered + found["missing.overall"],
    )


@cache
def _names(edition: Edition) -> Mapping[str, Mapping[int | None, str]]:
    """Return the name of each level of each id."""
    return {code: {level: edition.level_name(code, level) or "" for level in edition.scale} for code in edition.ids}
