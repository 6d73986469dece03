"""One blank form, issued to no agency."""

from __future__ import annotations

from pathlib import Path

from dgmm_excel.errors import OutputError
from dgmm_excel.files import write_beside
from dgmm_excel.form.template import FormSpec, Function, template
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, phrase


def write_blank_form(edition: Edition, file: Path, lang: Lang, function: Function = "lambda") -> Path:
    """Writes a blank form to `file`; replaces what is there only where that is a form without answers.

    Raises OutputError where it is anything else, or cannot be written.
    """
    if not file.parent.is_dir():
        raise OutputError(str(phrase("round.no_folder", folder=file.parent)))
    if file.exists():
        _check_replaceable(file)
    return write_beside(file, template(FormSpec(edition, lang, function=function)).stamp(None))


def _check_replaceable(file: Path) -> None:
    from dgmm_excel.intake.score import scored
    from dgmm_excel.xlsx.archive import UnreadableBook
    from dgmm_excel.xlsx.engine import open_book

    if file.is_file() and file.stat().st_size == 0:
        return
    try:
        book = open_book(file)
        try:
            return_ = scored(book).form
        finally:
            book.close()
    except UnreadableBook as error:
        raise OutputError(str(phrase("blank.no_form", file=file))) from error
    if return_.edition is None:
        raise OutputError(str(phrase("blank.no_form", file=file)))
    if any(entry.state != "blank" for entry in return_.entries.values()):
        raise OutputError(str(phrase("blank.answers", file=file)))
