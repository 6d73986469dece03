"""The rows of agencies in the consolidated workbook, kept in the round's folder of caches.

When a few returns are new, most of the workbook is the same as at the last consolidation; that part is not drawn again.
"""

from __future__ import annotations

import json
import zlib
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from dgmm_excel.authoring.tables import Report, Row
from dgmm_excel.report.agency_rows import AgencyRows, agency_rows
from dgmm_excel.report.line_table import TABLE_LOOKS
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.returns.store import Store
from dgmm_excel.text import Lang

#: The level of compression: rows repeat much, and reading them back must cost little.
_FAST = 1


class DrawnRows:
    """The rows of one round in one language; a context manager. Those of an agency without a return are not kept."""

    def __init__(self, folder: Path, lang: Lang) -> None:
        self._lang, self._store = lang, Store(folder, "rows", ("origin",), ("rows",))
        #: Rows have the same styles in every workbook; this one is not written.
        self._report = Report(TABLE_LOOKS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the record."""
        self._store.close()

    def prune(self) -> None:
        """Delete the rows that were neither returned nor kept since the start, if these are most."""
        self._store.prune()

    def known(self, outcome: Outcome) -> AgencyRows:
        """Return the rows of an agency, drawn unless the record has them."""
        if not outcome.origin:
            return agency_rows(self._report, outcome, self._lang)
        origin = self._origin(outcome)
        row = self._store.find(origin)
        if row is not None:
            return AgencyRows(*(tuple(map(Row, rows)) for rows in json.loads(zlib.decompress(row[0]))))
        drawn = agency_rows(self._report, outcome, self._lang)
        self._store.put((origin,), (zlib.compress(json.dumps(drawn, ensure_ascii=False).encode(), _FAST),))
        return drawn

    def _origin(self, outcome: Outcome) -> str:
        """Return a hash of all that the rows show: what the verdict rests on, the roster's line, the language."""
        facts = outcome.origin, outcome.agency, outcome.edition.id, outcome.counts, self._lang
        return sha256(repr(facts).encode("utf-8", "surrogatepass")).hexdigest()
