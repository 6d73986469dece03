"""The files of `data/`: the tables of a round as a data package, and the round's figures.

A file that somebody changed since it was written is kept under a name with its time: the package lists the new one alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dgmm_excel.files import Content, Placed, csv_file, make_folder, remove, write_together
from dgmm_excel.progress import Track, silent, stage
from dgmm_excel.report.data_package import data_package
from dgmm_excel.report.data_tables import FINDINGS, MOVEMENT, REMARKS, TABLES, TableName, lines
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.report.round_data import as_json, round_data
from dgmm_excel.round.cross_check import cross_check
from dgmm_excel.round.folder import Round
from dgmm_excel.round.kept_rows import KeptAnswers
from dgmm_excel.round.own_files import copied
from dgmm_excel.round.standpoint import keep_last
from dgmm_excel.round.written import Written, origin_of_data
from dgmm_excel.text import phrase

PACKAGE, FIGURES, ANSWERS = "datapackage.json", "round.json", "answers.csv"
_RECORD = "data"
_CHECKED = " checked"


class DataFiles(NamedTuple):
    """Where each file of `data/` is, by its own path, and the copies of those that somebody had changed, likewise."""

    files: Mapping[Path, Path]
    kept: Mapping[Path, Path]


def write_data(
    of: Round, result: RoundResult, now: datetime, track: Track = silent, *, remarks: bool = False, check: bool = False
) -> DataFiles:
    """Write the files of `data/`, unless they are there and would come out the same; return where they are.

    With `remarks`, what agencies wrote beside their answers is among the tables, and once anything was verified the findings
    are, and where there is an earlier round the movement since; without, an earlier table of them is removed.
    `check`: make the figures a second time from the answers before anything is replaced, once for the same files. Raise
    RoundError if they differ, OutputError as `write_together` does.
    """
    more = ((FINDINGS, result.verified), (MOVEMENT, bool(result.past)), (REMARKS, remarks))
    whose = {of.data / f"{table}.csv": table for table in (*TABLES, *(table for table, wanted in more if wanted))}
    own = (*whose, of.data / FIGURES, of.data / PACKAGE)
    origin = origin_of_data(result, of.licence, remarks)
    with Written(of.folder, _RECORD) as written:
        checked = _as_new(written, own, origin + _CHECKED)
        if checked or (_as_new(written, own, origin) and not check):
            return DataFiles({file: file for file in own}, {})
        kept = dict[Path, Path]()
        if _as_new(written, own, origin):
            _checked(result, of.data / ANSWERS, track)
            there: Mapping[Path, Path] = {file: file for file in own}
        else:
            kept = _kept(own, written)
            there = _written(of, result, whose, now, track, check)
        for file in there.values():
            written.add(file, origin + _CHECKED if check else origin)
    return DataFiles(there, kept)


def _kept(own: Iterable[Path], written: Written) -> dict[Path, Path]:
    """Copy each file that is neither as it was recorded nor as the package lists it; return the copies by its path.

    Without a list, as after a run that was killed between the files, nothing tells who changed them.
    """
    suspects = [file for file in own if written.differs(file)]
    listed = _listed(suspects[0].with_name(PACKAGE)) if suspects else {}
    contents = {file: file.read_bytes() for file in suspects if file.name in listed}
    return {file: copied(file, data) for file, data in contents.items() if sha256(data).hexdigest() != listed[file.name]}


def _listed(index: Path) -> Mapping[str, str]:
    """Return the SHA-256 of each file that a package lists by its name; nothing if the list is gone or was itself changed."""
    try:
        return {one["path"]: str(one["hash"]).removeprefix("sha256:") for one in json.loads(index.read_bytes())["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _as_new(written: Written, files: Iterable[Path], origin: str) -> bool:
    """Whether all files are there and would come out the same; each is asked for, or the record would forget it."""
    found = [written.said(file, origin) for file in files]
    return None not in found


def _checked(result: RoundResult, answers: Path, track: Track) -> None:
    stage(track, phrase("check.figures_doing"), lambda: cross_check(result, answers))


def _written(
    of: Round, result: RoundResult, whose: Mapping[Path, TableName], now: datetime, track: Track, check: bool
) -> Mapping[Path, Path]:
    figures, answers = of.data / FIGURES, of.data / ANSWERS
    make_folder(of.data)
    def listing(placed: Mapping[Path, Placed]) -> bytes:
        for table in (FINDINGS, MOVEMENT, REMARKS):
            if table not in whose.values():
                remove(of.data / f"{table}.csv")
        return data_package(result, of.id, {table: placed[file] for file, table in whose.items()}, placed[figures], of.licence)

    def checks(beside: Mapping[Path, Path]) -> None:
        if check:
            _checked(result, beside[answers], track)
        keep_last(of, beside)

    with KeptAnswers(of.folder) as kept:
        contents: dict[Path, Content] = {
            file: csv_file(lines(table, result, track, kept.of)) for file, table in whose.items()}
        contents[figures] = as_json(round_data(result))
        there = write_together(contents, of.data / PACKAGE, listing, now, checks)
        kept.prune()
    return there
