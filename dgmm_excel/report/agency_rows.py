"""The rows of one agency in the tables of the consolidated workbook that show what its return says and how it was scored.

They are most of the workbook and most of the work, and stay as they are as long as the return does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from dgmm_excel.authoring.tables import Report, Row
from dgmm_excel.form.anchors import is_contact, is_objection
from dgmm_excel.intake.personal import without_contacts
from dgmm_excel.intake.returned_form import Note
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.answer_tables import answer_row, as_data
from dgmm_excel.report.attained import Attained
from dgmm_excel.report.finding_words import by_topic, finding_words
from dgmm_excel.report.level_rows import LevelRows
from dgmm_excel.report.line_table import Columns, TableRow
from dgmm_excel.report.outcome import Details, Outcome
from dgmm_excel.text import Lang

#: The columns of levels and of agencies that say both results, once anything was verified; `score` and `level` are then the
#: verified ones where there are any.
BOTH_COLUMNS = ("stated_score", "stated_level", "verified_score", "verified_level")
#: The findings that count, without those who made them. `counted` is the answer that counts, `stated_level` and
#: `verified_level` are the topic's.
FINDING_COLUMNS = (
    "agency", "edition", "ministry", "topic", "question", "stated", "finding", "counted", "reason", "date", "stated_level",
    "verified_level",
)
#: The notes of agencies: evidence and remarks by topic. Those about people stand in `contacts.xlsx` alone.
NOTE_COLUMNS = ("agency", "edition", "ministry", "kind", "about", "text")
FINDINGS = Columns("Findings", FINDING_COLUMNS, (14, 24, 40, 12, 18, 26, 16, 26, 80, 12, 14, 14))
NOTES = Columns("Notes", NOTE_COLUMNS, (14, 24, 40, 14, 14, 100))


class AgencyRows(NamedTuple):
    """The drawn rows of one agency: of its levels, of its answers, of its notes, of findings about it."""

    levels: tuple[Row, ...]
    answers: tuple[Row, ...]
    notes: tuple[Row, ...]
    findings: tuple[Row, ...] = ()


#: Returns the rows of an agency, drawn for a report of `table_looks`, or known from another run.
KnownRows = Callable[[Outcome], AgencyRows]


def agency_rows(report: Report, outcome: Outcome, lang: Lang) -> AgencyRows:
    """Draw the rows of an agency, whose details are loaded once."""
    details = outcome.details()
    return AgencyRows(
        _levels(report, outcome, details, lang),
        (answer_row(report, outcome, details.answers, lang),),
        tuple(NOTES.drawn(report, _notes(outcome, details.notes, lang))),
        tuple(FINDINGS.drawn(report, _findings(outcome, details, lang))),
    )


def both(outcome: Outcome, code: str) -> TableRow:
    """Return the values of `BOTH_COLUMNS` at an id."""
    verified = outcome.at(code) if outcome.verified else None
    return *_shown(outcome.edition, outcome.stated(code)), *_shown(outcome.edition, verified)


def _shown(edition: Edition, at: Attained | None) -> tuple[float | None, int | None]:
    return (None, None) if at is None else (edition.shown(at.score), at.level)


def _levels(report: Report, outcome: Outcome, details: Details, lang: Lang) -> tuple[Row, ...]:
    assessment, edition = details.verified or details.assessment, outcome.edition
    if assessment is None:
        return ()
    rejected = frozenset(one.question for one in details.answers if one.state == "rejected")
    found = by_topic(edition, finding_words(edition, outcome.findings, details, lang))
    return report.once(LevelRows, edition, lang).of(outcome, assessment, rejected, found)


def _findings(outcome: Outcome, details: Details, lang: Lang) -> Iterator[TableRow]:
    for one in finding_words(outcome.edition, outcome.findings, details, lang):
        topic = one.question.topic
        levels = (None, None) if topic is None else (at.level if at is not None else None
                                                     for at in (outcome.stated(topic), outcome.at(topic)))
        stated, counted = (without_contacts(as_data(value), lang) for value in (one.stated, one.counts))
        yield (
            outcome.agency.code, outcome.edition.id, outcome.agency.ministry, topic, one.question.id, stated, one.finding.kind,
            counted, one.reason, one.finding.day, *levels,
        )


def _notes(outcome: Outcome, notes: Iterable[Note], lang: Lang) -> Iterator[TableRow]:
    """Yield a row for each note about no person, without addresses and telephone numbers: the workbook is handed on."""
    for note in notes:
        if not (is_contact(note.id) or is_objection(note.id)):
            (kind, _, about), text = note.id.partition("."), without_contacts(note.text, lang)
            yield outcome.agency.code, outcome.edition.id, outcome.agency.ministry, kind, about, text
