"""A handover in `returned/`: the results of another round, opened like any file that comes from anyone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from pydantic import ValidationError

from dgmm_excel.faults import Fault
from dgmm_excel.files import is_litter
from dgmm_excel.intake.tidy import clipped
from dgmm_excel.returns.handover_file import (
    LARGEST_LIST,
    LARGEST_RECORD,
    LIST,
    VERSION,
    AgencyDocument,
    ListDocument,
    VersionDocument,
)
from dgmm_excel.text import Text, phrase
from dgmm_excel.xlsx.archive import Archive, UnreadableBook, key

_LONGEST = 80
#: Why a member of a handover cannot be used.
MemberFault = Literal["missing", "changed", "damaged", "unlisted", "too_large", "no_record", "other_agency"]


@dataclass(frozen=True)
class Handover:
    """What the list of a handover says: the round that it is of, its editions by id with their digests, its agencies.

    `members` are the hashes of its members; `faults` is what is wrong with the handover itself, with which nothing of it counts
    unless there are agencies. `folder` is the one in the zip that everything lies in, empty for none.
    """

    round: str
    title: str
    year: int
    editions: Mapping[str, str]
    agencies: tuple[AgencyDocument, ...]
    members: Mapping[str, str]
    faults: tuple[Fault, ...]
    folder: str = ""

    @property
    def lacking(self) -> tuple[AgencyDocument, ...]:
        """The agencies that it lists without a record."""
        return tuple(one for one in self.agencies if one.record is None)


def folder_in(archive: Archive) -> str | None:
    """Return the folder in a zip that a handover's list lies in, empty for its top; None if the zip is no handover."""
    if LIST in archive:
        return ""
    found = [name for name in archive.names
             if key(name).count("/") == 1 and key(name).endswith(f"/{LIST}") and not _is_litter(name)]
    return found[0][:-len(LIST)] if len(found) == 1 else None


def handover_in(archive: Archive, folder: str) -> Handover:
    """Return the handover in a zip. One whose list cannot be relied on has faults and no agencies."""
    try:
        said = _listed(archive, folder + LIST)
    except _Refused as refused:
        return Handover("", "", 0, {}, (), {}, (refused.fault,), folder)
    editions = {one.id: one.digest for one in said.editions}
    return Handover(said.round.id, said.round.title, said.year, editions, tuple(said.agencies), said.members,
                    tuple(_member_faults(archive, folder, said)), folder)


def member_fault(name: str, reason: MemberFault, **words: str) -> Fault:
    """Return the fault of a member (empty: an agency's record)."""
    member = clipped(name, _LONGEST) if name else phrase("handover.this_record")
    return Fault("DG423", params={"member": member, "reason": phrase(f"member.{reason}", **words)})


def record_fault(archive: Archive, handover: Handover, record: str) -> Fault | None:
    """Return why a record is not read at all; None if it is there and of a size that one can have."""
    name = handover.folder + record
    if name not in archive:
        return member_fault(record, "missing")
    return member_fault(record, "too_large") if archive.size(name) > LARGEST_RECORD else None


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.code)


def _listed(archive: Archive, name: str) -> ListDocument:
    """Return the list. Raise _Refused if it is none, was changed, or is of a version to come."""
    try:
        if archive.size(name) > LARGEST_LIST:
            raise _Refused(_unreadable(phrase("handover.list_large")))
        content = archive.read(name)
        version = VersionDocument.model_validate_json(content).version
        if version > VERSION:
            raise _Refused(Fault("DG422", params={"version": str(version), "known": str(VERSION)}))
        said = ListDocument.model_validate_json(content)
    except UnreadableBook as error:
        raise _Refused(_unreadable(phrase(f"unreadable.{error.reason}"))) from None
    except ValidationError as error:
        raise _Refused(_unreadable(phrase("handover.no_list", where=first_error(error)))) from None
    codes = [one.code.casefold() for one in said.agencies]
    if not said.holds:
        raise _Refused(_unreadable(phrase("handover.list_changed")))
    if len(set(codes)) < len(codes) or any(one.record not in (None, *said.members) for one in said.agencies):
        raise _Refused(_unreadable(phrase("handover.list_contradicts")))
    return said


def first_error(error: ValidationError) -> str:
    """Return where the first mistake of a document is, and what: one line without any of its values."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return clipped(": ".join(filter(None, (".".join(map(str, first["loc"])), first["msg"]))), _LONGEST)


def _unreadable(reason: Text) -> Fault:
    return Fault("DG421", params={"reason": reason})


def _member_faults(archive: Archive, folder: str, said: ListDocument) -> Iterator[Fault]:
    """Yield what is wrong with members that are no records: those have their own faults."""
    listed = {key(folder + name) for name in (LIST, *said.members)}
    for name in archive.names:
        if key(name) not in listed and not name.endswith("/") and not _is_litter(name):
            yield member_fault(name, "unlisted")
    records = {one.record for one in said.agencies}
    for name in sorted(set(said.members) - records):
        reason = _wrong(archive, folder + name, said.members[name])
        if reason is not None:
            yield member_fault(name, reason)


def _wrong(archive: Archive, name: str, expected: str) -> MemberFault | None:
    if name not in archive:
        return "missing"
    if archive.size(name) > LARGEST_RECORD:
        return "too_large"
    try:
        return None if sha256(archive.read(name)).hexdigest() == expected else "changed"
    except UnreadableBook:
        return "damaged"


def _is_litter(name: str) -> bool:
    return any(is_litter(step) for step in key(name).split("/"))
