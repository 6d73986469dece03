"""Numbers are taken as people see them in the cell."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat

from dgmm_excel import load_edition
from dgmm_excel.intake.displayed import Seen, as_shown, seen
from dgmm_excel.round.researchers import read_figures
from dgmm_excel.xlsx.grid import Run
from tests.support.filled_in import filled_in, read
from tests.support.formatted import SLOTS, came_to, saved
from tests.support.forms import DEPARTMENT, parts
from tests.support.forms import packed as package_of
from tests.support.looks import RAISED as RAISED_FONT
from tests.support.looks import STRIKE, WHITE, WINGDINGS, restyled
from tests.support.rounds import new_round
from tests.support.xml_book import XmlBook, split


def formatted(name: str, value: Any, code: str) -> XmlBook:
    """A value with a number format, as spreadsheet programs leave it when 45 % or 12:00 is typed."""
    book = XmlBook(filled_in(DEPARTMENT))
    page, place = book.page(SLOTS[name].sheet), split(SLOTS[name].cell)
    page.put(*place, value)
    restyled(book, page, *place, code=code)
    return book


@pytest.mark.parametrize(("name", "value", "code", "expected"), [
    ("P3.2.mean", 0.45, "0%", ("repaired", 45, "45%", ["DG203"])),
    ("P3.2.mean", 0.07, "0.00%", ("repaired", 7, "7%", ["DG203"])),
    ("P3.2.mean", 0.455, "0.0 %", ("repaired", Fraction(91, 2), "45.5%", ["DG203"])),
    ("P3.2.mean", 1.2, "0%", ("rejected", None, "120%", ["DG103"])),
    ("P3.2.mean", 45, '0"%"', ("accepted", 45, 45, [])),
    ("P3.2.takers", 45, '0"%"', ("rejected", None, 45, ["DG115"])),
    ("P4.U.score", 0.45, "0%", ("accepted", Fraction(9, 20), 0.45, [])),
    ("P4.4.2.cur_digital", 1, "0%", ("rejected", None, "100%", ["DG102"])),
    ("P4.4.1.name", 0.5, "0%", ("accepted", "50%", "50%", [])),
    ("P1.1.01", 1, "0%", ("rejected", None, "100%", ["DG101"])),
    ("P2.9.use", 2, "0%", ("rejected", None, "200%", ["DG101"])),
    ("P4.4.2.cur_digital", 0, "h:mm", ("rejected", None, "0:00:00", ["DG102"])),
    ("P4.4.2.cur_digital", 2, "[h]:mm:ss", ("rejected", None, "48:00:00", ["DG102"])),
    ("P4.U.score", 0.5, "h:mm", ("rejected", None, "12:00:00", ["DG102"])),
    ("P1.1.01", 0, "h:mm", ("rejected", None, "0:00:00", ["DG101"])),
    ("P4.4.1.name", 0.375, "h:mm", ("accepted", "9:00:00", "9:00:00", [])),
])
def test_a_number_is_what_people_see_of_it(name: str, value: Any, code: str, expected: Any) -> None:
    assert came_to(read(formatted(name, value, code).save()), name) == expected


STRUCK, RAISED, SYMBOLS = ([way] for way in ("struck", "raised", "symbols"))


@pytest.mark.parametrize(("name", "runs", "expected"), [
    ("P4.4.1.prev_total", [("120", STRUCK), ("150", [])], Seen("150", is_cut=True)),
    ("P4.4.1.prev_total", [("300", STRUCK), (" 310", None)], Seen(" 310", is_cut=True)),
    ("P4.4.1.prev_total", [("150", []), (" ", STRUCK)], Seen("150 ")),
    ("P4.4.1.prev_total", [("1", []), ("2", STRUCK), ("0", [])], Seen("120", "struck")),
    ("P4.4.1.prev_total", [("120", STRUCK), (" ", [])], Seen("120 ", "struck")),
    ("P4.4.1.prev_total", [("10", []), ("2", RAISED)], Seen("102", "raised")),
    ("P4.4.1.prev_total", [("10", []), ("2", [*RAISED, *STRUCK])], Seen("10", is_cut=True)),
    ("P1.1.05", [("ไม่", STRUCK), ("ใช่", [])], Seen("ใช่", is_cut=True)),
    ("P1.1.05", [("ไม", STRUCK), ("่ใช่", [])], Seen("ไม่ใช่", "struck")),
    ("P1.1.05", [("ใช่", RAISED)], Seen("ใช่")),
    ("P1.1.05", [("n", SYMBOLS)], Seen("n", "symbols")), ("P1.1.05", [("\uf0fc", SYMBOLS)], Seen("\uf0fc", "symbols")),
    ("P1.1.05", [("✓", SYMBOLS)], Seen("✓")), ("P1.1.05", [("ใช่", SYMBOLS)], Seen("ใช่")),
    ("P4.4.1.name", [("ระบบ", []), ("เก่า", STRUCK), ("ใหม่", [])], Seen("ระบบใหม่", is_cut=True)),
    ("P4.4.1.name", [("พื้นที่ m", []), ("2", RAISED)], Seen("พื้นที่ m2")),
])
def test_a_text_in_runs_is_what_people_see_of_it(name: str, runs: list[Any], expected: Seen) -> None:
    look = tuple(Run(text, None if ways is None else frozenset(ways)) for text, ways in runs)
    question = load_edition(DEPARTMENT).questions[name]
    assert seen(question, "".join(run.text or "" for run in look), look) == expected


@pytest.mark.parametrize(("font", "code", "value"), [
    (STRIKE, "", 5), (RAISED_FONT, "", 5), (WINGDINGS, "", 5), (WHITE, "", 5), ("", ";;;", 5), ("", "0;-0;;@", 0), ("", "#,##0,", 5_000), ("", '"ไม่มี"', 5),
])
def test_a_number_that_looks_otherwise_is_rejected_at_its_cell(font: str, code: str, value: int) -> None:
    book = XmlBook(filled_in(DEPARTMENT))
    page = book.page(SLOTS["P4.4.2.cur_digital"].sheet)
    row, column = split(SLOTS["P4.4.2.cur_digital"].cell)
    page.put(row, column, value)
    restyled(book, page, row, column, font=font, code=code)
    assert came_to(read(book.save()), "P4.4.2.cur_digital") == ("rejected", None, value, ["DG115"])


@pytest.mark.parametrize(("value", "expected"), [
    (434.99999999999994, 435), (3.0000000000000004, 3), (0.30000000000000004 * 10, 3),
])
def test_fifteen_digits_of_a_number_are_seen(value: float, expected: int) -> None:
    book = XmlBook(filled_in(DEPARTMENT))
    page = book.page(SLOTS["P4.4.2.cur_total"].sheet)
    page.formula(*split(SLOTS["P4.4.2.cur_total"].cell), "4.35*100", value)
    assert came_to(read(book.save()), "P4.4.2.cur_total") == ("repaired", expected, expected, ["DG204"])


STRIKES, WHITENS = DifferentialStyle(font=Font(strike=True)), DifferentialStyle(font=Font(color="FFFFFFFF"))
#: Each over an answer of its own: the rule, the answer, what it comes to.
RULES = {
    "P1.1.01": (Rule("cellIs", operator="equal", formula=['"ใช่"'], dxf=STRIKES), "ใช่", ("rejected", None, "ใช่", ["DG115"])),
    "P1.1.02": (Rule("cellIs", operator="equal", formula=['"ใช่"'], dxf=STRIKES), "ไม่ใช่", ("accepted", False, "ไม่ใช่", [])),
    "P1.1.03": (Rule("expression", formula=["$A$1=1"], dxf=WHITENS), "ใช่", ("rejected", None, "ใช่", ["DG115"])),
    "P1.1.04": (Rule("expression", formula=["TRUE"], dxf=DifferentialStyle(numFmt=NumberFormat(200, ";;"))), "ใช่", ("accepted", True, "ใช่", [])),
    "P1.1.05": (Rule("expression", formula=["TRUE"], dxf=DifferentialStyle(numFmt=NumberFormat(201, ";;;"))), "ใช่", ("rejected", None, "ใช่", ["DG115"])),
    "P1.1.06": (Rule("expression", formula=["TRUE"], dxf=DifferentialStyle(font=Font(bold=True))), "ใช่", ("accepted", True, "ใช่", [])),
}


def test_a_conditional_format_that_strikes_or_hides_an_answer_rejects_it() -> None:
    def change(book: Workbook) -> None:
        for name, (rule, value, _) in RULES.items():
            slot = SLOTS[name]
            book[slot.sheet][slot.cell].value = value
            book[slot.sheet].conditional_formatting.add(slot.cell, rule)

    result = read(saved(change))
    assert {name: came_to(result, name) for name in RULES} == {name: expected for name, (_, _, expected) in RULES.items()}


def test_percentages_are_known_in_sheets_spelled_otherwise() -> None:
    """Cells with other attributes in between, which are read by expat and spelled anew."""
    def change(book: Workbook) -> None:
        typed = book[SLOTS["P3.2.mean"].sheet][SLOTS["P3.2.mean"].cell]
        typed.value, typed.number_format = 0.45, "0%"

    data, cell = saved(change), SLOTS["P3.2.mean"].cell.encode()
    assert came_to(read(data), "P3.2.mean") == ("repaired", 45, "45%", ["DG203"])
    members = parts(data)
    part = next(name for name, xml in members.items() if b'r="' + cell + b'"' in xml and b"0.45" in xml)
    changed = members[part].replace(b'<c r="' + cell + b'"', b'<c ph="1" r="' + cell + b'"')
    assert changed != members[part]
    assert came_to(read(package_of(members | {part: changed})), "P3.2.mean") == ("repaired", 45, "45%", ["DG203"])


def test_what_is_no_number_is_shown_as_it_is() -> None:
    question = load_edition(DEPARTMENT).questions["P3.2.mean"]
    for raw in (None, True, "ก", "0.45"):
        assert as_shown(question, raw, "percent") is raw


def test_researchers_figures_typed_as_percentages_are_percentages(tmp_path: Path) -> None:
    of = new_round(tmp_path)
    book = load_workbook(of.researchers)
    (sheet,) = book.worksheets
    columns = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    row = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == "D1")
    for name, value in (("P3.2.mean", 0.62), ("P3.2.takers", 0.5), ("P4.U.score", 0.25)):
        cell = sheet.cell(row, columns[name], value)
        cell.number_format = "0%"
    book.save(of.researchers)
    figures = read_figures(of.researchers, {code: member.edition for code, member in of.members.items()})
    assert figures.values["D1"] == {"P3.2.mean": 62, "P4.U.score": Fraction(1, 4)}
    assert [(fault.code, fault.question, fault.value) for _, fault in figures.faults] == [
        ("DG203", "P3.2.mean", "62%"), ("DG102", "P3.2.takers", "50%")]
