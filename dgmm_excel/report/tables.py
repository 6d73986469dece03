"""The Excel tables of a consolidated round, for filters, pivot tables and programs. The contract sets their headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dgmm_excel.authoring.tables import MOST_ROWS, Report, Row
from dgmm_excel.intake.personal import without_contacts
from dgmm_excel.intake.returned_form import STATES
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.agency_rows import BOTH_COLUMNS, FINDINGS, NOTES, KnownRows, agency_rows, both
from dgmm_excel.report.answer_tables import AnswerTables
from dgmm_excel.report.fault_table import FAULTS, FaultRows
from dgmm_excel.report.level_rows import LEVELS
from dgmm_excel.report.line_table import Columns, LineTable, TableRow, part_name
from dgmm_excel.report.outcome import Outcome, ReturnedFile, RoundResult
from dgmm_excel.report.standing import Standing
from dgmm_excel.text import Lang, phrase

AGENCY_COLUMNS = (
    "code", "name", "edition", "ministry", "status", "score", "level", "answered", "asked", "counts", "late", "received",
    "file",
)
#: Every returned file; accepted, repaired, rejected and blank cells add up to the answer cells of its edition.
FILE_COLUMNS = ("agency", "file", "use", "edition", *STATES, "cells", "recognised", "ministry")
#: Everyone who is not done, without e-mail addresses: this workbook is handed on.
MISSING_COLUMNS = ("agency", "name", "edition", "ministry", "status", "answered", "asked", "late")

_AGENCIES = Columns("Agencies", AGENCY_COLUMNS, (14, 60, 24, 44, 16, 10, 10, 12, 10, 10, 10, 14, 44))
_MISSING = Columns("Missing", MISSING_COLUMNS, (14, 60, 24, 44, 16, 12, 10, 10))
_FILES = Columns("Files", FILE_COLUMNS, (14, 60, 12, 24, 12, 12, 12, 12, 12, 14, 40))
#: The width of each column that says both results.
_BOTH = 14
#: The last column of agencies and of files, where any were handed up: the rounds that they came through.
_HANDED, _HANDED_WIDTH = "handed_up", 60


def draw_tables(report: Report, result: RoundResult, track: Track = silent, known: KnownRows | None = None) -> None:
    """Add a sheet for each table, in the contract's order. `known` may know the rows of an agency from another run."""
    is_handed = any(file.use == "handover" for file in result.files)
    handed = (_HANDED,) if is_handed else ()
    more = BOTH_COLUMNS if result.verified else ()
    both_of = LEVELS.followed_by(more, _BOTH)
    agencies = LineTable(report, _AGENCIES.followed_by(more, _BOTH).followed_by(handed, _HANDED_WIDTH))
    levels = LineTable(report, both_of)
    answers = AnswerTables(report, result.editions)
    files_of = _FILES.followed_by(handed, _HANDED_WIDTH)
    faults, missing, notes, files = (LineTable(report, columns) for columns in (FAULTS, _MISSING, NOTES, files_of))
    findings = LineTable(report, FINDINGS) if more else None
    for one in track(result.outcomes, phrase("generate.tables")):
        rows = agency_rows(report, one, result.lang) if known is None else known(one)
        agencies.add([(*_agency(one, result), *(both(one, "overall") if more else ()), *((one.handed,) if is_handed else ()))],
                     one.edition.digits)
        levels.put(_with_both(report, both_of, one, rows.levels) if more else rows.levels)
        answers.put(one.edition, rows.answers)
        missing.add([] if one.done else [_missing(one, result)])
        notes.put(rows.notes)
        if findings is not None:
            findings.put(rows.findings)
    whose, lang = {one.agency.code: one for one in result.outcomes}, result.lang
    faults.put(FaultRows(report, lang).of(track(result.faults, phrase("generate.faults")), whose))
    files.add((*_came(file, lang), _ministry(whose.get(file.agency)), *((file.handed,) if is_handed else ()))
              for file in result.files)
    for table in (agencies, levels, answers, faults, missing, notes, files):
        table.finish()
    if findings is not None:
        findings.finish()


def _with_both(report: Report, columns: Columns, one: Outcome, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows of an agency's levels, which are kept without them, with both results."""
    for code, row in zip(one.edition.ids, rows, strict=False):
        yield columns.lengthened(report, row, both(one, code), one.edition.digits)


def _ministry(outcome: Outcome | None) -> str | None:
    """Return the ministry of an agency; None for one that the roster does not have."""
    return None if outcome is None else outcome.agency.ministry


def _agency(outcome: Outcome, of: RoundResult) -> TableRow:
    overall = outcome.at("overall")
    score, level = (None, None) if overall is None else (outcome.edition.shown(overall.score), overall.level)
    received = outcome.received.isoformat() if outcome.received is not None else None
    return (
        *_about(outcome, of.lang), outcome.state, score, level, outcome.answered, outcome.asked, outcome.counts,
        of.late(outcome), received, without_contacts(outcome.file, of.lang),
    )


def _about(outcome: Outcome, lang: Lang) -> TableRow:
    """Return the cells that say which agency it is: code, name, edition, ministry."""
    agency = outcome.agency
    return agency.code, agency.name(lang), outcome.edition.id, agency.ministry


def _came(came: ReturnedFile, lang: Lang) -> TableRow:
    cells = [came.cells[state] for state in STATES]
    return came.agency, without_contacts(came.file, lang), came.use, came.edition, *cells, sum(cells), came.surety


def _missing(outcome: Outcome, of: RoundResult) -> TableRow:
    return *_about(outcome, of.lang), outcome.state, outcome.answered, outcome.asked, of.late(outcome)


def level_tables(agencies: Iterable[Standing]) -> tuple[str, ...]:
    """Return the name of each table that holds the levels of the agencies: `Levels`, `Levels2`, …"""
    lines = sum(len(one.scores) for one in agencies)
    return tuple(part_name("Levels", place) for place in range(1, max(1, -(-lines // MOST_ROWS)) + 1))
