"""The files of editions: which are at hand, and which of them holds the edition of an id."""

from __future__ import annotations

from pathlib import Path

from dgmm_excel.errors import EditionError
from dgmm_excel.resources import criteria_folders
from dgmm_excel.text import phrase

#: What tells whether a file was changed: itself, the time of its last change in nanoseconds, its size in bytes.
Stamp = tuple[Path, int, int]


def stamp(file: Path) -> Stamp:
    """Return what tells whether the file was changed. Raise EditionError if it cannot be looked at."""
    try:
        stat = file.stat()
    except OSError as error:
        raise EditionError(str(phrase("edition.unreadable", file=file, reason=error.strerror))) from None
    return file, stat.st_mtime_ns, stat.st_size


def edition_ids() -> tuple[str, ...]:
    """Return the ids of the editions at hand: the names of the files in the folders of editions."""
    files = (file for folder in criteria_folders() for file in folder.glob("*.yaml"))
    return tuple(sorted({file.stem for file in files if not file.stem.endswith(".scenarios")}))


#: The files of editions found so far, by the folders and the id: each return asks for its own.
_files: dict[tuple[tuple[Path, ...], str], Path] = {}


def file_of(name: str) -> Path | None:
    """Return the file of the edition at hand with that id; None if there is none."""
    folders = criteria_folders()
    known = _files.get((folders, name))
    if known is None or not known.is_file():
        files = (folder / f"{name}.yaml" for folder in folders)
        known = next((file for file in files if file.is_file()), None) if name in edition_ids() else None
        if known is not None:
            _files[folders, name] = known
    return known


def file_near(file: Path, name: str) -> Path | None:
    """Return the file of the edition `name` that another edition's file means: the one beside that, else the one at hand."""
    beside = file.with_name(f"{name}.yaml")
    return beside if beside.is_file() else file_of(name)
