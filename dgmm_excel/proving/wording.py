"""Whether the words of a condition name all that it asks for: each label, choice and number of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dgmm_excel.model.conditions import AllOf, AnyOf, ChoiceFrom, Count, NotThat, NumberFrom, Share, Yes, percent
from dgmm_excel.model.rule_data import RulePart
from dgmm_excel.text import Lang, phrase


def unsaid(condition: RulePart, text: str, questions: Any, lang: Lang) -> Iterator[str]:
    """Yield what a condition asks for and its words do not say. A label is an author's text, and says all it stands for."""
    if getattr(condition, "label", None) is not None:
        return
    match condition:
        case AnyOf(any=terms) | AllOf(all=terms) | Count(count=(_,) as terms, among=None):
            yield from _parts(condition, terms, text, questions, lang)
        case NotThat(not_=term):
            inner = term.describe(questions)[lang]
            if inner not in text or text == inner:
                yield phrase("condition.not", what=term.describe(questions))[lang]
            yield from unsaid(term, inner, questions, lang)
        case _:
            yield from (word for word in _named(condition, questions, lang) if word not in text)
            if isinstance(condition, ChoiceFrom) and text == _other_bound(condition, questions, lang):
                yield condition._words(questions)[lang]


def _parts(condition: RulePart, terms: tuple[Any, ...], text: str, questions: Any, lang: Lang) -> Iterator[str]:
    link = phrase("condition.or" if isinstance(condition, AnyOf) else "condition.and")[lang]
    for term in terms:
        own = term.describe(questions)[lang]
        if own in text:
            yield from unsaid(term, own, questions, lang)
        else:
            yield own
    if text.count(link) < len(terms) - 1:
        yield link.strip()


def _named(condition: RulePart, questions: Any, lang: Lang) -> tuple[str, ...]:
    match condition:
        case Yes(yes=name):
            return (questions[name].label[lang],)
        case ChoiceFrom(choice=name):
            return questions[name].label[lang], questions[name].choice(condition.key)[lang]
        case Count(count=terms, at_least=least, among=None):
            return str(least), str(len(terms))
        case Count(at_least=least):
            return (str(least),)
        case NumberFrom(number=name, at_least=least):
            return questions[name].label[lang], str(least)
        case Share(share=name, of=whole, above=above, at_least=least):
            bound = above if above is not None else least
            assert bound is not None
            return (questions[name].label[lang], *((questions[whole].label[lang], percent(bound)) if bound else ()))
        case _:
            return ()


def _other_bound(condition: ChoiceFrom, questions: Any, lang: Lang) -> str:
    """Return the words of the same choice with the other bound: only this one, or this one and those above."""
    question = questions[condition.choice]
    key = "condition.choice" if condition.at_least is not None else "condition.choice_from"
    return phrase(key, question=question.label, choice=question.choice(condition.key))[lang]
