"""Returned files sorted by agency: which may count for whom, and what keeps the others from being used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dgmm_excel.faults import Fault
from dgmm_excel.intake.returned_form import DISPUTES
from dgmm_excel.intake.tidy import clipped
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.outcome import ReportedFault
from dgmm_excel.returns.handover import Handover
from dgmm_excel.returns.returns import Returned, name_code
from dgmm_excel.round.enclosures import Senders, is_workbook, may_be_enclosed
from dgmm_excel.round.folder import Member, Round
from dgmm_excel.round.handed_up import handover_faults, in_several, listed_without_answers, record_faults, takes


@dataclass(frozen=True)
class SortedReturns:
    """Every returned file, put to an agency of the roster or to none.

    `candidates` are the files that may count for an agency, `faults` what is wrong with its other files, both by the agency's
    code. `unassigned` are the faults of files that belong to no agency of the roster. `codes` names for every file the code
    of the agency that it was put to, else the code that it says, empty if it says none. `enclosures` are the files that are no
    forms, by the code of their agency, empty if nothing tells it; they are not among `codes`. `handovers` are those of other
    rounds, `listed` has the rounds that list an agency without its answers, by its code.
    """

    candidates: Mapping[str, Sequence[Returned]]
    faults: Mapping[str, Sequence[ReportedFault]]
    unassigned: Sequence[ReportedFault]
    codes: Sequence[tuple[str, Returned]]
    enclosures: Sequence[tuple[str, Returned]] = ()
    handovers: Sequence[Returned] = ()
    listed: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def files(self) -> Mapping[str, Sequence[Returned]]:
        """Every file by the code of `codes`."""
        found: dict[str, list[Returned]] = {}
        for code, file in self.codes:
            found.setdefault(code, []).append(file)
        return found


def sort_returns(of: Round, files: Iterable[Returned]) -> SortedReturns:
    """Sort the files by the code that each names, and an unreadable one by its name."""
    sorting = _Sorting(of)
    for file in files:
        sorting.add(file)
    enclosures = sorting.enclosures()
    sorting.unassigned += in_several(sorting.candidates)
    return SortedReturns(sorting.candidates, sorting.faults, sorting.unassigned, sorting.codes, enclosures,
                         sorting.handovers, listed_without_answers(of, sorting.handovers))


def disputes(file: Returned) -> list[Fault]:
    """Return the faults that leave open which agency the form belongs to."""
    return [fault for fault in file.unpack().faults if fault.code in DISPUTES]


@dataclass
class _Sorting:
    of: Round
    candidates: dict[str, list[Returned]] = field(default_factory=dict)
    faults: dict[str, list[ReportedFault]] = field(default_factory=dict)
    unassigned: list[ReportedFault] = field(default_factory=list)
    codes: list[tuple[str, Returned]] = field(default_factory=list)
    no_forms: list[Returned] = field(default_factory=list)
    handovers: list[Returned] = field(default_factory=list)

    def add(self, file: Returned) -> None:
        if file.arrival.handover is not None:
            self._add_handed_up(file, file.arrival.handover)
            return
        if may_be_enclosed(file):
            self.no_forms.append(file)
            return
        member = self._owner(file)
        if member is None:
            self._add_stranger(file)
            return
        self.codes.append((member.code, file))
        if file.head.edition == member.edition.id:
            self.candidates.setdefault(member.code, []).append(file)
        else:
            self._add_faults(member.code, file, _wrong_edition(file, member.edition))

    def _add_handed_up(self, file: Returned, handover: Handover) -> None:
        """Add a handover, or the record of an agency in one, of which nothing counts if the round cannot take it."""
        member = self.of.member(name_code(file.name))
        if not file.arrival.is_record:
            self.handovers.append(file)
            faults = (*file.unpack().faults, *handover_faults(self.of, handover))
            self.unassigned += [ReportedFault("", file.name, fault) for fault in faults]
        elif not takes(self.of, handover, file.head.edition or file.unpack().edition_id):
            return
        elif member is None:
            code = file.code or ""
            self.codes.append((code, file))
            self.unassigned.append(ReportedFault(code, file.name, Fault("DG426", params={"agency": clipped(code)})))
        else:
            self.codes.append((member.code, file))
            found = record_faults(member, file, handover)
            if found:
                self._add_faults(member.code, file, found)
            else:
                self.candidates.setdefault(member.code, []).append(file)

    def enclosures(self) -> list[tuple[str, Returned]]:
        """Return the files that are no forms, each with its agency's code; empty where nothing tells it.

        A workbook that is named as the form of an agency that has sent no other may be that form, changed beyond recognition:
        it is put to the agency as a file that cannot be used.
        """
        found = []
        forms = [(code, file.name) for code, file in self.codes if code in self.of.members]
        sent, senders = {code for code, _ in forms}, Senders(self.of, forms)
        for file in self.no_forms:
            named = self.of.member(name_code(file.name))
            if is_workbook(file) and named is not None and named.code not in sent:
                self._add_stranger(file)
            else:
                found.append((senders.sender(file), file))
        return found

    def _owner(self, file: Returned) -> Member | None:
        """Return the agency whose code the file says; of a file whose own facts were changed, the one that it is named for."""
        said = self.of.member(file.code or "")
        if said is not None and any(fault.code == "DG008" for fault in (disputes(file) if file.head.disputed else ())):
            return self.of.member(name_code(file.name)) or said
        return said

    def _add_stranger(self, file: Returned) -> None:
        """Add a file whose code is not in the roster.

        Where the file says no code or one that is in dispute, its name may tell the agency.
        """
        if file.head.edition is None:
            faults = list(file.unpack().faults)
        elif file.head.disputed:
            faults = disputes(file)
        else:
            faults = [Fault("DG401", params={"agency": file.code}) if file.code else Fault("DG404")]
        presumed = self.of.member(name_code(file.name)) if not file.code or file.head.disputed else None
        self.codes.append((presumed.code if presumed is not None else file.code or "", file))
        if presumed is not None:
            self._add_faults(presumed.code, file, faults)
        else:
            self.unassigned += [ReportedFault(file.code or "", file.name, fault) for fault in faults]

    def _add_faults(self, code: str, file: Returned, faults: Iterable[Fault]) -> None:
        self.faults.setdefault(code, []).extend(ReportedFault(code, file.name, fault) for fault in faults)


def _wrong_edition(file: Returned, expected: Edition) -> list[Fault]:
    """Why an agency's file cannot be used: it is of another edition, or of none that is known."""
    if file.head.edition is None:
        return list(file.unpack().faults)
    return [Fault("DG403", params={"edition": file.head.edition, "expected": expected.id})]
