"""Consolidate a round: everything returned becomes `consolidated.xlsx`, `contacts.xlsx`, `data/`, `results/`, `corrections/`,
the list of faults and the chase list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from dgmm_excel.files import Content, csv_file, sweep, write_or_save_as
from dgmm_excel.progress import Track, silent, stage
from dgmm_excel.report.consolidated import consolidated
from dgmm_excel.report.contacts import contacts
from dgmm_excel.report.outcome import ReportedFault, RoundResult
from dgmm_excel.round.alone import alone
from dgmm_excel.round.chase_list import renew_lists
from dgmm_excel.round.data_files import write_data
from dgmm_excel.round.drawn_rows import DrawnRows
from dgmm_excel.round.feedback_files import FAULT_LIST, FeedbackFolders, fault_rows
from dgmm_excel.round.folder import Round
from dgmm_excel.round.inputs import hash_of_inputs
from dgmm_excel.round.kept_rows import KeptAnswers, KeptLifts, KeptPeople
from dgmm_excel.round.last_state import LastState
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.round.own_files import renew
from dgmm_excel.round.workshop import Workshop
from dgmm_excel.round.written import Written, origin_of_reports
from dgmm_excel.text import Text, phrase


@dataclass(frozen=True)
class Consolidation:
    """What a consolidation wrote.

    `beside` are the files written under another name because a program holds the file open, by the file's own name; `kept`
    the copies of files that somebody had changed since they were written, likewise. `corrections` counts the correction
    workbooks to be sent out.
    """

    result: RoundResult
    workbook: Path
    contacts: Path
    fault_list: Path
    reminders: Path
    beside: Mapping[str, Path]
    kept: Mapping[str, Path] = field(default_factory=dict)
    corrections: int = 0

    @property
    def told(self) -> tuple[Text, ...]:
        """What to say of files that are not where they are looked for, or that stand beside the new ones."""
        return (
            *(phrase("cli.kept", name=name, kept=kept) for name, kept in self.kept.items()),
            *(phrase("cli.beside", name=name, kept=kept) for name, kept in self.beside.items()),
        )


@alone
def consolidate(of: Round, now: datetime, track: Track = silent) -> Consolidation:
    """Write everything that a consolidation makes, from what is in `returned/` now.

    Raises RosterError, RoundError, OutputError; RoundError too if another run is at work on the round.
    """
    for folder in (of.folder, of.results, of.corrections, of.forms, of.data):
        sweep(folder)
    with (DrawnRows(of.folder, of.lang, of.editions) as rows, KeptAnswers(of.folder) as answers, KeptPeople(of.folder) as said,
          KeptLifts(of.folder) as lifts, Written(of.folder) as written):
        folders = FeedbackFolders(of, now, written, lifts)
        assessed = assess_round(of, now, track, Workshop(of, {"rows": rows, "answers": answers, "people": said}, folders))
        feedback = folders.finish()
        last = LastState(of.folder, assessed.result)
        faults = _in_order(of, (*assessed.result.faults, *feedback.faults))
        result = replace(assessed.result, faults=faults, before=last.before, inputs=hash_of_inputs(of, assessed.files))
        origin = origin_of_reports(result, assessed.files)
        workbook = renew(of.consolidated, lambda: _drawn(result, rows, track), now, written, origin)
        people = renew(of.contacts, lambda: _contacts(result, said, track), now, written, origin)
        wanted = of.corrections / FAULT_LIST
        fault_list = stage(track, _writing(wanted), lambda: _list(wanted, fault_rows(of, result), now, written, origin))
        data = write_data(of, result, now, track)
        last.save()
    lists = renew_lists(of, assessed, now)
    result = replace(result, notes=(*result.notes, *lists.notes))
    renewed = [(one.wanted, one.path) for one in (workbook, people)]
    lists_at = [(wanted, fault_list), *data.files.items(), (of.reminders, lists.reminders)]
    pairs = [*renewed, *lists_at, *feedback.beside]
    beside = {wanted.relative_to(of.folder).as_posix(): got for wanted, got in pairs if got != wanted}
    copies = {**data.kept, **{one.wanted: one.kept for one in (workbook, people) if one.kept is not None}}
    kept = {wanted.relative_to(of.folder).as_posix(): copy for wanted, copy in copies.items()}
    return Consolidation(result, workbook.path, people.path, fault_list, lists.reminders, beside, kept, feedback.corrections)


def _drawn(result: RoundResult, rows: DrawnRows, track: Track) -> Content:
    report = consolidated(result, track, rows.of)
    rows.prune()
    return report.save


def _contacts(result: RoundResult, said: KeptPeople, track: Track) -> Content:
    report = contacts(result, track, said.of)
    said.prune()
    return report.save


def _writing(file: Path) -> Text:
    return phrase("generate.writing", file=file.name)


def _list(file: Path, rows: Iterable[Sequence[object]], now: datetime, written: Written, origin: str) -> Path:
    """Write a CSV of those rows, unless it is there and would come out the same; return its path."""
    file.parent.mkdir(exist_ok=True)
    if written.said(file, origin) is not None:
        return file
    got = write_or_save_as(file, csv_file(rows), now)
    written.add(got, origin)
    return got


def _in_order(of: Round, faults: Iterable[ReportedFault]) -> tuple[ReportedFault, ...]:
    """Return the faults by agency, those of no agency of the roster last."""
    order = {code: place for place, code in enumerate(of.members)}
    return tuple(sorted(faults, key=lambda found: order.get(found.agency, len(order))))

