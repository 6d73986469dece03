"""The answers of a round: a wide table for each edition, and one long list with the state of every cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import starmap

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, CellValue, Report, Row, whole_row
from dgmm_excel.files import CsvRows, csv_beginning, csv_lines
from dgmm_excel.intake.personal import without_contacts
from dgmm_excel.model.edition import Edition
from dgmm_excel.report.line_table import TEXT
from dgmm_excel.report.outcome import AnswerCell, Outcome
from dgmm_excel.scoring.answers import Answer
from dgmm_excel.text import Lang, without_controls

#: What stands for an answer of control characters alone, which is none left open.
_UNSHOWN = "\ufffd"
#: The columns before those of the questions.
WHO_COLUMNS = ("agency", "edition", "ministry")
_WIDTHS = (14.0, 24.0, 40.0)
_HEAD = Look("small", "pillar_ink", bold=True, paper="pillar", align="center")
#: How many answers are kept as the long list has them: most agencies give the same ones.
_KEPT = 2048
#: The width of a column of answers: its id, and room for the button of the filter.
_LEAST, _BUTTON = 10, 5


def table_names(editions: Sequence[Edition]) -> Mapping[str, str]:
    """Return the name of each edition's table by its id: `Answers_department`, from the last part of the id.

    Where two end alike, the later one gets a number.
    """
    found: dict[str, str] = {}
    for edition in editions:
        name = "Answers_" + re.sub(r"\W", "_", edition.id.rpartition("-")[2])
        alike = sum(one.casefold().startswith(name.casefold()) for one in found.values())
        found[edition.id] = f"{name}_{alike + 1}" if alike else name
    return found


class AnswerTables:
    """A sheet with a table for each edition: a row for each agency, a column for each question.

    A value is as `score` takes it, but for telephone numbers and addresses in texts; a cell that was left blank, or whose
    content could not be used, is empty.
    """

    def __init__(self, report: Report, editions: Sequence[Edition]) -> None:
        self._tables = {}
        for edition_id, name in table_names(editions).items():
            edition = next(one for one in editions if one.id == edition_id)
            columns = (*WHO_COLUMNS, *edition.questions)
            widths = (*_WIDTHS, *(max(_LEAST, len(question) + _BUTTON) for question in edition.questions))
            page = report.page(name, widths, frozen="B2", titles="1:1", line=height(("", 1), name="small"))
            page.row([Cell(column, _HEAD) for column in columns], 24.6)
            self._tables[edition_id] = name, page, columns

    def put(self, edition: Edition, rows: Iterable[Row]) -> None:
        """Add drawn rows of agencies of an edition."""
        for row in rows:
            self._tables[edition.id][1].put(row)

    def finish(self) -> None:
        """Make the tables of what was added."""
        for name, page, columns in self._tables.values():
            page.table(name, columns, 1)


def answer_row(report: Report, outcome: Outcome, answers: Sequence[AnswerCell], lang: Lang) -> Row:
    """Draw the row of an agency; telephone numbers and addresses in texts are left out, in words of the language."""
    return report.once(_AnswerRows, outcome.edition, lang).row(outcome, answers)


class _AnswerRows:
    """Draws the rows of agencies of one edition."""

    def __init__(self, report: Report, edition: Edition, lang: Lang) -> None:
        self._places = {question: place for place, question in enumerate(edition.questions, start=len(WHO_COLUMNS))}
        keys = {self._places[question.id] for question in edition.questions.values() if question.choices}
        shared = keys.union(map(WHO_COLUMNS.index, ("edition", "ministry")))
        self._ruled = report.ruled([TEXT] * (len(WHO_COLUMNS) + len(edition.questions)), shared=shared)
        self._lang = lang
        self._kept = lru_cache(_KEPT, typed=True)(self._cell)

    def row(self, outcome: Outcome, answers: Sequence[AnswerCell]) -> Row:
        """Return the row of an agency, whose answers are in codebook order."""
        agency = outcome.agency
        who = self._ruled.cells(0, agency.code, outcome.edition.id, agency.ministry)
        return whole_row("".join([who, *starmap(self._kept, answers)]))

    def _cell(self, question: str, value: Answer | None, state: str) -> str:
        """Return a cell with an answer; nothing for one that is no value of the table."""
        place = self._places.get(question)
        if place is None or value is None or state == "rejected":
            return ""
        return self._ruled.cells(place, _shown(value, self._lang))


def _shown(value: Answer, lang: Lang) -> CellValue:
    match value:
        case Fraction():
            return float(value)
        case str():
            return without_contacts(value, lang)
        case _:
            return value


def long_list(outcome: Outcome) -> CsvRows:
    """Return the long list's rows of a return that counts, as a CSV has them, one for each answer cell: agency, edition,
    question, value, state.
    """
    whose = csv_beginning((outcome.agency.code, outcome.edition.id))
    return CsvRows(whose.join([b"", *starmap(_answer_line, outcome.details().answers)]))


@lru_cache(_KEPT, typed=True)
def _answer_line(question: str, value: Answer | None, state: str) -> bytes:
    shown = as_data(value)
    if isinstance(value, str):  # typed by somebody: a rejected answer, a text
        shown = without_contacts(without_controls(value), "en") or (value and _UNSHOWN)
    return csv_lines([(question, shown, state)])


def as_data(answer: Answer | None) -> str:
    """Return an answer as data files hold it: `true`, `false`, the key of a choice, a plain decimal, a text; empty if blank."""
    match answer:
        case None:
            return ""
        case bool():
            return "true" if answer else "false"
        case Fraction():
            return f"{Decimal(answer.numerator) / Decimal(answer.denominator):f}"
        case _:
            return str(answer)
