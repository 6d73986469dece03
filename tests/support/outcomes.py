"""What a small round gives for each agency and file, in a form that tests compare."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from dgmm_excel.round.folder import Round
from dgmm_excel.round.outcomes import AssessedRound, assess_round
from tests.support.rounds import NOW

#: Every figure that the researchers give of a department.
ALL_FIGURES = {"P3.2.mean": 70, "P3.2.takers": 90, "P3.2.staff": 100, "P4.U.score": 0.6}


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder by its path in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def look(of: Round) -> AssessedRound:
    """Return the round as its folder says now, assessed at the tests' own moment."""
    return assess_round(Round.open(of.folder), NOW)


def states(done: AssessedRound) -> dict[str, str]:
    """Return the state of every agency by code."""
    return {one.agency.code: one.state for one in done.result.outcomes}


def fault_codes(done: AssessedRound) -> set[tuple[str, str]]:
    """Agency and code of each fault."""
    return {(one.agency, one.fault.code) for one in done.result.faults}


def found(of: Round) -> set[tuple[str, str, str]]:
    """Agency, file and code of each fault that is not a repair."""
    return {(one.agency, one.file, one.fault.code) for one in look(of).result.faults if one.fault.severity != "repaired"}


def state(of: Round, code: str) -> str:
    """Return the state of one agency."""
    return next(one.state for one in look(of).result.outcomes if one.agency.code == code)


def used(of: Round, code: str) -> str | None:
    """Return the file that counts for one agency."""
    return next(one.file for one in look(of).result.outcomes if one.agency.code == code)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of those members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 10, 0, 0)), content)
    return stream.getvalue()
