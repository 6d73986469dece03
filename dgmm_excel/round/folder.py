"""A round is a folder.

round.json                   id, title, deadline, language, year, editions and their rosters
roster-<edition id>.csv      the agencies; the coordinator edits them
forms/                       the forms to send out, with mailing.csv
returned/                    the returned files; the program never writes here
corrections/, results/       the files to send back
researchers.xlsx             the researchers' figures
consolidated.xlsx, reminders.csv
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from dgmm_excel.agency import Agency
from dgmm_excel.errors import OutputError, RosterError, RoundError
from dgmm_excel.files import write_atomically
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import load_edition
from dgmm_excel.round.roster import as_csv, own_roster, read_rosters
from dgmm_excel.text import LANGS, Lang, Text, phrase

SETTINGS = "round.json"
FOLDERS = ("forms", "returned", "corrections", "results")
_LAYOUT = 1  # of round.json
_BUDDHIST = 543  # years ahead of the common era
_BUDDHIST_FROM = 2400


@dataclass(frozen=True)
class Member:
    """An agency of the round, the edition it answers, and its place in the roster: `roster-….csv:12`."""

    agency: Agency
    edition: Edition
    where: str

    @property
    def code(self) -> str:
        """The agency's code."""
        return self.agency.code


@dataclass(frozen=True)
class RosterFile:
    """One edition of a round and the name of its roster's file in the round's folder."""

    edition: Edition
    file: str


@dataclass(frozen=True)
class Round:
    """A round, as the settings in its folder describe it. `folder` is the folder itself, `year` its Buddhist era year."""

    folder: Path
    id: str
    title: str
    deadline: date | None
    lang: Lang
    rosters: tuple[RosterFile, ...]
    year: int

    @classmethod
    def open(cls, folder: Path) -> Round:
        """Open the round in a folder. Raises RoundError if the folder is not a round, EditionError if an edition is unknown."""
        settings = _settings(folder)
        try:
            rosters = tuple(RosterFile(load_edition(str(one["edition"])), str(one["roster"])) for one in settings["editions"])
            return cls(
                folder, str(settings["id"]), str(settings["title"]),
                date.fromisoformat(settings["deadline"]) if settings.get("deadline") else None,
                _lang(settings["lang"]), rosters, int(settings.get("year") or rosters[0].edition.year),
            )
        except (IndexError, KeyError, TypeError, ValueError) as error:
            raise RoundError(str(phrase("round.bad_settings", file=folder / SETTINGS, reason=error))) from error

    @property
    def other_year(self) -> Text | None:
        """Return a warning where an edition is of another year than the round; None where none is."""
        other = next((edition for edition in self.editions if edition.year != self.year), None)
        if other is None:
            return None
        return phrase("round.other_year", year=self.year, edition=other.id, own=other.year)

    @property
    def forms(self) -> Path:
        """Folder of the forms to send out."""
        return self.folder / "forms"

    @property
    def returned(self) -> Path:
        """Folder of the returned files; never written to."""
        return self.folder / "returned"

    @property
    def corrections(self) -> Path:
        """Folder of the correction workbooks and the list of faults."""
        return self.folder / "corrections"

    @property
    def results(self) -> Path:
        """Folder of the returns with their verified levels."""
        return self.folder / "results"

    @property
    def researchers(self) -> Path:
        """Workbook of the researchers' figures."""
        return self.folder / "researchers.xlsx"

    @property
    def consolidated(self) -> Path:
        """Workbook of the whole result."""
        return self.folder / "consolidated.xlsx"

    @property
    def reminders(self) -> Path:
        """List of the agencies to remind."""
        return self.folder / "reminders.csv"

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions of the round, in their order."""
        return tuple(one.edition for one in self.rosters)

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """Every agency by code, in the order of the editions and their rosters.

        Raises RosterError with every mistake of every roster, also a code that occurs in two of them.
        """
        sources = [(_roster(self.folder / one.file), one.edition) for one in self.rosters]
        return {
            line.agency.code: Member(line.agency, edition, line.where) for line, edition in read_rosters(sources)
        }

    def member(self, code: str) -> Member | None:
        """Return the agency with that code, whatever its capitals: people change them."""
        own = self._codes.get(code.casefold())
        return None if own is None else self.members[own]

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {code.casefold(): code for code in self.members}


def init(
    folder: Path, editions: Sequence[str], rosters: Sequence[Path] = (), *, title: str = "", deadline: str = "",
    lang: str = "th", year: str = "",
) -> Round:
    """Make a round in `folder`, which may exist but hold no round; the nth roster belongs to the nth edition.

    An edition without a roster takes the one that comes with the program; without a `year`, the round is of the first
    edition's. Nothing is written unless all arguments are valid, and no file is ever replaced. Raises RoundError, RosterError,
    EditionError.
    """
    if (folder / SETTINGS).exists():
        raise RoundError(str(phrase("round.exists", folder=folder)))
    if folder.exists() and not folder.is_dir():
        raise RoundError(str(phrase("round.no_folder", folder=folder)))
    if not editions or len(rosters) > len(editions):
        raise RoundError(str(phrase("round.rosters", editions=len(editions), rosters=len(rosters))))
    if len(set(editions)) < len(editions):
        raise RoundError(str(phrase("round.edition_twice")))
    until = parsed_deadline(deadline) if deadline.strip() else None
    loaded = [load_edition(name) for name in editions]
    sources = [*rosters, *(own_roster(edition.id) for edition in loaded[len(rosters):])]
    read_rosters(list(zip(sources, loaded, strict=True)))
    made = Round(
        folder, f"{date.today():%Y%m%d}-{secrets.token_hex(3)}", title.strip() or folder.resolve().name, until, _lang(lang),
        tuple(RosterFile(edition, f"roster-{edition.id}.csv") for edition in loaded),
        _year(year) if year.strip() else loaded[0].year,
    )
    _write(made, sources)
    return made


def parsed_deadline(text: str) -> date:
    """Parse a date as people write it: 2026-09-30, 30/9/2569, 30-9-2569; years from 2400 on are Buddhist. Raises RoundError."""
    numbers = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text.strip())
    if numbers is None:
        raise RoundError(str(phrase("round.deadline", text=text)))
    year, month, day, late_day, late_month, late_year = (int(part) if part else 0 for part in numbers.groups())
    year, month, day = year or late_year, month or late_month, day or late_day
    try:
        return date(year - _BUDDHIST if year >= _BUDDHIST_FROM else year, month, day)
    except ValueError as error:
        raise RoundError(str(phrase("round.deadline", text=text))) from error


def _year(text: str) -> int:
    """Return a year of the Buddhist era as people write it, 2566 or 2023. Raise RoundError."""
    digits = re.fullmatch(r"\d{4}", text.strip())
    if digits is None:
        raise RoundError(str(phrase("round.year", text=text)))
    year = int(digits[0])
    return year if year >= _BUDDHIST_FROM else year + _BUDDHIST


def _roster(file: Path) -> Path:
    """Return the roster's file, also if the coordinator saved it as .xlsx instead. Raises RosterError if both exist."""
    other = file.with_suffix(".xlsx")
    if not other.exists():
        return file
    if file.exists():
        raise RosterError(str(phrase("roster.two", file=file, other=other.name)))
    return other


def _settings(folder: Path) -> dict[str, Any]:
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise RoundError(str(phrase("round.none", folder=folder))) from error
    except (OSError, ValueError) as error:
        raise RoundError(str(phrase("round.bad_settings", file=folder / SETTINGS, reason=error))) from error
    if not isinstance(settings, dict) or settings.get("layout") != _LAYOUT:
        raise RoundError(str(phrase("round.bad_settings", file=folder / SETTINGS, reason="layout")))
    return settings


def _lang(lang: object) -> Lang:
    for known in LANGS:
        if lang == known:
            return known
    raise RoundError(str(phrase("round.lang", lang=lang)))


def _write(made: Round, sources: Sequence[Path]) -> None:
    """Write the folder of a new round, `round.json` last: if interrupted, the folder is not a round yet."""
    rosters = {made.folder / one.file: as_csv(source) for one, source in zip(made.rosters, sources, strict=True)}
    for file, data in rosters.items():
        if file.exists() and file.read_bytes() != data:
            raise RoundError(str(phrase("round.in_the_way", file=file)))
    try:
        for name in FOLDERS:
            (made.folder / name).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(str(phrase("files.unwritable", path=made.folder, reason=error.strerror))) from error
    for file, data in rosters.items():
        if not file.exists():
            write_atomically(file, data)
    settings = {
        "layout": _LAYOUT, "id": made.id, "title": made.title,
        "deadline": made.deadline.isoformat() if made.deadline else None, "lang": made.lang, "year": made.year,
        "editions": [{"edition": one.edition.id, "roster": one.file} for one in made.rosters],
    }
    write_atomically(made.folder / SETTINGS, (json.dumps(settings, ensure_ascii=False, indent=2) + "\n").encode())
