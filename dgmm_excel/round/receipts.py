"""When each returned file was first seen, kept in `receipts.csv`, where the coordinator may state an earlier day of receipt.

A file is known by its content, so that it keeps its day under another name, in a folder or a zip, and without the cache. Lines
are only ever added: what the coordinator writes stays, columns of their own too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dgmm_excel.agency import Agency
from dgmm_excel.errors import RoundError
from dgmm_excel.files import FileInUse, csv_bytes, csv_rows, csv_text, write_atomically
from dgmm_excel.returns.returns import Returned
from dgmm_excel.round.dates import read_date
from dgmm_excel.round.lists import AGENCY_COLUMNS, agency_cells, columns_of, headings, list_date
from dgmm_excel.text import Lang, Text, phrase

_COLUMNS = ("file", "seen", "received", "fingerprint")
#: Those without which the list says nothing.
_NEEDED = ("file", "seen", "received")
#: What Excel adds to a date in a cell that shows the time.
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?( ?[AP]M)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Receipts:
    """The day of receipt of each file by its name in `returned/`, what is wrong in the list, and the list with new lines.

    `content` is None if no line is new.
    """

    days: Mapping[str, date]
    notes: tuple[Text, ...] = ()
    content: bytes | None = None


def fingerprint(file: Returned) -> str:
    """Return a short text for the content of a file, never one that a spreadsheet program takes for a number; empty if the
    file cannot be read.
    """
    return f"f-{file.sha256[:16]}" if file.sha256 else ""


def read_receipts(path: Path, lang: Lang, arrived: Iterable[tuple[Agency, Returned]], now: datetime) -> Receipts:
    """Return the receipts of all files. One that the list does not have was first seen now, or when it came to lie there.

    Raises RoundError if the list cannot be read.
    """
    rows = _rows(path, lang)
    notes: list[Text] = []
    known = _Known(_Reading(path.name, columns_of(rows[0][1]), now.date(), notes).lines(rows[1:]))
    days: dict[str, date] = {}
    new: dict[str, tuple[Agency, Returned]] = {}
    for agency, file in arrived:
        found = known.day(file)
        days[file.name] = found or _first_seen(file, now)
        if found is None:
            new.setdefault(fingerprint(file) or file.name, (agency, file))
    return Receipts(days, tuple(notes), _renewed(rows, lang, new.values(), days) if new else None)


def write_receipts(path: Path, receipts: Receipts) -> tuple[Text, ...]:
    """Write the list if it has new lines. Return what to tell: another program may have it open. Raises OutputError."""
    if receipts.content is None:
        return ()
    try:
        write_atomically(path, receipts.content)
    except FileInUse:
        return (phrase("receipts.in_use", file=path.name),)
    return ()


def _first_seen(file: Returned, now: datetime) -> date:
    """Return the day from which the file lies in `returned/`, as far as its file system says; at the latest today."""
    try:
        return min(now, datetime.fromtimestamp(file.arrival.path.stat().st_ctime)).date()
    except OSError:
        return now.date()


# -- the list --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Line:
    """A line of the list: the file, and the days that hold."""

    name: str
    fingerprint: str
    seen: date | None
    received: date | None


class _Known:
    """The lines of the list by file: by its fingerprint, or by its name where a line has none."""

    def __init__(self, lines: Iterable[_Line]) -> None:
        self._lines: dict[str, list[_Line]] = {}
        for line in lines:
            self._lines.setdefault(line.fingerprint or line.name, []).append(line)

    def day(self, file: Returned) -> date | None:
        """Return the earliest day of receipt that the coordinator states, else the first on which the file was seen."""
        lines = [line for key in (fingerprint(file), file.name) for line in self._lines.get(key, ())]
        stated = [line.received for line in lines if line.received is not None]
        return min(stated or [line.seen for line in lines if line.seen is not None], default=None)


@dataclass(frozen=True)
class _Reading:
    """Reads the lines of the list. A day that cannot be is noted and left out."""

    file: str
    columns: Mapping[str, int]
    today: date
    notes: list[Text]

    def lines(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[_Line]:
        for number, cells in rows:
            texts = {column: cells[at].strip() for column, at in self.columns.items() if at < len(cells)}
            seen = self._day(number, "seen", texts, self.today)
            received = self._day(number, "received", texts, seen or self.today)
            yield _Line(texts.get("file", ""), texts.get("fingerprint", ""), seen, received)

    def _day(self, number: int, column: str, texts: Mapping[str, str], latest: date) -> date | None:
        text = texts.get(column, "")
        day = read_date(_TIME.sub("", text))
        if not text or (day is not None and day <= latest):
            return day
        words = {"where": f"{self.file}:{number}", "column": phrase(f"list.{column}"), "text": text}
        self.notes.append(phrase("receipts.no_date" if day is None else f"receipts.{column}_later", **words))
        return None


def _rows(path: Path, lang: Lang) -> list[tuple[int, list[str]]]:
    """Return the list's rows with their line numbers, the headings first; only these if there is no list yet."""
    if not path.exists():
        return [(1, headings(lang, *_COLUMNS))]
    try:
        rows = [(number, cells) for number, cells in csv_rows(csv_text(path.read_bytes())) if any(cells)]
    except ValueError as error:
        raise RoundError(str(phrase("receipts.unreadable", file=path))) from error
    if not rows or any(column not in columns_of(rows[0][1]) for column in _NEEDED):
        needed = ", ".join(phrase(f"list.{column}")[lang] for column in _NEEDED)
        raise RoundError(str(phrase("receipts.no_columns", file=path, needed=needed)))
    return rows


def _renewed(
    rows: Sequence[tuple[int, list[str]]], lang: Lang, new: Iterable[tuple[Agency, Returned]], days: Mapping[str, date]
) -> bytes:
    """Return the list as it is, with a line for each new file."""
    heads = rows[0][1]
    columns = columns_of(heads)
    added = []
    for agency, file in new:
        facts = dict(zip(AGENCY_COLUMNS, agency_cells(agency, lang), strict=True))
        facts |= {"file": file.name, "seen": list_date(days[file.name], lang), "fingerprint": fingerprint(file)}
        texts = {at: facts.get(column, "") for column, at in columns.items()}
        added.append([texts.get(at, "") for at in range(len(heads))])
    return csv_bytes([*(cells for _, cells in rows), *added])
