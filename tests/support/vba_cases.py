"""DGMM_LEVEL in VBA, in either engine, against Python: each function compares, and returns how much and what differs."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from dgmm_excel.addin.bytecode import looked_at
from dgmm_excel.errors import NotAvailable
from dgmm_excel.form.layout import layout
from dgmm_excel.intake.judge import judge
from dgmm_excel.intake.tidy import is_blank
from dgmm_excel.model.edition import Edition, Question, Topic
from dgmm_excel.report.outcome import RoundResult
from dgmm_excel.scoring.answers import Answers, Assessment
from dgmm_excel.scoring.evaluate import assess
from dgmm_excel.scoring.lookup import WHATS, dgmm_level
from dgmm_excel.text import Lang
from tests.support import vba_books
from tests.support.answer_sets import AnswerSet, edition_of, patchwork
from tests.support.forms import form
from tests.support.recalculated import Cell, contents, typed
from tests.support.vba_runs import PyOpenVba, Runner

Changes = tuple[tuple[str, str, str], ...]
NOT_ASKED = object()


@dataclass(frozen=True)
class Compared:
    """How many values were compared, and those that differ: formula, what VBA says, what Python says."""

    values: int
    differences: tuple[tuple[str, Any, Any], ...]


@dataclass(frozen=True)
class Sampled:
    """pyOpenVBA's engine asked one formula of so many; what it is not asked shows `NOT_ASKED`."""

    of: PyOpenVba
    step: int

    def shows(
        self, data: bytes, cells: Sequence[Cell], sets: Sequence[Sequence[Any]], rows: int, others: Sequence[bytes] = (),
    ) -> list[list[Any]]:
        sampled = self.of.sample(data, cells, sets, rows, self.step, others)
        return [[shown.get(number, NOT_ASKED) for number in range(rows)] for shown in sampled]


def compared(formulas: Sequence[str], shows: Iterable[Sequence[Any]], wanted: Iterable[Sequence[Any]]) -> Compared:
    """The values set by set beside what Python gives."""
    values, differences = 0, []
    for said, meant in zip(shows, wanted, strict=True):
        for formula, one, other in zip(formulas, said, meant, strict=True):
            if one is NOT_ASKED:
                continue
            values += 1
            if not vba_books.same(one, other):
                differences.append((formula, one, other))
    return Compared(values, tuple(differences))


# -- forms -----------------------------------------------------------------------------------------


def forms(runner: Runner, name: str, lang: Lang, sets: Sequence[AnswerSet], changes: Changes = ()) -> Compared:
    """Every code × every what in filled forms."""
    edition, laid = edition_of(name), layout(edition_of(name), lang)
    asked = [(code, what, "") for code in edition.ids for what in WHATS]
    asked += [("", "", ""), (" p1\u00a0", "SCORE ", ""), ("P1.*", "", ""), ("P1", "levels", ""), ("P1", "", "D9"), ("P1.1.01", "", "")]
    formulas = [vba_books.call(*one) for one in asked]
    filled = [contents(laid, one) for one in sets]
    cells = list(filled[0])
    shows = runner.shows(vba_books.with_vba(form(name, lang), formulas, changes), cells,
                         [[one[cell] for cell in cells] for one in filled], len(formulas))
    return compared(formulas, shows, [[_python(found, *args, lang) for args in asked] for found in (one.assessed() for one in sets)])


def _python(assessment: Assessment, code: str, what: str, agency: str, lang: Lang) -> Any:
    try:
        return dgmm_level(assessment, code, what, lang, agency=agency)
    except NotAvailable:
        return None


# -- answers in a range ----------------------------------------------------------------------------


def ranges(runner: Runner, name: str, lang: Lang, sets: Sequence[AnswerSet], changes: Changes = ()) -> Compared:
    """Every topic × every what over a range of its answers that stands beside the form; one range is a cell too long."""
    edition, laid = edition_of(name), layout(edition_of(name), lang)
    topics = [topic for topic in edition.topics.values() if topic.questions]
    asked = [(topic, what, extra) for topic in topics for what in (*WHATS,) for extra in (0, 1) if not extra or what == "level"]
    columns = {topic.id: _column(place + 2) for place, topic in enumerate(topics)}
    formulas = [
        vba_books.call(topic.id, what, "", f"{columns[topic.id]}1:{columns[topic.id]}{len(topic.questions) + extra}")
        for topic, what, extra in asked
    ]
    outer = _outside(edition, topics)
    cells: list[Cell] = [(vba_books.ASK, row, place + 2) for place, topic in enumerate(topics)
                         for row in range(1, len(topic.questions) + 1)]
    cells += [(laid.slots[one.id].sheet, *_place(laid.slots[one.id].cell)) for one in outer]
    questions: list[Question] = [*(question for topic in topics for question in topic.questions), *outer]
    beyond = {question.id for question in outer}
    filled = [[_content(made, question, _other(lang) if place % 2 and question.id not in beyond else lang)
               for place, question in enumerate(questions)] for made in sets]
    shows = runner.shows(vba_books.with_vba(form(name, lang), formulas, changes), cells, filled, len(formulas))
    wanted = [[None if extra else in_range(edition, topic, made, what, lang) for topic, what, extra in asked] for made in sets]
    return compared(formulas, shows, wanted)


def in_range(edition: Edition, topic: Topic, made: AnswerSet, what: str, lang: Lang) -> Any:
    """What Python gives over a topic's answers in place of those of the form, which holds what topics look at outside themselves."""
    held = {question.id for question in _outside(edition, list(edition.topics.values()))}
    own = {one.id: _content(made, one, lang) for one in topic.questions}
    if len(own) == 1 and is_blank(*own.values()):  # a single blank cell counts as omitted: what the form's formulas say
        without = AnswerSet(edition.id, {name: made.answers.get(name) for name in held})
        return _python(without.assessed(), topic.id, what, "", lang)
    cells = own | {name: _content(made, edition.questions[name], lang) for name in held - own.keys()}
    read = {name: judge(edition.questions[name], lang, value).value for name, value in cells.items()}
    values = {name: value for name, value in read.items() if value is not None}
    return dgmm_level(assess(Answers(edition, values)), topic.id, what, lang)


def _outside(edition: Edition, topics: Sequence[Topic]) -> list[Question]:
    """The questions that some topic looks at outside itself."""
    return list({one.id: one for topic in topics for one in looked_at(edition, topic) if one.topic != topic.id}.values())


def _content(made: AnswerSet, question: Question, lang: Lang) -> Any:
    value = made.answers.get(question.id)
    return made.junk.get(question.id) if value is None else typed(question, value, lang)


def _other(lang: Lang) -> Lang:
    return "en" if lang == "th" else "th"


def _column(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)


def _place(cell: str) -> tuple[int, int]:
    from openpyxl.utils.cell import coordinate_to_tuple

    return coordinate_to_tuple(cell)


# -- consolidated workbooks ------------------------------------------------------------------------


def consolidated(runner: Runner, result: RoundResult, data: bytes, changes: Changes = ()) -> Compared:
    """Every agency × code × what of a consolidated workbook, agencies without results, one that is not there, none named."""
    asked = [
        (code, what, one.agency.code) for one in result.outcomes if one.edition is not None
        for code in one.edition.ids for what in WHATS
    ]
    asked += [("P1", "", "nobody"), ("", "", ""), ("P9", "", result.outcomes[0].agency.code)]
    formulas = [vba_books.call(*one) for one in asked]
    levels = {one.agency.code: one.assessment for one in result.outcomes}

    def meant(code: str, what: str, agency: str) -> Any:
        if agency not in levels or code == "P9":
            return None
        found = levels[agency]
        return "" if found is None else dgmm_level(found, code, what, result.lang)

    workbook = load_workbook(BytesIO(data))
    stream = BytesIO()
    workbook.save(stream)
    shows = runner.shows(vba_books.with_vba(stream.getvalue(), formulas, changes), [], [[]], len(formulas))
    return compared(formulas, shows, [[meant(*one) for one in asked]])


def some(name: str, count: int, seed: str = "") -> list[AnswerSet]:
    """Sets of answers by chance."""
    rng = random.Random(f"vba {name} {seed}")
    return [patchwork(name, rng) for _ in range(count)]
