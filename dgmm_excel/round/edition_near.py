"""The edition of a single form: the one given, else its round's own copy, else the one at hand, else a file beside the form."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from dgmm_excel.model.at_hand import file_of, files_in
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import load_edition
from dgmm_excel.round.own_editions import FOLDER, SETTINGS

#: A form of a round lies in a folder of the round, or in one inside of it.
_ABOVE = 3


def editions_near(file: Path, given: Edition | None = None) -> Callable[[str], Edition | None]:
    """Return what finds the edition of a form by its id: None for an unknown one.

    It raises EditionError for an edition's file with mistakes. Of several files beside the form with that id it takes none.
    """
    def found(name: str) -> Edition | None:
        if given is not None and given.id == name:
            return given
        own = _own_copy(file, name)
        if own is not None:
            return load_edition(own)
        if file_of(name) is not None:
            return load_edition(name)
        beside = files_in(file.resolve().parent).get(name, ())
        return load_edition(beside[0]) if len(beside) == 1 else None

    return found


def _own_copy(file: Path, name: str) -> Path | None:
    """Return the copy of an edition that the round has in whose folder the form lies; None if there is none."""
    rounds = (folder for folder in islice(file.resolve().parents, _ABOVE) if (folder / SETTINGS).is_file())
    copies = (folder / FOLDER / f"{name}.yaml" for folder in rounds)
    return next((copy for copy in copies if copy.is_file()), None)
