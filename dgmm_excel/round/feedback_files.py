"""The files that go back to agencies.

`results/` holds each used return with its verified levels, `corrections/` a correction workbook for each faulty return, and
the list of all faults. Each folder's `index.csv` lists what this program wrote there. Nothing else is replaced or removed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from dgmm_excel.feedback.correction import correctable, correction
from dgmm_excel.feedback.results_copy import results_copy
from dgmm_excel.files import csv_bytes, save_as_name, write_atomically, write_or_save_as
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.score import Scored
from dgmm_excel.model.edition import Edition
from dgmm_excel.progress import Track
from dgmm_excel.report.outcome import ReportedFault, RoundResult
from dgmm_excel.report.tables import FAULT_COLUMNS, fault_row
from dgmm_excel.round.folder import Round
from dgmm_excel.round.generate import Issued, issued_forms
from dgmm_excel.round.names import form_name
from dgmm_excel.round.outcomes import Used
from dgmm_excel.text import phrase

INDEX = "index.csv"
FAULT_LIST = "faults.csv"
_HEADS = ("agency", "file", "returned", "status")


@dataclass(frozen=True)
class FeedbackFiles:
    """What was written: the wanted and the actual path of each file, the number of corrections, the faults found on writing."""

    written: tuple[tuple[Path, Path], ...]
    corrections: int
    faults: tuple[ReportedFault, ...]


def write_feedback_files(of: Round, used: Used, now: datetime, track: Track) -> FeedbackFiles:
    """Write `results/` and the correction workbooks, and remove those of earlier runs that no longer hold.

    Raises OutputError.
    """
    faults: list[ReportedFault] = []
    maker = _Maker(of, issued_forms(of), now.date())
    results = _Folder(of.results, now, map(maker.name, used))
    for code, (file, scored) in track(list(used.items()), phrase("generate.results")):
        copy = results_copy(file.content(), scored, maker.spec(code, scored), of.members[code].agency)
        if copy.fault is not None:
            faults.append(ReportedFault(code, file.name, copy.fault))
        results.write(maker.name(code), copy.content, (code, file.name, scored.status))
    results.finish()
    faulty = [code for code, (_, scored) in used.items() if scored.status == "faulty" and correctable(scored)]
    corrections = _Folder(of.corrections, now, map(maker.name, faulty))
    for code in track(faulty, phrase("correction.doing")):
        file, scored = used[code]
        corrections.write(maker.name(code), maker.correction(code, scored), (code, file.name, scored.status))
    corrections.finish()
    return FeedbackFiles((*results.written, *corrections.written), len(faulty), tuple(faults))


@dataclass(frozen=True)
class _Maker:
    """Makes an agency's files to the specification of the form that was issued to it."""

    of: Round
    issued: Mapping[str, Issued]
    today: date

    def spec(self, code: str, scored: Scored) -> FormSpec:
        of, before = self.of, self.issued.get(code)
        edition: Edition = scored.form.edition or of.members[code].edition
        function = before.function if before is not None else "lambda"
        return FormSpec(edition, scored.form.lang, of.id, of.title, of.deadline, function, of.year)

    def name(self, code: str) -> str:
        return form_name(self.of.members[code].agency, self.of.lang)

    def correction(self, code: str, scored: Scored) -> bytes:
        """Return the correction workbook, numbered one above the return, so that consolidating again does not count up."""
        number, until = scored.form.correction + 1, self.of.corrections_until(self.today)
        soon = until is None and (self.of.deadline or self.of.corrections_due) is not None
        spec = replace(self.spec(code, scored), deadline=until, soon=soon)
        return correction(scored, number, spec, self.of.members[code].agency)


class _Folder:
    """A folder of files to send back, with its index. `written`: the wanted and the actual path of each file."""

    def __init__(self, folder: Path, now: datetime, names: Iterable[str]) -> None:
        folder.mkdir(exist_ok=True)
        self._folder, self._now = folder, now
        self._rows: list[tuple[str, ...]] = []
        self.written: list[tuple[Path, Path]] = []
        before = _listed(folder / INDEX)
        self._own = before | {name for name in names if not (folder / name).exists()}
        if self._own != before:  # listed beforehand, so that the files of a run that is cut short are known to the next
            self._write_index([("", name, "", "") for name in sorted(self._own)])

    def write(self, name: str, data: bytes, facts: tuple[str, str, str]) -> None:
        """Write a file under its name; beside it if that file is another person's or is open in another program."""
        wanted, (code, returned, status) = self._folder / name, facts
        if wanted.exists() and name not in self._own and wanted.read_bytes() != data:
            got = write_atomically(save_as_name(wanted, self._now), data)
        else:
            got = write_or_save_as(wanted, data, self._now)
        self._rows.append((code, got.name, returned, status))
        self.written.append((wanted, got))

    def finish(self) -> None:
        """Remove the files of earlier runs that this one did not write, and write the index."""
        present = {row[1].casefold() for row in self._rows}
        stale = sorted(name for name in self._own if name.casefold() not in present)
        left = [("", name, "", "") for name in stale if not _removed(self._folder / name)]
        self._write_index([*self._rows, *left])

    def _write_index(self, rows: Sequence[tuple[str, ...]]) -> None:
        write_or_save_as(self._folder / INDEX, csv_bytes([_HEADS, *rows]), self._now)


def _removed(file: Path) -> bool:
    """Remove a file; False if another program holds it open. It then stays in the index, for the next run."""
    try:
        file.unlink(missing_ok=True)
    except PermissionError:
        return False
    return True


def _listed(index: Path) -> set[str]:
    """Return the files that an earlier consolidation wrote. Only plain file names are trusted."""
    if not index.exists():
        return set()
    with index.open(encoding="utf-8-sig", newline="") as file:
        names = {row.get("file") or "" for row in csv.DictReader(file)}
    return {name for name in names if name.endswith(".xlsx") and Path(name).name == name}


# -- the list of faults ----------------------------------------------------------------------------


def write_fault_list(of: Round, result: RoundResult, now: datetime) -> Path:
    """Write `corrections/faults.csv`, every fault of the round, and return its path. Raises OutputError."""
    of.corrections.mkdir(exist_ok=True)
    return write_or_save_as(of.corrections / FAULT_LIST, csv_bytes(_fault_rows(of, result)), now)


def _fault_rows(of: Round, result: RoundResult) -> Iterator[Sequence[object]]:
    names: Mapping[str, str] = {one.agency.code: one.agency.name(of.lang) for one in result.outcomes}
    faults: Iterable[ReportedFault] = result.faults
    yield FAULT_COLUMNS[0], "name", *FAULT_COLUMNS[1:]
    for found in faults:
        agency, *rest = fault_row(found, of.lang)
        yield agency, names.get(found.agency, ""), *rest
