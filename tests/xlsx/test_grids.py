"""Sheets of files as grids of values, however their XML is spelled."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import openpyxl
import pytest

from dgmm_excel.xlsx import grids as reading
from dgmm_excel.xlsx.grid import UNREADABLE
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package, UnreadableBook
from tests.support.forms import packed, parts
from tests.support.packages import (
    EXPECTED,
    MAIN,
    MARKED,
    OFFICE,
    VALUES,
    grid,
    prefixed,
    row,
    saved,
    sheet_xml,
)

_FORMS = Path(__file__).parents[2] / "dist" / "forms"


def test_grids_of_a_workbook_by_openpyxl(form: bytes) -> None:
    grids = Grids(Package(form))
    assert list(grids) == ["ด้าน 1", "It's & more", "hidden"]
    found = grids["ด้าน 1"]
    assert found.rows[0] == [None] * 4
    assert found.rows[1] == [None, "P1.1.01", "คำถาม", "ใช่"]
    assert [found.value(number, 4) for number in range(3, 8)] == [12.0, 2.5, True, None, dt.datetime(2026, 1, 31, 9, 30)]
    assert found.formulas == found.uncached == {(6, 4)}
    assert (found.errors, found.value(99, 99)) == ({}, None)
    assert grids["hidden"].rows == []
    with pytest.raises(KeyError):
        grids["no such sheet"]


@pytest.mark.skipif(sys.version_info < (3, 11, 5), reason="`re` misses possessive groups: calamine reads all")
@pytest.mark.parametrize("form", sorted(_FORMS.glob("*.xlsx")), ids=lambda form: form.stem)
def test_a_form_read_by_rows_says_what_calamine_says(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sheet of a form is spelled as usual, so that calamine is not asked; asked for all, it gives the same grids."""
    package = Package(form.read_bytes())
    with monkeypatch.context() as without:
        without.setattr(reading, "Feed", None)
        by_rows = dict(Grids(package))
    monkeypatch.setattr(reading, "plain_sheets", lambda *_: defaultdict(lambda: None))
    assert dict(Grids(package)) == by_rows
    assert sum(len(grid.formulas) for grid in by_rows.values()) > 1_000


def test_what_all_sheets_share_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is too long to be kept: a workbook may have many sheets."""
    found = {name: Mock(wraps=getattr(reading, name)) for name in ("plain_sheets", "surroundings")}
    for name, one in found.items():
        monkeypatch.setattr(reading, name, one)
    assert len(dict(Grids(Package(min(_FORMS.glob("*.xlsx")).read_bytes())))) > 5
    assert [one.call_count for one in found.values()] == [1, 1]


SPELLINGS = {
    "plain": lambda xml: xml,
    "prefixed": prefixed,
    "utf-16": lambda xml: xml.encode("utf-16"),
    "utf-16-declared": lambda xml: f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16"),
    "utf-16-without-mark": lambda xml: xml.encode("utf-16-le"),
    "utf-8-mark": lambda xml: b"\xef\xbb\xbf" + xml.encode(),
    "comments-and-spaces": lambda xml: xml.replace("<c r=", "<!-- <c r='Z9'><v>9</v></c> --><c  r = "),
    "cdata": lambda xml: xml.replace("<v>3</v>", "<v><![CDATA[3]]></v>"),
    "space-before-slash": lambda xml: xml.replace('s="1"/>', 's="1" />'),
    "no-positions": lambda xml: re.sub(' r="[A-Z]+1"', "", xml),
    "more-attributes": lambda xml: xml.replace('t="s">', 't="s" cm="1">'),
    "extensions": lambda xml: xml.replace("</v></c>", "</v><extLst><ext><v>9</v></ext></extLst></c>"),
    "false-dimension": lambda xml: xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_reads_alike(spelling: Any) -> None:
    found = grid(spelling(sheet_xml(VALUES)))
    assert found.rows == [EXPECTED]
    assert [type(value) for value in found.rows[0]] == [type(value) for value in EXPECTED]


@pytest.mark.parametrize("spelling", [lambda xml: xml, prefixed], ids=["plain", "prefixed"])
def test_errors_formulas_and_blanks_are_told_apart(spelling: Any) -> None:
    found = grid(spelling(sheet_xml(MARKED)))
    assert found.errors == {(1, 1): "#REF!", (1, 2): "#DIV/0!"}
    assert found.formulas == {(1, column) for column in (2, 3, 4, 5, 6, 7, 8, 10, 11, 12)} | {(2, 11), (2, 12)}
    assert found.uncached == {(1, 4), (1, 5), (1, 6), (1, 10)}
    assert found.rows == [[None, None, "", None, None, None, 7.0, "ab", None, None, 1.0, -2.0]]


def test_an_error_that_calamine_does_not_know_spoils_nothing() -> None:
    found = grid(sheet_xml(row('<c r="A1" t="e"><v>#SPILL!</v></c><c r="B1"><v>1</v></c>')))
    assert (found.errors, found.rows) == ({(1, 1): "#SPILL!"}, [[None, 1.0]])


@pytest.mark.parametrize(
    ("number", "value"),
    [("-5", -5.0), ("1e10", 1e10), ("2958466", 2958466.0), ("1", dt.datetime(1900, 1, 1)), ("NaN", "NaN"), ("1e999", "1e999")],
)
def test_numbers_in_date_cells_are_never_mistaken(number: str, value: Any) -> None:
    found = grid(sheet_xml(row(f'<c r="A1" s="1"><v>{number}</v></c><c r="B1" s="1"><v>45000</v></c>')))
    assert found.rows == [[value, dt.datetime(2023, 3, 15)]]


def test_numbers_without_end_are_texts_in_plain_cells_too() -> None:
    assert grid(sheet_xml(row('<c r="A1"><v>1e999</v></c><c r="B1"><f>1</f><v>inf</v></c>'))).rows == [["1e999", "inf"]]
    assert grid(sheet_xml(row('<c r="A1"><v>1e999</v></c>'))).rows == [["1e999"]]


def test_the_calendar_of_1904() -> None:
    workbook = (f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="1"/>'
                '<sheets><sheet name="A" sheetId="1" r:id="r0"/></sheets></workbook>')
    assert grid(sheet_xml(row('<c r="A1" s="1"><v>43538</v></c>')), workbook=workbook).rows == [[dt.datetime(2023, 3, 15)]]


def test_only_the_sheet_that_is_asked_for_can_fail() -> None:
    workbook = openpyxl.Workbook()
    workbook["Sheet"]["A1"] = "fine"
    workbook.create_sheet("cut")["A1"] = 1
    members = parts(saved(workbook))
    grids = Grids(Package(packed(members | {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><row>"})))
    assert grids["Sheet"].rows == [["fine"]]
    with pytest.raises(UnreadableBook, match="damaged"):
        grids["cut"]


@pytest.mark.parametrize("cell", [
    '<c r="A1" t="s"><v>-1</v></c>', '<c r="A1" t="s"><v>3</v></c>', '<c r="A1" t="s"><v>one</v></c>',
    '<c r="A1" t="s"><v>99999999999999999999</v></c>', '<c r="A1" t="zzz"><v>1</v></c>', '<c r="A1" t="b"><v>2</v></c>',
])
def test_a_cell_that_no_program_can_read_is_an_error_cell_and_others_are_read(cell: str) -> None:
    """Three texts are shared."""
    found = grid(sheet_xml(row(cell + '<c r="B1"><v>7</v></c>')))
    assert (found.errors, found.value(1, 1), found.value(1, 2)) == ({(1, 1): UNREADABLE}, None, 7)
