"""What agencies object to findings, in the sheet of findings of their results copies; it counts nowhere but for who checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from dgmm_excel.faults import Fault
from dgmm_excel.form.anchors import LONGEST_OBJECTION, is_objection
from dgmm_excel.intake.returned_form import Note
from dgmm_excel.intake.tidy import clipped
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import phrase

#: How much of a finding's hash stands in its id: enough to tell a finding from a later one about the same answer.
_LENGTH = 8
_MARK, _LONGEST_ID = "#", 60


class Objections(NamedTuple):
    """What an agency objects, by question, and a fault for each objection that is about no finding that holds now."""

    by_question: Mapping[str, str]
    faults: tuple[Fault, ...] = ()


def finding_id(of: Finding) -> str:
    """Return the id of a finding: its question's, and a fingerprint of what was found and why."""
    facts = of.question, of.kind, of.value, of.reason, of.day, of.about
    return f"{of.question}{_MARK}{sha256(repr(facts).encode('utf-8', 'surrogatepass')).hexdigest()[:_LENGTH]}"


def objections(notes: Iterable[Note], findings: Iterable[Finding]) -> Objections:
    """Return the objections among the notes of a return; `findings` are those made about the agency."""
    by_id = {finding_id(one): one.question for one in findings}
    questions, found, faults = set(by_id.values()), dict[str, str](), []
    for note in notes:
        if not is_objection(note.id):
            continue
        name, text = note.id.partition(".")[2], clipped(note.text, LONGEST_OBJECTION)
        if name in by_id:
            question = by_id[name]
            found[question] = f"{found[question]}\n{text}" if question in found else text
        else:
            question = clipped(name.rpartition(_MARK)[0] or name, _LONGEST_ID)
            why = phrase("objection.changed" if question in questions else "objection.none")
            faults.append(Fault("DG441", note.sheet, note.cell, question, clipped(text), {"why": why}))
    return Objections(found, tuple(faults))
