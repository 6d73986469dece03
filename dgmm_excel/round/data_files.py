"""The files of `data/`: the tables of a round as a data package, and the round's figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from dgmm_excel.files import Content, Placed, csv_file, remove, write_together
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.data_package import data_package
from dgmm_excel.report.data_tables import REMARKS, TABLES, TableName, lines
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.round_data import as_json, round_data
from dgmm_excel.round.folder import Round
from dgmm_excel.round.written import Written

PACKAGE, FIGURES = "datapackage.json", "round.json"


def write_data(
    of: Round, result: RoundResult, now: datetime, written: Written, origin: str, track: Track = silent, *,
    remarks: bool = False,
) -> Mapping[Path, Path]:
    """Write the files of `data/`, unless they are there and would come out the same; return where each is, by its own path.

    `origin` is a hash of all that the result rests on. With `remarks`, what agencies wrote beside their answers is among the
    tables; without, an earlier table of them is removed. Raise OutputError as `write_together` does.
    """
    tables = (*TABLES, *((REMARKS,) if remarks else ()))
    whose = {of.data / f"{table}.csv": table for table in tables}
    package, figures = of.data / PACKAGE, of.data / FIGURES
    origin = sha256(f"{origin} {remarks}".encode()).hexdigest()
    files = (*whose, figures, package)
    if all([written.said(file, origin) is not None for file in files]):  # noqa: C419 - each is asked for, or it is forgotten
        return {file: file for file in files}
    of.data.mkdir(exist_ok=True)
    if not remarks:
        remove(of.data / f"{REMARKS}.csv")
    contents: dict[Path, Content] = {file: csv_file(lines(table, result, track)) for file, table in whose.items()}
    contents[figures] = as_json(round_data(result))

    def listing(placed: Mapping[Path, Placed]) -> bytes:
        found: dict[TableName, Placed] = {table: placed[file] for file, table in whose.items()}
        return data_package(result, of.id, found, placed[figures], of.licence)

    there = write_together(contents, package, listing, now)
    for file in there.values():
        written.add(file, origin)
    return there
