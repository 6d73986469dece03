"""Every kind of file that the program writes is spelled as Excel's are; and each check finds a fault planted for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from tests.support.every_workbook import every_workbook
from tests.support.excel_habits import faults
from tests.support.forms import packed, parts

SHEET, TEXTS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK, CHART, BARS, DRAWING = "xl/workbook.xml", "xl/charts/chart1.xml", "xl/charts/chart2.xml", "xl/drawings/drawing1.xml"
LINKS, TABLE = "xl/_rels/workbook.xml.rels", "xl/tables/table1.xml"
#: fault -> part of the consolidated workbook, pattern, replacement, what must be said.
PLANTED: Mapping[str, tuple[str, str, str, str]] = {
    "a drawing without prefix": (DRAWING, r"xdr:", "", "begins with wsDr"),
    "a chart without prefix": (CHART, r"(?<=[</])c:|(?<= xmlns):c(?==)", "", "begins with chartSpace"),
    "an empty element with two tags": (BOOK, r"<calcPr([^>]*)/>", r"<calcPr\1></calcPr>", "not closed at once: <calcPr"),
    "an empty cell with two tags": (SHEET, r"(<c [^>]*)/>", r"\1></c>", "not closed at once: <c r="),
    "an absolute target": (LINKS, r'Target="(?=worksheets)', 'Target="/xl/', "a target from the root"),
    "a run in the letters of an axis": (CHART, r"<a:endParaRPr", "<a:r><a:t/></a:r><a:endParaRPr", "with a run"),
    "labels whose format is nobody's": (CHART, r' sourceLinked="0"', "", "without sourceLinked"),
    "an axis that does not say where it crosses": (BARS, r"<c:crossBetween[^>]*/>", "", "without crossBetween"),
    "categories as numbers": (BARS, r"strRef", "numRef", "no texts, or not stored"),
    "categories that are not stored": (BARS, r"<c:strCache>.*?</c:strCache>", "", "no texts, or not stored"),
    "a wrong number of categories": (BARS, r'<c:ptCount val="\d+"', '<c:ptCount val="99"', "no texts, or not stored"),
    "an empty text in a cell": (SHEET, r'(<c r="\w+"(?: s="\d+")?)(?: t="n")?/>', r'\1 t="inlineStr"/>', "an empty cell of the type inlineStr"),
    "an empty shared text": (SHEET, r'(<c r="\w+"(?: s="\d+")?)(?: t="n")?/>', r'\1 t="s"/>', "an empty cell of the type s"),
    "a text with an unspelled look": (SHEET, r"<t>", "<t>_x0041_", "_x0041_ is read as A"),
    "a heading with an unspelled look": (TABLE, r'<tableColumn([^>]*) name="', r'<tableColumn\1 name="_x0042_', "_x0042_ is read as B"),
    "a format with a bare point": (STYLES, r"<numFmts[^>]*>", r'\g<0><numFmt formatCode="#,##0.##" numFmtId="199"/>', "a bare point"),
    "page breaks before the header": (SHEET, r"(<headerFooter.*?</headerFooter>)(<rowBreaks.*?</rowBreaks>|<drawing [^>]*/>)", r"\2\1",
                                      "are out of order"),
    "a size after the font's name": (STYLES, r"(<sz [^>]*/>)(.*?)(<name [^>]*/>)", r"\3\2\1", "are out of order"),
    "a value before a formula": (SHEET, r"(<c [^>]*>)(<v>[^<]*</v>)(?=</c>)", r"\1\2<f>1</f>", "c: v f are out of order"),
    "the unit before the crossing": (CHART, r"(<c:crossBetween[^>]*/>)(<c:majorUnit[^>]*/>)", r"\2\1", "are out of order"),
    "labels before the line's look": (CHART, r"(<c:spPr>(?:(?!</c:spPr>).)*</c:spPr>)(<c:dLbls>)", r"<c:dLbls/>\1\2", "are out of order"),
    "an element of another place": (SHEET, r"<pageSetup ", "<fonts/><pageSetup ", "fonts does not belong there"),
}


@pytest.fixture(scope="module")
def books() -> Mapping[str, bytes]:
    return every_workbook()


def test_every_kind_of_file_is_written_as_excel_writes_it(books: Mapping[str, bytes]) -> None:
    kinds = {name.split()[0] for name in books}
    assert kinds == {"form", "researchers", "consolidated", "contacts", "result", "correction", "verification", "edition",
                     "add-in"}
    assert len(books) == 21
    assert {name: found for name, data in books.items() if (found := faults(data))} == {}


@pytest.mark.parametrize("fault", PLANTED)
def test_planted_faults_are_found(fault: str, books: Mapping[str, bytes]) -> None:
    part, pattern, new, said = PLANTED[fault]
    members = parts(books["consolidated"])
    text, times = re.subn(pattern, new, members[part].decode(), flags=re.DOTALL)
    assert times, f"not in {part}: {pattern}"
    found = faults(packed({**members, part: text.encode()}))
    assert any(part in one and said in one for one in found), found
