"""Looks of the cells of a sheet: of their own formats, and of runs in their texts, however the sheet is spelled."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest

from dgmm_excel.xlsx.grid import Grid, Run, Way
from dgmm_excel.xlsx.looks import looks_of
from dgmm_excel.xlsx.styles import CellFormat
from tests.support.packages import MAIN, grid, prefixed, row, sheet_xml

STRUCK: frozenset[Way] = frozenset({"struck"})
RAISED: frozenset[Way] = frozenset({"raised"})
UNSEEN: frozenset[Way] = frozenset({"unseen"})
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode=";;;"/><numFmt numFmtId="165" formatCode="bbbb"/></numFmts>'
    '<fonts><font/><font><strike/></font></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/>'
    '</cellStyleXfs><cellXfs><xf/><xf fontId="1"/><xf numFmtId="164"/><xf numFmtId="71"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)
SHARED = (
    f'<sst xmlns="{MAIN}"><si><t>zero</t></si><si><r><rPr><strike/></rPr><t>12</t></r><r><t>15</t></r></si></sst>'
)
SHEET = row(
    '<c r="A1" s="1"><v>5</v></c><c r="B1" s="1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" s="2"><v>7</v></c>'
    '<c r="E1" s="2"/><c r="F1" s="3"><v>45000</v></c><c r="G1" s="4"><v>45000</v></c><c r="H1" s="1"><v>-5</v></c><c r="I1"><v>1</v></c>'
    '<c r="J1" t="inlineStr"><is><r><rPr><strike/></rPr><t>a</t></r><r><t> b</t></r></is></c><c r="K1" s="1" t="b"><v>1</v></c>'
)
CELLS = b'<c r="A1" s="1"><v>5</v></c><c r="B1" s="1" t="s"><v>0</v></c><c r="C1" s="2" t="s"><v>0</v></c><c r="D1" s="1"/>'


def test_a_run_without_a_font_has_that_of_its_cell() -> None:
    formats = {b"1": CellFormat(STRUCK, None), b"2": CellFormat(frozenset(), ";;;")}
    text = (Run("a", RAISED), Run("b", None))
    assert looks_of(CELLS, Grid("", [[5, "ab", "ab", None]]).value, formats, {0: text}, {(2, 2): (b"", text)}, {}) == {
        (1, 1): (Run(None, STRUCK),),
        (1, 2): (Run("a", RAISED), Run("b", STRUCK)),
        (1, 3): (Run("a", RAISED | UNSEEN), Run("b", UNSEEN)),
        (2, 2): (Run("a", RAISED), Run("b", frozenset())),
    }
    assert looks_of(CELLS, Grid("", [[5]]).value, {}, {}, {}, {}) == {}


@pytest.mark.parametrize("spelling", [str, prefixed, lambda xml: re.sub(' r="[A-Z]+1"', "", xml), lambda xml: xml.replace("<c ", "<c ph='1' ")],
                         ids=["plain", "prefixed", "no positions", "more attributes"])
def test_looks_are_read_however_the_sheet_is_spelled(spelling: Callable[[str], str]) -> None:
    found = grid(spelling(sheet_xml(SHEET)), shared=SHARED, **{"xl/styles__xml": STYLES})
    own, plain = (Run(None, STRUCK),), frozenset[Way]()
    assert found.looks == {
        (1, 1): own, (1, 2): own, (1, 3): (Run("12", STRUCK), Run("15", plain)), (1, 4): (Run(None, UNSEEN),), (1, 8): own,
        (1, 10): (Run("a", STRUCK), Run(" b", plain)), (1, 11): own,
    }
    march = dt.datetime(2023, 3, 15)
    assert found.rows[0] == [5, "zero", "1215", 7, None, march, march, -5, 1, "a b", True]


@pytest.mark.parametrize("spelling", [str, prefixed], ids=["plain", "prefixed"])
def test_a_pale_run_is_unseen_where_its_cell_is_pale(spelling: Callable[[str], str]) -> None:
    """White on no fill and on the light yellow of a form's answers; not on dark blue."""
    text = '<r><rPr><color rgb="FFFFFFFF"/></rPr><t>no</t></r><r><rPr><color rgb="FF000000"/></rPr><t>yes</t></r>'
    fills = "".join(f'<fill><patternFill patternType="solid"><fgColor rgb="FF{one}"/></patternFill></fill>' for one in ("FFF6CC", "0B4F71"))
    styles = STYLES.replace("</fills>", f"{fills}</fills>").replace("</cellXfs>", '<xf fillId="1"/><xf fillId="2"/></cellXfs>')
    cells = "".join(f'<c r="{column}1" s="{style}" t="s"><v>0</v></c>' for column, style in zip("ABC", (0, 5, 6), strict=True))
    inline = f'<c r="D1" s="5" t="inlineStr"><is>{text}</is></c><c r="E1" s="6" t="inlineStr"><is>{text}</is></c>'
    shared = f'<sst xmlns="{MAIN}"><si>{text}</si></sst>'
    found = grid(spelling(sheet_xml(row(cells + inline))), shared=shared, **{"xl/styles__xml": styles})
    unseen = (Run("no", UNSEEN), Run("yes", frozenset()))
    assert found.looks == {(1, 1): unseen, (1, 2): unseen, (1, 4): unseen}


def test_a_sheet_without_such_cells_has_no_looks() -> None:
    assert grid(sheet_xml(row('<c r="A1" t="s"><v>0</v></c>')), shared=SHARED, **{"xl/styles__xml": STYLES}).looks == {}
