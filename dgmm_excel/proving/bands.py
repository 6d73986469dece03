"""Bands: every score of a sub-pillar, a pillar and the whole has a level, and every level has scores.

Answers of a form show each level of each group: from the lowest answers to the highest, one topic after the other is raised.
That a level has none is shown from the scores that its members can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

from dgmm_excel.model import describe
from dgmm_excel.model.edition import Edition, Topic
from dgmm_excel.proving.levels import below_bands, decimals, outcomes
from dgmm_excel.proving.proof import Found, Kind, Shown
from dgmm_excel.proving.subject import Subject, Witness
from dgmm_excel.scoring.answers import Answer, Assessment
from dgmm_excel.scoring.evaluate import score
from dgmm_excel.text import phrase

#: No more sums than these are kept while it is looked at what members can have together.
_MOST_SUMS, _MOST_COMBINED = 200_000, 20_000
_Scores = frozenset[Fraction | None]


def groups(edition: Edition) -> tuple[str, ...]:
    """Return the ids whose level is read off bands: sub-pillars, pillars and the whole."""
    return tuple(dict.fromkeys((*edition.sub_pillars, *(pillar.id for pillar in edition.pillars), "overall")))


def bands(edition: Edition, of: Sequence[Subject]) -> Shown:
    """Show for each group that every score has a level, and that every level has answers."""
    levels, met = edition.scale, _met(edition, of)
    told, shown = list(_misprinted(edition, levels)), list[Witness]()
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
    if value is not None and below_bands(edition, value):
        yield _found(code, "proof.no_band", witness, score=decimals(value), least=decimals(edition.bands[0]))


def _misprinted(edition: Edition, levels: range) -> Iterator[Found]:
    """Yield the bands whose printed ends are not those that count, or do not meet the next one's."""
    printed = [tuple(map(Fraction, describe.band(edition, level))) for level in levels]
    for level, (low, high), least in zip(levels, printed, edition.bands, strict=True):
        after = printed[level - levels[0] + 1][0] if level < levels[-1] else None
        if low != least or high < low or (after is not None and high + Fraction(1, 10**edition.digits) != after):
            yield _found("overall", "proof.band_words", level=level, least=decimals(least))


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
    """Return answers for a level that was not met, or that it has none; None if that follows from levels that topics lack."""
    own = {subject.topic.id: _Scores(leaf[0] for leaf in subject.outcomes) for subject in of}
    if _has_level(edition, code, level, own):
        return _put_together(edition, of, code, level) or _found(code, "proof.band_not_met", kind="open", level=level)
    full = _Scores(Fraction(one) for one in edition.scale)
    if _has_level(edition, code, level, {topic: full | values for topic, values in own.items()}):
        return None
    return _found(code, "proof.band_empty", level=level)


def _put_together(edition: Edition, of: Sequence[Subject], code: str, level: int) -> Witness | None:
    """Return answers that give a group a level, put together from those of its topics; None if none of them do."""
    known = {subject.topic.id: _known(subject) for subject in of}
    for value, chosen in _combined(edition, code, known).items():
        if value is not None and edition.level_of(value) == level:
            own = {topic: known[topic][one] for topic, one in chosen.items()}
            answers = _answers(edition, {**_chosen(of, min), **own})
            a = score(edition, answers)
            if a[code].level == level:
                return Witness(code, answers, level)
    return None


def _combined(
    edition: Edition, code: str, known: Mapping[str, Mapping[Fraction, Any]],
) -> Mapping[Fraction | None, dict[str, Fraction]]:
    """Return the scores of an id, each with scores of topics that give it; of some where there are too many."""
    if code in edition.topics:
        return {value: {code: value} for value in known[code]} if code in known else {None: {}}
    sums: dict[tuple[Fraction, int], dict[str, Fraction]] = {(Fraction(0), 0): {}}
    for member in _members(edition, code):
        of_member, before, sums = _combined(edition, member, known), sums, {}
        for (total, count), chosen in before.items():
            for value, own in of_member.items():
                sums.setdefault((total + (value or 0), count + (value is not None)), chosen | own)
            if len(sums) > _MOST_COMBINED:
                break
    return {total / count if count else None: chosen for (total, count), chosen in sums.items()}


def _has_level(edition: Edition, code: str, level: int, own: Mapping[str, _Scores]) -> bool:
    """Whether a group can have a level, as far as its members' scores tell; also where there are too many to tell."""
    possible = _possible(edition, code, own)
    if possible is None:
        least, most = _ends(edition, code, own)
        return edition.level_of(least) <= level <= edition.level_of(most)  # type: ignore[operator]
    return level in {edition.level_of(value) for value in possible if value is not None}


def _possible(edition: Edition, code: str, own: Mapping[str, _Scores]) -> _Scores | None:
    if code in edition.topics:
        return _of_topic(edition, edition.topics[code], own)
    sums: set[tuple[Fraction, int]] = {(Fraction(0), 0)}
    for member in _members(edition, code):
        values = _possible(edition, member, own)
        if values is None:
            return None
        sums = {(total + (value or 0), count + (value is not None)) for total, count in sums for value in values}
        if len(sums) > _MOST_SUMS:
            return None
    return _Scores(total / count if count else None for total, count in sums)


def _of_topic(edition: Edition, topic: Topic, own: Mapping[str, _Scores]) -> _Scores:
    if topic.id in own:
        return own[topic.id]
    return _Scores((None, *(Fraction(level) for level in describe.reachable(edition, topic.id))))


def _ends(edition: Edition, code: str, own: Mapping[str, _Scores]) -> tuple[Fraction, Fraction]:
    values = [value for topic in edition.topics_under(code) for value in _of_topic(edition, topic, own) if value is not None]
    return min(values), max(values)


def _members(edition: Edition, code: str) -> Iterable[str]:
    if code == "overall":
        return [pillar.id for pillar in edition.pillars]
    if code in edition.sub_pillars:
        return [topic.id for topic in edition.sub_pillars[code].topics]
    return [sub.id for pillar in edition.pillars if pillar.id == code for sub in pillar.sub_pillars]
