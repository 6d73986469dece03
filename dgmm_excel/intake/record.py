"""What `dgmm score --json` prints of a file, as values with types. The JSON Schema of it is made from these classes.

They are plain dataclasses: nothing is checked or changed when one is written, so that any file's name and content can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from dgmm_excel.faults import Fault, Severity
from dgmm_excel.intake.returned_form import STATES, Recognised, ReturnedForm, State, Surety
from dgmm_excel.model.measures import TopicStatus
from dgmm_excel.scoring.answers import Assessment, GroupAssessment

Status = Literal["scored", "faulty", "rejected", "blank"]
Count = Annotated[int, Field(ge=0)]
Score = Annotated[float, Field(ge=0)]
Level = Annotated[int, Field(ge=0, le=10)]


@dataclass(frozen=True)
class AgencyRecord:
    """The agency that the form was issued to; nulls of a blank form that was issued to none."""

    code: str | None
    name: str | None


@dataclass(frozen=True)
class RecognisedRecord:
    """How answer cells were located: how many by id, name or text, how many were not found (`lost`), how many by an id that the
    defined name of the question confirms.
    """

    surety: Surety
    ids: Count
    names: Count
    texts: Count
    lost: Count
    confirmed: Count


@dataclass(frozen=True)
class GroupRecord:
    """A pillar, a sub-pillar or the whole: the score rounded half up to the edition's decimals, its level and its name."""

    score: Score | None
    level: Level | None
    name: str | None


@dataclass(frozen=True)
class TopicRecord:
    """A topic: the score rounded half up to the edition's decimals, its level; nulls while pending and in a blank form."""

    score: Score | None
    level: Level | None
    status: TopicStatus


@dataclass(frozen=True)
class FaultRecord:
    """One thing wrong with the file: its kind, its place, what the cell holds, what is wrong and what to do, Thai first."""

    code: Annotated[str, Field(pattern="^DG[0-9]{3}$")]
    severity: Severity
    sheet: str | None
    cell: str | None
    question: str | None
    value: str | None
    message: str
    remedy: str


@dataclass(frozen=True)
class FileRecord:
    """One file, scored. `status`: every answer accepted or repaired; at least one rejected; nothing could be taken; no answer.

    `cells` counts answer cells by state; `answered` of the `asked` questions have an answer.
    """

    file: str
    status: Status
    edition: str | None
    agency: AgencyRecord
    recognised: RecognisedRecord
    cells: dict[State, Count]
    answered: Count
    asked: Count
    overall: GroupRecord
    pillars: dict[str, GroupRecord]
    sub_pillars: dict[str, GroupRecord]
    topics: dict[str, TopicRecord]
    faults: list[FaultRecord]


def file_record(
    file: str, status: Status, form: ReturnedForm, assessment: Assessment | None, faults: Iterable[Fault]
) -> dict[str, Any]:
    """Return the record of a file that was read; without an assessment, of one that is no form."""
    agency = AgencyRecord(form.agency_code, form.agency_name)
    return _record(file, status, form.edition_id, agency, form.recognised, form.cells, assessment, faults)


def rejected_record(file: str, fault: Fault) -> dict[str, Any]:
    """Return the record of a file that could not be opened."""
    cells = dict.fromkeys(STATES, 0)
    return _record(file, "rejected", None, AgencyRecord(None, None), Recognised(), cells, None, [fault])


def _record(
    file: str, status: Status, edition: str | None, agency: AgencyRecord, recognised: Recognised, cells: Mapping[State, int],
    of: Assessment | None, faults: Iterable[Fault],
) -> dict[str, Any]:
    return asdict(FileRecord(
        file, status, edition, agency, _recognised(recognised), dict(cells),
        answered=0 if of is None else of.answered,
        asked=0 if of is None else of.asked,
        overall=GroupRecord(None, None, None) if of is None else _group(of, of.overall),
        pillars={} if of is None else _groups(of, of.pillars),
        sub_pillars={} if of is None else _groups(of, of.sub_pillars),
        topics={} if of is None else _topics(of),
        faults=[fault_record(fault) for fault in faults],
    ))


def _recognised(of: Recognised) -> RecognisedRecord:
    return RecognisedRecord(of.surety, of.ids, of.names, of.texts, of.lost, of.confirmed)


def _groups(of: Assessment, groups: Mapping[str, GroupAssessment]) -> dict[str, GroupRecord]:
    return {code: _group(of, group) for code, group in groups.items()}


def _group(of: Assessment, group: GroupAssessment) -> GroupRecord:
    return GroupRecord(of.edition.shown(group.score), group.level, group.name)


def _topics(of: Assessment) -> dict[str, TopicRecord]:
    return {code: TopicRecord(of.edition.shown(topic.score), topic.level, topic.status) for code, topic in of.topics.items()}


def fault_record(of: Fault) -> FaultRecord:
    """Return the record of a fault."""
    return FaultRecord(of.code, of.severity, of.sheet, of.cell, of.question, of.value, of.message(), of.remedy())
