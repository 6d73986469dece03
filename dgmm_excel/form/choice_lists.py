"""The long lists of choices in words, for people who prepare a form on paper: there no cell opens its list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dgmm_excel.model.describe import unmarked_levels
from dgmm_excel.model.edition import Edition, Topic
from dgmm_excel.text import Lang, said


class ChoiceList(NamedTuple):
    """One list: its topic with the questions that take it, and its choices in a line."""

    name: str
    choices: str


def choice_lists(edition: Edition, lang: Lang) -> tuple[ChoiceList, ...]:
    """Return the lists that agencies choose from and that the words of the levels do not tell.

    A list of no more choices than there are levels is told by them in substance, a longer one only where they quote it.
    """
    return tuple(
        ChoiceList(said("form.choices_of", lang, topic=topic.id, names="; ".join(names)), " • ".join(labels))
        for topic in edition.topics.values() for labels, names in _long_lists(topic, edition, lang).items())


def _long_lists(topic: Topic, edition: Edition, lang: Lang) -> Mapping[tuple[str, ...], Mapping[str, None]]:
    """Return the names of the questions of a topic by the labels of their choices; a grid's column is named once."""
    levels = "\n".join(text[lang] for text in unmarked_levels(edition, topic.id))
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for question in topic.questions:
        labels = tuple(choice.label[lang] for choice in question.choices)
        told = len(labels) <= len(edition.levels) or all(label in levels for label in labels)
        if question.answered_by == "agency" and not told:
            found.setdefault(labels, {})[(question.column or question.text)[lang]] = None
    return found
