"""An edition written as a workbook, and a workbook read back into a criteria file; neither replaces anybody's work."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from dgmm_excel.edition_book.drawn import MARK, workbook
from dgmm_excel.edition_book.gathered import gathered
from dgmm_excel.edition_book.read import Place, Told, read_book
from dgmm_excel.edition_book.tables import tables
from dgmm_excel.edition_book.words import title
from dgmm_excel.errors import EditionError, Mistake, OutputError
from dgmm_excel.files import write_atomically
from dgmm_excel.model.edition import Edition
from dgmm_excel.model.load import load_edition
from dgmm_excel.model.spelled_out import spelled_out
from dgmm_excel.model.yaml_file import DataPath
from dgmm_excel.model.yaml_text import yaml_lines
from dgmm_excel.text import as_argument, phrase
from dgmm_excel.xlsx.archive import UnreadableBook, content_of
from dgmm_excel.xlsx.guarded import reading
from dgmm_excel.xlsx.untouched import is_untouched

#: The first line of a criteria file that came from a workbook: a digest of the rest tells whether anybody changed it since.
_HEAD = "# dgmm edition-workbook "


def write_workbook(name: str, output: Path | None = None) -> Path:
    """Write the edition of an id or a file as a workbook; return its path.

    Raise EditionError for an edition with mistakes; OutputError for a name that does not end in .xlsx, and for a file that is
    there, unless this program wrote it so and nobody changed it since.
    """
    data = spelled_out(name)
    file = output or Path(f"{data['id']}-edition.xlsx")
    if file.suffix.lower() != ".xlsx":
        raise OutputError(str(phrase("blank.not_xlsx", file=file.with_suffix(".xlsx"))))
    _check_folder(file)
    made = workbook(data)
    if file.exists() and not _is_own_book(file, made):
        raise _taken(file)
    return write_atomically(file, made)


def write_criteria(book: Path, output: Path | None = None) -> tuple[Path, Edition]:
    """Write the edition of a workbook as a criteria file; return its path and the edition.

    Raise EditionError with every mistake: sheet, cell, what is wrong, remedy. OutputError as `write_workbook` does.
    """
    file = output or book.with_suffix(".yaml")
    if file.suffix.lower() not in (".yaml", ".yml"):
        raise OutputError(str(phrase("book.not_yaml", file=file.with_suffix(".yaml"))))
    _check_folder(file)
    told = Told()
    rows = read_book(book, told)
    if any(not place.row for place, _ in told.found):  # without a sheet nothing more is known
        raise _refusal(book, told.found)
    whole = gathered(rows, told)
    body = list(yaml_lines(whole.data()))
    text = "".join(f"{one}\n" for one, _ in body).encode()
    content = f"{_HEAD}{sha256(text).hexdigest()}\n".encode() + text
    beside = file.with_name(f".dgmm-{os.getpid()}-edition.tmp")  # in the folder where a base may be
    write_atomically(beside, content, durable=False)
    try:
        edition = load_edition(beside)
    except EditionError as error:
        places = dict(whole.places())
        found = _placed(error, beside, [_place_of(places, path) for _, path in body])
        more = [(place, one) for place, one in found if not told.covers(place)]
        raise _refusal(book, [*told.found, *more], headline=error.headline if not error.mistakes else "") from None
    finally:
        beside.unlink(missing_ok=True)
    if told.found:
        raise _refusal(book, told.found)
    if file.exists() and not _is_own_text(file, content):
        raise _taken(file)
    return write_atomically(file, content), edition


# -- files that are there --------------------------------------------------------------------------


def _check_folder(file: Path) -> None:
    if not file.parent.is_dir():
        raise OutputError(str(phrase("round.no_folder", folder=file.parent)))


def _taken(file: Path) -> OutputError:
    other = as_argument(file.with_name(f"{file.stem}-2{file.suffix}"))
    return OutputError(str(phrase("book.taken", file=file, other=other)))


def _is_own_book(file: Path, made: bytes) -> bool:
    """Whether a file is empty, holds these bytes, or is the workbook of an edition as this program wrote it."""
    try:
        content = content_of(file)
    except UnreadableBook:
        return file.is_file() and file.stat().st_size == 0
    return content == made or (is_untouched(BytesIO(content)) and _holds_edition(file))


def _holds_edition(file: Path) -> bool:
    from openpyxl import load_workbook

    try:
        with reading(file) as data:
            sheets = load_workbook(data, read_only=True).worksheets
            marks = [row[0] for sheet in sheets for row in sheet.iter_rows(max_row=4, max_col=1, values_only=True) if row]
    except UnreadableBook:
        return False
    return any(isinstance(value, str) and value.startswith(MARK) for value in marks)


def _is_own_text(file: Path, made: bytes) -> bool:
    """Whether a file is empty, holds these bytes, or is a criteria file as this program wrote it."""
    content = file.read_bytes() if file.is_file() else b"?"
    head, _, rest = content.partition(b"\n")
    return not content or content == made or head.decode(errors="replace") == _HEAD + sha256(rest).hexdigest()


# -- mistakes --------------------------------------------------------------------------------------


def _place_of(places: Mapping[DataPath, Place], path: DataPath) -> Place:
    return next(places[path[:length]] for length in range(len(path), -1, -1) if path[:length] in places)


def _placed(error: EditionError, file: Path, lines: list[Place]) -> Iterator[tuple[Place, Mistake]]:
    """Yield the mistakes of a criteria file at the cells that its lines come from; one of another file stays where it is."""
    for one in error.mistakes:
        name, _, line = one.where.rpartition(":")
        number = int(line) - 2 if line.isdecimal() else -1  # after the first line
        if name == file.name and number < len(lines):
            place = lines[max(number, 0)]
            yield place, Mistake(str(place), one.what, one.remedy)
        else:
            yield Place("", 0), one


def _refusal(book: Path, found: Iterable[tuple[Place, Mistake]], headline: str = "") -> EditionError:
    order = {title(name): number for number, name in enumerate(tables())}

    def where(one: tuple[Place, Any]) -> tuple[int, str, int, int]:
        place = one[0]
        return order.get(place.sheet, len(order)), place.sheet, place.row, place.column

    listed = list(dict.fromkeys(mistake for _, mistake in sorted(found, key=where)))
    return EditionError(headline or str(phrase("book.mistakes", file=book.name, count=len(listed))), listed)
