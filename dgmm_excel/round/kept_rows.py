"""Rows of agencies that earlier runs made, kept in the round's caches: most stay the same when few returns are new."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dgmm_excel.report.answer_tables import long_rows
from dgmm_excel.report.contacts import people_of
from dgmm_excel.report.next_steps import NextStep, StepAnswer, steps_of
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.returns.store import Store
from dgmm_excel.text import Lang

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

    def known(self, outcome: Outcome, facts: object, make: Callable[[], Any]) -> Any:
        """Return the rows of an agency as JSON has them, made unless the record has them.

        `facts`: what they show beside what the agency's verdict rests on.
        """
        if not outcome.origin:
            return make()
        origin = sha256(repr((outcome.origin, facts)).encode("utf-8", "surrogatepass")).hexdigest()
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
        found: Sequence[str] = self.known(outcome, (), lambda: people_of(outcome))
        return found


class KeptSteps(KeptRows):
    """The next steps of agencies, which take longer to find than a page to be written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "steps")

    def of(self, outcome: Outcome, lang: Lang) -> tuple[NextStep, ...]:
        """Return the steps of an agency, found unless the record has them."""
        rows = self.known(outcome, (outcome.edition.id, lang), lambda: steps_of(outcome, lang))
        return tuple(NextStep(code, level, to, tuple(StepAnswer(*one) for one in answers), effort, proven)
                     for code, level, to, answers, effort, proven in rows)


class KeptAnswers(KeptRows):
    """The rows of the long list of answers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "answers")

    def of(self, outcome: Outcome) -> Sequence[Sequence[str]]:
        """Return the rows of an agency, made unless the record has them."""
        found: Sequence[Sequence[str]] = self.known(
            outcome, (outcome.agency.code, outcome.edition.id), lambda: list(long_rows(outcome)))
        return found
