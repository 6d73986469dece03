"""Rows that begin printed pages: the break goes to its place in the sheet, and those that were there stay."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel.xlsx.package import Package
from dgmm_excel.xlsx.patch import patched
from dgmm_excel.xlsx.row_breaks import MAX_BREAKS
from tests.support.packages import made, prefixed, row, sheet_xml

PART = "xl/parts/odd.xml"
ROWS = row('<c r="A1"><v>1</v></c>') + "".join(f'<row r="{number}"/>' for number in range(2, 40))
FOOT = '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><headerFooter><oddFooter>&amp;L&amp;A</oddFooter></headerFooter>'
REST = '<colBreaks count="1" manualBreakCount="1"><brk id="2" man="1"/></colBreaks><ignoredErrors><ignoredError sqref="A1"/></ignoredErrors>'


def begun(after: str, *rows: int, rewritten: bool = False) -> bytes:
    """The sheet, with `after` after its cells, once these rows begin pages; `rewritten`: once a cell has changed too."""
    data = made(sheet_xml(ROWS, after=after))
    return Package(patched(data, {"A": {(1, 1): 10**9}} if rewritten else {}, page_starts={"A": rows})).original(PART)


def breaks(xml: bytes) -> str:
    found = re.findall(rb"<(?:\w+:)?rowBreaks.*</(?:\w+:)?rowBreaks>", xml, re.DOTALL)
    assert len(found) == 1
    return str(found[0].decode())


@pytest.mark.parametrize("rewritten", [False, True])
@pytest.mark.parametrize(("before", "after"), [
    ("", ""), (FOOT, ""), (FOOT, REST), ("", REST), (FOOT, '<drawing r:id="rId1" xmlns:r="urn:r"/><extLst/>'),
    ("", '<mc:AlternateContent xmlns:mc="urn:mc"><controls/></mc:AlternateContent>'),
    ('<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>', REST),
])
def test_the_break_comes_after_what_it_follows_and_before_all_else(before: str, after: str, rewritten: bool) -> None:
    xml = begun(before + after, 9, rewritten=rewritten)
    alone = begun(before + after, rewritten=rewritten)
    added = b'<rowBreaks count="1" manualBreakCount="1"><brk id="8" man="1" max="16383" min="0"/></rowBreaks>'
    place = alone.index(b"</sheetData>" + before.encode()) + len(b"</sheetData>" + before.encode())
    assert xml == alone[:place] + added + alone[place:]


@pytest.mark.parametrize(("was", "rows", "now"), [
    ('<rowBreaks count="2" manualBreakCount="2"><brk id="5" max="16383" man="1"/><brk id="20" man="true"/></rowBreaks>', (9, 30),
     '<rowBreaks count="4" manualBreakCount="4"><brk id="5" max="16383" man="1"/><brk id="8" man="1" max="16383" min="0"/>'
     '<brk id="20" man="true"/><brk id="29" man="1" max="16383" min="0"/></rowBreaks>'),
    ('<rowBreaks count="1" manualBreakCount="1"><brk id="8" max="3" man="1"/></rowBreaks>', (9,),
     '<rowBreaks count="1" manualBreakCount="1"><brk id="8" max="3" man="1"/></rowBreaks>'),
    ('<rowBreaks count="2" manualBreakCount="0"><brk id="5" own="&lt;&quot;"></brk><brk id="8"/></rowBreaks>', (9,),
     '<rowBreaks count="2" manualBreakCount="1"><brk id="5" own="&lt;&quot;"></brk><brk id="8" man="1" max="16383" min="0"/></rowBreaks>'),
    ("<rowBreaks count = '1'\n own='a &gt;'><brk id='x' man='1'/></rowBreaks>", (9,),
     '<rowBreaks count="2" own="a &gt;" manualBreakCount="2"><brk id=\'x\' man=\'1\'/><brk id="8" man="1" max="16383" min="0"/></rowBreaks>'),
    ("<rowBreaks/>", (2,), '<rowBreaks count="1" manualBreakCount="1"><brk id="1" man="1" max="16383" min="0"/></rowBreaks>'),
])
def test_breaks_that_were_there_stay(was: str, rows: tuple[int, ...], now: str) -> None:
    for rewritten in (False, True):
        xml, alone = (begun(FOOT + was + REST, *some, rewritten=rewritten) for some in (rows, ()))
        assert xml == alone.replace(was.encode(), now.encode())


def test_a_sheet_that_begins_its_pages_so_stays_as_it_is() -> None:
    data = patched(made(sheet_xml(ROWS, after=FOOT)), {}, page_starts={"A": (9, 30)})
    assert patched(data, {}, page_starts={"A": (9,)}) == data
    assert patched(data, {}, page_starts={"A": ()}) == data
    assert [one.id for one in load_workbook(BytesIO(data))["A"].row_breaks.brk] == [8, 29]


def test_prefixed_tags_get_prefixed_breaks() -> None:
    xml = Package(patched(made(prefixed(sheet_xml(ROWS, after=FOOT))), {}, page_starts={"A": (9,)})).original(PART)
    assert re.fullmatch(r'<(\w+):rowBreaks count="1" manualBreakCount="1"><\1:brk id="8" [^<]*/></\1:rowBreaks>', breaks(xml))


def test_no_sheet_gets_more_breaks_than_excel_takes() -> None:
    for there in (MAX_BREAKS - 1, MAX_BREAKS):
        many = "".join(f'<brk id="{number}" man="1"/>' for number in range(1, there + 1))
        xml = begun(f'{FOOT}<rowBreaks count="{there}" manualBreakCount="{there}">{many}</rowBreaks>', 5000)
        assert breaks(xml).count("<brk ") == MAX_BREAKS


@pytest.mark.parametrize("number", [-1, 0, 1, 1_048_577])
def test_a_row_that_can_begin_no_further_page_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=f"above row {number}"):
        patched(made(sheet_xml(ROWS)), {}, page_starts={"A": (number,)})
