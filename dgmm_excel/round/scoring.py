"""Returned files scored one by one, outside any round, with copies that carry the verified levels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dgmm_excel.book import UnreadableBook, open_book, rejected, scored, unreadable_fault, write_verified
from dgmm_excel.errors import OutputError
from dgmm_excel.text import phrase


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
                write_verified(book, result)
                book.save(write / file.name)
        finally:
            book.close()
    except UnreadableBook as error:
        return rejected(unreadable_fault(error), name)
    return result.record(name)
