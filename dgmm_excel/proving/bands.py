"""Bands: every score of a sub-pillar, a pillar and the whole has a level, and every level has scores.

Answers of a form show each level of each group: from the lowest answers to the highest, one topic after the other is raised.
That a level has none is shown from the scores that its members can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

from dgmm_excel.model import describe
from dgmm_excel.model.edition import Edition
from dgmm_excel.proving.levels import below_bands, decimals, outcomes
from dgmm_excel.proving.proof import Found, Kind, Shown
from dgmm_excel.proving.subject import Subject, Witness
from dgmm_excel.proving.together import Scores, ends_of, put_together, scores_of
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.evaluate import score
from dgmm_excel.text import phrase

#: So many sets of answers are tried for a level that a verdict gives.
_TRIED = 2_000


def groups(edition: Edition) -> tuple[str, ...]:
    """Return the ids whose level is read off bands: sub-pillars, pillars and the whole."""
    return tuple(dict.fromkeys((*edition.sub_pillars, *(pillar.id for pillar in edition.pillars), "overall")))


def bands(edition: Edition, of: Sequence[Subject]) -> Shown:
    """Show for each group that every score has a level, and that every level has answers."""
    levels, met = edition.scale, _met(edition, of)
    told, shown = list(_misprinted(edition)), list[Witness]()
    for code in groups(edition):
        known = met.get(code, {})
        told += _below(edition, code, known)
        gaps = list[int]()
        for level in levels if known or all(topic.rule is not None for topic in edition.topics_under(code)) else ():
            one = known.get(level) or _not_met(edition, of, code, level)
            match one:
                case Witness():
                    shown.append(one)
                case Found():
                    told.append(one)
                case None:
                    gaps.append(level)
        if gaps:
            told.append(_found(code, "proof.band_gap", kind="exception", levels=", ".join(map(str, gaps))))
    return Shown(len(groups(edition)) * len(levels), tuple(shown), tuple(told))


def _found(code: str, key: str, witness: Witness | None = None, kind: Kind = "flaw", **words: object) -> Found:
    return Found("bands", kind, code, phrase(key, **words), witness)


def _below(edition: Edition, code: str, known: Mapping[Any, Witness]) -> Iterator[Found]:
    """Yield the lowest level's answers, if their score is below its band."""
    witness = known.get(edition.scale[0])
    value = None if witness is None else score(edition, witness.answers)[code].score
    if value is not None and below_bands(edition, code, value):
        yield _found(code, "proof.no_band", witness, score=decimals(value), least=decimals(edition.bands_of(code)[0]))


def _misprinted(edition: Edition) -> Iterator[Found]:
    """Yield the bands whose printed ends are not those that count, or do not meet the next one's."""
    unit = Fraction(1, 10**edition.digits)
    for code in {edition.bands_of(code): code for code in edition.ids}.values():  # of the edition's own bands: overall
        printed = [describe.band(edition, level, code) for level in edition.scale]
        after = [Fraction(low) for low, _ in printed[1:]]
        ends = zip(edition.scale, printed, edition.bands_of(code), [*after, None], strict=True)
        for level, (low, high), least, above in ends:
            until = Fraction(high.removeprefix("<")) + (0 if high.startswith("<") else unit)
            if Fraction(low) != least or until <= Fraction(low) or above not in (None, until):
                yield _found(code, "proof.band_words", level=level, least=decimals(least))


# -- levels that were met --------------------------------------------------------------------------


def _met(edition: Edition, of: Sequence[Subject]) -> Mapping[str, Mapping[Any, Witness]]:
    """Return for each group the levels that were met, each with answers."""
    found: dict[str, dict[Any, Witness]] = {}
    for a in _assessments(edition, of):
        for code in groups(edition):
            if a[code].score is not None:
                found.setdefault(code, {}).setdefault(a[code].level, Witness(code, a.answers.values, a[code].level))
    return found


def _assessments(edition: Edition, of: Sequence[Subject]) -> Iterator[Assessment]:
    """Yield assessments from the lowest answers to the highest; parents' too where topics are inherited."""
    parents: list[Assessment | None] = [None]
    if edition.base is not None:
        parents = list(_raised(edition.base, _of_base(edition.base), None))
    yield from _raised(edition, of, parents[0])
    highest = _answers(edition, _chosen(of, max))
    yield from (score(edition, highest, parent=parent) for parent in parents[1:])


@cache
def _of_base(edition: Edition) -> tuple[Subject, ...]:
    from dgmm_excel.proving.subject import subjects

    return subjects(edition)


def _raised(edition: Edition, of: Sequence[Subject], parent: Assessment | None) -> Iterator[Assessment]:
    for order in (of, tuple(reversed(of))):
        chosen = _chosen(of, min)
        yield score(edition, _answers(edition, chosen), parent=parent)
        for subject in order:
            for _, answers in sorted(_known(subject).items())[1:]:
                chosen[subject.topic.id] = answers
                yield score(edition, _answers(edition, chosen), parent=parent)
    chosen = _chosen(of, min)
    for value in sorted({value for subject in of for value in _known(subject)}):
        for subject in of:
            chosen[subject.topic.id] = _known(subject).get(value, chosen[subject.topic.id])
            yield score(edition, _answers(edition, chosen), parent=parent)


def _chosen(of: Sequence[Subject], which: Callable[[Iterable[Fraction]], Fraction]) -> dict[str, Mapping[str, Answer]]:
    """Return answers of each topic: those with the least, or the greatest, of its scores."""
    return {subject.topic.id: known[which(known)] for subject in of if (known := _known(subject))}


def _answers(edition: Edition, chosen: Mapping[str, Mapping[str, Answer]]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for answers in chosen.values():
        found |= answers
    if not any(edition.questions[name].is_answer for name in found):
        asked = [question for question in edition.questions.values() if question.is_answer]
        found |= {question.id: False for question in asked if question.type == "yes_no"}
        if not found:
            found |= {question.id: question.choices[0].key for question in asked if question.type == "choice"}
    return found


def _known(subject: Subject) -> Mapping[Fraction, Mapping[str, Answer]]:
    return {value: answers for value, answers in outcomes(subject, begun=False).items() if value is not None}


# -- levels that were not --------------------------------------------------------------------------


def _not_met(edition: Edition, of: Sequence[Subject], code: str, level: int) -> Found | Witness | None:
    """Return answers for a level that was not met, or that it has none; None if its topics or verdict have no such level."""
    verdict = edition.grouping(code).verdict
    if verdict and level not in dict(verdict):
        return None
    own = {subject.topic.id: frozenset(leaf[0] for leaf in subject.outcomes) for subject in of if not subject.space.sampled}
    if _has_level(edition, code, level, own):
        return _put_together(edition, of, code, level) or _found(code, "proof.band_not_met", kind="open", level=level)
    full = frozenset(Fraction(one) for one in edition.scale)
    if _has_level(edition, code, level, {topic: full | values for topic, values in own.items()}):
        return None
    return _found(code, "proof.band_empty", level=level)


def _put_together(edition: Edition, of: Sequence[Subject], code: str, level: int) -> Witness | None:
    """Return answers that give a group a level, put together from those of its topics; None if none of them do."""
    known = {subject.topic.id: _known(subject) for subject in of}
    if edition.grouping(code).verdict:
        return _by_chance(edition, of, code, level)
    for value, chosen in put_together(edition, code, known).items():
        if value is not None and edition.level_of(value, code) == level:
            own = {topic: known[topic][one] for topic, one in chosen.items()}
            answers = _answers(edition, {**_chosen(of, min), **own})
            a = score(edition, answers)
            if a[code].level == level:
                return Witness(code, answers, level)
    return None


def _by_chance(edition: Edition, of: Sequence[Subject], code: str, level: int) -> Witness | None:
    """Return answers for a level of a group that is read off a verdict, out of many; None if none of them have it."""
    known, rng = {subject.topic.id: list(_known(subject).values()) for subject in of if _known(subject)}, Random(code)
    for _ in range(_TRIED):
        answers = _answers(edition, {topic: rng.choice(some) for topic, some in known.items()})
        if score(edition, answers)[code].level == level:
            return Witness(code, answers, level)
    return None


def _has_level(edition: Edition, code: str, level: int, own: Mapping[str, Scores]) -> bool:
    """Whether a group can have a level, as far as its members' scores tell; also where they do not."""
    if edition.grouping(code).verdict:
        return True  # it asks for more than a score
    possible = scores_of(edition, code, own)
    if possible is not None:
        return level in {edition.level_of(value, code) for value in possible if value is not None}
    least, most = (edition.level_of(end, code) for end in ends_of(edition, code, own))
    return least is None or most is None or least <= level <= most
