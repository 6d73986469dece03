"""Read a criteria file into an `Edition`, or refuse it with every mistake in it: file, line, what is wrong, remedy.

Three steps: `Criteria` spells out the shorthands on plain data, `Builder` checks the data against the documents of
`dgmm_excel.model.documents` and copies them into an `Edition` (see there why), `dgmm_excel.model.flaws` checks what must hold
between its values. No step stops at the first mistake.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dgmm_excel.errors import EditionError
from dgmm_excel.model.at_hand import Stamp, edition_ids, file_of
from dgmm_excel.model.at_hand import stamp as stamp_of
from dgmm_excel.model.built import Builder
from dgmm_excel.model.criteria_file import read_criteria
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import phrase


def load_edition(name: str | Path) -> Edition:
    """Return the edition of that id or of that file: a `Path`, a text that ends in .yaml, or else names no id but a file.

    A file is read again when it was changed. Raise EditionError for an unknown id, for two files that share it, and for a file
    with mistakes: all of them, each with its line.
    """
    if isinstance(name, str) and not name.endswith((".yaml", ".yml")):
        at_hand = file_of(name)
        if at_hand is not None:
            return _loaded(at_hand.resolve())
        if not name or not Path(name).is_file():
            raise EditionError(str(phrase("edition.unknown", name=name, known=", ".join(edition_ids()))))
    return _from_path(Path(name))


def edition_at_hand(name: str) -> Edition | None:
    """Return the edition of that id; None if it is not at hand. Raise EditionError if its own file has mistakes."""
    file = file_of(name)
    return None if file is None else _loaded(_real(stamp_of(file)))


@lru_cache(maxsize=16)
def _real(stamp: Stamp) -> Path:
    """Return the real path of a file, after all links; each return asks for that of its edition."""
    return stamp[0].resolve()


def edition_files(file: Path) -> tuple[Path, ...]:
    """Return the files that make up the edition of that file: itself, then its base, if it has one. Raise EditionError."""
    _from_path(file)
    return tuple(of[0] for of in _editions[file.resolve()][0])


def file_read(edition: Edition) -> Path | None:
    """Return the file that an edition was read from; None if it was not read from one."""
    return next((file for file, (_, known) in _editions.items() if known is edition), None)


def _from_path(file: Path) -> Edition:
    if not file.is_file():
        raise EditionError(str(phrase("edition.no_file", file=file, known=", ".join(edition_ids()))))
    return _loaded(file.resolve())


#: The editions loaded so far by file, each with the stamps of the files that it was read from.
_editions: dict[Path, tuple[tuple[Stamp, ...], Edition]] = {}
#: The same by what they say: a round's copy of an edition is that edition.
_by_digest: dict[str, Edition] = {}


def _loaded(file: Path) -> Edition:
    known = _editions.get(file)
    if known is not None and all(stamp_of(of[0]) == of for of in known[0]):
        return known[1]
    source = read_criteria(file)
    base = None if source.base is None else _loaded(source.base.file)  # its own mistakes come first
    edition = _by_digest.get(source.digest) or Builder(source, base).edition()
    _by_digest[edition.digest] = edition
    _editions[file] = source.stamps, edition
    return edition
