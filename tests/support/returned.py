"""Returned workbooks for tests, as plain grids: the form's layout with values put into it, without any file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from dgmm_excel import load_edition, open_book
from dgmm_excel.agency import Agency
from dgmm_excel.form import anchors
from dgmm_excel.form.layout import ANSWER_COLUMNS, layout
from dgmm_excel.intake.workbook import grids_of as grids_of
from dgmm_excel.model.edition import Edition
from dgmm_excel.text import Lang, yes_no
from dgmm_excel.xlsx.a1 import Location, Position, position
from dgmm_excel.xlsx.grid import Grid, Unit
from tests.support.forms import form

DEPARTMENT = "dga-2566-department"
PROVINCE = "dga-2566-province"
RESULTS = "ผลการประเมิน"


#: What a remark says that names an item “others”.
OTHERS = "อื่น ๆ ได้แก่ ระบบภายใน"


class Draft(Grid):
    """A sheet as the file engine gives it, which a test can still change."""

    rows: list[list[Any]]
    errors: dict[Position, str]
    formulas: set[Position]
    uncached: set[Position]
    beyond: Position | None
    units: dict[Position, Unit]
    covered: dict[Position, Position]
    __setattr__ = object.__setattr__

    def __init__(
        self, name: str, rows: list[list[Any]], errors: Mapping[Position, str] | None = None,
        formulas: Iterable[Position] = (), uncached: Iterable[Position] = (), beyond: Position | None = None,
        units: Mapping[Position, Unit] | None = None, covered: Mapping[Position, Position] | None = None,
    ) -> None:
        super().__init__(
            name, rows, dict(errors or {}), set(formulas), set(uncached), beyond, dict(units or {}), dict(covered or {}))

    def rename(self, name: str) -> None:
        """Give the sheet another name."""
        object.__setattr__(self, "name", name)


def typed(edition: Edition, lang: Lang, name: str, value: Any) -> Any:
    """Return what a person types into a cell of that form for an answer."""
    question = edition.questions[name]
    if question.type == "yes_no":
        return yes_no(value)[lang]
    return question.choice(value)[lang] if question.type == "choice" else value


def some_answers(edition: Edition) -> dict[str, Any]:
    """Return an answer to every question of the agency: yes, the last choice, a small number."""
    return {
        name: {"yes_no": True, "text": f"บริการ {name}"}.get(q.type, q.choices[-1].key if q.choices else 1)
        for name, q in edition.questions.items() if q.answered_by == "agency" and name != "P4.1.unknown"
    }


def others_in(edition: Edition, answers: Mapping[str, Any]) -> list[str]:
    """The topics in which an item “others” is answered yes; their remarks name it."""
    return list(dict.fromkeys(str(q.topic) for name, q in edition.questions.items() if q.specify and answers.get(name) is True))


def form_grids(
    name: str = DEPARTMENT, lang: Lang = "th", cells: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None, agency: tuple[str, str] = ("0101", "กรมตัวอย่าง"),
) -> list[Draft]:
    """Return the sheets of a form: `answers` typed in as people do, then `cells` put in just as they are."""
    edition = load_edition(name)
    form, named = layout(edition, lang), others_in(edition, answers or {})
    raw = {q: typed(edition, lang, q, value) for q, value in (answers or {}).items()} | dict(cells or {})
    grids = [_cover(edition, form.cover, lang, agency, raw)]
    remarks = {form.notes[f"remark.{topic}"]: OTHERS for topic in named}
    for sheet in form.pillars:
        rows: list[list[Any]] = []
        for line in sheet.lines:
            texts: dict[str, Any] = dict(line.anchors)
            if line.words:
                texts.setdefault("C", line.words[lang])
            texts |= {slot.column: raw.get(slot.question.id) for slot in line.slots}
            columns = ("A", "B", "C", *ANSWER_COLUMNS)
            rows.append([texts.get(column, remarks.get((sheet.title, f"{column}{line.row}"))) for column in columns])
        rows[0][2] = form.fingerprint
        grids.append(Draft(sheet.title, rows))
    codes = ["overall", *edition.ids[:-1]]
    grids.append(Draft(RESULTS, [
        [anchors.FORM, edition.id, form.fingerprint], [], [anchors.COLUMNS, *[None] * 6, anchors.VERIFIED],
        *([code, code, "…", None, None, None, None, None] for code in codes),
    ]))
    return grids


def _cover(edition: Edition, title: str, lang: Lang, agency: tuple[str, str], raw: Mapping[str, Any]) -> Draft:
    fingerprint = layout(edition, lang).fingerprint
    meta = dict(zip(anchors.META_KEYS, (edition.id, *agency, lang, "2569-1", fingerprint, "0", ""), strict=True))
    meta["seal"] = anchors.seal(meta)
    columns = [anchors.COLUMNS, None, None, anchors.marker("{}")]
    rows: list[list[Any]] = [[anchors.FORM, edition.id, fingerprint], [], columns]
    rows += [[question.id, None, question.heading[lang], raw.get(question.id)] for question in edition.own_questions]
    rows += [[anchors.META + key, value] for key, value in meta.items()]
    return Draft(title, rows)


def spot(grids: list[Draft], name: str, edition_id: str = DEPARTMENT, lang: Lang = "th") -> tuple[Draft, int, int]:
    """Return the grid, row and column (from 1) where a fresh form has the question."""
    slot = layout(load_edition(edition_id), lang).slots[name]
    grid = next(grid for grid in grids if grid.name == slot.sheet)
    row = slot.row if slot.question.topic else 4
    return grid, row, ord(slot.column) - ord("A") + 1


def file_grids(name: str = DEPARTMENT, lang: Lang = "th", answers: Mapping[str, Any] | None = None) -> list[Draft]:
    """Return the sheets of a real form, words, marks and all, as a file gives them; `answers` typed in as people do."""
    edition = load_edition(name)
    grids = [
        Draft(g.name, [list(row) for row in g.rows], g.errors, g.formulas, g.uncached, units=g.units, covered=g.covered)
        for g in _fresh(name, lang)
    ]
    by_name = {grid.name: grid for grid in grids}
    for question, value in (answers or {}).items():
        slot = layout(edition, lang).slots[question]
        put(by_name[slot.sheet], slot.row, ord(slot.column) - 64, typed(edition, lang, question, value))
    for topic in others_in(edition, answers or {}):
        sheet, cell = layout(edition, lang).notes[f"remark.{topic}"]
        put(by_name[sheet], *at(cell), OTHERS)
    return grids


def at(cell: str) -> Position:
    """Return the row and the column of an address."""
    place = position(cell)
    assert place is not None
    return place


@cache
def _fresh(name: str, lang: Lang) -> tuple[Grid, ...]:
    return tuple(grids_of(open_book(form(name, lang, Agency("0101", "กรมตัวอย่าง", mission="service")))))


def names_of(name: str = DEPARTMENT, lang: Lang = "th") -> dict[str, Location]:
    """Return the cells that the answer names of a real form refer to."""
    slots = layout(load_edition(name), lang).slots
    return {question: (slot.sheet, slot.row, ord(slot.column) - 64) for question, slot in slots.items()}


def put(grid: Draft, row: int, column: int, value: Any) -> None:
    """Put a value into a cell, rows and columns from 1."""
    line = grid.rows[row - 1]
    line.extend([None] * (column - len(line)))
    line[column - 1] = value
