"""What earlier runs made of agencies, kept in the round's caches: rows, and what lifts levels. Most stay the same when few
returns are new.

Other processes may make it, as bytes; one process keeps it.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from dgmm_excel.files import CsvRows
from dgmm_excel.intake.next_steps import Lift, lifts_of
from dgmm_excel.report.answer_tables import long_list
from dgmm_excel.report.contacts import people_of
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.returns.compressed import compressed, decompressed
from dgmm_excel.returns.packed import as_json, value_of
from dgmm_excel.returns.store import Store
from dgmm_excel.scoring.answers import Assessment


class Kept:
    """What is kept of one kind in one round; a context manager. Nothing is kept of an agency without a return.

    It is found by the `origin` of an agency's verdict, a hash of all that it rests on, empty if there is none, and by `facts`,
    what it shows beside that.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self._store = Store(folder, kind, ("origin",), ("rows",))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the record."""
        self._store.close()

    def prune(self) -> None:
        """Delete what was neither found nor kept since the start, if this is most."""
        self._store.prune()

    def _find(self, origin: str, facts: object) -> bytes | None:
        row = self._store.find(_key(origin, facts)) if origin else None
        return None if row is None else row[0]

    def _keep(self, origin: str, facts: object, made: bytes) -> None:
        if origin:
            self._store.gather((_key(origin, facts),), (made,))

    def _known(self, origin: str, facts: object, make: Callable[[], bytes]) -> bytes:
        """Return what is kept, made unless it is there."""
        found = self._find(origin, facts)
        if found is None:
            found = make()
            self._keep(origin, facts, found)
        return found


def _key(origin: str, facts: object) -> str:
    return sha256(repr((origin, facts)).encode("utf-8", "surrogatepass")).hexdigest()


class KeptRows(Kept, ABC):
    """The rows of one kind in one round."""

    @abstractmethod
    def _facts(self, outcome: Outcome) -> object:
        """Return what the rows of an agency show beside what its verdict rests on."""

    @abstractmethod
    def _made(self, outcome: Outcome) -> bytes:
        """Make the rows of an agency, all in one."""

    def knows(self, outcome: Outcome) -> bool:
        """Return whether the rows of an agency are kept."""
        return self._find(outcome.origin, self._facts(outcome)) is not None

    def made(self, outcome: Outcome) -> bytes:
        """Make the rows of an agency, as `keep` takes them."""
        return compressed(self._made(outcome))

    def keep(self, outcome: Outcome, rows: bytes) -> None:
        """Keep the rows of an agency."""
        self._keep(outcome.origin, self._facts(outcome), rows)

    def _rows(self, outcome: Outcome) -> bytes:
        """Return the rows of an agency as they were made, anew unless they are kept."""
        return decompressed(self._known(outcome.origin, self._facts(outcome), lambda: self.made(outcome)))


class KeptPeople(KeptRows):
    """What agencies say of people: their cells in `contacts.xlsx`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "people")

    def _facts(self, outcome: Outcome) -> object:
        return ()

    def _made(self, outcome: Outcome) -> bytes:
        return as_json(people_of(outcome))

    def of(self, outcome: Outcome) -> Sequence[str]:
        """Return the cells of an agency, taken from its return unless they are kept."""
        found: Sequence[str] = json.loads(self._rows(outcome))
        return found


class KeptAnswers(KeptRows):
    """The rows of the long list of answers, as the file of them has them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "answers")

    def _facts(self, outcome: Outcome) -> object:
        return outcome.agency.code, outcome.edition.id

    def _made(self, outcome: Outcome) -> bytes:
        return long_list(outcome)

    def of(self, outcome: Outcome) -> tuple[CsvRows]:
        """Return all rows of an agency, in one, made unless they are kept."""
        return CsvRows(self._rows(outcome)),


class KeptLifts(Kept):
    """What lifts the levels of agencies, which takes longer to find than a page or a copy with it to be written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "lifts")

    def of(self, origin: str, official: Assessment) -> tuple[Lift, ...]:
        """Return what lifts an agency's official result, found unless it is kept."""
        return lifts_in(self._known(origin, official.edition.id, lambda: found_lifts(official)))

    def find(self, origin: str, edition: str) -> bytes | None:
        """Return what is kept of an agency, by the id of its edition; None if it must be found."""
        return self._find(origin, edition)

    def keep(self, origin: str, edition: str, lifts: bytes) -> None:
        """Keep what was found."""
        self._keep(origin, edition, lifts)


def found_lifts(official: Assessment) -> bytes:
    """Find what lifts an official result, as it is kept."""
    return compressed(as_json([(one.code, list(one.changes.items()), one.cost, one.proven) for one in lifts_of(official)]))


def lifts_in(kept: bytes) -> tuple[Lift, ...]:
    """Return what is kept as it was found."""
    return tuple(Lift(code, {name: value_of(answer) for name, answer in changes}, cost, proven)
                 for code, changes, cost, proven in json.loads(decompressed(kept)))
