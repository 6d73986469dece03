"""The anchors that tell a form's reader what stands where, whatever people did to its rows and columns.

In each sheet one hidden column holds anchors; beside them, hidden rows say what the columns hold.

    @form       the sheet belongs to a form: edition id in the next cell, the form's fingerprint after it
    @cols       from here on, a column whose cell in this row is a marker holds answers (or verified levels)
    @meta.KEY   a fact about the form; the value stands in the next cell
    anything else is a row id

A marker is `@` and a pattern: the row id put in place of `{}` is the question's id, or a note's (`evidence.P1.1`).
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from unicodedata import normalize

#: The hidden sheets of formulas and of choice lists. They hold no answers, and readers pass them over.
FORMULAS, LISTS = "_dgmm", "_lists"
FORM = "@form"
COLUMNS = "@cols"
META = "@meta."
#: The marker of the column that takes verified levels; the row ids beside it are codes (topic, …, `overall`).
VERIFIED = "@verified"
#: What `@meta.` rows tell, in order. `correction` counts the correction workbooks that an agency was sent (none: 0); `seal`
#: is what the others come to (see `seal`).
META_KEYS = ("edition", "agency.code", "agency.name", "lang", "round", "fingerprint", "correction", "seal")


def seal(meta: Mapping[str, str]) -> str:
    """What the facts of `META_KEYS` come to: a short text that no longer fits once one of them was typed over.

    It shows a slip or a mix-up, and is no signature: who reads this program can make one.
    """
    facts = tuple(_seen(meta.get(key, "")) for key in META_KEYS if key != "seal")
    return sha256(repr(facts).encode()).hexdigest()[:12]


def _seen(text: str) -> str:
    """The text without white space and characters that show nothing, which programs add and drop."""
    return "".join(char for char in normalize("NFC", text) if char.isprintable() and not char.isspace())


def marker(pattern: str) -> str:
    """The marker of a column of answers: `marker("{}.taught")` beside the row id `P3.4.01`."""
    return f"@{pattern}"


def question_id(marker: str, row_id: str) -> str | None:
    """The id of the question at a column's marker and a row's id; None where the marker is no answer's."""
    if not marker.startswith("@") or "{}" not in marker:
        return None
    return marker[1:].replace("{}", row_id)


#: What the cover shows people of whose form it is, beside what the form itself knows; never typed in, and never believed.
SHOWN = ("shown.agency", "shown.code")
#: What an agency adds to its answers, by the first part of the id: `evidence.P1.1`, `remark.P1.1`, `officer.name`.
NOTES = ("evidence", "remark", "officer", "approver")
#: The parts of `officer` and `approver`, in order.
CONTACT = ("name", "position", "date", "contact")


def is_note(name: str) -> bool:
    """Whether an id is a note's: kept with the return, never scored."""
    return name.partition(".")[0] in NOTES
