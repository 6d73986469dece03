"""Values written into cells, and all else left as it was."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from dgmm_excel.xlsx.a1 import MAX_TEXT, position
from dgmm_excel.xlsx.grids import Grids
from dgmm_excel.xlsx.package import Package
from dgmm_excel.xlsx.patch import Changes, patched
from tests.support.packages import (
    compressed,
    grid,
    made,
    prefixed,
    row,
    sheet_xml,
)


def member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.read(name)


def test_exactly_one_member_changes_and_the_others_stay_as_compressed(form: bytes) -> None:
    changed = patched(form, {"ด้าน 1": {(2, 4): "ไม่ใช่"}})
    before, after = compressed(form), compressed(changed)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet1.xml"]
    assert patched(form, {"ด้าน 1": {(2, 4): "ไม่ใช่"}}) == changed
    assert patched(form, {}) == form
    assert patched(form, {"ด้าน 1": {}}) == form


def test_styles_formulas_and_all_around_them_stay(form: bytes) -> None:
    changed = patched(form, {"ด้าน 1": {(2, 4): "ไม่ใช่", (6, 4): 14.5, (9, 3): 1}})
    sheet = openpyxl.load_workbook(io.BytesIO(changed))["ด้าน 1"]
    assert (sheet["D2"].value, sheet["D2"].font.bold) == ("ไม่ใช่", True)
    assert sheet["D6"].value == "=SUM(D3:D4)"
    assert (sheet["C9"].value, sheet["C9"].number_format) == (1, "0.00")
    assert sheet.data_validations.dataValidation[0].sqref.ranges
    found = Grids(Package(changed))["ด้าน 1"]
    assert (found.value(6, 4), found.formulas, found.uncached) == (14.5, {(6, 4)}, frozenset())


TEXTS = ["=1+1", "+1", "-1", "@x", "<b>&\"'", " spaced ", "two\nlines", "_x0041_", "tab\tbell\x07", "ก็ ๑", "TRUE"]


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_text(text: str, form: bytes) -> None:
    """In a cell that was there, in one that was not, and as a formula's stored value."""
    changed = patched(form, {"ด้าน 1": {(2, 4): text, (30, 9): text, (6, 4): text}})
    found = Grids(Package(changed))["ด้าน 1"]
    assert [found.value(*spot) for spot in ((2, 4), (30, 9), (6, 4))] == [text] * 3
    assert found.formulas == {(6, 4)}
    xml = member(changed, "xl/worksheets/sheet1.xml")
    assert xml.count(b"<f>") == member(form, "xl/worksheets/sheet1.xml").count(b"<f>") == 1
    if text.isprintable() and "_x" not in text:
        sheet = openpyxl.load_workbook(io.BytesIO(changed))["ด้าน 1"]
        assert (sheet["D2"].value, sheet["D2"].data_type) == (text, "s")
        assert (sheet["I30"].value, sheet["I30"].data_type) == (text, "s")


@pytest.mark.parametrize("value", [0, 1, -3, 2.5, 1e300, -0.125, 10**20, True, False, 1 / 3])
def test_numbers_and_truth_values_come_back(value: Any, form: bytes) -> None:
    found = Grids(Package(patched(form, {"ด้าน 1": {(2, 4): value, (6, 4): value}})))["ด้าน 1"]
    for spot in ((2, 4), (6, 4)):
        assert found.value(*spot) == value and isinstance(found.value(*spot), bool) == isinstance(value, bool)


def test_what_was_written_before_says_nothing_of_equal_values(form: bytes) -> None:
    """1, 1.0 and True are equal; and the rows of a sheet may be others in the same frame."""
    for value, cell in ((1, "><v>1</v>"), (True, ' t="b"><v>1</v>'), (1.0, "><v>1</v>"), (1, "><v>1</v>"), (False, ' t="b"><v>0</v>')):
        assert f'<c r="C9" s="3"{cell}</c>'.encode() in member(patched(form, {"ด้าน 1": {(9, 3): value}}), "xl/worksheets/sheet1.xml")
    foot = "<headerFooter></headerFooter>"
    for others in ("", '<c r="B1"/>', '<c r="B1"/><c r="C1"><v>3</v></c>'):
        xml = made(sheet_xml(row('<c r="A1"/>' + others), after=foot))
        after = member(patched(xml, {"A": {(1, 1): 2}}, page_starts={"A": (9,)}), "xl/parts/odd.xml")
        assert f'<c r="A1"><v>2</v></c>{others}</row></sheetData>{foot}<rowBreaks '.encode() in after


def test_dates_are_written_as_their_numbers(form: bytes) -> None:
    changes = {(7, 4): dt.datetime(2027, 2, 3, 12), (8, 4): dt.date(1900, 1, 1)}
    found = Grids(Package(patched(form, {"ด้าน 1": changes})))["ด้าน 1"]
    assert (found.value(7, 4), found.value(8, 4)) == (dt.datetime(2027, 2, 3, 12), 1.0)


def test_none_clears(form: bytes) -> None:
    changed = patched(form, {"ด้าน 1": {(2, 4): None, (6, 4): None, (40, 40): None}})
    found = Grids(Package(changed))["ด้าน 1"]
    assert (found.value(2, 4), found.uncached) == (None, {(6, 4)})
    assert len(found.rows) < 40
    assert openpyxl.load_workbook(io.BytesIO(changed))["ด้าน 1"]["D2"].font.bold


IMPOSSIBLE = [float("nan"), float("inf"), 10**400, "x" * (MAX_TEXT + 1), dt.date(1899, 1, 1), object(), b"x"]


@pytest.mark.parametrize("value", IMPOSSIBLE, ids=lambda value: type(value).__name__)
def test_what_no_cell_can_hold_is_refused(value: Any, form: bytes) -> None:
    with pytest.raises(ValueError, match="a cell takes"):
        patched(form, {"ด้าน 1": {(2, 4): value}})


def test_where_no_cell_is_nothing_is_written(form: bytes) -> None:
    for spot in ((0, 1), (1, 0), (1_048_577, 1), (1, 16_385)):
        with pytest.raises(ValueError, match="no sheet has a cell"):
            patched(form, {"ด้าน 1": {spot: 1}})
    with pytest.raises(KeyError):
        patched(form, {"none": {(1, 1): 1}})


INSERTS = [(1, 1), (1, 3), (2, 1), (3, 2), (3, 30), (4, 4), (5, 1), (9, 9)]


@pytest.mark.parametrize(
    "cells",
    [
        "",
        row('<c r="B1"><v>1</v></c>') + row("", 3) + row('<c r="D5"><v>4</v></c>', 5),
        '<row r="1" spans="2:4"><c r="B1"/><c r="D1"/></row><row r="3" spans="2:4" /><row r="4"/>',
        "<row><c/><c><v>1</v></c></row><row/><row><c/><c/><c/><c><v>5</v></c></row>",
    ],
    ids=["empty", "gaps", "spans", "no-positions"],
)
@pytest.mark.parametrize("spelling", [lambda xml: xml, prefixed], ids=["plain", "prefixed"])
def test_new_cells_find_their_places_in_order(cells: str, spelling: Any) -> None:
    xml = spelling(sheet_xml(cells, before='<dimension ref="B1:D5"/>').replace("<sheetData></sheetData>", "<sheetData/>"))
    before = grid(xml)
    changed = patched(made(xml), {"A": {spot: f"{spot}" for spot in INSERTS}})
    found = Grids(Package(changed))["A"]
    for number in range(1, 10):
        for column in range(1, 31):
            expected = f"{(number, column)}" if (number, column) in INSERTS else before.value(number, column)
            assert found.value(number, column) == expected
    sheet = openpyxl.load_workbook(io.BytesIO(changed))["A"]
    assert sheet.cell(3, 30).value == "(3, 30)"
    text = member(changed, "xl/parts/odd.xml").decode()
    assert 'ref="A1:AD9"' in text
    places = [position(part.split('"')[0]) for part in text.replace("x:", "").split('<c r="')[1:]]
    assert places == sorted(places, key=lambda place: place or (0, 0)) and len(set(places)) == len(places)
    if "spans" in cells:
        assert 'spans="1:4"' in text and 'spans="2:30"' in text


def test_new_cells_take_the_style_of_their_row_or_column() -> None:
    xml = sheet_xml('<row r="2" s="2" customFormat="1"/>', before='<cols><col min="2" max="3" style="1"/></cols>')
    text = member(patched(made(xml), {"A": {(1, 2): 1, (1, 5): 1, (2, 5): 1}}), "xl/parts/odd.xml").decode()
    assert '<c r="B1" s="1">' in text and '<c r="E1">' in text and '<c r="E2" s="2">' in text


def test_a_cell_of_any_kind_is_replaced_whole() -> None:
    cells = ('<c r="A1" s="1" t="inlineStr"><is><r><t>rich</t></r></is></c><c r="B1" t="e" vm="3"><v>#VALUE!</v></c>'
             '<c r="C1" cm="1"><f t="array" ref="C1">F(1&lt;2)</f><v>1</v><extLst><ext uri="u"/></extLst></c>')
    changed = patched(made(sheet_xml(row(cells))), {"A": {(1, 1): 1, (1, 2): "x", (1, 3): "y"}})
    text = member(changed, "xl/parts/odd.xml").decode()
    assert '<c r="A1" s="1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>x</t></is></c>' in text
    assert '<c r="C1" cm="1" t="str"><f t="array" ref="C1">F(1&lt;2)</f><v>y</v><extLst><ext uri="u"/></extLst></c>' in text


def test_comments_and_strange_bytes_around_the_cells_stay() -> None:
    strange = "<x:y xmlns:x='urn:x' a = 'b'>\r\n<![CDATA[ก]]></x:y>"
    xml = sheet_xml(row('<c r="A1"><v>1</v></c><!-- <c r="B1"/> -->'), after=strange)
    before = member(made(xml), "xl/parts/odd.xml")
    after = member(patched(made(xml), {"A": {(1, 1): 2}}), "xl/parts/odd.xml")
    assert after == before.replace(b"<v>1</v>", b"<v>2</v>")


def tags(xml: bytes) -> dict[str, dict[str, str]]:
    """The attributes of each row, by number, as another parser reads them."""
    root = ElementTree.fromstring(xml)
    return {one.attrib["r"]: dict(one.attrib) for one in root.findall(".//{*}row")}


HIDDEN_ROWS = {
    "as Excel": '<row r="2" spans="1:2" ht="15" hidden="1" customHeight="1" x14ac:dyDescent="0.2"><c r="A2"><v>1</v></c></row><row r="3" hidden="1"/>',
    "as openpyxl": '<row customHeight="1" hidden="1" ht="15" r="2"><c r="A2"><v>1</v></c></row><row hidden="1" r="3" />',
    "as LibreOffice": '<row r="2" customFormat="false" ht="15" hidden="true" customHeight="true" outlineLevel="0" collapsed="false"><c r="A2"><v>1</v></c></row><row r="3" hidden="true"></row>',
    "another quote, more space": "<row  r='2'  hidden = '1' s='1' customFormat='1' own='a &gt; &quot;b'><c r='A2'><v>1</v></c></row ><row r='3'\n hidden='1'/>",
    "shown already": '<row r="2" ht="99"><c r="A2"><v>1</v></c></row><row r="3" ht="10" customHeight="1"/>',
    "nothing there": '<row r="1"><c r="A1"/></row>',
    "no rows at all": "",
}


@pytest.mark.parametrize("rows", HIDDEN_ROWS)
@pytest.mark.parametrize("spelling", [lambda xml: xml, prefixed], ids=["plain", "prefixed"])
def test_rows_are_shown_at_their_heights_and_keep_all_else(rows: str, spelling: Any) -> None:
    xml = spelling(sheet_xml(HIDDEN_ROWS[rows]).replace("xmlns=", 'xmlns:x14ac="urn:x14ac" xmlns=', 1))
    before = member(made(xml), "xl/parts/odd.xml")
    several: tuple[Changes, ...] = ({}, {"A": {(2, 1): 5, (3, 2): "ก"}})
    for changes in several:
        changed = patched(made(xml), changes, shown={"A": {2: 100.25, 3: None, 4: 409.5}})
        after = member(changed, "xl/parts/odd.xml")
        was, now = tags(before), tags(after)
        heights = {"2": {"ht": "100.25", "customHeight": "1"}, "4": {"ht": "409.5", "customHeight": "1"}}
        for number in ("2", "3", "4"):
            kept = {name: text for name, text in was.get(number, {"r": number}).items() if name not in ("hidden", "spans")}
            got = {name: text for name, text in now[number].items() if name != "spans"}
            assert got == kept | heights.get(number, {}), number
        assert [int(number) for number in now] == sorted(map(int, {*was, "2", "3", "4"}))
        found = Grids(Package(changed))["A"]
        assert not {2, 3, 4} & set(found.hidden.rows)
        if changes:
            assert (found.value(2, 1), found.value(3, 2)) == (5, "ก")
        assert patched(changed, changes, shown={"A": {2: 100.25, 3: None, 4: 409.5}}) == changed


def test_of_a_plain_sheet_only_the_tags_of_the_rows_change() -> None:
    xml = sheet_xml(HIDDEN_ROWS["as openpyxl"] + '<row hidden="1" r="20"/>')
    after = member(patched(made(xml), {}, shown={"A": {2: 40}}), "xl/parts/odd.xml")
    assert after == member(made(xml), "xl/parts/odd.xml").replace(
        b'<row customHeight="1" hidden="1" ht="15" r="2">', b'<row r="2" ht="40" customHeight="1">')


@pytest.mark.parametrize(("row_number", "height"), [(0, 15), (1_048_577, 15), (1, 0), (1, -1), (1, 409.6), (1, float("nan")), (1, float("inf"))])
def test_a_height_that_no_row_can_have_is_refused(row_number: int, height: float, form: bytes) -> None:
    with pytest.raises(ValueError, match="no sheet has a row"):
        patched(form, {}, shown={"ด้าน 1": {row_number: height}})
