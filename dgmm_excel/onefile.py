"""Returned files scored one by one, outside any round, with copies that carry the verified levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dgmm_excel.errors import OutputError
from dgmm_excel.feedback.results_copy import results_copy
from dgmm_excel.files import write_beside
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.score import Scored, rejected, scored, unreadable_fault
from dgmm_excel.text import phrase
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.engine import open_book


def score_files(
    files: Sequence[Path], write: Path | None = None,
    track: Callable[[Sequence[Path]], Iterable[Path]] = lambda files: files,
) -> Iterator[dict[str, Any]]:
    """The record of each file, as `dgmm score --json` prints it.

    With `write`, exactly one copy of each scored or faulty file, its levels written, goes there under its own name. Raises
    OutputError before anything is read: where a path does not exist or is no file, two files have the same name, or a copy
    would fall on a file that is being scored.
    """
    for file in files:
        if not file.exists():
            raise OutputError(str(phrase("scoring.no_file", file=file)))
        if file.is_dir():
            raise OutputError(str(phrase("scoring.folder", file=file)))
    if write is not None:
        _check_copies(files, write)
        write.mkdir(parents=True, exist_ok=True)
    return (_record(file, write) for file in track(files))


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


def _record(file: Path, write: Path | None) -> dict[str, Any]:
    name = str(file)
    try:
        book = open_book(file)
        try:
            result = scored(book)
            if write is not None and result.status in ("scored", "faulty"):
                result = _copied(book.impl.content(), result, write / file.name)
        finally:
            book.close()
    except UnreadableBook as error:
        return rejected(unreadable_fault(error), name)
    return result.record(name)


def _copied(content: bytes, result: Scored, target: Path) -> Scored:
    """Write the copy with the levels; returns the score with what is to be said of that copy."""
    return_ = result.form
    assert return_.edition is not None
    copy = results_copy(content, result, FormSpec(return_.edition, return_.lang, return_.round_id or ""))
    write_beside(target, copy.content)
    return result if copy.fault is None else replace(result, faults=(*result.faults, copy.fault))
