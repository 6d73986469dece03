"""Parts as Excel spells them: prefixes in drawings and charts, elements without content closed at once."""

from __future__ import annotations

import pytest

from dgmm_excel.authoring.spelling import as_excel, closed_at_once


@pytest.mark.parametrize(("name", "canonical", "excel"), [
    ("xl/drawings/drawing1.xml",
     '<wsDr xmlns="D"><from><col>1</col></from><c:chart xmlns:c="C"></c:chart></wsDr>',
     '<xdr:wsDr xmlns:xdr="D"><xdr:from><xdr:col>1</xdr:col></xdr:from><c:chart xmlns:c="C"/></xdr:wsDr>'),
    ("xl/charts/chart12.xml",
     '<chartSpace xmlns="C"><a:p xmlns:a="A"><a:t>&lt;x xmlns="y"&gt;&lt;/x&gt;</a:t></a:p><axId val="1"></axId></chartSpace>',
     '<c:chartSpace xmlns:c="C"><a:p xmlns:a="A"><a:t>&lt;x xmlns="y"&gt;&lt;/x&gt;</a:t></a:p><c:axId val="1"/></c:chartSpace>'),
    ("xl/charts/chart1.xml",
     '<x xmlns="C"><numFmt formatCode="0.00"></numFmt><numFmt formatCode="0" sourceLinked="1"></numFmt></x>',
     '<c:x xmlns:c="C"><c:numFmt formatCode="0.00" sourceLinked="0"/><c:numFmt formatCode="0" sourceLinked="1"/></c:x>'),
    ("xl/worksheets/sheet1.xml",
     '<c r="A1" s="1"></c><c r="B1" t="str"><f>A1</f><v></v></c><hyperlink display="a>b" ref="C1"></hyperlink><t>a&gt;</t>',
     '<c r="A1" s="1"/><c r="B1" t="str"><f>A1</f><v></v></c><hyperlink display="a>b" ref="C1"/><t>a&gt;</t>'),
    ("xl/worksheets/_rels/sheet1.xml.rels",
     '<Relationship Id="a" Target="/xl/tables/table1.xml"></Relationship><Relationship Id="b" Target="../x.xml"></Relationship>',
     '<Relationship Id="a" Target="../tables/table1.xml"/><Relationship Id="b" Target="../x.xml"/>'),
    ("_rels/.rels", '<Relationship Target="/xl/workbook.xml"></Relationship>', '<Relationship Target="xl/workbook.xml"/>'),
    ("xl/_rels/workbook.xml.rels", '<Relationship Target="/xl/worksheets/sheet1.xml"></Relationship>',
     '<Relationship Target="worksheets/sheet1.xml"/>'),
])
def test_a_canonical_part_is_spelled_as_excel_does(name: str, canonical: str, excel: str) -> None:
    assert as_excel(name, canonical) == excel


def test_empty_cells_and_rows_of_a_sheet_are_closed_at_once() -> None:
    sheet = b'<sheetData><row r="1" ht="6"></row><row r="2"><c r="A2" s="3" t="n"></c><c r="B2"><v>1</v></c></row></sheetData>'
    assert closed_at_once(sheet) == (
        b'<sheetData><row r="1" ht="6"/><row r="2"><c r="A2" s="3" t="n"/><c r="B2"><v>1</v></c></row></sheetData>')
    assert closed_at_once(b"<sheetData></sheetData>") == b"<sheetData/>"
    assert closed_at_once(b"<oddHeader></oddHeader><oddFooter>&amp;A</oddFooter>") == b"<oddHeader/><oddFooter>&amp;A</oddFooter>"
    text = b"<c r=\"A1\" t=\"inlineStr\"><is><t>&lt;c&gt;&lt;/c&gt; ></t></is></c>"
    assert closed_at_once(text) == text
