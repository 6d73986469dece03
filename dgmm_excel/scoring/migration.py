"""Answers carried from an edition to one that follows it: each old answer ends in exactly one state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Literal, get_args

from dgmm_excel.model.continuation import continuation
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.model.predecessor import Ending
from dgmm_excel.scoring.answers import Answer, exact

#: `carried`: the same answer to the question of the same id; `mapped`: under another id, or with another key of its choice.
MoveState = Literal["carried", "mapped", "not_carried"]
MOVE_STATES: tuple[MoveState, ...] = get_args(MoveState)
#: Why an answer is not carried: what the new edition says of its question, or what does not fit. `unmapped`: nothing is said;
#: `choice`: the choice is no more; `limits`: outside the new limits; `type`: of another type; `rejected`: it was no answer;
#: `researchers`: a figure that is made anew for each round.
Why = Ending | Literal["unmapped", "choice", "limits", "type", "rejected", "researchers"]
WHYS: tuple[Why, ...] = (
    "split", "merged", "changed", "removed", "unmapped", "choice", "limits", "type", "rejected", "researchers")


@dataclass(frozen=True)
class Move:
    """What became of one old answer. `new` and `now` are None where it is not carried; `at` is the edition that ended it."""

    old: str
    value: Any
    new: str | None = None
    now: Answer | None = None
    why: Why | None = None
    at: str = ""

    @property
    def state(self) -> MoveState:
        """The one state that it ends in."""
        if self.new is None:
            return "not_carried"
        return "carried" if (self.new, self.now) == (self.old, self.value) else "mapped"


def migrated(editions: Sequence[Edition], values: Mapping[str, Answer], rejected: Mapping[str, Any]) -> tuple[Move, ...]:
    """Return what becomes of each answer to the first of the editions in the last; each names the one before it.

    `rejected` are answers that could not be taken. Raise ValueError for an edition that does not continue the one before.
    """
    first = editions[0]
    moves = []
    for name, question in first.questions.items():
        if name in values:
            moves.append(_along(editions, question, values[name]))
        elif name in rejected:
            moves.append(Move(name, rejected[name], why="rejected", at=first.id))
    return tuple(moves)


def carried_answers(moves: Sequence[Move]) -> dict[str, Answer]:
    """Return the answers to the new edition by question."""
    return {move.new: move.now for move in moves if move.new is not None and move.now is not None}


def _along(editions: Sequence[Edition], question: Question, value: Answer) -> Move:
    if question.answered_by != "agency":
        return Move(question.id, value, why="researchers", at=editions[0].id)
    name, now = question.id, value
    for old, new in pairwise(editions):
        step = _step(old, new, name, now)
        if isinstance(step, str):
            return Move(question.id, value, why=step, at=new.id)
        name, now = step
    return Move(question.id, value, name, now)


def _step(old: Edition, new: Edition, name: str, value: Answer) -> tuple[str, Answer] | Why:
    """Return the question and the answer in the next edition, or why there is none."""
    common, says = continuation(new, old), new.predecessor
    if common is None or says is None:
        raise ValueError(f"{new.id} does not continue {old.id}")
    after = _after(new, old).get(name)
    if after is None:
        return _ended(old, new, name)
    question = new.questions[after]
    if question.answered_by != "agency":
        return "researchers"
    if question.type == "choice":
        key = says.choices.get(after, {}).get(str(value), str(value))
        if key is None or key not in {choice.key for choice in question.choices}:
            return "choice"
        return after, key
    try:
        return after, exact(question, value)
    except ValueError:
        return "limits"


@cache
def _after(new: Edition, old: Edition) -> Mapping[str, str]:
    """Return the new id of each old question that goes on."""
    common = continuation(new, old)
    return {} if common is None else {before: after for after, before in common.questions.items()}


def _ended(old: Edition, new: Edition, name: str) -> Why:
    """Return why a question goes on no more: what is said of it, or of its topic, or that its type is another."""
    assert new.predecessor is not None
    said = new.predecessor.not_carried
    if name in said:
        return said[name]
    renamed = next((one for one, before in new.predecessor.questions.items() if before == name), name)
    now = new.questions.get(renamed)
    if now is not None and now.type != old.questions[name].type and (renamed != name or new.predecessor.same_ids):
        return "type"
    topic = old.questions[name].topic
    return said.get(topic or "", "unmapped")


def states(moves: Sequence[Move]) -> Mapping[MoveState, int]:
    """Return the number of answers in each state."""
    return {state: sum(move.state == state for move in moves) for state in MOVE_STATES}


def reasons(moves: Sequence[Move]) -> Iterator[tuple[Why, int]]:
    """Yield each reason with the number of answers that are not carried for it."""
    for why in WHYS:
        count = sum(move.why == why for move in moves)
        if count:
            yield why, count
