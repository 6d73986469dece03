"""Levels of a topic over all answers: every set of answers has one, every level has answers, every question matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from dgmm_excel.model import describe
from dgmm_excel.model.edition import Edition, half_up
from dgmm_excel.proving.paths import Moves, pair, paths
from dgmm_excel.proving.proof import Found, Kind, PropertyName, Shown
from dgmm_excel.proving.space import Leaf
from dgmm_excel.proving.subject import Subject, Witness
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.text import phrase


def found(subject: Subject, name: PropertyName, key: str, witness: Witness | None = None, kind: Kind = "flaw",
          at: str = "", **words: object) -> Found:
    """Return what was found about a topic, or about an id in it, in the words of the phrase `key`."""
    return Found(name, kind, at or subject.topic.id, phrase(key, topic=subject.topic.id, **words), witness)


# -- every set of answers has one level ------------------------------------------------------------


def total(subject: Subject) -> Shown:
    """Show that every set of answers has a score and one level, and that the evaluator computes the same."""
    wrong = [one for leaf in subject.outcomes if (one := _no_level(subject, leaf)) is not None]
    return Shown(subject.space.sets, (), (*wrong, *_contradicted(subject)))


def _no_level(subject: Subject, leaf: Leaf) -> Found | None:
    value = leaf[0]
    if value is None and (subject.waits):
        return None
    level = subject.level(value)
    if value is not None and not below_bands(subject.edition, subject.topic.id, value):
        return None
    witness = Witness(subject.topic.id, subject.space.answers(subject.outcomes[leaf]), level)
    if value is None:
        return found(subject, "total", "proof.no_score", witness)
    return found(subject, "total", "proof.no_level", witness, score=decimals(value))


def _contradicted(subject: Subject) -> Iterator[Found]:
    """Yield the outcomes that the evaluator sees otherwise: one set of answers of each is scored."""
    for value, answers in outcomes(subject).items():
        if subject.scored(answers) != value:
            witness = Witness(subject.topic.id, answers, subject.level(value))
            yield found(subject, "total", "proof.contradicted", witness)


def outcomes(subject: Subject, begun: bool = True) -> Mapping[Fraction | None, Mapping[str, Answer]]:
    """Return answers of a form for each score that the topic can have, as far as they are known.

    `begun`: they are not all left out, so that a form with them alone is not blank.
    """
    if not subject.space.whole:
        return subject.search.reached
    found = {leaf[0]: subject.space.answers(path) for leaf, path in reversed(tuple(subject.outcomes.items()))}
    if not begun or all(map(subject.begins, found.values())):
        return found
    answered = {leaf[0]: subject.space.answers(path) for leaf, path in paths(subject.space, highest=True).items()}
    return {value: answers if subject.begins(answers) else answered[value] for value, answers in found.items()}


def below_bands(edition: Edition, code: str, value: Fraction) -> bool:
    """Whether a score of an id, as bands are read off it, is below the band of the lowest level."""
    return (value if edition.bands_on == "exact" else half_up(value, edition.digits)) < edition.bands_of(code)[0]


def decimals(value: Fraction) -> str:
    """Return a score as people read it."""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


# -- every level has answers -----------------------------------------------------------------------


def reachable(subject: Subject) -> Shown:
    """Show answers for each level that the rule has, and that there are none for the others."""
    said = describe.reachable(subject.edition, subject.topic.id)
    possible = {subject.level(leaf[0]) for leaf in subject.outcomes}
    known = dict[int | None, Mapping[str, Answer]]()
    for value, answers in outcomes(subject).items():
        known.setdefault(subject.level(value), answers)
    shown: list[Witness] = []
    told: list[Found] = []
    for level in subject.edition.scale:
        if level in known:
            shown.append(Witness(subject.topic.id, known[level], level))
        if level in said and level not in possible and not subject.space.sampled:
            told.append(found(subject, "reachable", "proof.unreachable", level=level))
        elif level in said and level not in known:
            told.append(found(subject, "reachable", "proof.no_answers_found", kind="open", level=level))
        elif level in known and level not in said:
            told.append(found(subject, "reachable", "proof.denied", shown[-1], level=level))
    gaps = [level for level in subject.edition.scale if level not in said and level not in known]
    if gaps:
        told.append(found(subject, "reachable", "proof.gap", kind="exception", levels=", ".join(map(str, gaps))))
    return Shown(len(subject.edition.scale), tuple(shown), tuple(told))


# -- every question matters ------------------------------------------------------------------------


def alive(subject: Subject) -> Shown:
    """Show for each question of the topic two sets of answers, apart in it alone, with other scores."""
    own = [question.id for question in subject.topic.questions]
    shown = [(name, _moved(subject, name)) for name in own]
    dead = tuple(found(subject, "alive", "proof.dead", kind=kind, at=name) for name, witness in shown
                 if witness is None for kind in [_dead_or_open(subject)])
    return Shown(len(own), tuple(witness for _, witness in shown if witness is not None), dead)


def _dead_or_open(subject: Subject) -> Kind:
    return "flaw" if subject.space.whole else "open"


def _moved(subject: Subject, name: str) -> Witness | None:
    if not subject.space.whole:
        change = subject.search.moving.get(name)
        return None if change is None else witness_of(subject, name, change.before, change.after)
    at = place_of(subject, name)
    if at is None:
        return None
    size = len(subject.space.variables[at].classes)
    moves: Moves = {at: [(one, other) for one in range(size) for other in range(one + 1, size)]}
    two = pair(subject.space, moves, lambda one, other: subject.level(one[0]) != subject.level(other[0])) or pair(
        subject.space, moves, lambda one, other: one[0] != other[0])
    return None if two is None else witness_of(subject, name, *map(subject.space.answers, two))


def place_of(subject: Subject, name: str) -> int | None:
    """Return the place of a question among the variables of the topic's space; None if its answers are not told apart."""
    return next((at for at, variable in enumerate(subject.space.variables) if variable.id == name), None)


def witness_of(subject: Subject, name: str, before: Mapping[str, Answer], after: Mapping[str, Answer]) -> Witness:
    """Return two sets of answers that are apart in one question, with the levels that the evaluator gives them."""
    levels = [subject.level(subject.scored(answers)) for answers in (before, after)]
    return Witness(subject.topic.id, after, levels[1], name, before, levels[0])
