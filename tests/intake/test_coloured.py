"""Choices marked by colouring a cell are told at the blank answer; how a form is dressed is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pytest

from dgmm_excel import load_edition
from dgmm_excel.form.colours import form_colours
from dgmm_excel.intake.coloured import Coloured, on_coloured
from dgmm_excel.intake.returned_form import Entry
from dgmm_excel.intake.workbook import PlainWorkbook
from dgmm_excel.xlsx.grid import Grid, GridCell
from tests.support.fault_files import faults_of, filled
from tests.support.forms import DEPARTMENT
from tests.support.looks import restyled

EDITION = load_edition(DEPARTMENT)
YES_NO = [name for name, question in EDITION.questions.items() if question.type == "yes_no"][:20]
GREEN, BLUE = (146, 208, 80), (0, 176, 240)


class Line(NamedTuple):
    """A question of a made-up sheet: answered or not, the colour of its words (column C) and of its cell (column D)."""

    answered: bool
    words: tuple[int, int, int] | None = None
    cell: tuple[int, int, int] | None = None


def marked(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Return the number of each marked question, and its coloured cell."""
    grid, entries, used, painted = Grid("P1", []), {}, {}, {}
    for row, (name, line) in enumerate(zip(YES_NO, lines, strict=False), start=1):
        entries[name] = Entry(name, "accepted" if line.answered else "blank", line.answered or None, None, "P1", f"D{row}")
        used[name] = GridCell(grid, row, 4)
        painted.update({(row, column): colour for column, colour in ((3, line.words), (4, line.cell)) if colour})
    workbook = PlainWorkbook([grid], coloured=lambda sheet, known: painted)
    found: list[Coloured] = list(on_coloured(EDITION, entries, used, workbook))
    return [(str(YES_NO.index(one.question) + 1), one.cell.address) for one in found]


BLANK, ANSWERED = Line(False), Line(True)


def test_a_coloured_cell_or_coloured_words_are_told() -> None:
    assert marked([BLANK, Line(False, cell=GREEN), ANSWERED, Line(False, words=GREEN), BLANK]) == [("2", "D2"), ("4", "C4")]


def test_an_answered_line_s_colour_says_nothing() -> None:
    assert marked([Line(True, words=GREEN), Line(True, cell=GREEN), BLANK, BLANK]) == []


def test_a_colour_of_lines_that_were_read_is_no_answer() -> None:
    """As many answered lines have it; another colour may still be one."""
    read = [Line(True, words=GREEN)] * 3 + [Line(False, words=GREEN)] * 3
    assert marked([*read, Line(False, cell=BLUE)]) == [("7", "D7")]


def test_banded_and_wholly_coloured_forms_are_dressed() -> None:
    assert marked([Line(False, words=GREEN, cell=GREEN), BLANK] * 5) == []
    assert marked([BLANK, Line(False, words=GREEN, cell=GREEN)] * 5) == []
    assert marked([Line(False, cell=GREEN)] * 10) == []


def test_half_of_the_lines_coloured_without_order_are_answers() -> None:
    lines = [Line(False, cell=GREEN) if number in (0, 1, 4, 6, 7) else BLANK for number in range(10)]
    assert [number for number, _ in marked(lines)] == ["1", "2", "5", "7", "8"]


def test_the_form_s_own_colours_are_known() -> None:
    assert {(0xFF, 0xF6, 0xCC), (0xD9, 0xD9, 0xD9), (0x8F, 0xBE, 0xDA)} <= form_colours()
    assert GREEN not in form_colours()


@pytest.mark.parametrize("fill", ["92D050", "FFFF00", "FFF2CC"])
def test_it_is_told_of_a_file(fill: str) -> None:
    made = filled()
    sheet, row, column = made.places["P1.1.01"]
    restyled(made.book, made.book.page(sheet), row, column, fill=fill)
    assert not faults_of(made.save())
    made.put("P1.1.01", None)
    (told,) = faults_of(made.save())
    assert (told.code, told.sheet, told.cell, told.severity) == ("DG123", *made.cell("P1.1.01"), "error")


@pytest.mark.parametrize("fill", ["FFF6CC", "FFFFFF", "D9D9D9"])
def test_the_form_s_own_colours_are_no_marks(fill: str) -> None:
    made = filled()
    sheet, row, column = made.places["P1.1.01"]
    made.put("P1.1.01", None)
    restyled(made.book, made.book.page(sheet), row, column, fill=fill)
    assert not faults_of(made.save())
