"""Which answers moved a topic: those that differ between an earlier round and this one, in words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from dgmm_excel.form.layout import printed_numbers
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.past import Past
from dgmm_excel.text import Lang, said, yes_no

#: How many answers of a topic are named, and how long a label is at most.
_NAMED, _LONGEST = 5, 60


def changed_answers(edition: Edition, topic: str, now: Mapping[str, Answer], past: Past, lang: Lang) -> str:
    """Return the answers of a topic that differ, each with what it was and is: `2: no → yes; 5: – → yes`.

    Empty where none does, as where only the roster's mission or a rule changed. An inherited topic is the parent's.
    """
    if edition.topics[topic].source == "inherited":
        return said("movement.inherited", lang)
    then: Mapping[str, Answer] = past.answers()
    found = []
    for question in edition.topics[topic].questions:
        before = past.common.questions.get(question.id)
        if before is None or question.type == "text" or then.get(before) == now.get(question.id):
            continue
        old = _label(past.edition.questions[before], then.get(before), lang)
        number = printed_numbers(edition)[question.id].number or question.text[lang]
        found.append(f"{number}: {old} → {_label(question, now.get(question.id), lang)}")
    more = len(found) - _NAMED
    return "; ".join(found[:_NAMED]) + (said("movement.more", lang, count=more) if more > 0 else "")


def _label(question: Question, value: Answer | None, lang: Lang) -> str:
    """Return an answer in words; a long label is cut."""
    match value:
        case None:
            return "–"
        case bool():
            return yes_no(value)[lang]
        case int() | Fraction():
            return f"{float(value):g}"
        case key:
            labels = {choice.key: choice.label[lang] for choice in question.choices}
            words = labels.get(key, key)
            return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
