"""The table `Faults`: every fault of the round, for each agency and file.

What a row says is wrong is drawn once and kept: the same comes again from agency to agency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import attrgetter

from dgmm_excel.authoring.tables import Report, Row, whole_row
from dgmm_excel.faults import Fault
from dgmm_excel.intake.personal import without_contacts
from dgmm_excel.report.line_table import Columns, TableRow
from dgmm_excel.report.outcome import Outcome, ReportedFault
from dgmm_excel.text import Lang

FAULT_COLUMNS = ("agency", "file", "code", "severity", "sheet", "cell", "question", "value", "message", "remedy")
FAULTS = Columns("Faults", (*FAULT_COLUMNS, "edition", "ministry"), (14, 44, 10, 12, 28, 10, 18, 26, 60, 60, 24, 40))
#: The places of the first column that says what is wrong, and of the first one behind those.
_WHAT, _WHOSE = map(FAULTS.names.index, ("code", "edition"))
_KEPT = 1024


def fault_row(found: ReportedFault, lang: Lang) -> TableRow:
    """Return a fault as a row of `FAULT_COLUMNS`, its texts in the language."""
    return found.agency, found.file, *_what(found.fault, lang)


def _what(fault: Fault, lang: Lang) -> tuple[str | None, ...]:
    """Return the cells of a fault from `code` on."""
    return (
        fault.code, fault.severity, fault.sheet, fault.cell, fault.question, fault.value, fault.message(lang),
        fault.remedy(lang),
    )


class FaultRows:
    """Draws the rows of faults, in one language, without the telephone numbers and addresses that somebody typed."""

    def __init__(self, report: Report, lang: Lang) -> None:
        self._ruled, self._lang = FAULTS.ruled(report), lang
        self._kept = lru_cache(_KEPT)(self._drawn)

    def of(self, faults: Iterable[ReportedFault], whose: Mapping[str, Outcome]) -> Iterator[Row]:
        """Yield the rows of faults, those of a file one after the other; `whose` has the agencies of the roster by code."""
        for (code, name), of_file in groupby(faults, attrgetter("agency", "file")):
            one, file = whose.get(code), without_contacts(name, self._lang)
            before, least = self._ruled.cells(0, code, file), FAULTS.least((file, None, None))
            after = self._ruled.cells(_WHOSE, *((None, None) if one is None else (one.edition.id, one.agency.ministry)))
            for found in of_file:
                cells, tall = self._kept(found.fault)
                yield whole_row(f"{before}{cells}{after}", max(least, tall))

    def _drawn(self, fault: Fault) -> tuple[str, float]:
        """Return the cells that say what is wrong, and the height that they take."""
        code, severity, sheet, cell, question, *typed = _what(fault, self._lang)
        shown, *texts = (without_contacts(text, self._lang) for text in (sheet, *typed))
        return self._ruled.cells(_WHAT, code, severity, shown, cell, question, *texts), FAULTS.least((None, *texts[1:]))
