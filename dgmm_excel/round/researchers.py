"""researchers.xlsx: the figures that researchers give, with one row an agency and one column a question.

Cells are found by ids, never by fixed positions: one row holds `code` and the ids of the questions, the rows below the codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dgmm_excel.agency import Agency
from dgmm_excel.authoring.package import saved
from dgmm_excel.authoring.sheet import Sheet, Validations
from dgmm_excel.authoring.style import Look, height
from dgmm_excel.errors import RoundError
from dgmm_excel.faults import Fault
from dgmm_excel.files import write_atomically
from dgmm_excel.intake.displayed import as_shown
from dgmm_excel.intake.judge import judge, judge_of
from dgmm_excel.intake.tidy import clipped, is_blank, plain_text, visible
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.model.figure_pairs import samples
from dgmm_excel.scoring.answers import Answer, limits
from dgmm_excel.text import Lang, Text, phrase
from dgmm_excel.xlsx.a1 import column_letters
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.grid import Unit
from dgmm_excel.xlsx.guarded import as_typed, reading
from dgmm_excel.xlsx.number_formats import is_percent

CODE = "code"
_HEAD = (CODE, "name", "edition")
_WIDTHS = (14.0, 52.0, 26.0)
_FIGURE_WIDTH = 24.0
#: The share of a column that a heading fills: bold letters are wider, and Thai breaks between long words alone.
_BOLD = 0.75
_HEADING_ROW, _IDS_ROW, _FIRST = 4, 5, 6
_FRAMED = Look(framed=True, indent=1)
#: A head count, and a score: Excel shows the point of `#,##0.##` also where no decimals follow.
_COUNT = Look(framed=True, open=True, paper="answer", align="right", format="#,##0")
_SCORE = Look(framed=True, open=True, paper="answer", align="right")
_SHUT = Look(framed=True, paper="not_asked")
#: How many rows below the last agency are validated, too.
_SPARE_ROWS = 500


@dataclass(frozen=True)
class Figures:
    """The content of researchers.xlsx: figures by agency code and question id, faults by agency code, notes for the user."""

    values: Mapping[str, Mapping[str, Answer]]
    faults: tuple[tuple[str, Fault], ...] = ()
    notes: tuple[Text, ...] = ()


def update_researchers(file: Path, agencies: Sequence[tuple[Agency, Edition]], lang: Lang) -> int:
    """Make the workbook, or add the agencies that are missing in it; return how many were added.

    Once it holds a figure it is never replaced: rows are added, and every value stays. Raises RoundError if it cannot be
    read, OutputError if it cannot be written.
    """
    if not any(researcher_questions(edition) for _, edition in agencies):
        return 0
    if not file.exists():
        write_atomically(file, _drawn(agencies, lang))
        return len(agencies)
    book = _opened(file)
    table = _found(book, file)
    known = {code for _, code in table.codes()}
    new = [(agency, edition) for agency, edition in agencies if agency.code not in known]
    if not new:
        return 0
    if not any(True for _ in table.filled()):
        write_atomically(file, _drawn(agencies, lang))
        return len(new)
    row = table.sheet.max_row + 1
    last = max((at for at, _ in table.codes()), default=row - 1)
    if not any(cell.value is not None for line in table.sheet.iter_rows(last + 1, row) for cell in line):
        row = last + 1
    for place, (agency, edition) in enumerate(new, start=row):
        _draw_line(Sheet(table.sheet), place, agency, edition, lang, table.columns)
    write_atomically(file, saved(book))
    return len(new)


def read_figures(file: Path, agencies: Mapping[str, Edition]) -> Figures:
    """Read every figure of the given agencies (code -> edition). Raises RoundError if the file cannot be read."""
    if not file.exists():
        return Figures({})
    table = _found(_opened(file, values=True), file)
    values: dict[str, dict[str, Answer]] = {}
    faults: list[tuple[str, Fault]] = []
    notes = [
        phrase("researchers.no_column", file=file.name, question=name)
        for name in _all_questions(agencies.values()) if name not in table.columns
    ]
    seen: dict[tuple[str, str], Any] = {}
    places: dict[tuple[str, str], _Figure] = {}
    for one in table.filled():
        places[one.code, one.question] = one
        edition = agencies.get(one.code)
        words = {"file": file.name, "row": one.row, "cell": one.cell, "code": one.code}
        if edition is None:
            notes.append(phrase("researchers.unknown_agency", **words))
        elif one.question not in researcher_questions(edition):
            notes.append(phrase("researchers.not_asked", **words))
        else:
            found, wrong = _judged(one, researcher_questions(edition)[one.question], seen)
            faults += [(one.code, fault) for fault in wrong]
            if found is not None:
                values.setdefault(one.code, {})[one.question] = found
            else:
                values.get(one.code, {}).pop(one.question, None)
    for code, figures in values.items():
        for takers, staff in samples(agencies[code]):
            if takers in figures and staff in figures and figures[takers] > figures[staff]:  # type: ignore[operator]
                one = places[code, takers]
                faults.append((code, Fault(
                    "DG301", one.sheet, one.cell, takers, str(figures[takers]), {"staff": str(figures[staff])})))
    return Figures(values, tuple(faults), tuple(dict.fromkeys(notes)))


@cache
def researcher_questions(edition: Edition) -> Mapping[str, Question]:
    """Return the questions that the researchers answer, by id."""
    return {name: one for name, one in edition.questions.items() if one.answered_by == "coordinator"}


# -- reading ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Figure:
    """A cell below a question's id that is not empty."""

    code: str
    question: str
    row: int
    cell: str
    sheet: str
    raw: Any
    unit: Unit | None


@dataclass(frozen=True)
class _Table:
    """The table of figures in a sheet: the row of the ids, and the column of each."""

    sheet: Worksheet
    head: int
    columns: Mapping[str, int]

    def codes(self) -> Iterator[tuple[int, str]]:
        """Yield row and code of every row that has a code."""
        column = self.columns[CODE]
        for row in range(self.head + 1, self.sheet.max_row + 1):
            code = visible(plain_text(as_typed(self.sheet.cell(row, column).value)))
            if code:
                yield row, code

    def filled(self) -> Iterator[_Figure]:
        """Yield every non-empty cell of a question, whether it holds a figure or not."""
        for row, code in self.codes():
            for name, column in self.columns.items():
                cell = self.sheet.cell(row, column)
                if name not in _HEAD and not is_blank(cell.value):
                    unit: Unit | None = "percent" if is_percent(cell.number_format) else None
                    yield _Figure(code, name, row, cell.coordinate, str(self.sheet.title), as_typed(cell.value), unit)


def _judged(one: _Figure, question: Question, seen: dict[tuple[str, str], Any]) -> tuple[Answer | None, list[Fault]]:
    """Return the figure as an answer, with its faults; None if the agency occurs twice with different figures."""
    raw = as_shown(question, one.raw, one.unit)
    judgement, shown = judge(question, "th", raw), clipped(plain_text(raw))
    faults = [Fault(code, one.sheet, one.cell, one.question, shown, params) for code, params in judgement.reasons]
    first = seen.setdefault((one.code, one.question), judgement.value)
    if first != judgement.value:
        return None, [Fault("DG108", one.sheet, one.cell, one.question, shown, {"allowed": judge_of(question, "th").allowed})]
    return judgement.value, faults


def _opened(file: Path, *, values: bool = False) -> Workbook:
    try:
        with reading(file) as data:
            return load_workbook(data, data_only=values)
    except UnreadableBook as error:
        reason = phrase(f"unreadable.{error.reason}")
        raise RoundError(str(phrase("researchers.unreadable", file=file, reason=reason))) from error


def _found(book: Workbook, file: Path) -> _Table:
    for sheet in book.worksheets:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            ids = {value.strip(): place for place, value in enumerate(row, start=1) if isinstance(value, str)}
            if CODE in ids and "edition" in ids:
                return _Table(sheet, number, ids)
    reason = phrase("researchers.no_ids")
    raise RoundError(str(phrase("researchers.unreadable", file=file, reason=reason)))


# -- drawing ---------------------------------------------------------------------------------------


def _all_questions(editions: Any) -> dict[str, Question]:
    return {name: one for edition in dict.fromkeys(editions) for name, one in researcher_questions(edition).items()}


def _drawn(agencies: Sequence[tuple[Agency, Edition]], lang: Lang) -> bytes:
    book = Workbook()
    ws = book.active
    assert isinstance(ws, Worksheet)
    ws.title = phrase("researchers.sheet")[lang]
    sheet = Sheet(ws)
    asked = _all_questions(edition for _, edition in agencies)
    columns = {name: place for place, name in enumerate((*_HEAD, *asked), start=1)}
    _draw_head(sheet, lang, asked, columns)
    for row, (agency, edition) in enumerate(agencies, start=_FIRST):
        _draw_line(sheet, row, agency, edition, lang, columns)
    checks = Validations(sheet, lang)
    for name, question in asked.items():
        column = column_letters(columns[name])
        low, high = (None if bound is None else f"{float(bound):g}" for bound in (question.minimum, question.maximum))
        cells = f"{column}{_FIRST}:{column}{_FIRST + len(agencies) + _SPARE_ROWS}"
        checks.number(cells, question.type == "integer", low or "0", high, limits(question))
    sheet.finish(f"C{_FIRST}", titles=f"{_HEADING_ROW}:{_IDS_ROW}")
    ws.protection.sheet = False
    return saved(book)


def _draw_head(sheet: Sheet, lang: Lang, asked: Mapping[str, Question], columns: Mapping[str, int]) -> None:
    last = column_letters(len(columns))
    for place in columns.values():
        width = _WIDTHS[place - 1] if place <= len(_WIDTHS) else _FIGURE_WIDTH
        sheet.ws.column_dimensions[column_letters(place)].width = width
    room = sum(_WIDTHS) + _FIGURE_WIDTH * len(asked)
    lines = (("title", Look("title", "pillar_ink", bold=True, paper="pillar", indent=1)),
             ("how_1", Look(indent=1)), ("how_2", Look(indent=1)))
    for row, (key, look) in enumerate(lines, start=1):
        words = phrase(f"researchers.{key}")[lang]
        sheet.put(f"A{row}", words)
        sheet.span(f"A{row}", f"{last}{row}", look)
        sheet.tall(row, height((words, room), name=look.size) + (8 if row == 1 else 2))
    heads = {name: phrase(f"researchers.{name}")[lang] for name in _HEAD}
    heads |= {name: _heading(question, lang) for name, question in asked.items()}
    for name, place in columns.items():
        column = column_letters(place)
        sheet.put(f"{column}{_IDS_ROW}", name, Look("small", "soft_ink", align="center"))
        sheet.put(f"{column}{_HEADING_ROW}", heads[name],
                  Look(bold=True, paper="sub_pillar", align="center", framed=True))
    sheet.tall(_IDS_ROW, height(("", 1), name="small"))
    sheet.tall(_HEADING_ROW, height(*((text, _BOLD * _FIGURE_WIDTH) for text in heads.values())))


def _heading(question: Question, lang: Lang) -> str:
    return f"{question.text[lang]}\n({question.unit[lang]})" if question.unit else question.text[lang]


def _looks(question: Question) -> Look:
    return _COUNT if question.type == "integer" else _SCORE


def _draw_line(
    sheet: Sheet, row: int, agency: Agency, edition: Edition, lang: Lang, columns: Mapping[str, int]
) -> None:
    texts = {CODE: agency.code, "name": agency.name(lang), "edition": edition.id}
    asked = researcher_questions(edition)
    for name, place in columns.items():
        look = _FRAMED if name in texts else _looks(asked[name]) if name in asked else _SHUT
        sheet.put(f"{column_letters(place)}{row}", texts.get(name), look)
    sheet.tall(row, height((texts["name"], _WIDTHS[1])))
