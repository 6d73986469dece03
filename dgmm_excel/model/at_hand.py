"""The files of editions: which are at hand, and which of them holds the edition of an id.

The id that stands in a file decides, never the file's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from dgmm_excel.errors import EditionError
from dgmm_excel.resources import criteria_folders
from dgmm_excel.text import Text, phrase

#: What tells whether a file was changed: itself, the time of its last change in nanoseconds, its size in bytes.
Stamp = tuple[Path, int, int]
_ENDINGS = (".yaml", ".yml")
_SCENARIOS = ".scenarios"  # the end of the stem of a file with the scenarios of an edition
#: The first id that stands at the left margin, plain or in quotes.
_ID = re.compile(r"""^["']?id["']?[ \t]*:[ \t]+(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#"'\n][^#\n]*))""", re.MULTILINE)
#: An id farther down than this many bytes is not found.
_FAR = 65536


def stamp(file: Path) -> Stamp:
    """Return what tells whether the file was changed. Raise EditionError if it cannot be looked at."""
    try:
        stat = file.stat()
    except OSError as error:
        raise EditionError(str(phrase("edition.unreadable", file=file, reason=error.strerror))) from None
    return file, stat.st_mtime_ns, stat.st_size


def edition_ids() -> tuple[str, ...]:
    """Return the ids of the editions at hand, in order. A file without an id goes by its name, so that it is told."""
    return tuple(sorted({name for folder in criteria_folders() for name in files_in(folder)}))


def files_in(folder: Path) -> Mapping[str, tuple[Path, ...]]:
    """Return the files of editions in a folder by the id that stands in them; more than one where files share an id."""
    found: dict[str, tuple[Path, ...]] = {}
    for file in sorted(_files(folder)):
        name = _id_in(stamp(file)) or file.stem
        found[name] = (*found.get(name, ()), file)
    return found


def _files(folder: Path) -> Iterator[Path]:
    for ending in _ENDINGS:
        for file in folder.glob(f"*{ending}"):
            if not file.stem.endswith(_SCENARIOS) and file.is_file():
                yield file


@lru_cache(maxsize=256)
def _id_in(of: Stamp) -> str:
    """Return the id that stands in the file; empty where none does."""
    try:
        with of[0].open("rb") as stream:
            text = stream.read(_FAR).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""
    found = _ID.search(text)
    return "" if found is None else next(filter(None, found.groups()), "").strip()


#: The files of editions found so far, by the folders and the id, as they were: each return asks for its own.
_found: dict[tuple[tuple[Path, ...], str], Stamp] = {}


def file_of(name: str) -> Path | None:
    """Return the file of the edition at hand with that id; None if there is none.

    Of several folders the first that has it counts. Raise EditionError where two files of that folder share the id.
    """
    folders = criteria_folders()
    known = _found.get((folders, name))
    if known is not None and _unchanged(known):
        return known[0]
    file = next(filter(None, (_file_in(folder, name) for folder in folders)), None)
    if file is not None:
        _found[folders, name] = stamp(file)
    return file


def file_near(file: Path, name: str) -> Path | None:
    """Return the file of the edition `name` that another edition's file means: the one beside that, else the one at hand.

    Raise EditionError where two files of that folder share the id.
    """
    return _file_in(file.resolve().parent, name) or file_of(name)


def is_edition(name: str) -> bool:
    """Whether a word of a command names an edition: an id at hand, or a file that is no zip."""
    path = Path(name)
    return file_of(name) is not None if not path.is_file() else path.suffix.lower() != ".zip"


def _unchanged(known: Stamp) -> bool:
    try:
        return stamp(known[0]) == known
    except EditionError:
        return False


def _file_in(folder: Path, name: str) -> Path | None:
    files = files_in(folder).get(name, ())
    if len(files) > 1:
        raise EditionError(str(doubled(name, files)))
    return files[0] if files else None


def doubled(name: str, files: tuple[Path, ...]) -> Text:
    """Return the words for several files of one folder that hold editions of the same id."""
    return phrase("edition.doubled", id=name, folder=files[0].parent, names=", ".join(file.name for file in files))
