"""Cells found by a pattern in a plain sheet are those that a parser finds, and any other spelling is left to the parser."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel.xlsx import outline
from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.markup import MAX_DEPTH, parse
from dgmm_excel.xlsx.outline import outlined
from dgmm_excel.xlsx.package import Package
from dgmm_excel.xlsx.patch import Scalar, patched
from tests.support.dressed import as_xlsxwriter
from tests.support.filled_in import filled_in
from tests.support.forms import DEPARTMENT, PROVINCE

FRAME = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="m"><cols><col min="1" max="3" style="4"/></cols>{}</worksheet>'
ROWS = (
    '<row r="1" ht="20"><c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve"> a &amp; </t></is></c><c r="B1"/></row>'
    '<row ht="20" r="2"><c r="A2" t="str"><f>1+1</f><v>2</v></c><c r="B2" s="3"><v>5</v></c><c r="C2"><f t="shared" si="0"/><v/></c></row>'
)
CELLS: tuple[Position, ...] = ((1, 1), (1, 2), (2, 1), (2, 2), (2, 3))


def sheet(rows: str = ROWS, data: str = "<sheetData>{}</sheetData>") -> bytes:
    return FRAME.format(data.format(rows)).encode()


def by_parser(xml: bytes, cells: tuple[Position, ...] = CELLS) -> object:
    """What the parser says of the cells, or why it refuses the part."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline, "_plain", lambda *_: None)
        return said(xml, cells)


def said(xml: bytes, cells: tuple[Position, ...] = CELLS) -> object:
    try:
        found = outlined(xml, "sheet", cells)
    except UnreadableBook as error:
        return str(error)
    there = [found.cells.get(cell) for cell in cells]
    return [one and (one.start, one.end, one.spelling(xml)) for one in there], found.prefix, found.column_styles


def is_plain(xml: bytes, cells: tuple[Position, ...] = CELLS, rows: tuple[int, ...] = ()) -> bool:
    return outline._plain(xml, "sheet", cells, rows) is not None


def test_plain_cells_are_where_the_parser_finds_them() -> None:
    assert is_plain(sheet())
    assert said(sheet()) == by_parser(sheet())
    found = outlined(sheet(), "sheet", CELLS)
    assert [sheet()[one.start:one.end] for one in found.cells.values()][1] == b'<c r="B1"/>'


@pytest.mark.parametrize("xml", [
    sheet(ROWS.replace('<c r="B1"/>', "")),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="B1"/><c r="B1"><v>1</v></c>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c s="1" r="B1"/>')),
    sheet(ROWS.replace('<c r="B1"/>', "<c r='B1'/>")),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="b1"/>')),
    sheet(ROWS.replace('<c r="B1"/>', '<!-- <c r="B1"/> --><c r="B1"/>')),
    sheet(ROWS.replace('<c r="B1"/>', '<?x <c r="B1"/> ?><c r="B1"/>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="B1"><v><![CDATA[<c r="B2"/>]]></v></c>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="B1"><v>1</v><extLst><ext/></extLst></c>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="B1" x="&gt;"/>')),
    sheet(ROWS.replace('<c r="B1"/>', '<mc:a xmlns:mc="x"><c r="B1"/></mc:a>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="XFE1"/><c r="B1"/>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="B1">&nothing;</c>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="B1"><v>\x01</v></c>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="B1" r="B1"/>')),
    sheet(ROWS.replace('<c r="B1"/>', '<c r="B1"><v>]]></v></c>')), sheet(ROWS.replace('<c r="B1"/>', '<c r="B1" 1="1"/>')),
    sheet(ROWS.replace('"B1"', '"B7"')), sheet(ROWS.replace('"B1"', '"B2"')), sheet(ROWS.replace(' r="2"', ' r="1"')),
    sheet('<row r="8"/>' + ROWS), sheet('<row r="2"/>' + ROWS), sheet(ROWS + '<row r="2"/>'), sheet(ROWS + '<row r="&#57;"/>'), sheet(ROWS + "<row"),
    sheet(ROWS + ROWS), sheet(ROWS.removesuffix("</row>")), sheet(ROWS + "</row>"), sheet(ROWS.replace("<row", "text<row", 1)),
    f"<?x <sheetData>{ROWS}&</sheetData> ?><worksheet/>".encode(), sheet().replace(b"<v>5", b"<v>\xff"),
    sheet(ROWS.replace('r="2"', 'r="0"')), sheet(ROWS.replace('r="2"', 'r="9999999"')), sheet(ROWS.replace(' r="2"', "")),
    sheet(data="<sheetData >{}</sheetData>"), sheet(data="<sheetData>{}</sheetData><sheetData/>"), sheet(data="<nothing/>"),
    sheet(data="<?x <sheetData> ?><sheetData>{}</sheetData>"), sheet(data="<x y='<sheetData>'/><sheetData>{}</sheetData>"),
    sheet(data="<sheetData>{}</sheetData>" + "<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH), sheet(data="<a><sheetData>{}</sheetData></a>"),
    sheet(data="<sheetData>{}</sheetData></worksheet><worksheet>"), sheet()[:-3], sheet("") , b"", b"<sheetData></sheetData>",
    sheet().replace(b"<cols>", b"<!DOCTYPE x><cols>"), sheet().replace(b"<c r=", b"<x:c r="),
])
def test_any_other_spelling_is_what_the_parser_makes_of_it(xml: bytes) -> None:
    assert said(xml) == by_parser(xml)


@pytest.mark.parametrize("rows", [
    ROWS, ROWS.replace(' ht="20" r="2"', ' ht="20" hidden="1" r="2" '), ROWS.replace(' r="2"', ""), ROWS + '<row r="2"/>', ROWS + '<row r="3"/>',
    ROWS.replace('<row r="1"', '<row own="r=2" r="1"'), ROWS.replace('<row r="1"', '<row x:r="2" r="1"'), ROWS.replace('<row r="1"', "<row r='1'"),
])
def test_rows_begin_where_the_parser_finds_them(rows: str) -> None:
    xml = sheet(rows).replace(b'xmlns="m"', b'xmlns="m" xmlns:x="x"')
    for numbers in ((1,), (2,), (1, 2), (3,), (2, 3)):
        with pytest.MonkeyPatch.context() as patch:
            found = [outlined(xml, "sheet", CELLS[:2], numbers).rows.get(number) for number in numbers]
            patch.setattr(outline, "_plain", lambda *_: None)
            parsed = [outlined(xml, "sheet", CELLS[:2], numbers).rows.get(number) for number in numbers]
        assert [one and (one.number, one.start, one.inner, one.attributes) for one in found] == [
            one and (one.number, one.start, one.inner, one.attributes) for one in parsed]
    assert is_plain(sheet(), CELLS, (1, 2)) and not is_plain(sheet(), CELLS, (3,))


def as_openpyxl(data: bytes) -> bytes:
    stream = BytesIO()
    load_workbook(BytesIO(data)).save(stream)
    return stream.getvalue()


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
@pytest.mark.parametrize("name", [DEPARTMENT, PROVINCE])
@pytest.mark.parametrize("spelling", [bytes, as_openpyxl, as_xlsxwriter], ids=["as issued", "openpyxl", "xlsxwriter"])
def test_forms_are_edited_plainly_and_alike(name: str, spelling: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    data, rng = spelling(filled_in(name)), random.Random(name)
    changes: dict[str, dict[Position, Scalar]] = {}
    package = Package(data)
    for one in package.worksheets:
        xml = package.original(one.part)
        parsed = outline.Outline(xml, one.part)
        parse(parsed.parser, xml, one.part)
        cells = tuple(rng.sample(sorted(parsed.cells), min(60, len(parsed.cells))))
        if cells:
            assert is_plain(xml, cells), one.name
            assert said(xml, cells) == by_parser(xml, cells)
            changes[one.name] = {cell: rng.choice((None, 3, 2.5, True, "=1 & <2>", " x ")) for cell in cells}
    shown = {sheet: {row: float(rng.randint(1, 400)) for row, _ in rng.sample(list(cells), 9)} for sheet, cells in changes.items()}
    starts = dict.fromkeys(changes, (5, 30))
    plainly = patched(data, changes, shown=shown, page_starts=starts)
    monkeypatch.setattr(outline, "_plain", lambda *_: None)
    assert patched(data, changes, shown=shown, page_starts=starts) == plainly
