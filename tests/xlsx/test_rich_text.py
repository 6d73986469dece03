"""Shared texts in runs of which one is struck out, raised or in symbols."""

from __future__ import annotations

from dgmm_excel.xlsx.grid import Run
from dgmm_excel.xlsx.rich_text import marked_texts

PLAIN = "<si><t>strike</t></si>"
STRUCK = "<si><r><rPr><strike/><sz val='11'/></rPr><t>120</t></r><r><t xml:space='preserve'> 150_x0041_</t></r><rPh sb='0' eb='1'><t>no</t></rPh></si>"
BOLD = "<si><r><rPr><b/></rPr><t>bold</t></r></si>"
FONT = '<si><r><rPr><b/></rPr><t>a</t></r><r><rPr><rFont val="Wingdings"/></rPr><t>ü</t></r></si>'
UNDONE = '<si><r><rPr><strike val="0"/></rPr><t>x</t></r></si>'


def test_marked_texts_come_with_all_their_runs() -> None:
    found = marked_texts(f"<sst>{PLAIN}{STRUCK}{BOLD}{FONT}{UNDONE}</sst>".encode())
    assert found == {
        1: (Run("120", frozenset({"struck"})), Run(" 150A", None)),
        3: (Run("a", frozenset()), Run("ü", frozenset({"symbols"}))),
    }
    assert marked_texts(f"<sst>{PLAIN}{BOLD}{UNDONE}</sst>".encode()) == {}


def test_any_prefix_will_do() -> None:
    xml = f"<sst>{PLAIN}{STRUCK}</sst>".replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    assert list(marked_texts(xml.encode())) == [1]


def test_pale_runs_are_marked_with_their_colour() -> None:
    text = '<si><r><rPr><color {}/></rPr><t>1</t></r><r><t>2</t></r></si>'
    inks = ('rgb="FFFFFFFF"', 'theme="0"', 'indexed="9"', 'rgb="00FFFF99"', 'rgb="FFFF0000"', 'theme="1"', 'theme="0" tint="-0.5"')
    found = marked_texts(f"<sst>{''.join(map(text.format, inks))}</sst>".encode())
    white = (255, 255, 255)
    assert {number: runs[0].ink for number, runs in found.items()} == {0: white, 1: white, 2: white, 3: (255, 255, 153)}
