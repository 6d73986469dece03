"""How a round stood: as it lies there, as a handover or a folder `data/` says, or as it stood before its last change.

All are brought to the spelling of the files in `data/`, so that any two can be compared.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from filecmp import cmp
from hashlib import sha256
from io import StringIO
from itertools import chain
from pathlib import Path

from dgmm_excel.errors import RoundError
from dgmm_excel.files import CsvRows, csv_rows, csv_text, plain
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.answer_tables import as_data
from dgmm_excel.report.data_tables import FINDINGS, TableName, lines
from dgmm_excel.returns.arrivals import BUNDLE
from dgmm_excel.returns.handed_up import read_record
from dgmm_excel.returns.handover import Handover, folder_in, handover_in, member_fault, record_fault
from dgmm_excel.returns.store import FOLDER
from dgmm_excel.round.folder import SETTINGS, Round
from dgmm_excel.round.outcomes import assess_round
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.archive import Archive, UnreadableBook, content_of

_TABLES: tuple[TableName, ...] = ("agencies", "levels", "answers", FINDINGS)
#: The folder, in that of caches, with the tables as they were before the last change.
_LAST = "last"
_USED = ("accepted", "repaired")


@dataclass
class Stands:
    """Where an agency stands: its name, its state, and by id its stated and verified levels, accepted answers and findings."""

    name: str = field(compare=False)
    state: str
    levels: dict[str, str] = field(default_factory=dict)
    verified: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    findings: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Standpoint:
    """A round as it stood: where that is written, the day, its agencies by code."""

    source: str
    on: date
    agencies: Mapping[str, Stands]


def standpoint(path: Path, now: datetime, track: Track = silent) -> Standpoint:
    """Return how the round stands in a round's folder, a folder `data/` or a handover. Raise RoundError for anything else."""
    if (path / SETTINGS).is_file() and not (path / "datapackage.json").is_file():
        return as_it_lies(Round.open(path), now, track)
    if path.is_dir():
        return in_tables(path)
    if path.is_file():
        return _in_handover(path)
    raise RoundError(str(phrase("diff.neither", path=path)))


def as_it_lies(of: Round, now: datetime, track: Track = silent) -> Standpoint:
    """Return how a round stands now, from what is in its folder."""
    result = assess_round(of, now, track).result
    tables = {table: lines(table, result) for table in _TABLES if table != FINDINGS or result.verified}
    return Standpoint(str(of.folder), now.date(), _agencies({table: _named(rows) for table, rows in tables.items()}))


def last_standpoint(of: Round, present: Standpoint) -> Standpoint | None:
    """Return how a round stood last, and not as at present: in `data/`, else before that was last changed.

    Where nothing else is known, it is as at present; None where `data/` was never written.
    """
    folders = (of.data, of.folder / FOLDER / _LAST)
    known = [in_tables(folder) for folder in folders if (folder / "agencies.csv").is_file()]
    return next((one for one in known if one.agencies != present.agencies), known[0] if known else None)


def keep_last(of: Round, beside: Mapping[Path, Path]) -> None:
    """Keep the tables of `data/` if those that will replace them, `beside`, differ in what a standpoint has.

    Only a cache: where they cannot be kept, there is less to compare with.
    """
    old = [of.data / f"{table}.csv" for table in _TABLES if (of.data / f"{table}.csv").is_file()]
    if not old or all(_alike(file, beside.get(file)) for file in {*old, *(one for one in beside if one.stem in _TABLES)}):
        return
    kept, fresh = of.folder / FOLDER / _LAST, of.folder / FOLDER / f"{_LAST}.new"
    with suppress(OSError):
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for file in old:
            shutil.copy2(file, fresh / file.name)
        shutil.rmtree(kept, ignore_errors=True)
        fresh.rename(kept)


def _alike(file: Path, new: Path | None) -> bool:
    if new is None or not file.is_file():
        return False
    if file.stem != "agencies":
        return cmp(file, new, shallow=False)
    before, after = ([(row["code"], row["status"]) for row in _read(one)] for one in (file, new))
    return before == after


# -- tables ----------------------------------------------------------------------------------------

_Row = Mapping[str, str]


def in_tables(folder: Path) -> Standpoint:
    """Return how the round stands by the tables in a folder `data/`. Raise RoundError if they are none."""
    files = {table: folder / f"{table}.csv" for table in _TABLES}
    if not all(files[table].is_file() for table in _TABLES if table != FINDINGS):
        raise RoundError(str(phrase("diff.neither", path=folder)))
    try:
        tables = {table: list(_read(file)) for table, file in files.items() if file.is_file()}
        return Standpoint(str(folder), date.fromtimestamp(files["agencies"].stat().st_mtime), _agencies(tables))
    except (OSError, ValueError, KeyError) as error:
        raise RoundError(str(phrase("diff.damaged", path=folder, reason=error))) from error


def _agencies(tables: Mapping[TableName, Iterable[_Row]]) -> dict[str, Stands]:
    found = {row["code"]: Stands(row["name_th"], row["status"]) for row in tables["agencies"]}
    for row in tables["levels"]:
        found[row["agency"]].levels[row["id"]] = row["level"]
        if row.get("verified_level"):
            found[row["agency"]].verified[row["id"]] = row["verified_level"]
    for row in tables["answers"]:
        if row["state"] in _USED:
            found[row["agency"]].answers[row["question"]] = row["value"]
    for row in tables.get(FINDINGS, ()):
        found[row["agency"]].findings[row["question"]] = _finding(row["finding"], row["counted"])
    return found


def _finding(kind: str, counted: str) -> str:
    return f"{kind}: {counted}" if kind == "corrected" else kind


def _read(file: Path) -> Iterator[_Row]:
    return _named([_typed(cell) for cell in cells] for _, cells in csv_rows(csv_text(file.read_bytes())) if any(cells))


def _named(rows: Iterable[Sequence[object]]) -> Iterator[_Row]:
    """Yield rows by the names of their columns, each value as a CSV spells it."""
    heads: Sequence[str] | None = None
    for cells in chain.from_iterable(map(_cells, rows)):
        if heads is None:
            heads = cells
        else:
            yield dict(zip(heads, cells, strict=False))


def _cells(row: Sequence[object]) -> Iterable[Sequence[str]]:
    """Return the cells of a row, or of each row among those that the program spelled."""
    if isinstance(row, CsvRows):
        lines = StringIO(row.decode("utf-8", "surrogatepass"), newline="")
        return ([_typed(cell) for cell in cells] for cells in csv.reader(lines))
    return (["" if value is None else str(value) for value in row],)


def _typed(text: str) -> str:
    """Return a text without the apostrophe that keeps a spreadsheet program from reading it as a formula."""
    return text[1:] if text.startswith("'") and plain(text[1:]) == text else text


# -- handovers -------------------------------------------------------------------------------------


def _in_handover(path: Path) -> Standpoint:
    """Return how the round stands by its handover. Raise RoundError for one of which anything cannot be relied on."""
    try:
        archive = Archive(content_of(path, BUNDLE), BUNDLE)
        folder = folder_in(archive)
        if folder is None:
            raise RoundError(str(phrase("diff.neither", path=path)))
        handover = handover_in(archive, folder)
        for fault in handover.faults:
            raise RoundError(str(phrase("diff.damaged", path=path, reason=fault.message())))
        agencies = {one.code: _recorded(path, archive, handover, one.record, Stands(one.name, one.state))
                    for one in handover.agencies}
    except UnreadableBook as error:
        raise RoundError(str(phrase("diff.damaged", path=path, reason=phrase(f"unreadable.{error.reason}")))) from error
    return Standpoint(str(path), date.fromtimestamp(path.stat().st_mtime), agencies)


def _recorded(path: Path, archive: Archive, handover: Handover, record: str | None, stands: Stands) -> Stands:
    """Return where an agency stands, with what its record says."""
    if record is None:
        return stands
    fault = record_fault(archive, handover, record)
    content = b"" if fault is not None else archive.read(handover.folder + record)
    if fault is None and sha256(content).hexdigest() != handover.members[record]:
        fault = member_fault(record, "changed")
    form = read_record(content)
    if fault is None and form.handed is None:
        fault = form.faults[0]
    if fault is not None or form.handed is None:
        reason = "" if fault is None else fault.message()
        raise RoundError(str(phrase("diff.damaged", path=path, reason=reason)))
    stands.levels |= {code: as_data(level) for code, level in form.handed.levels.items()}
    stands.answers |= {name: as_data(one.value) for name, one in form.entries.items() if one.state in _USED}
    stands.findings |= {one.question: _finding(one.kind, as_data(one.value)) for one in form.handed.findings}
    return stands
