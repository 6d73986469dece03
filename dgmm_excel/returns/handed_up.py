"""The record of an agency in a handover, read as its returned form: judged anew, as if it were typed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import get_args

from pydantic import ValidationError

from dgmm_excel.faults import Fault
from dgmm_excel.form.anchors import is_contact, is_note
from dgmm_excel.intake.checks import checked_together, to_confirm
from dgmm_excel.intake.handed import Handed, Source
from dgmm_excel.intake.judge import judges
from dgmm_excel.intake.read import at_hand
from dgmm_excel.intake.returned_form import Entry, Note, Recognised, ReturnedForm, unread
from dgmm_excel.intake.tidy import clipped
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.returns.handover import first_error, member_fault
from dgmm_excel.returns.handover_file import FindingDocument, RecordDocument
from dgmm_excel.scoring.answers import exact, from_data
from dgmm_excel.scoring.findings import Finding, FindingKind
from dgmm_excel.text import phrase

_KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


def read_record(content: bytes) -> ReturnedForm:
    """Read a record from its bytes; one that is none, or of an edition that is not at hand, gives a form without an edition."""
    try:
        said = RecordDocument.model_validate_json(content)
        handed, notes, saved = _handed(said), tuple(_notes(said)), _moment(said.modified)
    except ValidationError as error:
        return unread(member_fault("", "no_record", where=first_error(error)))
    except ValueError as error:
        return unread(member_fault("", "no_record", where=clipped(str(error))))
    edition = at_hand(said.edition)
    if edition is None:
        fault = Fault("DG006", params={"edition": clipped(said.edition)})
        return ReturnedForm(None, said.edition, said.agency, said.name, said.lang, None, None, {}, (fault,), {}, handed=handed)
    no_level = next((name for name, level in said.levels.items() if level is not None and level not in edition.scale), None)
    if no_level is not None:
        return unread(member_fault("", "no_record", where=clipped(f"levels.{no_level}")))
    given, faults = _entries(edition, said)
    entries, contradictions = checked_together(edition, given)
    findings, doubtful = _findings(edition, said)
    everything = (*faults, *contradictions, *to_confirm(edition, entries, {}), *doubtful)
    found = Recognised(ids=len(entries), confirmed=len(entries))
    return ReturnedForm(
        edition, edition.id, said.agency, said.name, said.lang, None, None, entries, everything, {}, notes, found,
        said.correction, saved, handed=replace(handed, findings=findings),
    )


def _handed(said: RecordDocument) -> Handed:
    source = said.source
    received = None if source.received is None else date.fromisoformat(source.received)
    return Handed(source.sha256, received, tuple(Source(one.id, one.title) for one in source.rounds), said.levels)


def _notes(said: RecordDocument) -> Iterator[Note]:
    """Yield the evidence and the remarks. Raise ValueError for a note about people, which no handover holds."""
    for name, text in said.notes.items():
        if not is_note(name) or is_contact(name):
            raise ValueError("notes: neither evidence nor a remark")
        yield Note(name, text, "", "")


def _moment(text: str | None) -> datetime | None:
    """Return when the agency saved its file, by the file's own clock; None if that is not known."""
    moment = None if text is None else datetime.fromisoformat(text)
    if moment is not None and moment.tzinfo is not None:
        raise ValueError("modified: a time zone")
    return moment


# -- answers ---------------------------------------------------------------------------------------


def _entries(edition: Edition, said: RecordDocument) -> tuple[dict[str, Entry], list[Fault]]:
    """Return an entry for every question, and the faults of those that cannot be taken as they are."""
    faults, repaired = list(_unknown(edition, said)), frozenset(said.repaired)
    entries = {}
    for name, question in edition.questions.items():
        entry, code = _entry(question, said, repaired)
        entries[name] = entry
        if code is not None:
            faults.append(entry.fault(code, allowed=judges(edition, said.lang)[name].allowed))
    return entries, faults


def _entry(question: Question, said: RecordDocument, repaired: Collection[str]) -> tuple[Entry, str | None]:
    """Return the entry of a question, and the code of its fault."""
    name = question.id
    if name in said.rejected:
        return Entry(name, "rejected", None, said.rejected[name], None, None), "DG429"
    text = said.answers.get(name)
    if text is None or not text.strip():
        return Entry(name, "blank", None, None, None, None), None
    try:
        value = exact(question, from_data(question, text))
    except ValueError:
        return Entry(name, "rejected", None, text, None, None), "DG428"
    return Entry(name, "repaired" if name in repaired else "accepted", value, text, None, None), None


def _unknown(edition: Edition, said: RecordDocument) -> Iterator[Fault]:
    """Yield a fault for each question that the edition does not have."""
    given: Mapping[str, str] = {**said.answers, **said.rejected}
    for name, text in given.items():
        if name not in edition.questions:
            allowed = phrase("handover.unknown_question", question=clipped(name), edition=edition.id)
            yield Fault("DG428", value=clipped(text), params={"allowed": allowed})


# -- findings --------------------------------------------------------------------------------------


def _findings(edition: Edition, said: RecordDocument) -> tuple[tuple[Finding, ...], list[Fault]]:
    """Return the findings that came with the answers, and a fault for each that cannot be: it does not count.

    In the place of who found it stands the round.
    """
    by, faults = said.source.rounds[-1].title, []
    found: dict[str, Finding] = {}
    for one in said.findings:
        try:
            found[one.question] = _finding(edition, one, by)
        except (KeyError, ValueError):
            faults.append(Fault("DG434", question=one.question if one.question in edition.questions else None,
                                value=clipped(one.value or one.kind), params={"about": clipped(one.question)}))
    return tuple(found.values()), faults


def _finding(edition: Edition, one: FindingDocument, by: str) -> Finding:
    """Return a finding. Raise KeyError or ValueError for one that cannot be."""
    question = edition.questions[one.question]
    kind = _KINDS[_KINDS.index(one.kind)]
    value, about = (None if text is None else exact(question, from_data(question, text)) for text in (one.value, one.about))
    if (kind == "corrected") is (value is None):
        raise ValueError("a correction has a value, and nothing else has")
    return Finding(question.id, kind, value, one.reason, by, one.day, about)
