"""Rows of agencies that earlier runs made, kept in the round's caches: most stay the same when few returns are new."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dgmm_excel.files import CsvText, csv_lines
from dgmm_excel.intake.next_steps import Lift, lifts_of
from dgmm_excel.report.answer_tables import long_rows
from dgmm_excel.report.contacts import people_of
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.returns.packed import plain_value, value_of
from dgmm_excel.returns.store import Store
from dgmm_excel.scoring.answers import Assessment

#: The level of compression: rows repeat much, and reading them back must cost little.
_FAST = 1


class KeptRows:
    """The rows of one kind in one round; a context manager. Those of an agency without a return are not kept."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._store = Store(folder, kind, ("origin",), ("rows",))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the record."""
        self._store.close()

    def prune(self) -> None:
        """Delete the rows that were neither returned nor kept since the start, if these are most."""
        self._store.prune()

    def known(self, origin: str, facts: object, make: Callable[[], Any]) -> Any:
        """Return the rows of an agency as JSON has them, made unless the record has them.

        `origin` is a hash of all that its verdict rests on, empty if there is none; `facts` is what they show beside that.
        """
        if not origin:
            return make()
        origin = sha256(repr((origin, facts)).encode("utf-8", "surrogatepass")).hexdigest()
        row = self._store.find(origin)
        if row is not None:
            return json.loads(zlib.decompress(row[0]))
        made = make()
        self._store.put((origin,), (zlib.compress(json.dumps(made, ensure_ascii=False).encode(), _FAST),))
        return made


class KeptPeople(KeptRows):
    """What agencies say of people: their cells in `contacts.xlsx`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "people")

    def of(self, outcome: Outcome) -> Sequence[str]:
        """Return the cells of an agency, taken from its return unless the record has them."""
        found: Sequence[str] = self.known(outcome.origin, (), lambda: people_of(outcome))
        return found


class KeptLifts(KeptRows):
    """What lifts the levels of agencies, which takes longer to find than a page or a copy with it to be written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "lifts")

    def of(self, origin: str, official: Assessment) -> tuple[Lift, ...]:
        """Return what lifts an agency's official result, found unless the record has it."""
        rows = self.known(origin, official.edition.id, lambda: [_plain(one) for one in lifts_of(official)])
        return tuple(Lift(code, {name: value_of(answer) for name, answer in changes}, cost, proven)
                     for code, changes, cost, proven in rows)


def _plain(one: Lift) -> tuple[object, ...]:
    """Return it as JSON has it; a number that is not whole is marked as such."""
    changes = [[name, plain_value(answer) if isinstance(answer, Fraction) else answer] for name, answer in one.changes.items()]
    return one.code, changes, one.cost, one.proven


class KeptAnswers(KeptRows):
    """The rows of the long list of answers, as the file of them has them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "answers")

    def of(self, outcome: Outcome) -> tuple[CsvText]:
        """Return all rows of an agency as one text, made unless the record has them."""
        facts = outcome.agency.code, outcome.edition.id
        return CsvText(self.known(outcome.origin, facts, lambda: csv_lines(long_rows(outcome)))),
