"""The file of a roster in a round's folder, and the edition that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dgmm_excel.errors import RosterError
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import load_edition
from dgmm_excel.round import own_editions
from dgmm_excel.text import phrase


@dataclass(frozen=True)
class RosterFile:
    """One edition of a round and the name of its roster's file; `origin` is the file that the edition came as, if any."""

    edition: Edition
    file: str
    origin: str = ""

    @property
    def said(self) -> Mapping[str, str]:
        """What the settings of a round say of it."""
        return {"edition": self.edition.id, "roster": self.file, "file": self.origin}


def started(folder: Path, edition: Edition, name: str) -> RosterFile:
    """Return the roster's file of a new round in `folder` for an edition that was given by that id or file."""
    return RosterFile(edition, f"roster-{edition.id}.csv", own_editions.origin(folder, name))


def roster_file(said: Mapping[str, Any]) -> RosterFile:
    """Return what the settings of a round say. Raises KeyError for a missing key, EditionError for an unknown edition."""
    return RosterFile(load_edition(str(said["edition"])), str(said["roster"]), str(said.get("file") or ""))


def roster_in(folder: Path, roster: RosterFile) -> Path:
    """Return the file of a roster, also if the coordinator saved it as .xlsx instead. Raises RosterError if both exist."""
    file = folder / roster.file
    other = file.with_suffix(".xlsx")
    if not other.exists():
        return file
    if file.exists():
        raise RosterError(str(phrase("roster.two", file=file, other=other.name)))
    return other
