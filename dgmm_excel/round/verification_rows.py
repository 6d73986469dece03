"""The claims to be checked, as rows of `verification.xlsx`: which agencies, which answers, in which order.

Everything that was entered before comes again, and what the log knows; so does every row that is not checked yet, while its
answer is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import chain
from typing import Any

from dgmm_excel.agency import Agency
from dgmm_excel.intake.returned_form import Note
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.report.answer_tables import as_data
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.round.findings import LogLine
from dgmm_excel.round.objections import objections
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.scoring.claims import Claim, claims

#: Whose answer to which question: the agency's code and the question's id.
Place = tuple[str, str]


@dataclass(frozen=True)
class Choice:
    """Which claims to list: of the agencies with these codes (None: of all), of these topics (empty: of all); `every` given
    answer, or those alone that carry a level.
    """

    agencies: frozenset[str] | None = None
    topics: frozenset[str] = frozenset()
    every: bool = False


@dataclass(frozen=True)
class Entered:
    """What stands in the yellow cells of a row, as it was typed; None for an empty cell."""

    finding: Any = None
    verified: Any = None
    reason: Any = None
    by: Any = None
    date: Any = None

    def __bool__(self) -> bool:
        return any(value is not None for value in (self.finding, self.verified, self.reason, self.by, self.date))


@dataclass(frozen=True)
class ClaimRow:
    """A claim to be checked. `stated` is None where the agency took the answer back; `checked` is the line of the log about
    an answer that is not stated any more. `objection` is what the agency objects to the finding.
    """

    agency: Agency
    edition: Edition
    question: Question
    stated: Answer | None
    claim: Claim | None
    notes: Mapping[str, str]
    entered: Entered | LogLine | None = None
    checked: LogLine | None = None
    objection: str = ""

    @property
    def place(self) -> Place:
        return self.agency.code, self.question.id


@dataclass(frozen=True)
class Known:
    """What the workbook before had: the rows by place, and what was entered in them; and the log."""

    rows: Mapping[Place, Entered] = field(default_factory=dict)
    log: Mapping[str, Mapping[str, LogLine]] = field(default_factory=dict)


def claim_rows(outcomes: Iterable[Outcome], choice: Choice, known: Known) -> Iterator[ClaimRow]:
    """Yield the rows, agency by agency: those first by which most levels are lost, those that carry none last."""
    listed: dict[str, list[str]] = {}
    for code, question in known.rows:
        listed.setdefault(code, []).append(question)
    for one in outcomes:
        code = one.agency.code
        chosen = bool(one.attained) and (choice.agencies is None or code in choice.agencies)
        if chosen or code in listed or code in known.log:
            yield from _of_agency(one, choice if chosen else None, listed.get(code, ()), known)


def _of_agency(one: Outcome, choice: Choice | None, listed: Sequence[str], known: Known) -> Iterator[ClaimRow]:
    details, code = one.details(), one.agency.code
    assessment = details.assessment
    answers = {} if assessment is None else assessment.answers.values
    carrying = {} if assessment is None else {claim.question: claim for claim in claims(assessment)}
    log = known.log.get(code, {})
    wanted = set(log) | {name for name in listed if name in answers or known.rows[code, name]}
    if choice is not None:
        wanted |= {name for name in (answers if choice.every else carrying) if _is_chosen(one.edition.questions[name], choice)}
    notes = _notes(details.notes)
    objected = objections(details.notes, (line.finding for line in log.values())).by_question
    order = dict.fromkeys((*carrying, *one.edition.questions))
    for name in order:
        if name in wanted:
            question, stated, last = one.edition.questions[name], answers.get(name), log.get(name)
            entered = known.rows.get((code, name)) or last
            old = last if last is not None and last.finding.about is not None and last.finding.about != stated else None
            yield ClaimRow(one.agency, one.edition, question, stated, carrying.get(name),
                           notes.get(question.topic or "", {}), entered, old, objected.get(name, ""))


def _is_chosen(question: Question, choice: Choice) -> bool:
    return question.is_answer and (not choice.topics or question.topic in choice.topics)


def _notes(notes: Iterable[Note]) -> Mapping[str, Mapping[str, str]]:
    """Return evidence and remark by topic; several texts of one kind one after the other."""
    found: dict[str, dict[str, str]] = {}
    for note in notes:
        kind, _, topic = note.id.partition(".")
        if kind in ("evidence", "remark"):
            own = found.setdefault(topic, {})
            own[kind] = f"{own[kind]}; {note.text}" if kind in own else note.text
    return found


def key_of(agency: str, question: str, stated: Answer | None) -> str:
    """Return the hidden text by which a row is known again, with the answer that it is about."""
    value = as_data(stated)
    return f"{_seal(agency, question, value)} {value}"


def stated_in(key: str, agency: str, question: str) -> str | None:
    """Return the answer that a row's hidden text is about, as data; None if the text is not that of this row."""
    seal, _, value = key.partition(" ")
    return value if seal == _seal(agency, question, value) else None


def _seal(*facts: str) -> str:
    return f"v-{sha256(repr(facts).encode()).hexdigest()[:12]}"


# -- the draw --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draw:
    """Agencies drawn at random within their ministries, on a day; the same seed draws the same."""

    size: int
    seed: str
    day: date
    codes: tuple[str, ...]


def draw(outcomes: Iterable[Outcome], size: int, seed: str, day: date) -> Draw:
    """Draw agencies among those with a result: each ministry has its share, at least one where there are enough to draw.

    Within a ministry those are drawn whose codes have the lowest SHA-256 behind the seed, so that anybody can draw again.
    """
    ministries: dict[str, list[str]] = {}
    for one in outcomes:
        if one.attained:
            ministries.setdefault(one.agency.ministry, []).append(one.agency.code)
    all_of = sum(map(len, ministries.values()))
    shares = _shares({name: len(codes) for name, codes in ministries.items()}, min(size, all_of))
    drawn = [sorted(codes, key=lambda code: _lot(seed, code))[:shares[name]] for name, codes in ministries.items()]
    return Draw(size, seed, day, tuple(sorted(chain.from_iterable(drawn))))


def _lot(seed: str, code: str) -> str:
    return sha256(f"{seed} {code}".encode()).hexdigest()


def _shares(counts: Mapping[str, int], size: int) -> Mapping[str, int]:
    """Share out places in proportion to the counts, one by one to who lacks most; first one each, if there are enough."""
    given, every = dict.fromkeys(counts, 0), sum(counts.values())
    for _ in range(size):
        left = [name for name, count in counts.items() if given[name] < count]
        most = max(left, key=lambda name: (size >= len(counts) and not given[name], counts[name] * size - given[name] * every))
        given[most] += 1
    return given
