"""Workbooks that the program writes anew each time, and copies of those that somebody changed in between.

`.dgmm/written.json` in the folder holds the hash of each such file as it was written. Without it a file counts as changed: a
copy too many loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path

from dgmm_excel.errors import OutputError
from dgmm_excel.files import dated_name, write_atomically, write_or_save_as
from dgmm_excel.returns.cache import FOLDER
from dgmm_excel.text import phrase

RECORD = "written.json"


@dataclass(frozen=True)
class Renewed:
    """A file that was written anew. `wanted` is its own name, `path` the one that it got (another if a program holds the file
    open), `kept` the copy of the version before, None if nobody had changed that.
    """

    wanted: Path
    path: Path
    kept: Path | None


def renew(path: Path, data: bytes, now: datetime) -> Renewed:
    """Write a file anew; first copy the version that is there to a name with its time, unless the program wrote it so.

    Raise OutputError as `write_atomically` does.
    """
    known = _record(path.parent)
    before, kept = _hash(path), None
    if before is not None and before not in known.get(path.name, ()):
        kept = _copied(path)
    # both versions, since a run that is cut short may leave either
    _remember(path.parent, known | {path.name: [*filter(None, (before,)), sha256(data).hexdigest()]})
    return Renewed(path, write_or_save_as(path, data, now), kept)


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(str(phrase("files.unwritable", path=path, reason=error.strerror))) from error


def _copied(path: Path) -> Path:
    """Copy a file to a name with the time at which it was saved, and return that path."""
    data = path.read_bytes()
    target = dated_name(path, datetime.fromtimestamp(path.stat().st_mtime))
    while target.exists() and target.read_bytes() != data:
        target = target.with_stem(f"{target.stem}+")
    return target if target.exists() else write_atomically(target, data)


def _record(folder: Path) -> dict[str, Sequence[str]]:
    """Return the hashes of each file by name; empty where the record is gone, damaged or foreign."""
    try:
        found = json.loads((folder / FOLDER / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and all(isinstance(one, list) for one in found.values()) else {}


def _remember(folder: Path, record: Mapping[str, Sequence[str]]) -> None:
    with suppress(OSError, OutputError):  # in vain: the next run keeps a copy too many
        (folder / FOLDER).mkdir(exist_ok=True)
        write_atomically(folder / FOLDER / RECORD, json.dumps(record, indent=1).encode())
