"""The roster of a round: one line for each agency that it asks, read from `.csv` or `.xlsx`.

Columns come in any order, with English or Thai headings: code, name_th, name_en, ministry, kind, mission, parent, email. Only
code and name_th are required. Other columns are the coordinator's own and are ignored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from dgmm_excel.agency import Agency
from dgmm_excel.errors import Mistake, RosterError
from dgmm_excel.files import csv_bytes, csv_rows, csv_text
from dgmm_excel.model.edition import MISSION, Edition
from dgmm_excel.resources import templates
from dgmm_excel.text import phrase, without_controls

COLUMNS = ("code", "name_th", "name_en", "ministry", "kind", "mission", "parent", "email")
REQUIRED = ("code", "name_th")
LONGEST_CODE = 32
#: How people write a mission besides its key and its label.
_MISSION_WORDS: Mapping[str, tuple[str, ...]] = {
    "service": ("บริการ", "ให้บริการ", "ด้านบริการ", "services"),
    "policy": ("นโยบาย", "จัดทำนโยบาย", "ด้านนโยบาย", "กำกับดูแล", "อื่น ๆ", "อื่นๆ", "other"),
}

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "code": ("รหัส", "รหัสหน่วยงาน", "agencycode", "id"),
    "name_th": ("ชื่อ", "ชื่อหน่วยงาน", "หน่วยงาน", "ชื่อไทย", "ชื่อภาษาไทย", "ชื่อหน่วยงานภาษาไทย", "name", "namethai"),
    "name_en": ("ชื่ออังกฤษ", "ชื่อภาษาอังกฤษ", "ชื่อหน่วยงานภาษาอังกฤษ", "nameenglish"),
    "ministry": ("กระทรวง", "สังกัด", "กระทรวงต้นสังกัด", "สังกัดกระทรวง"),
    "kind": ("ประเภท", "ประเภทหน่วยงาน", "type"),
    "mission": ("ภารกิจ", "ประเภทภารกิจ", "ภารกิจหลัก"),
    "parent": ("ต้นสังกัด", "หน่วยงานต้นสังกัด", "กรมต้นสังกัด", "รหัสหน่วยงานต้นสังกัด", "รหัสต้นสังกัด"),
    "email": ("อีเมล", "อีเมล์", "อีเมลหน่วยงาน", "emailaddress"),
}
_UNSEEN = re.compile("[\u200b-\u200f\ufeff]")


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One agency, and its line: `roster.csv:12`."""

    agency: Agency
    where: str


@dataclass
class _Reading:
    """The reading of one roster. Collects every mistake instead of stopping at the first."""

    name: str
    missions: Mapping[str, str]
    lines: list[RosterLine] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, line: int, key: str, **words: object) -> None:
        self.mistakes.append(mistake(f"{self.name}:{line}", f"roster.{key}", **words))


def mistake(where: str, key: str, **words: object) -> Mistake:
    """Return a mistake in the words of the phrases `key` and `key`_remedy."""
    return Mistake(where, str(phrase(key, **words)), str(phrase(f"{key}_remedy", **words)))


def own_roster(edition_id: str) -> Path:
    """Return the roster that comes with the program. Raises RosterError if there is none for the edition."""
    file = templates() / "rosters" / f"{edition_id}.csv"
    if not file.is_file():
        raise RosterError(str(phrase("roster.none", edition=edition_id)))
    return file


def read_roster(file: Path, edition: Edition) -> tuple[RosterLine, ...]:
    """Read every agency of a roster, in its order.

    Raises RosterError with every mistake and its line: a missing column, an empty code or name, a duplicate or invalid code,
    an unknown mission, an agency that is its own parent.
    """
    reading = _Reading(file.name, _missions(edition))
    rows = _rows(file)
    head, columns = _header(reading, rows)
    if all(name in columns for name in REQUIRED):
        for number, cells in rows[head + 1:]:
            if any(cells):
                _line(reading, number, {name: cells[at] for name, at in columns.items() if at < len(cells)})
        if not reading.lines and not reading.mistakes:
            reading.wrong(rows[head][0], "empty")
    mistakes = sorted([*reading.mistakes, *_doubles(reading.lines)], key=_line_number)
    if mistakes:
        raise RosterError(str(phrase("roster.headline", file=file, count=len(mistakes))), mistakes)
    return tuple(reading.lines)


def read_rosters(sources: Sequence[tuple[Path, Edition]]) -> list[tuple[RosterLine, Edition]]:
    """Read every agency of several rosters, with its edition.

    Raises RosterError with every mistake of all of them, also a code that occurs in two.
    """
    found: list[tuple[RosterLine, Edition]] = []
    refused: list[RosterError] = []
    for file, edition in sources:
        try:
            found += [(line, edition) for line in read_roster(file, edition)]
        except RosterError as error:
            refused.append(error)
    doubles = list(_doubles([line for line, _ in found]))
    if len(refused) == 1 and not doubles:
        raise refused[0]
    mistakes = [mistake for error in refused for mistake in error.mistakes or [Mistake("", error.headline)]] + doubles
    if mistakes:
        names = ", ".join(file.name for file, _ in sources)
        raise RosterError(str(phrase("roster.headline", file=names, count=len(mistakes))), mistakes)
    return found


def _doubles(lines: Sequence[RosterLine]) -> Iterator[Mistake]:
    """Yield a mistake for every duplicate code; upper and lower case count as equal."""
    seen: dict[str, RosterLine] = {}
    for line in lines:
        first = seen.setdefault(line.agency.code.casefold(), line)
        if first is not line:
            yield mistake(line.where, "roster.double", code=line.agency.code, first=first.where)


def _line_number(mistake: Mistake) -> int:
    return int(mistake.where.rpartition(":")[2])


def as_csv(file: Path) -> bytes:
    """Return the roster as a CSV that Excel opens by double click, with all its columns and lines."""
    text = _text(file) if file.suffix.lower() != ".xlsx" else None
    if text is not None:
        return text.encode("utf-8-sig")
    return csv_bytes(cells for _, cells in _rows(file))


# -- cells -----------------------------------------------------------------------------------------


def _rows(file: Path) -> list[tuple[int, list[str]]]:
    """Return the line number and the tidied cells of every row. Raises RosterError if the file cannot be read."""
    if not file.is_file():
        raise RosterError(str(phrase("roster.no_file", file=file)))
    rows = _xlsx_rows(file) if file.suffix.lower() == ".xlsx" else csv_rows(_text(file))
    return [(number, [_tidy(cell) for cell in cells]) for number, cells in rows]


def _text(file: Path) -> str:
    """Return the text of a CSV. Raises RosterError for what is none."""
    try:
        return csv_text(file.read_bytes())
    except ValueError as error:
        wrong = mistake(file.name, "roster.encoding")
        raise RosterError(str(phrase("roster.headline", file=file, count=1)), [wrong]) from error


def _xlsx_rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    """Return the rows of the first sheet with a known heading, or else of the first sheet."""
    from openpyxl import load_workbook

    from dgmm_excel.xlsx.archive import UnreadableBook
    from dgmm_excel.xlsx.guarded import as_typed, reading

    try:
        with reading(file) as data:
            book = load_workbook(data, read_only=True, data_only=True)
            tables = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    except UnreadableBook as error:
        wrong = mistake(file.name, "roster.not_xlsx")
        raise RosterError(str(phrase("roster.headline", file=file, count=1)), [wrong]) from error
    sheets = [[(number, [_shown(as_typed(value)) for value in row]) for number, row in enumerate(rows, 1)] for rows in tables]
    with_heading = (rows for rows in sheets if any(_known(cell) == "code" for _, row in rows for cell in row))
    yield from next(with_heading, sheets[0] if sheets else [])


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a code that Excel stores as a number
    return str(value)


def _tidy(cell: str) -> str:
    return " ".join(_UNSEEN.sub("", without_controls(unicodedata.normalize("NFC", cell))).split())


# -- headings and lines ----------------------------------------------------------------------------


def _plain_heading(cell: str) -> str:
    return re.sub(r"[\s_.\-()]", "", cell).casefold()


_HEADINGS = {
    _plain_heading(heading): column for column, others in _ALIASES.items() for heading in (column, *others)
}


def _known(cell: str) -> str | None:
    return _HEADINGS.get(_plain_heading(_tidy(cell)))


def _header(reading: _Reading, rows: Sequence[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Return the index of the heading row, and the index of each column."""
    filled = [place for place, (_, cells) in enumerate(rows) if any(cells)]
    # A title above the headings is common; the headings are the first row that names two known columns.
    head = next((p for p in filled if sum(_known(cell) is not None for cell in rows[p][1]) > 1), next(iter(filled), None))
    if head is None:
        reading.wrong(1, "empty")
        return 0, {}
    number, cells = rows[head]
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        name = _known(cell)
        if name is None:
            continue
        if name in columns:
            reading.wrong(number, "column_twice", column=name)
        columns.setdefault(name, at)
    for name in COLUMNS:
        if name not in columns:
            _absent(reading, number, name, [cell for cell in cells if cell and _known(cell) is None])
    return head, columns


def _absent(reading: _Reading, number: int, name: str, others: Sequence[str]) -> None:
    """Report a missing column; an optional one only if another heading looks like its misspelling."""
    headings = {_plain_heading(cell): cell for cell in others}
    close = get_close_matches(_plain_heading(name), headings, n=1, cutoff=0.75)
    if close:
        reading.wrong(number, "column_misspelt", column=name, heading=headings[close[0]])
    elif name in REQUIRED:
        reading.wrong(number, "column", column=name, thai=_ALIASES[name][0])


def _line(reading: _Reading, number: int, cells: dict[str, str]) -> None:
    before = len(reading.mistakes)
    code, name = cells.get("code", ""), cells.get("name_th", "")
    if not code:
        reading.wrong(number, "no_code", name=name)
    elif not _is_code(code):
        reading.wrong(number, "bad_code", code=code, longest=LONGEST_CODE)
    if not name:
        reading.wrong(number, "no_name", code=code)
    mission = reading.missions.get(cells.get("mission", "").casefold())
    if mission is None:
        reading.wrong(number, "bad_mission", mission=cells["mission"], allowed=_allowed(reading.missions))
    if code and cells.get("parent", "").casefold() == code.casefold():
        reading.wrong(number, "own_parent", code=code)
    if len(reading.mistakes) == before:
        values = {column: cells.get(column, "") for column in COLUMNS} | {"mission": mission or ""}
        reading.lines.append(RosterLine(Agency(**values), f"{reading.name}:{number}"))
    elif code:
        # For the check of duplicates only: the roster is refused anyway.
        reading.lines.append(RosterLine(Agency(code, name), f"{reading.name}:{number}"))


def _is_code(code: str) -> bool:
    """Whether a code has only letters and digits of any script (with vowel and tone marks), `.`, `_`, `-`, and starts with a
    letter or digit.
    """
    return len(code) <= LONGEST_CODE and code[0].isalnum() and all(
        letter.isalnum() or letter in "._-" or unicodedata.category(letter) in ("Mn", "Mc") for letter in code
    )


def _allowed(missions: Mapping[str, str]) -> str:
    """Return the keys of the missions, each with the first of its other words."""
    words: dict[str, str] = {}
    for said, key in missions.items():
        if said != key:
            words.setdefault(key, said)
    return ", ".join(f"{key} ({said})" for key, said in words.items())


def _missions(edition: Edition) -> dict[str, str]:
    """Return the key of the mission by each way to write it in a roster: key, label in either language, or usual words."""
    question = edition.questions.get(MISSION)
    labels = {choice.key: (choice.label.th, choice.label.en) for choice in question.choices} if question else {}
    said = {"": ""}
    for key in labels or _MISSION_WORDS:  # an edition that does not ask for the mission accepts any edition's keys
        said |= {word.casefold(): key for word in (key, *labels.get(key, ()), *_MISSION_WORDS.get(key, ()))}
    return said
