"""A returned form as plain frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from dgmm_excel.faults import Fault
from dgmm_excel.intake.handed import Handed
from dgmm_excel.intake.tidy import clipped, plain_text
from dgmm_excel.model.edition import Edition
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.text import Lang, Text
from dgmm_excel.xlsx.a1 import Location
from dgmm_excel.xlsx.grid import Value

State = Literal["accepted", "repaired", "rejected", "blank"]
STATES: tuple[State, ...] = get_args(State)

#: The faults that leave open which agency the form belongs to.
DISPUTES = ("DG007", "DG008", "DG009")


class Entry(NamedTuple):
    """One question of a returned form: the value in its cell (`raw`), and the answer taken from it.

    `value` is as `score` takes it, None if there is no answer. One kind of rejected entry has a value all the same: a digital
    figure above its total, which the rules score (level 1) rather than drop. `sheet` and `cell` are its place; for a lost cell,
    the place in the form as issued.
    """

    question: str
    state: State
    value: Answer | None
    raw: Value
    sheet: str | None
    cell: str | None

    def fault(self, code: str, **params: str | Text) -> Fault:
        """Return a fault at the entry's cell, with the cell's value."""
        return Fault(code, self.sheet, self.cell, self.question, clipped(plain_text(self.raw)), params)


class Note(NamedTuple):
    """A text that an agency wrote next to its answers; `id` is `evidence.P1.1`, `remark.P1.1`, `officer.name`, …"""

    id: str
    text: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class Recognised:
    """How answer cells were located: the number of questions found by id, name or text, and the number not found (`lost`).

    `confirmed`: found by id, and the defined name of the question refers to the same cell.
    """

    ids: int = 0
    names: int = 0
    texts: int = 0
    lost: int = 0
    confirmed: int = 0

    @property
    def surety(self) -> Surety:
        """`certain`: every cell by its ids; `sure`: every cell, some by names or texts; `partial`: some were not found."""
        if not self.ids + self.names + self.texts:
            return "none"
        if self.lost:
            return "partial"
        return "sure" if self.names or self.texts else "certain"


Surety = Literal["certain", "sure", "partial", "none"]


@dataclass(frozen=True)
class ReturnedForm:
    """A returned workbook. `edition` is None if it is no form, or one of an edition that is not at hand.

    `edition_id` is what the file names; `verified` maps a code to the (sheet, row, column) for its verified level. `correction`
    is the number of the correction workbook (0: the form as first sent), `modified` when it was last saved, according to the
    file, `round_title` what its cover says of the round, `official` where the ids of `anchors.OFFICIAL` are and `steps` where
    the rows of next steps are, by their ids (older forms have neither), `handed` where its answers come from if another round
    handed them up.
    """

    edition: Edition | None
    edition_id: str | None
    agency_code: str | None
    agency_name: str | None
    lang: Lang
    round_id: str | None
    fingerprint: str | None
    entries: Mapping[str, Entry]
    faults: tuple[Fault, ...]
    verified: Mapping[str, Location]
    notes: tuple[Note, ...] = ()
    recognised: Recognised = Recognised()
    correction: int = 0
    modified: datetime | None = None
    round_title: str | None = None
    official: Mapping[str, Location] = field(default_factory=dict)
    handed: Handed | None = None
    steps: Mapping[str, Location] = field(default_factory=dict)

    @cached_property
    def cells(self) -> Mapping[State, int]:
        """The number of answer cells in each state; together as many as the edition has questions, 0 for a workbook that is no
        form.
        """
        states = Counter(entry.state for entry in self.entries.values())
        return {state: states[state] for state in STATES}

    @property
    def disputed(self) -> bool:
        """Whether the agency that it names cannot be relied on, so that no round may use it."""
        return any(fault.code in DISPUTES for fault in self.faults)

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """Every answer that counts in scoring, by question id."""
        return {name: entry.value for name, entry in self.entries.items() if entry.value is not None}


def unread(*faults: Fault) -> ReturnedForm:
    """Return the form, without edition or answers, of a file that could not be read."""
    return ReturnedForm(None, None, None, None, "th", None, None, {}, faults, {})
