"""What a round's files were made from, so that none is made again that would come out the same.

A record in the round's folder of caches: for each file a hash of everything that it was made from, its size and when it was
last changed. A file that somebody changed, moved or deleted, and one whose run was cut short, is made anew. The record may be
deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from dgmm_excel.agency import Agency
from dgmm_excel.errors import OutputError
from dgmm_excel.files import write_atomically
from dgmm_excel.form.template import FormSpec
from dgmm_excel.intake.score import Scored
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.returns.cache import FOLDER, program_state
from dgmm_excel.returns.returns import Returned

FILE = "written.json"


class _Line(NamedTuple):
    """A file of the record: the hash of what it was made from, its size and time, and what is to be known of it: the code of
    a fault found on making it, and whether it shows the official score.
    """

    origin: str
    size: int
    changed: int
    fault: str | None
    official: bool


class Written:
    """The record of one round. Read when it is made; what was not found or added since is dropped when it is saved."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / FOLDER / FILE
        self._before = _read(self._file)
        self._now: dict[str, _Line] = {}

    def said(self, path: Path, origin: str) -> tuple[str | None, bool] | None:
        """Return the fault and whether the official score is shown, of a file that would come out the same; None if it must be
        made.
        """
        line = self._before.get(self._name(path))
        if line is None or line.origin != origin or (line.size, line.changed) != _stat(path):
            return None
        self._now[self._name(path)] = line
        return line.fault, line.official

    def add(self, path: Path, origin: str, fault: str | None = None, official: bool = True) -> None:
        """Add a file that was just made, and what is to be known of it when it is not made again."""
        self._now[self._name(path)] = _Line(origin, *_stat(path), fault, official)

    def save(self) -> None:
        """Write the record. Where it cannot be written, everything is made again next time."""
        with suppress(OutputError):
            text = json.dumps(self._now).encode()
            write_atomically(self._file, _checksum(text) + b"\n" + text, durable=False)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def _read(file: Path) -> dict[str, _Line]:
    """Return the lines of a record; none of one that is missing or damaged."""
    try:
        checksum, _, text = file.read_bytes().partition(b"\n")
    except OSError:
        return {}
    return {name: _Line(*line) for name, line in json.loads(text).items()} if checksum == _checksum(text) else {}


def _checksum(text: bytes) -> bytes:
    """Return a checksum against damage, not against intent: anyone who can write here can also write the results."""
    return sha256(text).hexdigest().encode()


def _stat(path: Path) -> tuple[int, int]:
    """Return a file's size and the time of its last change; (-1, -1) if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return -1, -1
    return found.st_size, found.st_mtime_ns


# -- what files are made from ----------------------------------------------------------------------


def origin_of_feedback(file: Returned, scored: Scored, spec: FormSpec, agency: Agency) -> str:
    """Return a hash of everything that an agency's results, or its correction, are made from."""
    issue = spec.lang, spec.round_id, spec.round_title, spec.deadline, spec.function, spec.year, spec.soon
    return _hash(file.sha256, _scores(scored), scored.status, scored.faults, spec.edition.id, issue, agency)


def origin_of_reports(result: RoundResult, used: Iterable[tuple[Returned, Scored]], files: Iterable[Returned]) -> str:
    """Return a hash of everything that the reports of a round are made from; `files` is every file that came back."""
    facts = result.title, result.lang, result.on, result.deadline, result.counts_from, result.inputs, [
        one.id for one in result.editions]
    scores = {file.name: _scores(scored) for file, scored in used}
    # a blank return has no scores, yet the figures of researchers stand among its answers
    agencies = [(one.agency, one.edition.id, one.state, one.file, one.answered, one.asked, one.counts, one.received,
                 scores.get(one.file or "", one.answers)) for one in result.outcomes]
    return _hash(facts, agencies, [(one.name, one.sha256) for one in files], result.files, result.faults)


def _scores(scored: Scored) -> object:
    """Return the answers that count and the results of all topics, those that are inherited too."""
    found = scored.assessment
    return found and (dict(found.answers.values), [(one.id, one.score, one.status) for one in found.topics.values()])


def _hash(*facts: object) -> str:
    return sha256(repr((program_state(), *facts)).encode("utf-8", "surrogatepass")).hexdigest()
