"""Workbooks that the program writes anew each time, and copies of those that somebody changed in between.

Whether one was changed is told by the file itself (`xlsx.untouched`). A file without a digest, as an earlier version wrote it,
counts as changed: a copy too many loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dgmm_excel.errors import OutputError
from dgmm_excel.files import Content, dated_name, write_atomically, write_or_save_as
from dgmm_excel.round.written import Written
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.untouched import is_untouched


@dataclass(frozen=True)
class Renewed:
    """A file that is as new. `wanted` is its own name, `path` the one that it got (another if a program holds the file
    open), `kept` the copy of the version before, None if nobody had changed that.
    """

    wanted: Path
    path: Path
    kept: Path | None


def renew(path: Path, drawn: Callable[[], Content], now: datetime, written: Written, origin: str) -> Renewed:
    """Write a workbook anew; first copy the version that is there to a name with its time, unless the program wrote it so.

    `drawn` draws it, with a digest, and returns what writes it; it is not called where `written` knows that what `origin` is
    the hash of gave the file that is there. Raise OutputError as `write_atomically` does.
    """
    if written.said(path, origin) is not None:
        return Renewed(path, path, None)
    kept = _kept(path)
    got = write_or_save_as(path, drawn(), now)
    written.add(got, origin)
    return Renewed(path, got, kept)


def _kept(path: Path) -> Path | None:
    """Copy a workbook that somebody changed. Another, 75 MB for a round of 8,000, is never all in memory."""
    try:
        with path.open("rb") as file:
            if is_untouched(file):
                return None
            file.seek(0)
            before = file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(str(phrase("files.unwritable", path=path, reason=error.strerror))) from error
    return copied(path, before)


def copied(path: Path, data: bytes) -> Path:
    """Copy a file to a name with the time at which it was saved, and return that path. Raise OutputError if that fails."""
    target = dated_name(path, datetime.fromtimestamp(path.stat().st_mtime))
    while target.exists() and target.read_bytes() != data:
        target = target.with_stem(f"{target.stem}+")
    return target if target.exists() else write_atomically(target, data)
