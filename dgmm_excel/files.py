"""Files that this program makes: written beside their place and moved into it, so that a reader never meets half of one."""

from __future__ import annotations

import csv
import io
import itertools
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any

from dgmm_excel.errors import OutputError
from dgmm_excel.text import phrase

_numbers = itertools.count()
#: A file half written so long ago is nobody's any more, in seconds.
_ABANDONED = 3600

#: What makes a spreadsheet program take a typed text for a formula. In a workbook such a text is stored as text, and its cell
#: marked (`quotePrefix`), so that it stays one when somebody edits the cell.
FORMULA_STARTS = ("=", "+", "-", "@")
#: In a CSV file, where no cell can be said to be text, some programs take the full-width signs for the others, and a tab or a
#: line break before them for nothing.
_CSV_FORMULA_STARTS = (*FORMULA_STARTS, "＝", "＋", "－", "＠")
_BREAKS = ("\t", "\r", "\n")

#: What Excel, LibreOffice and file managers leave behind beside people's files; compared in lower case.
_LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store", ".directory"})
_LITTER_STARTS = ("~$", "._", ".~lock.", ".dgmm-")


class FileInUse(OutputError):
    """The file cannot be replaced while another program holds it open (Excel does, on Windows)."""


def write_beside(path: Path, data: bytes, *, durable: bool = True) -> Path:
    """Writes `data` beside `path`, then moves it into place; returns `path`.

    Either the old file or the whole new one is there at any moment. `durable`: it is on the disk before it is moved; leave
    that out only for what can be made again. Raises FileInUse where another program holds `path` open, OutputError where it
    cannot be written; what was there is then untouched.
    """
    # A short name of its own: a Thai name of 80 characters nearly fills the 255 bytes that Linux allows.
    beside = path.with_name(f".dgmm-{os.getpid()}-{next(_numbers)}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        move(beside, path)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        raise OutputError(str(phrase("files.unwritable", path=path, reason=error.strerror or error))) from error
    return path


def sweep(folder: Path) -> None:
    """Removes what a run that was killed left half written beside files of that folder; a run that goes on keeps its own."""
    for left in folder.glob(".dgmm-*.tmp"):
        number = left.name.split("-")[1]
        with suppress(OSError):
            if time() - left.stat().st_mtime > _ABANDONED or not (number.isdigit() and _is_running(int(number))):
                left.unlink()


def _is_running(process: int) -> bool:
    """Whether there is such a process; on Windows, where asking would end it, that is taken for granted."""
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def move(beside: Path, path: Path) -> None:
    """Moves a finished file into place. Raises FileInUse where another program holds `path` open."""
    try:
        os.replace(beside, path)
    except PermissionError as error:
        if not path.exists():
            raise
        raise FileInUse(str(phrase("files.in_use", path=path))) from error


def write_or_keep_beside(path: Path, data: bytes, now: datetime) -> Path:
    """Writes `data` to `path`; where another program holds that open, beside it (`name_beside`).

    Returns where it was written. Raises OutputError as `write_beside` does.
    """
    try:
        return write_beside(path, data)
    except FileInUse:
        return write_beside(name_beside(path, now), data)


def name_beside(path: Path, now: datetime) -> Path:
    """Where the new version goes of a file that cannot be replaced: `name (new 2026-11-22 1530).xlsx`."""
    return path.with_name(f"{path.stem} (new {now:%Y-%m-%d %H%M}){path.suffix}")


def csv_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV that Excel opens by double click: UTF-8 with a byte order mark; no text can act as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([plain(value) if isinstance(value, str) else value for value in row])
    return text.getvalue().encode("utf-8-sig")


def plain(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet program would take it for a formula."""
    return f"'{text}" if text.lstrip().startswith(_CSV_FORMULA_STARTS) or text[:1] in _BREAKS else text


def is_litter(name: str) -> bool:
    """Whether a file of that name is what programs leave behind, never something that a person sent."""
    return name.lower() in _LITTER or name.lower().startswith(_LITTER_STARTS)
