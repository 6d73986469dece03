"""The words of a level hold exactly for the answers that get it: what they claim, read back, against all answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from dgmm_excel.model import describe
from dgmm_excel.model.edition import half_up
from dgmm_excel.model.point_rules import Points
from dgmm_excel.model.rules import MeanOfChoices, Steps
from dgmm_excel.proving.levels import found
from dgmm_excel.proving.paths import paths
from dgmm_excel.proving.proof import Found, Shown
from dgmm_excel.proving.reading import Claims, Reader, doubled
from dgmm_excel.proving.space import Leaf, space, truth
from dgmm_excel.proving.subject import Subject, Witness
from dgmm_excel.scoring.residual import TRUE, spelled_out
from dgmm_excel.text import LANGS, Lang, Text, phrase

#: An end of a band as it is printed.
_ENDS = re.compile(r"<?\d+(?:\.\d+)?")


def described(subject: Subject) -> Shown:
    """Show that the words of each level, in both languages, hold for the answers that have it and for no others."""
    texts = dict(zip(subject.edition.scale, texts_of(subject), strict=True))
    told = [*_doubled(subject), *_alike(subject, texts)]
    if isinstance(subject.rule, MeanOfChoices | Points):
        told += _wrong_bands(subject, texts)
        return Shown(len(texts), (), tuple({one.words: one for one in told}.values()))
    claimed = []
    for lang in LANGS:
        claims = Reader(subject.edition.questions, lang, subject.edition.scale).read(
            subject.rule, {level: text[lang] for level, text in texts.items()})
        if claims is not None:
            told += [_lost(subject, key, {"level": level, "lang": lang, **words}) for level, key, words in claims.lost]
            claimed.append(claims)
    for claims in claimed[:1] if len(claimed) > 1 and claimed[0] == claimed[1] else claimed:
        told += _untrue(subject, claims)
    return Shown(len(texts) if claimed else 0, (), tuple({one.words: one for one in told}.values()))


def texts_of(subject: Subject) -> tuple[Text, ...]:
    """Return the words of the topic's levels, from the lowest on, as its rule makes them."""
    bands = [describe.band(subject.edition, level, subject.topic.id) for level in subject.edition.scale]
    return subject.rule.in_words(subject.edition.questions, bands)


def free_texts(subject: Subject) -> int:
    """Return how many authors' texts the words of the topic's levels have in them."""
    words = {level: text.en for level, text in zip(subject.edition.scale, texts_of(subject), strict=True)}
    claims = Reader(subject.edition.questions, "en", subject.edition.scale).read(subject.rule, words)
    return claims.free if claims is not None else 0


def _lost(subject: Subject, key: str, words: Mapping[str, object]) -> Found:
    return Found("described", "flaw", subject.topic.id, phrase(key, **words))


def _doubled(subject: Subject) -> Iterator[Found]:
    rules = [subject.rule, *(part for part in subject.rule.parts())]
    if any(isinstance(rule, Steps) and doubled(rule.of, subject.edition.questions) for rule in rules):
        yield found(subject, "described", "proof.counted_twice")


def _alike(subject: Subject, texts: Mapping[int, Text]) -> Iterator[Found]:
    """Yield the levels that have the words of a lower one, so that one of the two is untrue."""
    reached = subject.rule.reachable(subject.edition.questions)
    for lower, level in combinations(reached, 2):
        if any(texts[lower][lang] == texts[level][lang] for lang in LANGS):
            yield found(subject, "described", "proof.same_words", level=level, other=lower)


def _wrong_bands(subject: Subject, texts: Mapping[int, Text]) -> Iterator[Found]:
    """Yield the levels whose words state another range of scores than have them, or not all that gives points."""
    ranges = {level: describe.band(subject.edition, level, subject.topic.id) for level in subject.edition.scale}
    for lang in LANGS:
        for level, (low, high) in ranges.items():
            words = _band_words(subject, level, low, high)[lang]
            said = words in texts[level][lang] and {low, high} <= set(_ENDS.findall(words))
            if not said and not _is_free(subject, level):
                yield _lost(subject, "proof.unread", {"level": level, "lang": lang})
        if isinstance(subject.rule, Points) and not _is_free(subject, subject.edition.scale[0]):
            yield from _unnamed(subject, texts, lang)
    for leaf, path in subject.outcomes.items():
        value, reached = leaf[0], subject.level(leaf[0])
        if value is not None and [one for one, ends in ranges.items() if _within(subject, value, *ends)] != [reached]:
            witness = Witness(subject.topic.id, subject.space.answers(path), reached)
            yield found(subject, "described", "proof.untrue", witness, level=reached, other=reached)


def _is_free(subject: Subject, level: int) -> bool:
    """Whether the words of a level are an author's own."""
    return level == subject.edition.scale[0] and subject.rule.lowest_words is not None


def _band_words(subject: Subject, level: int, low: str, high: str) -> Text:
    """Return the words of a band that must be in those of its level."""
    if isinstance(subject.rule, MeanOfChoices):
        return phrase("rule.mean_band", of=len(subject.rule.questions), low=low, high=high)
    return phrase("rule.points_band", low=low, high=high)


def _unnamed(subject: Subject, texts: Mapping[int, Text], lang: Lang) -> Iterator[Found]:
    """Yield the questions that give points and are not named with the lowest level."""
    words = texts[subject.edition.scale[0]][lang]
    for term in subject.rule.parts():
        for use in term.uses() if getattr(term, "name", "") else ():
            label = subject.edition.questions[use.question].label[lang]
            if label not in words:
                yield _lost(subject, "proof.lost_part", {"level": subject.edition.scale[0], "lang": lang, "part": label})


def _within(subject: Subject, value: Fraction, low: str, high: str) -> bool:
    """Whether a score is in a band as it is printed; `<2.61` is an end that does not belong to it."""
    read = value if subject.edition.bands_on == "exact" else half_up(value, subject.edition.digits)
    return Fraction(low) <= read and (read < Fraction(high[1:]) if high.startswith("<") else read <= Fraction(high))


def _untrue(subject: Subject, claims: Claims) -> Iterator[Found]:
    """Yield the levels whose words hold for other answers than those that have it, each once, with answers."""
    edition, levels = subject.edition, sorted(claims.says)
    if not levels:
        return
    scope = TRUE if claims.scope is None else claims.scope
    flags = (truth(spelled_out(edition, one)) for one in (scope, *(claims.says[level] for level in levels)))
    trees = (subject.tree, *flags)
    of_claims, told = space(edition, trees), set[int]()
    for leaf, path in paths(of_claims).items():
        wrong = _wrong(subject, claims, levels, leaf)
        if wrong is not None and wrong not in told:
            told.add(wrong)
            level = subject.level(leaf[0])
            if of_claims.whole:
                witness = Witness(subject.topic.id, of_claims.answers(path), level)
                yield found(subject, "described", "proof.untrue", witness, level=wrong, other=level)
            else:
                yield found(subject, "described", "proof.untrue", level=wrong, other=level)


def _wrong(subject: Subject, claims: Claims, levels: list[int], leaf: Leaf) -> int | None:
    """Return a level whose words do not fit answers with these values; None if all do."""
    value, scope, *flags = leaf
    if value is None or scope != 1:
        return None
    own = subject.level(value)
    holding = [level for level, flag in zip(levels, flags, strict=True) if flag == 1]
    if own in levels and own not in holding:
        return own
    higher = [level for level in holding if own is None or level > own or (claims.alone and level != own)]
    return higher[-1] if higher else None
