"""The editions that a round keeps in its own folder: those that came as files, so that the round is whole wherever it goes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dgmm_excel.errors import EditionError
from dgmm_excel.files import write_atomically
from dgmm_excel.model.at_hand import edition_ids
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import edition_files, load_edition
from dgmm_excel.resources import add_criteria
from dgmm_excel.text import phrase

FOLDER = "criteria"


def admit(folder: Path) -> None:
    """Put the editions that the round in `folder` keeps at hand, for this process and those that it starts."""
    if (folder / FOLDER).is_dir():
        add_criteria(folder / FOLDER)


def checked(name: str) -> Edition:
    """Return the edition of an id or a file. Raises EditionError, also for a file with the id of another edition at hand."""
    edition = load_edition(name)
    if edition.id != name and edition.id in edition_ids() and load_edition(edition.id).digest != edition.digest:
        raise EditionError(str(phrase("edition.taken", file=name, id=edition.id)))
    return edition


def keep(folder: Path, names: Iterable[str]) -> None:
    """Copy the files of those editions that are not at hand by their ids into the round, each under its id, with its base."""
    for name in names:
        edition = load_edition(name)
        if edition.id in edition_ids():
            continue
        (folder / FOLDER).mkdir(exist_ok=True)
        own, *base = edition_files(Path(name))
        for file, kept in ((own, f"{edition.id}.yaml"), *((file, file.name) for file in base)):
            write_atomically(folder / FOLDER / kept, file.read_bytes())
    admit(folder)
