"""A return as a few bytes of plain data, to pass between processes and to keep between runs.

JSON, which cannot run code: anyone may have put a file into a round's folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache, partial
from hashlib import sha256
from sys import intern
from typing import Any, NamedTuple

from dgmm_excel.faults import Fault
from dgmm_excel.intake.handed import Handed, Source
from dgmm_excel.intake.read import at_hand
from dgmm_excel.intake.returned_form import STATES, Entry, Note, Recognised, ReturnedForm, State, Surety
from dgmm_excel.intake.tidy import plain_text
from dgmm_excel.returns.compressed import compressed, decompressed
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import Text
from dgmm_excel.xlsx.a1 import Location

#: Names of value types that JSON does not have.
_FRACTION, _MOMENT, _TEXT = "fraction", "moment", "text"
#: A letter for each state, and the states by these letters.
_LETTERS: Mapping[State, str] = {state: str(number) for number, state in enumerate(STATES)}
_STATES: Mapping[str, State] = {letter: state for state, letter in _LETTERS.items()}
#: Makes an entry of a tuple as `Entry._make` does, which is written in Python.
_entry: Callable[[tuple[Any, ...]], Entry] = partial(tuple.__new__, Entry)
#: How many kinds of forms are known at a time, by what is where in them: a round has one or two.
_ALIKE = 4
#: The words of the faults of a round that have none.
_NO_WORDS: Mapping[str, str | Text] = {}


@dataclass(frozen=True, slots=True)
class Head:
    """What is needed to choose among several returns without unpacking them.

    `code` is the agency's code in the file, `edition` the id of the form's edition (None: not a form of a known edition),
    `round` the id of the round that the form was issued for (None: not in the file), `modified` the date of saving in ISO 8601,
    `says` a hash of all answers of the agency, `filled` whether there are any, `cells` the number of answer cells in each
    state, `surety` how surely the form was recognised. `way` are the rounds that handed-up answers came through (None: the
    agency's own file), `received` is the day on which their own round received them, in ISO 8601, `found`
    the number of findings that came with them.
    """

    code: str | None
    edition: str | None
    round: str | None
    correction: int
    modified: str | None
    disputed: bool
    filled: bool
    says: str
    cells: Mapping[State, int] = field(hash=False)
    surety: Surety
    way: str | None = None
    received: str | None = None
    found: int = 0


@dataclass(frozen=True)
class Packed:
    """A return: its head; as compressed JSON its body, and what is where in it, in which the returns of a round are alike."""

    head: Head
    body: bytes
    places: bytes

    def whole(self) -> Packed:
        """Return itself: nothing of it is elsewhere."""
        return self

    def unpack(self) -> ReturnedForm:
        """Return the whole return, built at each call: a round may have thousands. Raises ValueError for a damaged body."""
        try:
            return _unpacked(json.loads(decompressed(self.body)), _places_in(self.places))
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise ValueError(f"a damaged record of a return: {error}") from error


def pack(form: ReturnedForm) -> Packed:
    """Pack a return as plain data."""
    edition = form.edition
    questions, states, values, raws, sheets, cells = zip(*form.entries.values(), strict=True) if form.entries else ((),) * 6
    body = {
        "edition": edition.id if edition else None, "edition_id": form.edition_id, "agency_code": form.agency_code,
        "agency_name": form.agency_name, "lang": form.lang, "round_id": form.round_id,
        "fingerprint": form.fingerprint,
        "states": "".join(map(_LETTERS.__getitem__, states)), "values": values, "raws": raws,
        "faults": [plain_fault(fault) for fault in form.faults],
        "notes": form.notes, "recognised": asdict(form.recognised),
        "correction": form.correction, "modified": form.modified, "round_title": form.round_title,
        "handed": form.handed and _plain_handed(form.handed),
    }
    places = (tuple(one.items()) for one in (form.verified, form.official, form.steps))
    return Packed(_head(form), compressed(as_json(body)), _packed_places((questions, sheets, cells), *places))


def as_json(value: object) -> bytes:
    """Return a value as JSON, with what JSON does not have as `plain_value` says it; half of a surrogate pair is kept."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain_value)
    return text.encode("utf-8", "surrogatepass")


#: The questions, sheets and cells of the entries of a form, by column, and what else is where.
_Columns = tuple[Sequence[str], Sequence[str | None], Sequence[str | None]]
_Items = tuple[tuple[str, Location], ...]


@lru_cache(_ALIKE)
def _packed_places(columns: _Columns, *places: _Items) -> bytes:
    return compressed(as_json([columns, *map(dict, places)]))


class _Places(NamedTuple):
    """What is where in a form, one value for all forms that are alike."""

    columns: _Columns
    verified: Mapping[str, Location]
    official: Mapping[str, Location]
    steps: Mapping[str, Location]


@lru_cache(_ALIKE)
def _places_in(packed: bytes) -> _Places:
    columns, *places = json.loads(decompressed(packed))
    questions, sheets, cells = columns
    verified, official, steps = map(_located, places)
    return _Places((questions, sheets, cells), verified, official, steps)


def _located(plain: Mapping[str, list[Any]]) -> dict[str, Location]:
    return {intern(name): (intern(sheet), row, column) for name, (sheet, row, column) in plain.items()}


def _head(form: ReturnedForm) -> Head:
    said, handed = _said(form), form.handed
    received = None if handed is None or handed.received is None else handed.received.isoformat()
    return Head(
        form.agency_code, form.edition.id if form.edition else None, form.round_id, form.correction,
        form.modified.isoformat() if form.modified else None, form.disputed, bool(said),
        sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest(), form.cells, form.recognised.surety,
        None if handed is None else handed.way, received, 0 if handed is None else len(handed.findings),
    )


def _said(form: ReturnedForm) -> list[tuple[str, object]]:
    """All answers of the agency, to compare two returns."""
    questions = form.edition.questions if form.edition else {}
    return [
        (name, str(entry.value) if entry.value is not None else plain_text(entry.raw))
        for name, entry in form.entries.items()
        if entry.state != "blank" and questions[name].answered_by == "agency" and questions[name].topic is not None
    ]


def _unpacked(body: Mapping[str, Any], places: _Places) -> ReturnedForm:
    edition = at_hand(body["edition"]) if body["edition"] else None
    questions, sheets, cells = places.columns
    states, values, raws = map(_STATES.__getitem__, body["states"]), _values(body["values"]), _values(body["raws"])
    entries = dict(zip(questions, map(_entry, zip(questions, states, values, raws, sheets, cells, strict=True)), strict=True))
    modified = value_of(body["modified"])
    return ReturnedForm(
        edition, body["edition_id"], body["agency_code"], body["agency_name"], body["lang"], body["round_id"],
        body["fingerprint"], entries, tuple(map(fault_of, body["faults"])),
        places.verified, tuple(Note(*note) for note in body["notes"]),
        Recognised(**body["recognised"]), body["correction"], modified, body["round_title"],
        places.official, body["handed"] and _handed(*body["handed"]), places.steps,
    )


def _values(plain: list[Any]) -> list[Any]:
    return [value_of(one) if type(one) is dict else one for one in plain] if dict in map(type, plain) else plain


def _plain_handed(handed: Handed) -> list[Any]:
    received = handed.received and handed.received.isoformat()
    findings = [[getattr(one, name.name) for name in fields(Finding)] for one in handed.findings]
    return [handed.sha256, received, handed.rounds, dict(handed.levels), findings]


def _handed(
    digest: str, received: str | None, rounds: list[list[str]], levels: Mapping[str, int | None], findings: list[list[Any]]
) -> Handed:
    day = None if received is None else date.fromisoformat(received)
    found = tuple(Finding(*map(value_of, one)) for one in findings)
    return Handed(digest, day, tuple(Source(*one) for one in rounds), levels, found)


# -- values ----------------------------------------------------------------------------------------


def plain_value(value: Any) -> Any:
    """Return a value that JSON does not have as one that it has."""
    match value:
        case Fraction():
            return {_FRACTION: str(value)}
        case datetime():
            return {_MOMENT: value.isoformat()}
        case Text():
            return {_TEXT: [value.th, value.en]}
        case _:
            return plain_text(value)


def value_of(value: Any) -> Any:
    """Return a value; of equal texts the same one, since the returns of a round say much alike."""
    if isinstance(value, str):
        return intern(value)
    if not isinstance(value, dict):
        return value
    ((kind, plain),) = value.items()
    match kind:
        case "fraction":
            return Fraction(plain)
        case "moment":
            return datetime.fromisoformat(plain)
        case "text":
            return Text(*plain)
    raise ValueError(f"unknown kind of value {kind}")


def plain_fault(fault: Fault) -> list[Any]:
    """Return a fault as values that JSON has."""
    params = {key: plain_value(word) for key, word in fault.params.items()}
    return [fault.code, fault.sheet, fault.cell, fault.question, fault.value, params, fault.unasked]


def fault_of(values: list[Any]) -> Fault:
    """Return the fault of those values."""
    code, sheet, cell, question, value, params, unasked = values
    words = _words(*[(intern(key), value_of(word)) for key, word in params.items()]) if params else _NO_WORDS
    sheet, cell, question, value = map(value_of, (sheet, cell, question, value))
    return Fault(intern(code), sheet, cell, question, value, words, unasked)


@lru_cache(maxsize=1024)
def _words(*words: tuple[str, str | Text]) -> Mapping[str, str | Text]:
    """Return the words of a fault by their names; of equal ones the same, since the faults of a round say much alike."""
    return dict(words)
