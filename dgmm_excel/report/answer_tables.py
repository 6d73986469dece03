"""The answers of a round: a wide table for each edition, and one long list with the state of every cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.authoring.tables import Cell, CellValue, Report, Row
from dgmm_excel.files import CsvText, csv_beginning, csv_lines
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
_KEPT = 8192
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
    agency, edition = outcome.agency, outcome.edition
    given = {one.question: _used(one, lang) for one in answers}
    values = (agency.code, edition.id, agency.ministry, *(given.get(question) for question in edition.questions))
    return report.ruled(_looks(edition)).row(values, holes=True)


@cache
def _looks(edition: Edition) -> Sequence[Look]:
    return [TEXT] * (len(WHO_COLUMNS) + len(edition.questions))


def _used(given: AnswerCell, lang: Lang) -> CellValue:
    match given.value:
        case _ if given.state == "rejected":
            return None
        case Fraction() as number:
            return float(number)
        case str() as text:
            return without_contacts(text, lang)
        case other:
            return other


def long_rows(outcome: Outcome) -> Iterator[CsvText]:
    """Yield a row of the long list for each answer cell of a return that counts, as a CSV has it: agency, edition, question,
    value, state.
    """
    whose = csv_beginning((outcome.agency.code, outcome.edition.id))
    for given in outcome.details().answers:
        yield CsvText(f"{whose}{_answer_line(given.question, given.value, given.state)}")


@lru_cache(_KEPT, typed=True)
def _answer_line(question: str, value: Answer | None, state: str) -> str:
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
