"""A better answer never lowers a level: yes instead of no, a higher choice, a higher number, any answer instead of none.

Exceptions are declared: by the kind of rule (`falling`), by a question that may be left out and switches others off, and by
what a rule requires of all its steps (a row filled in partly). Each is shown to be one by answers; any other is a flaw.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from dgmm_excel.model.conditions import NotThat
from dgmm_excel.model.edition import Question
from dgmm_excel.proving.levels import found, place_of, witness_of
from dgmm_excel.proving.paths import Moves, pair
from dgmm_excel.proving.proof import Found, Shown
from dgmm_excel.proving.shares import Comparison, Share
from dgmm_excel.proving.space import Leaf, Variable
from dgmm_excel.proving.subject import Subject, Witness
from dgmm_excel.scoring.residual import questions
from dgmm_excel.text import Text, phrase


def monotone(subject: Subject) -> Shown:
    """Show for each question that the rule reads that more never gives less, or that it is a declared exception."""
    declared, said, told = exceptions(subject), dict(subject.topic.falling), list[Found]()
    names = subject.read()
    for name in names:
        if _lowers(subject, name, sound=True):
            told.append(_lowering(subject, name, declared.get(name)))
        elif name in said:
            told.append(found(subject, "monotone", "proof.never_lowers", at=name))
        if subject.rule.gate() is not None and _lowers(subject, name, sound=False):
            told += _refused(subject, name)
    told += [found(subject, "monotone", "proof.never_lowers", at=name) for name in said if name not in names]
    return Shown(len(names), (), tuple(told))


def exceptions(subject: Subject) -> Mapping[str, Text]:
    """Return the questions of which more may give a lower level, each with the reason: of the rule, or of its author."""
    own = {name: phrase(key) for name, key in subject.rule.falling()}
    switches = {name: phrase("falling.switch") for name in _switches(subject)}
    return {**switches, **own, **dict(subject.topic.falling)}


def _switches(subject: Subject) -> Iterator[str]:
    """Yield the questions that may be left out, and that switch others off when answered yes."""
    by_id = subject.edition.questions
    for question in subject.topic.questions:
        match question.asked_when:
            case NotThat() as condition:
                yield from (use.question for use in condition.uses() if _may_be_left_out(by_id[use.question]))


def _may_be_left_out(question: Question) -> bool:
    return question.type == "yes_no" and question.required == "never"


def _lowers(subject: Subject, name: str, sound: bool) -> tuple[Mapping[int, int], Mapping[int, int]] | None:
    """Return paths before and after a rise of one answer that lowers the score; None if none can.

    `sound`: the answers after it meet what every step of the rule requires; else they do not.
    """

    def lower(before: Leaf, after: Leaf) -> bool:
        return before[0] is not None and after[0] is not None and after[0] < before[0] and (after[1] == 1) == sound

    moves = _moves(subject, name)
    return pair(subject.space, moves, lower) if moves else None


def _moves(subject: Subject, name: str) -> Moves:
    """Return what a rise of one answer does to the variables of the topic's space."""
    moves: dict[int, tuple[tuple[int, int], ...]] = {}
    own, aside = place_of(subject, name), subject.rule.choices_aside
    for at, variable in enumerate(subject.space.variables):
        pairs = _steps(variable, subject.space.whole, aside.get(name, ())) if at == own else _of_figures(variable, name)
        if pairs:
            moves[at] = pairs
    return moves


def _steps(variable: Variable, whole: bool, aside: Collection[str]) -> tuple[tuple[int, int], ...]:
    """Return each class with the next; with itself too where a figure may rise inside of one."""
    places = [place for place, _ in enumerate(variable.classes) if variable.answers[place] not in aside]
    steps = tuple(pairwise(places))
    return steps if whole else (*steps, *((place, place) for place in places[1:]))


def _of_figures(variable: Variable, name: str) -> tuple[tuple[int, int], ...]:
    match variable.source:
        case Share() as share:
            direction = share.direction(name)
            return () if direction is None else share.moves(direction)
        case Comparison(_, test) if name in set(questions(test)):
            return ((0, 0), (0, 1), (1, 0), (1, 1))
    return ()


def _lowering(subject: Subject, name: str, reason: Text | None) -> Found:
    witness = _witness(subject, name, sound=True)
    if witness is None:
        return found(subject, "monotone", "proof.perhaps_lowers", kind="open", at=name)
    if reason is None:
        return found(subject, "monotone", "proof.lowers", witness, at=name)
    return Found("monotone", "exception", name, reason, witness)


def _refused(subject: Subject, name: str) -> Iterator[Found]:
    witness = _witness(subject, name, sound=False)
    if witness is not None:
        yield Found("monotone", "exception", name, phrase("falling.refused"), witness)


def _witness(subject: Subject, name: str, sound: bool) -> Witness | None:
    if not subject.space.whole:
        change = subject.search.lowering.get((name, sound))
        return None if change is None else witness_of(subject, name, change.before, change.after)
    two = _lowers(subject, name, sound)
    return None if two is None else witness_of(subject, name, *map(subject.space.answers, two))
