"""The rows of agencies in the consolidated workbook, kept in the round's folder of caches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dgmm_excel.authoring.tables import Report, Row
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.agency_rows import AgencyRows, agency_rows
from dgmm_excel.report.line_table import table_looks
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.round.kept_rows import KeptRows
from dgmm_excel.text import Lang

#: What stands between rows, and between kinds of rows: characters that no XML can hold.
_BETWEEN_ROWS, _BETWEEN_KINDS = b"\1", b"\2"


class DrawnRows(KeptRows):
    """The rows of one round in one language; a context manager. Those of an agency without a return are not kept."""

    def __init__(self, folder: Path, lang: Lang, editions: Sequence[Edition]) -> None:
        super().__init__(folder, "rows")
        self._lang = lang
        self._looks = table_looks(editions)
        #: Rows have the same styles in every workbook of these looks; this one is not written.
        self._report = Report(self._looks)

    def _facts(self, outcome: Outcome) -> object:
        formats = tuple(look.format for look in self._looks)
        return outcome.agency, outcome.edition.id, outcome.counts, self._lang, formats, outcome.edition.digits

    def _made(self, outcome: Outcome) -> bytes:
        return _BETWEEN_KINDS.join(_BETWEEN_ROWS.join(kind) for kind in agency_rows(self._report, outcome, self._lang))

    def of(self, outcome: Outcome) -> AgencyRows:
        """Return the rows of an agency, drawn unless the record has them."""
        kinds = self._rows(outcome).split(_BETWEEN_KINDS)
        return AgencyRows(*(tuple(map(Row, kind.split(_BETWEEN_ROWS))) if kind else () for kind in kinds))
