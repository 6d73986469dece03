"""The rows of agencies in the consolidated workbook, kept in the round's folder of caches."""

from __future__ import annotations

from pathlib import Path

from dgmm_excel.authoring.tables import Report, Row
from dgmm_excel.report.agency_rows import AgencyRows, agency_rows
from dgmm_excel.report.line_table import TABLE_LOOKS
from dgmm_excel.report.outcome import Outcome
from dgmm_excel.round.kept_rows import KeptRows
from dgmm_excel.text import Lang


class DrawnRows(KeptRows):
    """The rows of one round in one language; a context manager. Those of an agency without a return are not kept."""

    def __init__(self, folder: Path, lang: Lang) -> None:
        super().__init__(folder, "rows")
        self._lang = lang
        #: Rows have the same styles in every workbook; this one is not written.
        self._report = Report(TABLE_LOOKS)

    def of(self, outcome: Outcome) -> AgencyRows:
        """Return the rows of an agency, drawn unless the record has them."""
        facts = outcome.agency, outcome.edition.id, outcome.counts, self._lang
        rows = self.known(outcome, facts, lambda: agency_rows(self._report, outcome, self._lang))
        return AgencyRows(*(tuple(map(Row, kind)) for kind in rows))
