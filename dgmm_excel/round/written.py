"""What a round's files were made from, so that none is made again that would come out the same.

A record in the round's folder of caches: for each file a hash of everything that it was made from, its size and when it was
last changed. A file that somebody changed, moved or deleted is made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from dgmm_excel.agency import Agency
from dgmm_excel.form.template import FormSpec
from dgmm_excel.report.data_package import Licence
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.returns.cache import program_state
from dgmm_excel.returns.returns import Returned
from dgmm_excel.returns.store import Store


class _Line(NamedTuple):
    """A file of the record: the hash of what it was made from, its size and time, and what is to be known of it: the code of
    a fault found on making it, and whether it shows the official score.
    """

    origin: str
    size: int
    changed: int
    fault: str | None
    official: bool


#: The size and time of a file that is not there.
_GONE = (-1, -1)
#: The line of a file that is about to be written.
_BEGUN = _Line("", *_GONE, None, official=False)


class Written:
    """The record of one round, or the record `name` of some of its files; a context manager. A file is recorded as soon as it
    is there, or as one that was begun.

    `whole`: whether the run asks for every file of the record, so that those that it does not ask for can be dropped.
    """

    def __init__(self, folder: Path, name: str = "written", *, whole: bool = True) -> None:
        self._within, self._whole, self._store = f"{folder.as_posix()}/", whole, Store(folder, name, ("name",), ("line",))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the record. After a complete run, first drop the files that it did not make or ask for, if they are most."""
        if kind is None and self._whole:
            self._store.prune()
        self._store.close()

    def said(self, path: Path, origin: str) -> tuple[str | None, bool] | None:
        """Return the fault and whether the official score is shown, of a file that would come out the same; None if it must be
        made.
        """
        found = _stat(path)
        line = None if found == _GONE else self._line(path)
        if line is None or line.origin != origin or (line.size, line.changed) != found:
            return None
        return line.fault, line.official

    def differs(self, path: Path) -> bool:
        """Return whether a file of the record is there, but not as it was added."""
        line = self._line(path)
        return line is not None and path.exists() and (line.size, line.changed) != _stat(path)

    def is_own(self, path: Path) -> bool:
        """Return whether a file is as it was added, or was about to be written when a run was cut short."""
        line = self._line(path)
        return line is not None and (line == _BEGUN or (line.size, line.changed) == _stat(path))

    def begin(self, path: Path) -> None:
        """Add a file that is about to be written, so that it is known as the program's own if the run is cut short."""
        self._store.put(*self._row(path, _BEGUN))

    def add(self, path: Path, origin: str, fault: str | None = None, official: bool = True) -> None:
        """Add a file that was just made, and what is to be known of it when it is not made again."""
        self._store.put(*self._row(path, _Line(origin, *_stat(path), fault, official)))

    def complete(self, path: Path, origin: str, fault: str | None = None, official: bool = True) -> None:
        """Add a file that was begun, together with the next one that is begun: if the run is cut short before, it stays known
        as begun and is made anew.
        """
        self._store.gather(*self._row(path, _Line(origin, *_stat(path), fault, official)))

    def _line(self, path: Path) -> _Line | None:
        row = self._store.find(self._name(path))
        return None if row is None else _Line(*json.loads(row[0]))

    def _row(self, path: Path, line: _Line) -> tuple[tuple[str], tuple[bytes]]:
        return (self._name(path),), (json.dumps(line).encode(),)

    def _name(self, path: Path) -> str:
        return path.as_posix().removeprefix(self._within)


def _stat(path: Path) -> tuple[int, int]:
    """Return a file's size and the time of its last change; `_GONE` if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return _GONE
    return found.st_size, found.st_mtime_ns


# -- what files are made from ----------------------------------------------------------------------


def origin_of_feedback(origin: str, spec: FormSpec, agency: Agency) -> str:
    """Return a hash of everything that an agency's results, or its correction, are made from; `origin` is its verdict's."""
    issue = spec.lang, spec.round_id, spec.round_title, spec.deadline, spec.function, spec.year, spec.soon
    return _hash(origin, spec.edition.id, issue, agency)


def origin_of_reports(result: RoundResult, files: Iterable[Returned]) -> str:
    """Return a hash of everything that the reports of a round are made from; `files` is every file that came back."""
    facts = result.title, result.lang, result.on, result.deadline, result.counts_from, result.inputs, [
        one.id for one in result.editions]
    found = sha256(_hash(*facts).encode())
    agencies = (
        (one.agency, one.edition.id, one.state, one.file, one.asked, one.received, one.origin) for one in result.outcomes)
    for part in (agencies, ((one.name, one.sha256) for one in files), result.files, result.faults):
        for fact in part:
            found.update(repr(fact).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def origin_of_pages(result: RoundResult) -> str:
    """Return a hash of everything that the pages of a round are made from; its hash of inputs stands for the files."""
    return _hash(origin_of_reports(result, ()), result.before)


def origin_of_data(result: RoundResult, licence: Licence | None, remarks: bool) -> str:
    """Return a hash of everything that the data files of a round are made from: no text of them is in one language alone."""
    return _hash(origin_of_reports(replace(result, lang="th", faults=()), ()), licence, remarks)


def _hash(*facts: object) -> str:
    return sha256(repr((program_state(), *facts)).encode("utf-8", "surrogatepass")).hexdigest()
