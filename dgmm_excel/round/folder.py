"""A round is a folder.

round.json                   id, title, dates, language, year, contact, licence of the data, editions and their rosters
roster-<edition id>.csv      the agencies; the coordinator edits them
forms/                       the forms to send out, with mailing.csv
returned/                    the returned files; the program never writes here
corrections/, results/       the files to send back
researchers.xlsx             the researchers' figures
criteria/                    its own copies of its editions
previous/                    what is kept of earlier rounds, to compare with
consolidated.xlsx            the result, without persons' data
data/                        the result for programs, as a data package
report/                      the result as pages to open, without persons' data
contacts.xlsx                the people and addresses, not to be handed on
reminders.csv                everyone who is not done, and what they lack
receipts.csv                 when each file was received; the coordinator may state earlier days
verification.xlsx            the claims to be checked, with what was found; names persons
findings.csv                 every finding of those who check answers, with the time; only ever added to
handover.zip                 the result for the round of the next tier, without persons' data
mail/                        drafts of mails, to be sent by the coordinator
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from dgmm_excel.agency import Agency
from dgmm_excel.errors import OutputError, RoundError
from dgmm_excel.files import write_atomically
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.data_package import Licence
from dgmm_excel.report.outcome import COUNTS_FROM
from dgmm_excel.round import own_editions
from dgmm_excel.round.dates import buddhist_year, parsed_date, read_date
from dgmm_excel.round.licence import licence_of
from dgmm_excel.round.old_round import OldRound, read_old_rounds
from dgmm_excel.round.previous import Previous, previous_of
from dgmm_excel.round.previous import keep as keep_previous
from dgmm_excel.round.roster import as_csv, own_roster, read_rosters
from dgmm_excel.round.roster_check import Lines, misplaced, refuse_wrong_kinds
from dgmm_excel.round.roster_file import RosterFile, roster_file, roster_in, started
from dgmm_excel.round.start_command import start_command
from dgmm_excel.scoring.past import Past
from dgmm_excel.text import BUDDHIST, LANGS, Lang, Text, day_text, phrase

SETTINGS = own_editions.SETTINGS
FOLDERS = ("forms", "returned", "corrections", "results")
_LAYOUT = 1  # of round.json


@dataclass(frozen=True, slots=True)
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
class Round:
    """A round, as the settings in its folder describe it. `folder` is the folder itself, `year` its Buddhist era year.

    An agency that has answered less than the part `counts_from` of what it is asked is left out of means. `contact` says whom
    agencies can ask, in one or more lines; empty if nobody has written it yet. `licence` is that of the published data.
    """

    folder: Path
    id: str
    title: str
    deadline: date | None
    lang: Lang
    rosters: tuple[RosterFile, ...]
    year: int
    corrections_due: date | None = None
    counts_from: Fraction = COUNTS_FROM
    contact: str = ""
    licence: Licence | None = None

    @classmethod
    def open(cls, folder: Path) -> Round:
        """Open the round in a folder. Raises RoundError if the folder is not a round, EditionError if an edition is unknown."""
        settings = _settings(folder)
        own_editions.admit(folder)
        try:
            rosters = tuple(roster_file(one) for one in settings["editions"])
            return cls(
                folder, str(settings["id"]), str(settings["title"]),
                _date_in(settings, "deadline", folder), _lang(settings["lang"]), rosters,
                int(settings.get("year") or rosters[0].edition.year), _date_in(settings, "corrections", folder),
                _part(settings.get("counts_from", str(COUNTS_FROM))), str(settings.get("contact") or "").strip(),
                licence_of(str(settings.get("licence") or "")),
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
    def early_year(self) -> Text | None:
        """Return a warning where the deadline lies over a year after the year that the forms print; None where not."""
        if self.deadline is None or self.deadline.year + BUDDHIST <= self.year + 1:
            return None
        return phrase("round.early_year", year=self.year, due=self.deadline.year + BUDDHIST)

    def corrections_until(self, today: date) -> date | None:
        """Return the date by which corrections are asked for: their own, else the deadline, if it has not passed; else None."""
        return next((day for day in (self.corrections_due, self.deadline) if day is not None and day >= today), None)

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
    def data(self) -> Path:
        """Folder of the files for programs."""
        return self.folder / "data"

    @property
    def report(self) -> Path:
        """Folder of the pages to open."""
        return self.folder / "report"

    @property
    def contacts(self) -> Path:
        """Workbook of the people and addresses."""
        return self.folder / "contacts.xlsx"

    @property
    def receipts(self) -> Path:
        """List of the days on which files were received."""
        return self.folder / "receipts.csv"

    @property
    def verification(self) -> Path:
        """Workbook of the claims to be checked, where findings are entered."""
        return self.folder / "verification.xlsx"

    @property
    def findings(self) -> Path:
        """Log of all findings; only ever added to."""
        return self.folder / "findings.csv"

    @property
    def mail(self) -> Path:
        """Folder of the mail drafts."""
        return self.folder / "mail"

    @property
    def handover(self) -> Path:
        """File of the result for the round of the next tier."""
        return self.folder / "handover.zip"

    @property
    def reminders(self) -> Path:
        """List of the agencies to remind."""
        return self.folder / "reminders.csv"

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions of the round, in their order."""
        return tuple(one.edition for one in self.rosters)

    @property
    def origins(self) -> Mapping[str, str]:
        """The files that its editions came as, by id; empty where one was given by its id."""
        return {one.edition.id: one.origin for one in self.rosters}

    @cached_property
    def previous(self) -> Previous:
        """The earlier rounds that it is compared with. Raises RoundError if what is kept of them cannot be read."""
        return previous_of(self.folder)

    @cached_property
    def lines(self) -> Lines:
        """Every line of every roster, with its edition. Raises RosterError as `members` does."""
        return read_rosters([(roster_in(self.folder, one), one.edition) for one in self.rosters])

    @cached_property
    def members(self) -> Mapping[str, Member]:
        """Every agency by code, in the order of the editions and their rosters.

        Raises RosterError with every mistake of every roster, also a code that occurs in two of them.
        """
        return {line.agency.code: Member(line.agency, edition, line.where) for line, edition in self.lines}

    @property
    def pasts(self) -> Mapping[str, Past]:
        """What each agency had reached in an earlier round, by code, of those that can be compared."""
        found = {code: self.previous.of(code, member.edition) for code, member in self.members.items()} if self.previous else {}
        return {code: past for code, past in found.items() if past is not None}

    def member(self, code: str) -> Member | None:
        """Return the agency with that code, whatever its capitals: people change them."""
        own = self._codes.get(code.casefold())
        return None if own is None else self.members[own]

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {code.casefold(): code for code in self.members}


def init(
    folder: Path, editions: Sequence[str], rosters: Sequence[Path] = (), *, title: str = "", deadline: str = "",
    lang: str = "th", year: str = "", contact: str = "", past: bool = False, today: date | None = None,
    previous: Sequence[Path] = (),
) -> Round:
    """Make a round in `folder`, which may exist but hold no round; the nth roster belongs to the nth edition.

    An edition without a roster takes the one that comes with the program; without a `year`, the round is of the first
    edition's. A deadline before `today` (by default the present day) is refused unless `past`. `previous` are the folders of
    earlier rounds to compare with. Nothing is written unless all arguments are valid, and no file is ever replaced. Raises
    RoundError, RosterError, EditionError.
    """
    if (folder / SETTINGS).exists():
        raise RoundError(str(phrase("round.exists", folder=folder)))
    if folder.exists() and not folder.is_dir():
        raise RoundError(str(phrase("round.no_folder", folder=folder)))
    if not editions or len(rosters) > len(editions):
        raise RoundError(str(phrase("round.rosters", editions=len(editions), rosters=len(rosters))))
    until = _due(deadline, past, today)
    loaded = [own_editions.checked(name) for name in editions]
    if len({edition.id for edition in loaded}) < len(loaded):
        raise RoundError(str(phrase("round.edition_twice")))
    sources = [*rosters, *(own_roster(edition.id) for edition in loaded[len(rosters):])]
    lines = read_rosters(list(zip(sources, loaded, strict=True)))
    options = {"--title": title, "--deadline": deadline, "--year": year, "--contact": contact}
    options |= {"--lang": lang} if lang != "th" else {}
    names = {edition.id: name for edition, name in zip(loaded, editions, strict=True)}
    given = list(zip(rosters, names, strict=False))
    order = start_command(folder, names, given, misplaced(lines), options, past=past, previous=previous)
    refuse_wrong_kinds(lines, order)
    olds = read_old_rounds(previous, loaded, [line.agency.code for line, _ in lines])
    made = Round(
        folder, f"{date.today():%Y%m%d}-{secrets.token_hex(3)}", title.strip() or folder.resolve().name, until, _lang(lang),
        tuple(started(folder, edition, name) for edition, name in zip(loaded, editions, strict=True)),
        buddhist_year(year) if year.strip() else loaded[0].year, contact=contact.strip(),
    )
    _write(made, sources, editions, olds)
    return made


def set_dates(
    of: Round, deadline: str = "", corrections: str = "", *, past: bool = False, today: date | None = None
) -> Round:
    """Move the deadline of a round, the date by which corrections are asked for, or both; an empty text leaves a date as it is.

    Raises RoundError for what is no date, a date before `today` (by default the present day) unless `past`, and a date of
    corrections before the deadline.
    """
    until = _due(deadline, past, today) or of.deadline
    corrected = _due(corrections, past, today) or of.corrections_due
    if until is not None and corrected is not None and corrected < until:
        words = {"corrections": day_text(corrected), "deadline": day_text(until)}
        raise RoundError(str(phrase("dates.corrections_first", **words)))
    moved = replace(of, deadline=until, corrections_due=corrected)
    if moved != of:
        _write_settings(of.folder, _settings(of.folder) | _dates(moved))
    return moved


def _due(text: str, past: bool, today: date | None) -> date | None:
    """Return the date that something is due; None for an empty text. Raises RoundError for one in the past, unless `past`."""
    if not text.strip():
        return None
    day, today = parsed_date(text), today or date.today()
    if day < today and not past:
        raise RoundError(str(phrase("dates.past", day=day_text(day), today=day_text(today))))
    return day


def _part(value: object) -> Fraction:
    """Return a part of the whole from 0 to 1: `"1/2"`, `0.5`. Raise RoundError for anything else."""
    with suppress(ValueError, ZeroDivisionError):
        part = Fraction(str(value))
        if 0 <= part <= 1:
            return part
    raise RoundError(str(phrase("round.counts_from", value=value)))


def _settings(folder: Path) -> dict[str, Any]:
    try:
        settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8-sig"))
        json.dumps(settings, ensure_ascii=False).encode()  # refuses half a character, which no file could hold
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


def _write(made: Round, sources: Sequence[Path], editions: Sequence[str], olds: Sequence[OldRound]) -> None:
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
    own_editions.keep(made.folder, editions)
    keep_previous(made.folder, olds)
    for file, data in rosters.items():
        if not file.exists():
            write_atomically(file, data)
    _write_settings(made.folder, {
        "layout": _LAYOUT, "id": made.id, "title": made.title, **_dates(made), "lang": made.lang, "year": made.year,
        "counts_from": str(made.counts_from), "contact": made.contact, "licence": "",
        "editions": [one.said for one in made.rosters],
    })


def _dates(of: Round) -> dict[str, str | None]:
    """Return the dates of a round as its settings have them."""
    days = {"deadline": of.deadline, "corrections": of.corrections_due}
    return {key: None if day is None else day.isoformat() for key, day in days.items()}


def _date_in(settings: Mapping[str, Any], key: str, folder: Path) -> date | None:
    """Return a date of the settings, also as a person wrote it there. Raises RoundError for what is none."""
    text = settings.get(key)
    found = read_date(text) if isinstance(text, str) else None
    if found is None and text not in (None, ""):
        raise RoundError(str(phrase("dates.in_settings", file=folder / SETTINGS, setting=key, text=text)))
    return found


def _write_settings(folder: Path, settings: Mapping[str, Any]) -> None:
    write_atomically(folder / SETTINGS, (json.dumps(settings, ensure_ascii=False, indent=2) + "\n").encode())
