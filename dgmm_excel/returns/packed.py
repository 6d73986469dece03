"""A return as a few bytes of plain data: it crosses from process to process, and keeps between runs, as that.

JSON and nothing that could run: what lies in a round's folder may have been put there by anybody.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from dgmm_excel.faults import Fault
from dgmm_excel.intake.read import at_hand
from dgmm_excel.intake.returned_form import Entry, Note, Recognised, ReturnedForm, State, Surety
from dgmm_excel.intake.tidy import plain_text
from dgmm_excel.text import Text

#: What a value is that JSON has no word for.
_FRACTION, _MOMENT, _TEXT = "fraction", "moment", "text"


@dataclass(frozen=True)
class Head:
    """What must be known of a return to choose among several, without unpacking it.

    `code` is the agency's as the file says, `edition` the id of the form's edition (None: no form of one that is at hand),
    `round` the id of the round that it was issued for (None: it does not say), `modified` in ISO 8601,
    `says` a hash of everything that the agency answered, `filled` whether it answered anything, `cells` how many of its answer
    cells came to what, `surety` how surely it was recognised.
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


@dataclass(frozen=True)
class Packed:
    """A return: its head, and its body as compressed JSON."""

    head: Head
    body: bytes

    def unpack(self) -> ReturnedForm:
        """Return the whole return, built at each call: a round may have thousands. Raises ValueError for a damaged body."""
        try:
            return _unpacked(json.loads(zlib.decompress(self.body)))
        except (zlib.error, KeyError, TypeError, IndexError) as error:
            raise ValueError(f"a damaged record of a return: {error}") from error


def pack(return_: ReturnedForm) -> Packed:
    """Pack a return as plain data."""
    edition = return_.edition
    body = {
        "edition": edition.id if edition else None, "edition_id": return_.edition_id, "agency_code": return_.agency_code,
        "agency_name": return_.agency_name, "lang": return_.lang, "round_id": return_.round_id,
        "fingerprint": return_.fingerprint,
        "entries": [[_plain(value) for value in entry] for entry in return_.entries.values()],
        "faults": [_plain_fault(fault) for fault in return_.faults],
        "verified": {code: list(place) for code, place in return_.verified.items()},
        "notes": [list(note) for note in return_.notes], "recognised": asdict(return_.recognised),
        "correction": return_.correction, "modified": _plain(return_.modified),
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return Packed(_head(return_), zlib.compress(text, 1))


def _head(return_: ReturnedForm) -> Head:
    said = _said(return_)
    return Head(
        return_.agency_code, return_.edition.id if return_.edition else None, return_.round_id, return_.correction,
        return_.modified.isoformat() if return_.modified else None, return_.disputed, bool(said),
        sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest(), return_.cells, return_.recognised.surety,
    )


def _said(return_: ReturnedForm) -> list[tuple[str, object]]:
    """Everything that the agency answered, for telling two returns apart."""
    questions = return_.edition.questions if return_.edition else {}
    return [
        (name, str(entry.value) if entry.value is not None else plain_text(entry.raw))
        for name, entry in return_.entries.items()
        if entry.state != "blank" and questions[name].answered_by == "agency" and questions[name].topic is not None
    ]


def _unpacked(body: Mapping[str, Any]) -> ReturnedForm:
    edition = at_hand(body["edition"]) if body["edition"] else None
    entries = [Entry(*map(_value, values)) for values in body["entries"]]
    modified = _value(body["modified"])
    return ReturnedForm(
        edition, body["edition_id"], body["agency_code"], body["agency_name"], body["lang"], body["round_id"],
        body["fingerprint"], {entry.question: entry for entry in entries}, tuple(map(_fault, body["faults"])),
        {code: tuple(place) for code, place in body["verified"].items()}, tuple(Note(*note) for note in body["notes"]),
        Recognised(**body["recognised"]), body["correction"], modified,
    )


# -- values ----------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():  # most are; whether it is a number of another kind takes long to say
            return value
        case Fraction():
            return {_FRACTION: str(value)}
        case datetime():
            return {_MOMENT: value.isoformat()}
        case Text():
            return {_TEXT: [value.th, value.en]}
        case _:
            return plain_text(value)


def _value(value: Any) -> Any:
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


def _plain_fault(fault: Fault) -> list[Any]:
    params = {key: _plain(word) for key, word in fault.params.items()}
    return [fault.code, fault.sheet, fault.cell, fault.question, fault.value, params]


def _fault(values: list[Any]) -> Fault:
    code, sheet, cell, question, value, params = values
    return Fault(code, sheet, cell, question, value, {key: _value(word) for key, word in params.items()})
