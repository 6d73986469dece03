"""The same workbooks given to every implementation of DGMM_LEVEL: what each says, call by call, for one table."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import xlwings as xw
from openpyxl import Workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from dgmm_excel import open_book
from dgmm_excel.form.layout import layout
from dgmm_excel.form.named_function import NAME
from dgmm_excel.intake.judge import judge, readings
from dgmm_excel.model.edition import Question
from dgmm_excel.report.consolidated import consolidated as drawn
from dgmm_excel.report.outcome import Outcome, RoundResult
from dgmm_excel.scoring.lookup import WHATS
from dgmm_excel.text import LANGS, Lang
from tests.support import vba_books
from tests.support.answer_sets import AnswerSet, edition_of, not_answers, patchwork
from tests.support.calculated import Calculated
from tests.support.consolidated_books import written
from tests.support.excel_machinery import Machinery
from tests.support.forms import form
from tests.support.level_table import NA, Call, LevelTable, by_python
from tests.support.recalculated import Cell, contents
from tests.support.vba_cases import Changes
from tests.support.vba_runs import Office, PyOpenVba

#: An id that no edition has, and a `what` that there is not.
UNKNOWN_CODE, UNKNOWN_WHAT = "P9", "levels"
_NAMES = count(1)
#: pyOpenVBA's engine takes longer than LibreOffice, so it is asked one call of so many, in each form others, so that it is asked
#: all of them over the forms; LibreOffice is asked the rest of those with a `what` that there is. Over ranges of answers and tables a call takes it far longer still.
SHARE, SHARE_OF_RANGES, SHARE_OF_TABLES = 7, 3, 11


def calls_of(codes: Iterable[str]) -> list[Call]:
    """Every code, no code and an unknown one, each with every `what`, none and an unknown one."""
    return [(code, what) for code in (*codes, "", UNKNOWN_CODE) for what in ("", *WHATS, UNKNOWN_WHAT)]


def sets(name: str, lang: Lang, rng: random.Random) -> Iterator[AnswerSet]:
    """Filled forms without end: a blank one, one with faults alone, then by chance, with faults, gaps, and missions left out.

    What is no answer is none for intake either; what intake repairs is looked at on its own. No inherited topic has a score: it
    stands in no return.
    """
    edition = edition_of(name)
    yield AnswerSet(name, {})
    yield AnswerSet(name, {}, None, {question.id: "?!" for question in edition.questions.values() if question.type != "text"})
    while True:
        made = patchwork(name, rng, gaps=rng.choice((0, 0, 0.3)))
        junk = {one: raw for one, raw in made.junk.items() if judge(edition.questions[one], lang, raw).value is None}
        yield replace(made, parent=None, junk=junk)


@dataclass(frozen=True)
class Four:
    """The implementations at hand, and the faults planted in them."""

    office: Office
    excel: Machinery
    folder: Path
    vba: Changes = ()
    function: bytes | None = None

    def table(self, name: str, lang: Lang, made: Sequence[AnswerSet]) -> LevelTable:
        """Every call in every form, by all four."""
        calls, laid, table = calls_of(edition_of(name).ids), layout(edition_of(name), lang), LevelTable()
        filled = [contents(laid, one) for one in made]
        by_vba, by_engine = self._vba(form(name, lang), calls, filled)
        by_lambda, by_udf = self._lambda(name, lang, calls, filled), self._udf(name, lang, calls, filled)
        for number, one in enumerate(made):
            python = by_python(one.assessed(), calls, lang)
            table.add(f"{name} {lang} {number}", python, LAMBDA=by_lambda[number], VBA=by_vba[number],
                      pyOpenVBA=by_engine[number], UDF=by_udf[number])
        return table

    def _vba(
        self, data: bytes, calls: Sequence[Call], filled: Sequence[Mapping[Cell, Any]]
    ) -> tuple[list[dict[Call, Any]], list[dict[Call, Any]]]:
        """What LibreOffice shows of its share of the calls, and what pyOpenVBA's engine gives of its own."""
        cells = list(filled[0])
        book = vba_books.with_vba(data, [vba_books.call(*one) for one in calls], self.vba)
        contents = [[one[cell] for cell in cells] for one in filled]
        sampled = PyOpenVba().sample(book, cells, contents, len(calls), SHARE)
        known = {number for number, (_, what) in enumerate(calls) if what in WHATS}
        rest = self.office.some(book, cells, contents, len(calls), [known - line.keys() for line in sampled])
        shown, given = ([{calls[number]: _cell(value) for number, value in line.items()} for line in lines] for lines in (rest, sampled))
        return shown, given

    def _lambda(
        self, name: str, lang: Lang, calls: Sequence[Call], filled: Sequence[Mapping[Cell, Any]]
    ) -> list[dict[Call, Any]]:
        calculated = Calculated(name, lang, self.folder, self.function)
        calculated.ask([f'{NAME}("{code}","{what}")' for code, what in calls])
        found = []
        for cells in filled:
            for (sheet, row, column), value in cells.items():
                if value is not None or (sheet, row, column) in _slots(calculated):
                    calculated.model.set_user_input(calculated.sheets[sheet], row, column, "" if value is None else str(value))
            found.append(dict(zip(calls, calculated.says().values(), strict=True)))
        return found

    def _udf(
        self, name: str, lang: Lang, calls: Sequence[Call], filled: Sequence[Mapping[Cell, Any]]
    ) -> list[dict[Call, Any]]:
        book = open_book(form(name, lang), f"one meaning {next(_NAMES)}.xlsx")
        cell, found = own_cell(book), []
        typed: Mapping[Cell, Any] = {}
        for cells in filled:
            for (sheet, row, column), value in cells.items():
                if value != typed.get((sheet, row, column)):
                    book.sheets[sheet].range((row, column)).value = value
            typed = cells
            found.append({call: self.excel.call("dgmm_level", call, cell) for call in calls})
        book.close()
        return found


def _slots(calculated: Calculated) -> set[Cell]:
    return {(slot.sheet, slot.row, column_index_from_string(slot.column)) for slot in calculated.form.slots.values()}


def own_cell(book: xw.Book) -> xw.Range:
    """A cell for a formula of one's own."""
    return book.sheets[book.sheets[0].name].range("Z500")


def _cell(value: Any) -> Any:
    """What LibreOffice shows: #N/A reads as null, and a number as a double that may stray in its last digit."""
    if value is None:
        return NA
    return round(value, 9) if isinstance(value, float) else value


# -- answers in a range ----------------------------------------------------------------------------

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_BELOW = "ุู"
_TONES = "่้๊๋"


def messy(question: Question, rng: random.Random) -> Any:
    """What people put into a cell for a question: an answer in some spelling, or what only looks like one."""
    if rng.random() < 0.15:
        return rng.choice((None, "n/a", " ", "\u200b", "#N/A", "|", "yes|no", *not_answers(question)))
    match question.type:
        case "yes_no" | "choice":
            text = rng.choice(list(readings(question, "th")))
            labels = [one.label[lang] for one in question.choices for lang in LANGS] or ["Yes", "No", "ใช่", "ไม่ใช่"]
            return rng.choice((0, 1, 2)) if rng.random() < 0.1 else _respelt(rng.choice((text, rng.choice(labels))), rng)
        case "text":
            return rng.choice(("บริการ", "\u200b", "\u3000\ufeff", "#REF!", "#ref!", "# REF!", 5, "x", "\u0e33"))
    number = rng.choice((0, 1, 3, 99, 100, 1000, 12_345, 999_999_999, 10**9, 0.5, 0.25, 24.1, 61.7, -1))
    return number if rng.random() < 0.3 else _respelt(_number(number, rng), rng)


def _number(number: float, rng: random.Random) -> str:
    return rng.choice((
        str(number), f"{number:,}", f"{number:,}".replace(",", " "), f"+{number}", f"{number}%", f"{number} %", f"{number}.00",
        f"{number}0", f"{number:,}0", f".{number}", f"{number}.", f"1{number:,}", f"{number} ราย", "1e3", "٣", "1 ,000", "- 1",
        f"{number}\u00b9", f"①{number}", f"{number}\n{number}", f"\n{number}\n", "12.000", "12.000%", "0,123", "01,234", "012", "1" + 45 * " " + "234",
    ))


def _respelt(text: str, rng: random.Random) -> str:
    """The text in letters that stand for the same, or nearly so."""
    for _ in range(rng.choice((0, 1, 1, 2))):
        text = rng.choice((
            text.upper(), text.translate(_FULL_WIDTH), text.translate(_THAI_DIGITS), f" {text}\u00a0", f"{text}\u200b\ufe0f",
            unicodedata.normalize("NFD", text), text.replace("ำ", "\u0e4d\u0e32"), re.sub("(.)ำ", "\u0e4d\\1\u0e32", text),
            re.sub(f"([{_BELOW}])([{_TONES}])", r"\2\1", text), " ".join(text), text.replace("s", "ſ"), text.replace("1", "𝟏"),
            text.replace("k", "\u212a"), text + "\u0301", text[:-1], text.replace("i", "İ"), text.replace("ss", "ß"),
        ))
    return text


@dataclass(frozen=True)
class Ranges:
    """Every topic over a range of answers, by VBA in both engines and by the function of xlwings."""

    office: Office
    excel: Machinery
    vba: Changes = ()

    def table(self, name: str, lang: Lang, data: bytes | None, made: Sequence[Mapping[str, Any]], turn: int = 0) -> LevelTable:
        """`data` is the workbook that the formulas stand in; `made` what is in the ranges, by question. Each topic is asked one
        `what`, at each `turn` another.
        """
        topics = [topic for topic in edition_of(name).topics.values() if topic.questions]
        whats = ("", *WHATS, UNKNOWN_WHAT)
        calls = [(topic.id, whats[(place + turn) % len(whats)]) for place, topic in enumerate(topics)]
        columns = {topic.id: get_column_letter(place + 2) for place, topic in enumerate(topics)}
        areas = {topic.id: f"{columns[topic.id]}1:{columns[topic.id]}{len(topic.questions)}" for topic in topics}
        cells = {question.id: (vba_books.ASK, row, column) for column, topic in enumerate(topics, start=2)
                 for row, question in enumerate(topic.questions, start=1)}
        formulas = [vba_books.call(code, what, "", areas[code]) for code, what in calls]
        file = vba_books.with_vba(data or _workbook(), formulas, self.vba)
        contents = [[one.get(name) for name in cells] for one in made]
        shown = self.office.shows(file, list(cells.values()), contents, len(calls))
        sampled = PyOpenVba().sample(file, list(cells.values()), contents, len(calls), SHARE_OF_RANGES)
        book, table = open_book(data or _workbook(), f"ranges {next(_NAMES)}.xlsx"), LevelTable(of="sets of ranges")
        cell = own_cell(book)
        beside = {topic.id: cell.sheet.range((600, place), (599 + len(topic.questions), place))
                  for place, topic in enumerate(topics, start=30)}
        for number, (one, line) in enumerate(zip(made, shown, strict=True)):
            for topic in topics:
                beside[topic.id].value = [[one.get(question.id)] for question in topic.questions]
            said = {call: self.excel.call("dgmm_level", [*call, "", beside[call[0]]], cell) for call in calls}
            table.add(f"{name} {lang} {number}", said, VBA=dict(zip(calls, map(_cell, line), strict=True)),
                      pyOpenVBA={calls[place]: _cell(value) for place, value in sampled[number].items()})
        book.close()
        table.counts["UDF"] = table.counts.pop("Python")
        return table


def _workbook() -> bytes:
    """A workbook that is neither a form nor consolidated."""
    stream = BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


# -- consolidated workbooks ------------------------------------------------------------------------


def consolidated_table(
    of: RoundResult, office: Office, excel: Machinery, changes: Changes = (), *, step: int = 1,
) -> LevelTable:
    """Every agency, and one that is not there, × every code of all editions, or one of so many, × every `what`."""
    data = written(drawn(of))
    calls = calls_of(list(dict.fromkeys(code for edition in of.editions for code in edition.ids))[::step])
    agencies = [*(one.agency.code for one in of.outcomes), "nobody"]
    asked = [(code, what, agency) for agency in agencies for code, what in calls]
    formulas = [vba_books.call(*one) for one in asked]
    file = vba_books.with_vba(data, formulas, changes)
    [line] = office.shows(file, [], [[]], len(formulas))
    by_vba = dict(zip(asked, map(_cell, line), strict=True))
    [sampled] = PyOpenVba().sample(file, [], [[]], len(formulas), SHARE_OF_TABLES)
    by_engine = {asked[number]: _cell(value) for number, value in sampled.items()}
    book = open_book(data, f"consolidated {next(_NAMES)}.xlsx")
    by_udf = {one: excel.call("dgmm_level", one, own_cell(book)) for one in asked}
    book.close()
    found, table = {one.agency.code: one for one in of.outcomes}, LevelTable(of="agencies of a consolidated workbook")
    for agency in agencies:
        python = _of_agency(of, found.get(agency), calls)
        table.add(agency, python, **{name: {call: said[*call, agency] for call in calls if (*call, agency) in said}
                                     for name, said in (("VBA", by_vba), ("pyOpenVBA", by_engine), ("UDF", by_udf))})
    return table


def _of_agency(of: RoundResult, one: Outcome | None, calls: Sequence[Call]) -> dict[Call, Any]:
    """An agency without results has an empty text at every id that any edition has."""
    if one is not None and one.assessment is not None:
        return by_python(one.assessment, list(calls), of.lang)
    known = {code for edition in of.editions for code in edition.ids} | {""} if one is not None else set()
    return {(code, what): "" if code in known and what in ("", *WHATS) else NA for code, what in calls}
