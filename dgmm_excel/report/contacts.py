"""contacts.xlsx: the people and addresses of a round, apart from its results, so that those can be handed on without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, LineLook, Report
from dgmm_excel.form.anchors import CONTACT, PEOPLE, is_contact
from dgmm_excel.progress import Track, silent
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.text import Lang, phrase

TABLE = "Contacts"
_WIDTHS = (14.0, 50.0, 36.0, 32.0, *(24.0, 24.0, 18.0, 34.0) * len(PEOPLE))
_TITLE = Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)
_NOTICE = Look("size", "warn", bold=True, indent=1)
_HEAD = Look(bold=True, ink="pillar_ink", paper="pillar", align="center")
_TEXT = LineLook("size")
#: Returns the cells of the people of an agency.
People = Callable[[Outcome], Sequence[str]]


def contacts(result: RoundResult, track: Track = silent, people: People | None = None) -> Report:
    """Return the workbook: one table, a row for each agency of the roster, in the language of the round.

    `people` returns the cells of the people of an agency, as `people_of`, which is the default.
    """
    report, lang = Report(), result.lang
    heads = tuple(_headings(lang))
    page = report.page(phrase("contacts.sheet")[lang], _WIDTHS, frozen="C4", titles="3:3")
    title, notice = f"{phrase('contacts.sheet')[lang]}   {result.title}", phrase("contacts.notice")[lang]
    page.band(title, _TITLE, len(heads), height(("", 1), name="title") + 6)
    page.band(notice, _NOTICE, len(heads), height(("", 1)) + 4)
    first = page.row([Cell(head, _HEAD) for head in heads], height(*zip(heads, _WIDTHS, strict=True)))
    ruled = report.ruled([_TEXT] * len(heads))
    for outcome in track(result.outcomes, phrase("contacts.drawing")):
        page.put(ruled.row(_row(outcome, (people or people_of)(outcome), lang)))
    page.table(TABLE, heads, first)
    properties = report.book.properties
    properties.title, properties.creator = title, "dgmm_excel"
    properties.created = properties.modified = datetime.combine(result.on, time())
    return report


def _headings(lang: Lang) -> Iterator[str]:
    yield phrase("report.code")[lang]
    yield phrase("report.agency")[lang]
    yield phrase("form.ministry")[lang]
    yield phrase("contacts.email")[lang]
    for person in PEOPLE:
        for part in CONTACT:
            yield f"{phrase(f'form.{person}')[lang]}: {phrase(f'form.contact_{part}')[lang]}"


def _row(outcome: Outcome, people: Sequence[str], lang: Lang) -> tuple[str, ...]:
    agency = outcome.agency
    return agency.code, agency.name(lang), agency.ministry, agency.email, *people


def people_of(outcome: Outcome) -> Sequence[str]:
    """Return what the agency's form says about people, in the order of the columns; empty texts where it says nothing.

    A note on a copied sheet has several texts.
    """
    said: dict[str, str] = {}
    for note in outcome.details().notes:
        if is_contact(note.id):
            said[note.id] = f"{said[note.id]}; {note.text}" if note.id in said else note.text
    return [said.get(f"{person}.{part}", "") for person in PEOPLE for part in CONTACT]
