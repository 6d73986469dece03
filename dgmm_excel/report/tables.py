"""The Excel tables of a consolidated round, for filters, pivot tables and programs. The contract sets their headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import MOST_ROWS, Cell, CellValue, LineLook, Page, Report
from dgmm_excel.form.anchors import is_contact
from dgmm_excel.intake.returned_form import STATES, Note
from dgmm_excel.report.answer_tables import AnswerTables
from dgmm_excel.report.outcome import Details, Outcome, ReportedFault, ReturnedFile, RoundResult
from dgmm_excel.report.personal import without_contacts
from dgmm_excel.report.reasons import names, why
from dgmm_excel.report.standing import Standing, mission_of
from dgmm_excel.scoring.answers import Assessment, GroupAssessment, TopicAssessment, two_decimals
from dgmm_excel.text import Lang

AGENCY_COLUMNS = (
    "code", "name", "edition", "ministry", "status", "score", "level", "answered", "asked", "counts", "late", "received",
    "file",
)
#: Everything that has a score, with the reason and what the next level asks. `count` of `of` things that the topic counts were
#: there; `unanswered` questions counted as no. `score` is rounded to two decimals, `exact` is not; `counts` is whether the
#: agency counts in means; `mission` is the one that it was scored by.
LEVEL_COLUMNS = (
    "agency", "edition", "id", "name", "score", "level", "status", "rests_on", "reason", "next", "count", "of", "unanswered",
    "ministry", "mission", "kind", "counts", "exact",
)
FAULT_COLUMNS = ("agency", "file", "code", "severity", "sheet", "cell", "question", "value", "message", "remedy")
_FAULT_TABLE = (*FAULT_COLUMNS, "edition", "ministry")
#: The notes of agencies: evidence and remarks by topic. Those about people stand in `contacts.xlsx` alone.
NOTE_COLUMNS = ("agency", "edition", "ministry", "kind", "about", "text")
#: Every returned file; accepted, repaired, rejected and blank cells add up to the answer cells of its edition.
FILE_COLUMNS = ("agency", "file", "use", "edition", *STATES, "cells", "recognised", "ministry")
#: Everyone who is not done, without e-mail addresses: this workbook is handed on.
MISSING_COLUMNS = ("agency", "name", "edition", "ministry", "status", "answered", "asked", "late")

_HEAD = Look(bold=True, ink="pillar_ink", paper="pillar", align="center")
_TEXT, _LONG = LineLook("small"), Look("small", vertical="top")
_SCORE = LineLook("small", align="center", format="0.00")
_NUMBER = LineLook("small", align="center")
_LINE = height(("", 1), name="small")
_CENTRED = frozenset({
    "level", "exact", "rests_on", "count", "of", "unanswered", "cell", *STATES, "cells", "answered", "asked", "counts", "late",
    "received",
})
#: Columns whose texts wrap.
_WRAPPED = frozenset({"message", "remedy", "file", "reason", "next", "text"})
#: Columns of faults that may quote what stands in a cell.
_QUOTING = frozenset({"value", "message", "remedy"})
TableRow = Sequence[CellValue]


def draw_tables(report: Report, result: RoundResult) -> None:
    """Add a sheet for each table, in the contract's order. The details of each agency are loaded once."""
    lang = result.lang
    agencies = _Lines(report, "Agencies", AGENCY_COLUMNS, (14, 60, 24, 44, 16, 10, 10, 12, 10, 10, 10, 14, 44))
    levels = _Lines(report, "Levels", LEVEL_COLUMNS, (14, 24, 12, 44, 10, 10, 14, 12, 90, 70, 10, 10, 14, 40, 12, 14, 10, 14))
    answers = AnswerTables(report, result.editions)
    faults = _Lines(report, "Faults", _FAULT_TABLE, (14, 44, 10, 12, 28, 10, 18, 26, 60, 60, 24, 40))
    missing = _Lines(report, "Missing", MISSING_COLUMNS, (14, 60, 24, 44, 16, 12, 10, 10))
    notes = _Lines(report, "Notes", NOTE_COLUMNS, (14, 24, 40, 14, 14, 100))
    files = _Lines(report, "Files", FILE_COLUMNS, (14, 60, 12, 24, 12, 12, 12, 12, 12, 14, 40))
    for one in result.outcomes:
        details = one.details()
        agencies.add([_agency(one, result)])
        levels.add(_levels(one, details, lang))
        answers.add(one, details.answers)
        missing.add([] if one.done else [_missing(one, result)])
        notes.add(_notes(one, details.notes))
    whose = {one.agency.code: one for one in result.outcomes}
    faults.add((*_public(fault_row(found, lang), lang), *_of(whose.get(found.agency))) for found in result.faults)
    files.add((*_came(file), _of(whose.get(file.agency))[1]) for file in result.files)
    for table in (agencies, levels, answers, faults, missing, notes, files):
        table.finish()


def _of(outcome: Outcome | None) -> tuple[str | None, str | None]:
    """Return the edition and the ministry of an agency; None for one that the roster does not have."""
    return (None, None) if outcome is None else (outcome.edition.id, outcome.agency.ministry)


def fault_row(found: ReportedFault, lang: Lang) -> TableRow:
    """Return a fault as a row of `FAULT_COLUMNS`, its texts in the language."""
    fault = found.fault
    return (
        found.agency, found.file, fault.code, fault.severity, fault.sheet, fault.cell, fault.question, fault.value,
        fault.message(lang), fault.remedy(lang),
    )


def _public(row: TableRow, lang: Lang) -> TableRow:
    """Return the row of a fault without the telephone numbers and addresses that somebody typed as an answer."""
    return [without_contacts(value, lang) if isinstance(value, str) and column in _QUOTING else value
            for column, value in zip(FAULT_COLUMNS, row, strict=True)]


def _agency(outcome: Outcome, of: RoundResult) -> TableRow:
    overall = outcome.at("overall")
    score, level = (None, None) if overall is None else (two_decimals(overall.score), overall.level)
    received = outcome.received.isoformat() if outcome.received is not None else None
    return (
        *_about(outcome, of.lang), outcome.state, score, level, outcome.answered, outcome.asked, outcome.counts,
        of.late(outcome), received, outcome.file,
    )


def _about(outcome: Outcome, lang: Lang) -> TableRow:
    """Return the cells that say which agency it is: code, name, edition, ministry."""
    agency = outcome.agency
    return agency.code, agency.name(lang), outcome.edition.id, agency.ministry


def _levels(outcome: Outcome, details: Details, lang: Lang) -> Iterator[TableRow]:
    assessment, edition = details.assessment, outcome.edition
    if assessment is None:
        return
    mission = mission_of(outcome.agency, assessment)
    called, rejected = names(edition, lang), frozenset(one.question for one in details.answers if one.state == "rejected")
    for code in edition.ids:
        one, reason = assessment[code], why(assessment, code, lang, rejected)
        yield (
            outcome.agency.code, edition.id, code, called[code], two_decimals(one.score), one.level,
            *_standing(assessment, one), reason.reason, reason.next or None, reason.count, reason.of, reason.blank,
            outcome.agency.ministry, mission, outcome.agency.kind, outcome.counts,
            None if one.score is None else float(one.score),
        )


def _standing(assessment: Assessment, one: TopicAssessment | GroupAssessment) -> tuple[str, int | None]:
    """Return the status of anything that has a score, and for a group on how many topics it rests."""
    if isinstance(one, TopicAssessment):
        return one.status, None
    return group_status(assessment, one), one.rests_on


def group_status(assessment: Assessment, group: GroupAssessment) -> str:
    """Return the status of a sub-pillar, pillar or the whole: complete if all its topics are, pending if none has a score."""
    if group.score is None:
        return "pending"
    under = assessment.edition.topics_under(group.id)
    return "complete" if all(assessment.topics[topic.id].status == "complete" for topic in under) else "incomplete"


def _notes(outcome: Outcome, notes: Iterable[Note]) -> Iterator[TableRow]:
    for note in notes:
        if not is_contact(note.id):
            kind, _, about = note.id.partition(".")
            yield outcome.agency.code, *_of(outcome), kind, about, note.text


def _came(came: ReturnedFile) -> TableRow:
    cells = [came.cells[state] for state in STATES]
    return came.agency, came.file, came.use, came.edition, *cells, sum(cells), came.surety


def _missing(outcome: Outcome, of: RoundResult) -> TableRow:
    return *_about(outcome, of.lang), outcome.state, outcome.answered, outcome.asked, of.late(outcome)


def level_tables(agencies: Iterable[Standing]) -> tuple[str, ...]:
    """Return the name of each table that holds the levels of the agencies: `Levels`, `Levels2`, …"""
    lines = sum(len(one.scores) for one in agencies)
    return tuple(_numbered("Levels", place) for place in range(1, max(1, -(-lines // MOST_ROWS)) + 1))


def _numbered(name: str, place: int) -> str:
    return name if place == 1 else f"{name}{place}"


class _Lines:
    """A table on a sheet of its own, and on further ones behind it if a sheet cannot hold it."""

    def __init__(self, report: Report, name: str, columns: Sequence[str], widths: Sequence[float]) -> None:
        self._report, self._name, self._columns, self._widths = report, name, columns, widths
        self._looks = [_SCORE if one == "score" else _NUMBER if one in _CENTRED else
                       _LONG if one in _WRAPPED else _TEXT for one in columns]
        self._long = [place for place, column in enumerate(columns) if column in _WRAPPED]
        self._count = 1
        self._page = self._begun(None)

    def add(self, rows: Iterable[TableRow]) -> None:
        """Add rows at the end."""
        for row in rows:
            if self._page.rows > MOST_ROWS:
                self.finish()
                self._count += 1
                self._page = self._begun(self._page)
            texts = [(str(row[place] or ""), self._widths[place]) for place in self._long]
            self._page.row([Cell(value, look) for value, look in zip(row, self._looks, strict=True)],
                           height(*texts, name="small") if texts else None)

    def finish(self) -> None:
        """Make a table of the rows of the last sheet."""
        self._page.table(self._title, self._columns, 1)

    @property
    def _title(self) -> str:
        return _numbered(self._name, self._count)

    def _begun(self, after: Page | None) -> Page:
        page = self._report.page(self._title, self._widths, after=after, frozen="A2", titles="1:1", line=_LINE)
        page.row([Cell(column, _HEAD) for column in self._columns], 24.6)
        return page
