"""What a round hands up: `handover.zip`, which another round takes in its `returned/` as the returns of these agencies.

The same round gives the same bytes. No person is in it: neither names nor contacts, nor who found what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from deflate import deflate_compress

from dgmm_excel.files import write_or_save_as
from dgmm_excel.form.anchors import is_contact
from dgmm_excel.intake.personal import without_contacts
from dgmm_excel.intake.returned_form import ReturnedForm
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.answer_tables import as_data
from dgmm_excel.report.outcome import AnswerCell, Outcome
from dgmm_excel.returns.handover_file import (
    ABOUT,
    LIST,
    RECORDS,
    VERSION,
    AgencyDocument,
    EditionDocument,
    FindingDocument,
    FromDocument,
    ListDocument,
    RecordDocument,
    SourceDocument,
)
from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import AssessedRound, UsedReturn
from dgmm_excel.scoring.findings import Finding
from dgmm_excel.text import LANGS, phrase, without_controls
from dgmm_excel.xlsx.zip_writer import Deflated, ZipWriter

_LEVEL = 6


@dataclass(frozen=True)
class HandedUp:
    """What was written: the file, the number of agencies with answers and without."""

    file: Path
    records: int
    lacking: int


def write_handover(
    of: Round, assessed: AssessedRound, now: datetime, track: Track = silent, *, remarks: bool = False
) -> HandedUp:
    """Write `handover.zip` of a round as it stands. `remarks`: with the evidence and remarks of the agencies.

    Raises OutputError.
    """
    records: dict[str, bytes] = {}
    listed: list[AgencyDocument] = []
    for outcome in track(assessed.result.outcomes, phrase("handover.doing")):
        used, name = assessed.used.get(outcome.agency.code), f"{RECORDS}{len(listed) + 1:05}.json"
        if used is not None:
            records[name] = _record(of, outcome, used, remarks).model_dump_json().encode()
        listed.append(AgencyDocument(code=outcome.agency.code, name=_public(outcome.agency.name(of.lang)), state=outcome.state,
                                     record=None if used is None else name))
    file = write_or_save_as(of.handover, _zipped(of, listed, records), now)
    return HandedUp(file, len(records), len(listed) - len(records))


def _zipped(of: Round, listed: list[AgencyDocument], records: Mapping[str, bytes]) -> bytes:
    about = "\n\n".join(phrase("handover.about", title=_public(of.title), count=len(records))[lang] for lang in LANGS)
    members = {ABOUT: f"{about}\n".encode(), **records}
    said = ListDocument(
        format="dgmm-handover", version=VERSION, program=version("dgmm-excel"), round=_source(of), year=of.year,
        editions=[EditionDocument(id=one.id, digest=one.digest) for one in of.editions], agencies=listed,
        members={name: sha256(content).hexdigest() for name, content in members.items()},
    ).sealed
    data = BytesIO()
    writer = ZipWriter(data)
    for name, content in {LIST: said.model_dump_json(indent=1).encode(), **members}.items():
        writer.add(Deflated.of(name, content, lambda plain: bytes(deflate_compress(plain, _LEVEL))))
    writer.finish()
    return data.getvalue()


def _source(of: Round) -> SourceDocument:
    return SourceDocument(id=of.id, title=_public(of.title))


# -- an agency -------------------------------------------------------------------------------------


def _record(of: Round, outcome: Outcome, used: UsedReturn, remarks: bool) -> RecordDocument:
    loaded = used.loaded()
    form, assessment, given = loaded.form, loaded.assessment, {cell.question: cell for cell in loaded.answers}
    levels = {} if assessment is None else {code: assessment[code].level for code in outcome.edition.ids}
    return RecordDocument(
        agency=outcome.agency.code, name=_public(outcome.agency.name(of.lang)), edition=outcome.edition.id, lang=form.lang,
        correction=form.correction, modified=form.modified.isoformat() if form.modified is not None else None,
        answers={name: _public(as_data(cell.value)) for name, cell in given.items() if _counts(cell)},
        repaired=[name for name, cell in given.items() if cell.state == "repaired"],
        rejected={name: _public(as_data(cell.value)) for name, cell in given.items()
                  if cell.state == "rejected" and not _counts(cell)},
        notes=dict(_notes(form)) if remarks else {}, levels=levels,
        findings=[_finding(one) for one in outcome.findings], source=_from(of, outcome, used, form),
    )


def _finding(one: Finding) -> FindingDocument:
    value, about = (None if answer is None else _public(as_data(answer)) for answer in (one.value, one.about))
    reason = _public(one.reason)
    return FindingDocument(question=one.question, kind=one.kind, value=value, reason=reason, day=one.day, about=about)


def _counts(cell: AnswerCell) -> bool:
    """Whether a cell has an answer that counts: what was rejected is a text, but for a number that the rules score."""
    return cell.value is not None and (cell.state != "rejected" or not isinstance(cell.value, str))


def _notes(form: ReturnedForm) -> Iterator[tuple[str, str]]:
    return ((note.id, _public(note.text)) for note in form.notes if not is_contact(note.id))


def _from(of: Round, outcome: Outcome, used: UsedReturn, form: ReturnedForm) -> FromDocument:
    """Return where the answers come from; of an agency that was handed up, all rounds before this one too."""
    before = form.handed
    rounds = [] if before is None else [SourceDocument(id=one.id, title=one.title) for one in before.rounds]
    received = None if outcome.received is None else outcome.received.isoformat()
    digest = used.file.sha256 if before is None else before.sha256
    return FromDocument(sha256=digest, received=received, rounds=[*rounds, _source(of)])


def _public(text: str) -> str:
    """Return a text without telephone numbers, addresses and control characters."""
    return without_contacts(without_controls(text), "en") or ""
