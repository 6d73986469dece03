"""The editions that a round keeps in its own folder, so that it is whole wherever it goes and whatever becomes of their files.

A round uses its own copies. Where the file that one was made from says something else by now, that is told.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from dgmm_excel.errors import EditionError
from dgmm_excel.files import write_atomically
from dgmm_excel.model.at_hand import edition_ids, file_near, file_of, files_in
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import edition_files, load_edition
from dgmm_excel.resources import criteria_folders, put_criteria_first
from dgmm_excel.text import Text, as_argument, phrase

#: In the folder of a round: that of its editions, and the file of its settings, by which a folder is known as a round.
FOLDER, SETTINGS = "criteria", "round.json"


def admit(folder: Path) -> None:
    """Make the editions that the round in `folder` keeps those at hand, for this process and those that it starts."""
    if (folder / FOLDER).is_dir():
        put_criteria_first(folder / FOLDER)


def checked(name: str) -> Edition:
    """Return the edition of an id or a file. Raises EditionError, also for a file with the id of another edition at hand."""
    edition = load_edition(name)
    if edition.id != name and edition.id in edition_ids() and load_edition(edition.id).digest != edition.digest:
        raise EditionError(str(phrase("edition.taken", file=name, id=edition.id)))
    return edition


def keep(folder: Path, names: Iterable[str]) -> None:
    """Copy the files of those editions, given by id or file, into the round, each under its id, with its base."""
    for name in names:
        edition = load_edition(name)
        (folder / FOLDER).mkdir(exist_ok=True)
        kept = (edition.id,) if edition.base is None else (edition.id, edition.base.id)
        for own, file in zip(kept, edition_files(_file(name)), strict=True):
            write_atomically(_copy(folder, own), file.read_bytes())
    admit(folder)


def origin(folder: Path, name: str) -> str:
    """Return the file of an edition that was given by its file, as a path from the round's folder; empty for an id."""
    return "" if file_of(name) else Path(os.path.relpath(_file(name).resolve(), folder.resolve())).as_posix()


def changed(folder: Path, origins: Mapping[str, str]) -> Iterator[Text]:
    """Yield a line for each edition of a round, by id, whose file says something else than the round's own copy by now.

    `origins` are the files that editions were given by, as `origin` has them; one that is gone says nothing.
    """
    for name, given in origins.items():
        copy, file = _copy(folder, name), folder / given if given else _elsewhere(folder, name)
        if file is not None and file.is_file() and copy.is_file() and _says_other(file, load_edition(copy)):
            words = {"id": name, "file": os.path.normpath(file), "copy": copy, "argument": as_argument(folder)}
            yield phrase("round.edition_changed", names=", ".join(_other_files(folder, name, file)), **words)


def _says_other(file: Path, own: Edition) -> bool:
    try:
        return load_edition(file).digest != own.digest
    except EditionError:
        return True


def _other_files(folder: Path, name: str, file: Path) -> Iterator[str]:
    """Yield the names of the files that differ: the edition's own and its base."""
    base = load_edition(_copy(folder, name)).base
    pairs = ((name, file), *(() if base is None else ((base.id, file_near(file, base.id)),)))
    for one, other in pairs:
        if other is not None and other.read_bytes() != _copy(folder, one).read_bytes():
            yield other.name


def _file(name: str) -> Path:
    return file_of(name) or Path(name)


def _copy(folder: Path, name: str) -> Path:
    return folder / FOLDER / f"{name}.yaml"


def _elsewhere(folder: Path, name: str) -> Path | None:
    """Return the file of the edition at hand outside of the round's folder; None if there is none."""
    own = (folder / FOLDER).resolve()
    files = (file for place in criteria_folders() if place.resolve() != own for file in files_in(place).get(name, ()))
    return next(files, None)
