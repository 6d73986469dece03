"""What the rows of next steps in a form's Results say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from dgmm_excel.form.step_rows import words_height
from dgmm_excel.intake.answer_words import numbered
from dgmm_excel.intake.next_steps import LiftsOf, NextStep, lifts_of, next_steps, step_codes
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Assessment
from dgmm_excel.text import Lang, said
from dgmm_excel.xlsx.a1 import MAX_HEIGHT, MAX_TEXT


def step_texts(of: Assessment, lang: Lang, lifts: LiftsOf = lifts_of) -> Mapping[str, str]:
    """Return what is said of the whole and of each pillar, by its id: a text that its row shows whole.

    A line for each answer to change; where the row would be too high, the last of them by topic and number.
    """
    steps = {step.code: step for step in next_steps(of, lang, lifts)}
    return {code: _text(of, steps.get(code), code, lang) for code in step_codes(of.edition)}


def _text(of: Assessment, step: NextStep | None, code: str, lang: Lang) -> str:
    level = of.level_at(code)
    if level is None:
        return said("steps.no_level", lang)
    if step is None:
        return said("steps.stays", lang, level=level, says=said("steps.highest", lang))
    if not step.answers:
        return said("steps.stays", lang, level=level, says=step.says)
    return longest_that_fits(_texts(of.edition, step, lang), fits)


def fits(text: str) -> bool:
    """Whether a row of the form can show the text whole."""
    return len(text) <= MAX_TEXT and words_height(text) <= MAX_HEIGHT


def longest_that_fits(texts: Iterator[str], fit: Callable[[str], bool]) -> str:
    """Return the first of the texts that fits, or the last one, which is short."""
    text = next(texts)
    while not fit(text):
        shorter = next(texts, None)
        if shorter is None:
            break
        text = shorter
    return text


def _texts(edition: Edition, step: NextStep, lang: Lang) -> Iterator[str]:
    """Yield the text of a step, each time with one answer less in words; at last without naming them."""
    head = said("steps.rises", lang, level=step.level, to=step.level + 1, says=step.says)
    lines = [said("steps.answer", lang, topic=one.topic, question=one.question, now=one.now, then=one.then)
             for one in step.answers.values()]
    names = list(step.answers)
    yield "\n".join((head, *lines))
    for count in range(len(lines) - 1, -1, -1):
        items = _items(edition, names[count:], lang)
        yield "\n".join((head, *lines[:count], said("steps.more", lang, count=len(lines) - count, items=items)))
    yield "\n".join((head, said("steps.no_room", lang, count=len(lines))))


def _items(edition: Edition, names: list[str], lang: Lang) -> str:
    """Return questions by their topics and numbers."""
    topics = groupby(names, lambda name: edition.questions[name].topic or "")
    return "; ".join(f"{topic}: {numbered(edition, [(name,) for name in some], lang)}" for topic, some in topics)
