"""What came back: every file in `returned/`, read once, and put to the agency whose code stands in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dgmm_excel.book import Scored, UnreadableBook, open_book, scored, unreadable_fault
from dgmm_excel.errors import Fault
from dgmm_excel.files import is_litter
from dgmm_excel.intake.tidy import plain_text
from dgmm_excel.progress import Track, silent
from dgmm_excel.round.folder import Round
from dgmm_excel.text import phrase


@dataclass(frozen=True)
class Returned:
    """One returned file. `name` is its place in `returned/`; `scored` is None where it could not be opened.

    `faults` are those of the file as a whole; what is wrong with its answers stands in `scored`.
    """

    name: str
    path: Path
    scored: Scored | None
    faults: tuple[Fault, ...] = ()

    @property
    def code(self) -> str | None:
        """The agency's code, as the file itself says."""
        return None if self.scored is None else self.scored.return_.agency_code

    @property
    def sha256(self) -> str:
        return file_hash(self.path)

    def says(self) -> tuple[object, ...]:
        """Everything that the agency answered, for telling two returns apart."""
        assert self.scored is not None
        return_ = self.scored.return_
        asked = {} if return_.edition is None else return_.edition.questions
        return tuple(
            (name, entry.value if entry.value is not None else plain_text(entry.raw))
            for name, entry in return_.entries.items()
            if entry.state != "blank" and asked[name].answered_by == "agency"
        )


def file_hash(path: Path) -> str:
    """A hash of a file's bytes."""
    return sha256(path.read_bytes()).hexdigest()


def returned_files(of: Round) -> list[Path]:
    """Every file in `returned/` and its folders, by name; what programs leave behind is left out."""
    return sorted(_walk(of.returned), key=lambda path: path.relative_to(of.returned).as_posix().casefold())


def _walk(folder: Path) -> Iterator[Path]:
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not is_litter(name) and name != "__MACOSX"]
        # a linked folder is listed, not entered
        for name in (*files, *(one for one in folders if (Path(top) / one).is_symlink())):
            if not is_litter(name):
                yield Path(top) / name


def read_returns(of: Round, track: Track = silent) -> list[Returned]:
    """Every returned file, scored as it stands; one that cannot be read carries a fault. Nothing is written."""
    return [read_return_file(of, path) for path in track(returned_files(of), phrase("generate.reading"))]


def read_return_file(of: Round, path: Path) -> Returned:
    """One returned file. A link that leaves the round is not followed."""
    name = path.relative_to(of.returned).as_posix()
    if not path.resolve().is_relative_to(of.folder.resolve()):
        return Returned(name, path, None, (Fault("DG406"),))
    if not path.is_file():
        return Returned(name, path, None, (unreadable_fault(UnreadableBook("not_zip", "no ordinary file")),))
    try:
        book = open_book(path)
        try:
            if path.suffix.lower() != ".xlsx":
                return Returned(name, path, None, (Fault("DG001", params={"reason": phrase("round.not_named_xlsx")}),))
            return Returned(name, path, scored(book))
        finally:
            book.close()
    except UnreadableBook as error:
        return Returned(name, path, None, (unreadable_fault(error),))


def name_code(name: str) -> str:
    """What the name of an unreadable file says of whose it is: the word before the first space, in small letters."""
    return Path(name).name.partition(" ")[0].casefold().removesuffix(".xlsx")
