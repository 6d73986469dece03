"""What each level of a topic asks, in words derived from its rule, so that words and scores cannot drift apart."""

from __future__ import annotations

from functools import cache

from dgmm_excel.edition import Edition, Topic
from dgmm_excel.rulekind import LEVELS
from dgmm_excel.rules import MeanOfChoices
from dgmm_excel.text import Text, phrase


@cache
def levels(edition: Edition, topic: str) -> tuple[Text, ...]:
    """The five levels of a topic in words, from 1 on; a level that the topic does not have says so."""
    one = edition.topics[topic]
    if one.rule is None:
        return (phrase("describe.inherited"),) * len(LEVELS)
    if isinstance(one.rule, MeanOfChoices):
        return tuple(_band(edition, one, level) for level in LEVELS)
    steps = {step.level: step.words for step in one.rule.steps(edition.questions)}
    none = phrase("describe.none")
    words = (one.rule.lowest(edition.questions), *(steps.get(level, none) for level in LEVELS[1:]))
    return tuple(Text(text.th, text.en[:1].upper() + text.en[1:]) for text in words)


def _band(edition: Edition, topic: Topic, level: int) -> Text:
    low, high = band(edition, level)
    return phrase("rule.mean_band", of=len(topic.questions), low=low, high=high)


def band(edition: Edition, level: int) -> tuple[str, str]:
    """The lowest and the highest shown score of a level: `1.81`, `2.60`."""
    tops = [*edition.bands[1:], None]
    top = tops[level - 1]
    high = "5.00" if top is None else f"{int(top * 100 - 1) / 100:.2f}"
    return f"{float(edition.bands[level - 1]):.2f}", high


def bands(edition: Edition) -> str:
    """All bands in one line: `1.00–1.80 = 1, 1.81–2.60 = 2, …`."""
    return ", ".join(f"{low}–{high} = {level}" for level, (low, high) in
                     ((level, band(edition, level)) for level in LEVELS))
