"""The lists of a round: CSV files that begin with the same columns everywhere, headed in the round's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from dgmm_excel.agency import Agency
from dgmm_excel.files import csv_rows, csv_text
from dgmm_excel.text import BUDDHIST, LANGS, Lang, phrase

#: The columns that every list begins with.
AGENCY_COLUMNS = ("code", "name", "ministry", "email")
#: Every column of any list.
_COLUMNS = (
    *AGENCY_COLUMNS, "file", "state", "lacking", "days", "returned", "seen", "received", "score", "level", "remark",
    "fingerprint", "fault", "severity", "sheet", "cell", "question", "value", "message", "remedy",
)


def headings(lang: Lang, *columns: str) -> list[str]:
    """Return the headings of a list: those of every list, then those of its own `columns` (keys of the phrases `list.…`)."""
    return [_heading(column, lang) for column in (*AGENCY_COLUMNS, *columns)]


def agency_cells(agency: Agency, lang: Lang) -> tuple[str, ...]:
    """Return what stands in the columns that every list begins with."""
    return agency.code, agency.name(lang), agency.ministry, agency.email


def list_date(day: date, lang: Lang) -> str:
    """Return a date as lists have it: `30/9/2569` (Buddhist era), `30/9/2026`.

    Whatever region Excel is set to, it saves such a date with the same figures; it turns 2026-09-05 into 9/5/2026.
    """
    return f"{day.day}/{day.month}/{day.year + BUDDHIST if lang == 'th' else day.year}"


@dataclass(frozen=True)
class ListLine:
    """A line of a list: its number in the file, and its cells by column; empty ones of unknown columns are left out."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_list(file: Path) -> Iterator[ListLine]:
    """Yield the lines of a list, also one that a person saved again; none if it is not there. Raise ValueError for no text."""
    if not file.exists():
        return
    rows = csv_rows(csv_text(file.read_bytes()))
    columns = columns_of(next(rows, (0, []))[1])
    for number, cells in rows:
        yield ListLine(number, {column: cells[at].strip() for column, at in columns.items() if at < len(cells)})


def columns_of(heads: Sequence[str]) -> Mapping[str, int]:
    """Return the places of the known columns, by headings of either language."""
    known = [(_columns().get(head.strip().casefold()), at) for at, head in enumerate(heads)]
    return {column: at for column, at in known if column is not None}


@cache
def _columns() -> Mapping[str, str]:
    return {_heading(column, lang).casefold(): column for column in _COLUMNS for lang in LANGS}


def _heading(column: str, lang: Lang) -> str:
    return phrase(f"list.{column}")[lang]
