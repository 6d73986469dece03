"""A form's own formulas, recalculated by an engine that is not ours, and what Python says that each of them must show."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from io import BytesIO
from itertools import chain
from typing import Any

import formualizer
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

from dgmm_excel import load_edition
from dgmm_excel.form.calculation import SHEET, CalculationSheet
from dgmm_excel.form.layout import Form, Line, layout
from dgmm_excel.form.results import result_rows
from dgmm_excel.form.template import FormSpec, template
from dgmm_excel.model.edition import Edition, Question
from dgmm_excel.model.measures import MARKS
from dgmm_excel.scoring.answers import limits
from dgmm_excel.scoring.computed import Computed
from dgmm_excel.text import Lang, phrase
from tests.support.answer_sets import AnswerSet

#: A code -> (score, level) as numbers or None; and a topic -> its status in the form's own words.
Said = tuple[dict[str, tuple[float | None, int | None]], dict[str, str]]
#: Sheet, row, column, the last two from 1.
Cell = tuple[str, int, int]
#: Level, score, status on the Results sheet.
RESULTS = (4, 6, 7)
_UNUSABLE = MARKS.index("unusable")
#: So many cells more are typed to save a call.
_WORTH_A_CALL = 30


def typed(question: Question, value: Any, lang: Lang) -> Any:
    """Return what a person puts into the cell for an answer."""
    if question.type == "yes_no":
        return _word("answer.yes" if value else "answer.no", lang)
    return question.choice(value)[lang] if question.type == "choice" else value


@cache
def _word(key: str, lang: Lang) -> str:
    return phrase(key)[lang]


def status_words(edition: Edition, topic: str, status: str, blank: bool, lang: Lang) -> str:
    """Return the words that the Results sheet has for a topic's status; nothing at all in a blank form."""
    if blank:
        return ""
    source = edition.topics[topic].source
    waits_for_another = status == "pending" and source != "agency"
    return _word(f"results.awaiting_{source}" if waits_for_another else f"form.{status}", lang)


def place(sheet: str, cell: str) -> Cell:
    """Return a cell by sheet and numbers."""
    return sheet, *coordinate_to_tuple(cell)


def contents(form: Form, made: AnswerSet) -> dict[Cell, Any]:
    """Return the contents of each cell that can be filled in: answers, unusable values, inherited scores; None if empty."""
    found: dict[Cell, Any] = {}
    for name, cell in _answer_cells(form).items():
        answer = made.answers.get(name)
        found[cell] = made.junk.get(name) if answer is None else typed(form.edition.questions[name], answer, form.lang)
    parent = made.assessed_parent()
    for topic, cell in _inherited_cells(form).items():
        score = parent.topics[topic].score if parent else None
        found[cell] = None if score is None else float(score)
    return found


@cache
def _answer_cells(form: Form) -> Mapping[str, Cell]:
    """Return the cell of each question."""
    return {name: place(slot.sheet, slot.cell) for name, slot in form.slots.items()}


@cache
def _inherited_cells(form: Form) -> Mapping[str, Cell]:
    """Return the cell of each score that is taken over from the parent's result, by topic."""
    machine = CalculationSheet(form)
    return {topic.id: place(SHEET, str(machine.measure(f"inherited.{topic.id}")))
            for topic in form.edition.topics.values() if topic.source == "inherited"}


@dataclass(frozen=True)
class Block:
    """A block of cells by its corners, rows and columns from 1."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int

    @property
    def size(self) -> int:
        """The number of cells."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)

    @cached_property
    def cells(self) -> Sequence[Sequence[Cell]]:
        """The cells, row by row."""
        return [[(self.sheet, row, column) for column in range(self.left, self.right + 1)] for row in range(self.top, self.bottom + 1)]

    def with_(self, other: Block) -> Block:
        """Return the smallest block that holds both."""
        return Block(self.sheet, min(self.top, other.top), min(self.left, other.left), max(self.bottom, other.bottom),
                     max(self.right, other.right))


@dataclass
class LiveForm:
    """A form loaded once into formualizer; each set of answers is typed into its cells, and its formulas are read."""

    edition: Edition
    lang: Lang = "th"
    data: bytes | None = None

    def __post_init__(self) -> None:
        self.form: Form = layout(self.edition, self.lang)
        data = self.data or template(FormSpec(self.edition, self.lang)).stamp()
        evaluation = formualizer.EvaluationConfig()
        evaluation.enable_parallel = False  # the tests run side by side already
        config = formualizer.WorkbookConfig(
            mode=formualizer.WorkbookMode.Interactive, enable_changelog=False, eval_config=evaluation
        )
        self.workbook = formualizer.Workbook.from_bytes(data, config=config)
        trimming(self.workbook)
        self.formulas, self.constants = _cells(data)
        self.places = result_rows(self.form)
        self._blocks = _typing_blocks(self.form, frozenset(self.formulas))
        self._typed: dict[Block, list[list[Any]]] = {}

    def type(self, made: AnswerSet) -> None:
        """Put the set into the cells, and nothing else, and recalculate.

        Cells that lie between answers are written as they are: one call for a run of cells costs far less than one a cell.
        """
        wanted = contents(self.form, made)
        for block in self._blocks:
            values = [[wanted.get(cell, self.constants.get(cell)) for cell in row] for row in block.cells]
            if values != self._typed.get(block):
                self.workbook.set_values_batch(block.sheet, block.top, block.left, values)
                self._typed[block] = values
        self.workbook.evaluate_all()

    def values(self, cells: Iterable[Cell]) -> list[Any]:
        """Return what the cells show."""
        return [self.workbook.get_value(*cell) for cell in cells]

    def says(self, made: AnswerSet | Mapping[str, Any]) -> Said:
        """Type the set and read the Results sheet."""
        self.type(made if isinstance(made, AnswerSet) else AnswerSet(self.edition.id, made))
        return said(self.edition, {
            code: self.values((self.form.results, row, column) for column in RESULTS) for code, row in self.places.items()
        })


@cache
def _typing_blocks(form: Form, formulas: frozenset[Cell]) -> Sequence[Block]:
    """Return the cells to type into, with those between them that hold no formula, as few blocks.

    A call costs as much as some sixty cells in it: with each the engine walks over all that depends on the cells.
    """
    found = [Block(*cell, *cell[1:]) for cell in sorted(contents(form, AnswerSet(form.edition.id, {})), key=lambda at: (at[0], at[2], at[1]))]
    at = 0
    while at < len(found):
        one = found[at]
        others = [other for other in found if other.sheet == one.sheet != SHEET and other is not one]
        near = sorted(((one.with_(other).size - one.size - other.size, number) for number, other in enumerate(others)))
        fit = (others[number] for more, number in near
               if more <= _WORTH_A_CALL and formulas.isdisjoint(chain.from_iterable(one.with_(others[number]).cells)))
        other = next(fit, None)
        if other is None:
            at += 1
        else:
            found[at] = one.with_(other)
            at = min(at, found.index(other))
            found.remove(other)
    return found


@cache
def live(name: str, lang: Lang) -> LiveForm:
    return LiveForm(load_edition(name), lang)


def cells(of: LiveForm, sheet: str, places: list[str]) -> list[Any]:
    """Return the present values of the formulas in those cells."""
    return list(of.workbook.evaluate_cells([(sheet, *coordinate_to_tuple(place)) for place in places]))


def said(edition: Edition, read: Mapping[str, Sequence[Any]]) -> Said:
    """Return what a Results sheet says, from what its cells show: a code -> level, score and status."""
    levels = {code: (_number(score), None if _number(level) is None else int(level)) for code, (level, score, _) in read.items()}
    return levels, {topic: read[topic][2] or "" for topic in edition.topics}


def _number(value: Any) -> float | None:
    return None if value in ("", None) else float(value)


@lru_cache(maxsize=4)  # nobody changes them
def _cells(data: bytes) -> tuple[Mapping[Cell, str], Mapping[Cell, Any]]:
    """Return the formulas of a workbook, without `=`, and its other contents."""
    formulas: dict[Cell, str] = {}
    constants: dict[Cell, Any] = {}
    for sheet in load_workbook(BytesIO(data), read_only=True):
        for cell in (cell for line in sheet.iter_rows() for cell in line if cell.value is not None):
            at = place(sheet.title, cell.coordinate)
            if cell.data_type == "f":
                formulas[at] = str(cell.value).removeprefix("=")
            else:
                constants[at] = cell.value
    return formulas, constants


def trimming(workbook: Any) -> None:
    """Let a formualizer workbook trim as Excel and LibreOffice do: its own TRIM takes off no-break spaces as well."""
    workbook.register_function("TRIM", _trim, min_args=1, max_args=1, allow_override_builtin=True)


def _trim(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(filter(None, ("" if value is None else str(value)).split(" ")))


# -- what Python says of every cell ----------------------------------------------------------------


@cache
def shows(edition: Edition, lang: Lang) -> Mapping[Cell, Callable[[Computed], Any]]:
    """Return what each formula's cell must show, from all that Python computes of a set of answers."""
    cached = template(FormSpec(edition, lang)).cached
    return {place(sheet, cell): of for sheet, cells in cached.by_cell.items() for cell, of in cells.items()}


def told(form: Form, made: AnswerSet, cells: Container[Cell] | None = None) -> dict[Cell, Any]:
    """Return what every formula, or those of some cells, must show for a set of answers."""
    state, known = made.computed(), shows(form.edition, form.lang)
    found = {cell: of(state) for cell, of in known.items() if cells is None or cell in cells}
    unusable = _unusable(form, made, state, lambda cell: found[cell] if cell in found else known[cell](state))
    return found | {cell: value for cell, value in unusable.items() if cells is None or cell in cells}


def _unusable(form: Form, made: AnswerSet, state: Computed, shown: Callable[[Cell], Any]) -> dict[Cell, Any]:
    """Return the messages beside cells with unusable values. No set of answers has such, so `shows` does not know them."""
    filled_in = contents(form, made)
    marks = {
        place(slot.sheet, slot.mark): _UNUSABLE for name, slot in form.slots.items()
        if slot.question.topic is not None and slot.question.answered_by == "agency"
        and state.asked[name] and not state.given[name] and filled_in[_answer_cells(form)[name]] not in (None, "")
    }
    if not marks:
        return {}
    lines: dict[Cell, Any] = {}
    for sheet in form.pillars:
        for line in sheet.lines:
            gravest = max((marks.get(cell, shown(cell)) for cell in (place(s.sheet, s.mark) for s in line.slots)), default=0)
            if gravest == _UNUSABLE:
                lines[place(sheet.title, line.says)] = _says_unusable(line, form.lang)
    return marks | lines


def _says_unusable(line: Line, lang: Lang) -> str:
    numbers = [slot.question for slot in line.slots if slot.question.type in ("integer", "number")]
    return (phrase("form.mark_number", limits=limits(numbers[0])) if numbers else phrase("form.mark_list"))[lang]


def differs(value: Any, wanted: Any) -> bool:
    """Return whether a cell shows another value than it must. Numbers may differ by rounding of doubles."""
    if isinstance(value, bool | dict):  # TRUE is not 1; a mapping is an error value
        return True
    if wanted is None or wanted == "":
        return value not in (None, "")
    if isinstance(wanted, str) or isinstance(value, str) or value is None:
        return bool(value != wanted)
    return bool(abs(value - wanted) > 1e-9)


# -- files -----------------------------------------------------------------------------------------


def filled(edition: Edition, answers: Mapping[str, Any], lang: Lang = "th", data: bytes | None = None) -> bytes:
    """Return a form with the answers in its cells and no stored value beside any formula."""
    workbook = load_workbook(BytesIO(data or template(FormSpec(edition, lang)).stamp()))
    for name, slot in layout(edition, lang).slots.items():
        if answers.get(name) is not None:
            workbook[slot.sheet][slot.cell] = typed(slot.question, answers[name], lang)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def stored(edition: Edition, path: Any, lang: Lang = "th") -> Said:
    """Return what the stored values of a saved form's Results sheet say."""
    form = layout(edition, lang)
    sheet = load_workbook(path, data_only=True, read_only=False)[form.results]
    return said(edition, {
        code: [sheet.cell(row, column).value for column in RESULTS] for code, row in result_rows(form).items()
    })
