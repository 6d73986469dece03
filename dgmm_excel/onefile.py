"""One file outside any round: a blank form is made, a returned workbook is scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dgmm_excel.errors import OutputError
from dgmm_excel.files import write_atomically
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, phrase
from dgmm_excel.xlsx.archive import UnreadableBook, content_of

if TYPE_CHECKING:
    from dgmm_excel.form.template import Function
    from dgmm_excel.intake.score import Scored

# What reads, with xlwings, and what draws, with openpyxl, are imported where they are used: neither needs the other.


def write_blank_form(edition: Edition, file: Path, lang: Lang, function: Function = "lambda") -> Path:
    """Write a form issued to no agency, and return its path. Replaces only a form without answers or an empty file.

    Raises OutputError if the file is anything else, or cannot be written, and for a name that does not end in .xlsx.
    """
    if file.suffix.lower() != ".xlsx":
        raise OutputError(str(phrase("blank.not_xlsx", file=file.with_suffix(".xlsx"))))
    if not file.parent.is_dir():
        raise OutputError(str(phrase("round.no_folder", folder=file.parent)))
    if file.exists():
        _check_replaceable(file, edition)
    from dgmm_excel.form.template import FormSpec, template

    return write_atomically(file, template(FormSpec(edition, lang, function=function)).stamp(None))


def _check_replaceable(file: Path, edition: Edition) -> None:
    if file.is_file() and file.stat().st_size == 0:
        return
    try:
        form = _scored(content_of(file), file, edition).form
    except UnreadableBook as error:
        raise OutputError(str(phrase("blank.no_form", file=file))) from error
    if form.edition is None:
        raise OutputError(str(phrase("blank.no_form", file=file)))
    if any(entry.state != "blank" for entry in form.entries.values()):
        raise OutputError(str(phrase("blank.answers", file=file)))


def score_files(
    files: Sequence[Path], write: Path | None = None,
    track: Callable[[Sequence[Path]], Iterable[Path]] = lambda files: files, edition: Edition | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield the record of each file, as `dgmm score --json` prints it; `edition` is that of forms whose edition is not at hand.

    With `write`, exactly one copy of each scored or faulty file, with its levels, is written there under its own name. Raises
    OutputError before anything is read if a path does not exist or is no file, if two files have the same name, or if a copy
    would replace a file that is being scored.
    """
    for file in files:
        _check_is_file(file)
    if write is not None:
        _check_copies(files, write)
        write.mkdir(parents=True, exist_ok=True)
    return (_record(file, write, edition) for file in track(files))


def scored_file(file: Path, edition: Edition | None = None) -> Scored | None:
    """Return a returned file, scored; None if it cannot be read. Raise OutputError if there is no such file.

    `edition` is the form's, where that is not at hand.
    """
    _check_is_file(file)
    try:
        return _scored(content_of(file), file, edition)
    except UnreadableBook:
        return None


def _check_is_file(file: Path) -> None:
    if not file.exists():
        raise OutputError(str(phrase("scoring.no_file", file=file)))
    if file.is_dir():
        raise OutputError(str(phrase("scoring.folder", file=file)))


def _check_copies(files: Sequence[Path], write: Path) -> None:
    if write.exists() and not write.is_dir():
        raise OutputError(str(phrase("round.no_folder", folder=write)))
    seen: dict[str, Path] = {}
    for file in files:
        other = seen.setdefault(file.name.casefold(), file)
        if other is not file:
            raise OutputError(str(phrase("scoring.same_name", file=file, other=other)))
        if file.resolve().parent == write.resolve() or _same(write / file.name, files):
            raise OutputError(str(phrase("scoring.own_folder", folder=write, file=file)))


def _same(target: Path, files: Sequence[Path]) -> bool:
    return target.exists() and any(target.samefile(file) for file in files)


def _record(file: Path, write: Path | None, edition: Edition | None) -> dict[str, Any]:
    from dgmm_excel.intake.foreign import foreign_fault
    from dgmm_excel.intake.record import rejected_record
    from dgmm_excel.intake.score import unreadable_fault

    name = str(file)
    try:
        content = content_of(file)
        foreign = foreign_fault(content, file.suffix.lower())
        if foreign is not None:
            return rejected_record(name, foreign)
        result = _scored(content, file, edition)
        if write is not None and result.status in ("scored", "faulty"):
            result = _copied(content, result, write / file.name)
    except UnreadableBook as error:
        return rejected_record(name, unreadable_fault(error))
    return result.record(name)


def _scored(content: bytes, file: Path, edition: Edition | None) -> Scored:
    from dgmm_excel.intake.score import scored
    from dgmm_excel.round.edition_near import editions_near
    from dgmm_excel.xlsx.engine import open_book

    book = open_book(content)
    try:
        return scored(book, editions=editions_near(file, edition))
    finally:
        book.close()


def _copied(content: bytes, result: Scored, target: Path) -> Scored:
    """Write the copy with the levels, and return the score with the fault found on writing, if any."""
    from dgmm_excel.feedback.results_copy import results_copy
    from dgmm_excel.form.template import FormSpec

    form = result.form
    assert form.edition is not None
    copy = results_copy(content, result, FormSpec(form.edition, form.lang, form.round_id or ""))
    write_atomically(target, copy.content)
    return result if copy.fault is None else replace(result, faults=(*result.faults, copy.fault))
