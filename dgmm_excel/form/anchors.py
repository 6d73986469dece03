"""The anchors by which a form is read back, whatever people did to its rows and columns.

In each sheet one hidden column holds anchors, and hidden rows say what the columns hold.

    @form       the sheet belongs to a form: edition id in the next cell, the form's fingerprint after it, then the id of the
                round, if it was issued for one; markers as with @cols
    @cols       from here on, a column whose cell in this row is a marker holds answers (or verified levels, or next steps)
    @last       the sheet shows last year, and holds nothing that is read
    @meta.KEY   a fact about the form; its value is in the next cell
    anything else is a row id

A marker is `@` and a pattern: the row id put in place of `{}` is the question's id, or a note's (`evidence.P1.1`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from unicodedata import normalize

#: The hidden sheets of formulas and of choice lists. They hold no answers; readers skip them.
FORMULAS, LISTS = "_dgmm", "_lists"
FORM = "@form"
COLUMNS = "@cols"
META = "@meta."
#: The mark of a sheet that shows last year's answers.
LAST_YEAR = "@last"
#: The marker of the column that takes verified levels; the row ids beside it are codes (topic, …, `overall`).
VERIFIED = "@verified"
#: The marker of the column that takes next steps; the row ids beside it are those of the whole and of pillars, before them
#: those of the rows above the steps: a gap, the title and a note. Written, never read.
STEPS = "@steps"
STEP_HEADS = ("steps:gap", "steps:title", "steps:note")
#: The facts of the `@meta.` rows, in order. `correction` is the number of the correction workbook (0: the form as first
#: sent); `seal` is a checksum of the other facts (see `seal`).
META_KEYS = ("edition", "agency.code", "agency.name", "lang", "round", "fingerprint", "correction", "seal")


def seal(meta: Mapping[str, str]) -> str:
    """Return a checksum of the facts of `META_KEYS`: a short text that no longer matches once one of them was overwritten.

    It detects a slip or a mix-up. It is no signature: whoever reads this program can make one.
    """
    facts = tuple(_seen(meta.get(key, "")) for key in META_KEYS if key != "seal")
    return sha256(repr(facts).encode()).hexdigest()[:12]


@lru_cache(maxsize=256)  # the forms of a round have most facts in common
def _seen(text: str) -> str:
    """Return the text without white space and invisible characters, which programs add and drop."""
    return "".join(char for char in normalize("NFC", text) if char.isprintable() and not char.isspace())


def marker(pattern: str) -> str:
    """Return the marker of a column of answers: `marker("{}.taught")` beside the row id `P3.4.01`."""
    return f"@{pattern}"


def question_id(marker: str, row_id: str) -> str | None:
    """Return the id of the question at a column's marker and a row's id; None if the marker is not for answers."""
    if not marker.startswith("@") or "{}" not in marker:
        return None
    return marker[1:].replace("{}", row_id)


#: Cells of the cover that show people the agency; the hidden facts identify it. Never typed in, never trusted.
SHOWN = ("shown.agency", "shown.code")
#: Cells of the Results sheet for the official result of a round: its score, and a note on it. Written, never read.
OFFICIAL = ("official.score", "official.note")
#: What an agency adds to its answers, by the first part of the id: `evidence.P1.1`, `remark.P1.1`, `officer.name`.
NOTES = ("evidence", "remark", "officer", "approver")
#: Those about people, who may be named where results are not published, and their parts, in order.
PEOPLE = NOTES[2:]
#: What an agency objects to a finding, in the sheet of findings of its results copy: `objection.P1.1.01#<fingerprint>`; and the
#: most of it that is taken, in characters.
OBJECTION, LONGEST_OBJECTION = "objection", 1000
CONTACT = ("name", "position", "date", "contact")


def is_note(name: str) -> bool:
    """Return whether an id is a note's: a note is kept with the return and never scored."""
    return name.partition(".")[0] in NOTES or is_objection(name)


def is_objection(name: str) -> bool:
    """Return whether the id of a note is of an objection: it is for who checked the answer, and counts nowhere."""
    return name.partition(".")[0] == OBJECTION


def is_contact(name: str) -> bool:
    """Return whether the id of a note is of one about a person: personal data, never to stand beside results."""
    return name.partition(".")[0] in PEOPLE
