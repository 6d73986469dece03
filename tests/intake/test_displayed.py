"""What people see in a cell is what they meant: numbers shown as percentages or times, cells that a merge covers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from dgmm_excel import load_edition
from dgmm_excel.form.layout import layout
from dgmm_excel.intake.displayed import as_shown
from dgmm_excel.intake.score import Scored
from dgmm_excel.round.researchers import read_figures
from dgmm_excel.xlsx.merges import covered
from dgmm_excel.xlsx.number_formats import is_percent, percent_styles
from tests.support.filled_in import filled_in, read
from tests.support.forms import DEPARTMENT, parts
from tests.support.forms import packed as package_of
from tests.support.rounds import new_round

SLOTS = layout(load_edition(DEPARTMENT), "th").slots


def saved(change: Callable[[Workbook], None]) -> bytes:
    """A filled form, changed and saved by openpyxl."""
    book = load_workbook(BytesIO(filled_in(DEPARTMENT)))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def formatted(cells: dict[str, tuple[Any, str]]) -> bytes:
    """Values with number formats, as spreadsheet programs leave them when 45 % or 12:00 is typed."""
    def change(book: Workbook) -> None:
        for name, (value, code) in cells.items():
            cell = book[SLOTS[name].sheet][SLOTS[name].cell]
            cell.value, cell.number_format = value, code

    return saved(change)


def came_to(result: Scored, name: str) -> tuple[str, Any, Any, list[str]]:
    entry = result.form.entries[name]
    return entry.state, entry.value, entry.raw, [fault.code for fault in result.faults if fault.question == name]


@pytest.mark.parametrize(("name", "value", "code", "expected"), [
    ("P3.2.mean", 0.45, "0%", ("repaired", 45, "45%", ["DG203"])),
    ("P3.2.mean", 0.07, "0.00%", ("repaired", 7, "7%", ["DG203"])),
    ("P3.2.mean", 0.455, "0.0 %", ("repaired", Fraction(91, 2), "45.5%", ["DG203"])),
    ("P3.2.mean", 1.2, "0%", ("rejected", None, "120%", ["DG103"])),
    ("P3.2.mean", 45, '0"%"', ("accepted", 45, 45, [])),
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
    assert came_to(read(formatted({name: (value, code)})), name) == expected


def test_percentages_are_known_in_sheets_spelled_otherwise() -> None:
    """Cells with other attributes in between, which are read by expat and spelled anew."""
    data = formatted({"P3.2.mean": (0.45, "0%")})
    cell = SLOTS["P3.2.mean"].cell.encode()
    members = parts(data)
    part = next(name for name, xml in members.items() if b'r="' + cell + b'"' in xml and b"0.45" in xml)
    changed = members[part].replace(b'<c r="' + cell + b'"', b'<c ph="1" r="' + cell + b'"')
    assert changed != members[part]
    assert came_to(read(package_of(members | {part: changed})), "P3.2.mean") == ("repaired", 45, "45%", ["DG203"])


@pytest.mark.parametrize(("code", "percent"), [
    ("0%", True), ("0.00%", True), ('#,##0.0 "ร้อยละ" %', True), ("[Red]-0%;0%", True), ("General", False), ("0", False),
    ('0"%"', False), (r"0\%", False), ("0_%", False), ("0*%", False), ('[$-41E]0"%"', False),
])
def test_a_percent_sign_in_quotes_is_a_word(code: str, percent: bool) -> None:
    assert is_percent(code) is percent


def test_formats_of_percentages_are_found_however_they_are_spelled() -> None:
    plain = (b'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/><numFmt formatCode=\'[&gt;9]0"%"\' numFmtId="165"/>'
             b'</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/><xf xfId="0" numFmtId="9">'
             b'<alignment/></xf><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs></styleSheet>')
    prefixed = plain.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    assert percent_styles(plain) == percent_styles(prefixed) == {b"1", b"2", b"4"}
    assert percent_styles(b"") == frozenset()


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


# -- merged ----------------------------------------------------------------------------------------


def test_answers_that_a_merge_emptied_are_no_blanks() -> None:
    """Somebody merged three answer cells to say yes to all of them; Excel keeps the first alone."""
    def change(book: Workbook) -> None:
        sheet = book[SLOTS["P1.1.02"].sheet]
        sheet["D10"] = "ใช่"
        sheet.merge_cells("D10:D12")

    result = read(saved(change))
    assert came_to(result, "P1.1.02") == ("accepted", True, "ใช่", [])
    assert came_to(result, "P1.1.03") == ("rejected", None, None, ["DG114"])
    assert came_to(result, "P1.1.04") == ("rejected", None, None, ["DG114"])
    told = [(fault.cell, fault.value, fault.params["place"]) for fault in result.faults]
    assert told == [(f"D{row}", "ใช่", "P1 นโยบาย!D10") for row in (11, 12)]


def test_an_answer_merged_into_its_words_is_no_blank() -> None:
    def change(book: Workbook) -> None:
        book[SLOTS["P1.1.03"].sheet].merge_cells("C11:D11")

    assert came_to(read(saved(change)), "P1.1.03")[3] == ["DG114"]


def test_blank_cells_merged_together_are_blank() -> None:
    def change(book: Workbook) -> None:
        sheet = book[SLOTS["P1.1.02"].sheet]
        sheet["D10"] = None
        sheet.merge_cells("D10:D12")

    result = read(saved(change))
    assert result.faults == ()
    assert {result.form.entries[f"P1.1.{n:02}"].state for n in (2, 3, 4)} == {"blank"}


@pytest.mark.parametrize(("xml", "cells"), [
    (b"<worksheet><sheetData/></worksheet>", {}),
    (b"<worksheet><sheetData/><mergeCells/></worksheet>", {}),
    (b'<worksheet><mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells></worksheet>', {(2, 3): (2, 2), (3, 2): (2, 2), (3, 3): (2, 2)}),
    (b"<x:mergeCells><x:mergeCell a='b' ref='A1:A2'></x:mergeCell></x:mergeCells>", {(2, 1): (1, 1)}),
    (b'<mergeCells><mergeCell ref="A1:ZZZZ9"/><mergeCell ref="B3:A1"/><mergeCell ref="?"/></mergeCells>', {}),
    (b"<t>mergeCells mergeCells</t>", {}),
])
def test_covered_cells_are_read_from_the_sheet(xml: bytes, cells: dict[tuple[int, int], tuple[int, int]]) -> None:
    assert covered(xml) == cells


def test_merges_of_whole_columns_take_no_time() -> None:
    assert len(covered(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')) == 100_000
