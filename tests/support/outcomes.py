"""What a small round gives for each agency and file, in a form that tests compare."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from dgmm_excel.round.consolidate import Assessed, assessed
from dgmm_excel.round.folder import Round
from tests.support.rounds import NOW


def look(of: Round) -> Assessed:
    """The round assessed at the tests' own moment."""
    return assessed(of, NOW)


def found(of: Round) -> set[tuple[str, str, str]]:
    """Agency, file and code of each fault that is not a repair."""
    return {(one.agency, one.file, one.fault.code) for one in look(of).result.faults if one.fault.severity != "repaired"}


def status(of: Round, code: str) -> str:
    """The status of one agency."""
    return next(one.status for one in look(of).result.outcomes if one.agency.code == code)


def used(of: Round, code: str) -> str | None:
    """The file that counts for one agency."""
    return next(one.file for one in look(of).result.outcomes if one.agency.code == code)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of those members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(zipfile.ZipInfo(name, (2026, 11, 20, 10, 0, 0)), content)
    return stream.getvalue()
