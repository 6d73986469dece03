"""The cells of a sheet with a colour that is not known are found, however the sheet is spelled."""

from __future__ import annotations

from dgmm_excel.xlsx.fills import coloured, strange
from dgmm_excel.xlsx.styles import styles_of

_STYLES = b"""<styleSheet><fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor theme="5" tint="0.4"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor rgb="00FFF6CC"/></patternFill></fill></fills>
<cellXfs count="5"><xf fillId="0"/><xf fillId="2"/><xf fillId="3"/><xf fillId="4"/><xf/></cellXfs></styleSheet>"""
YELLOW, THEME = (255, 255, 0), ("theme", "5", "0.4")
CREAM = (255, 246, 204)
KNOWN = frozenset({CREAM})


def test_formats_with_a_fill() -> None:
    assert styles_of(_STYLES).fills == {(b"1", YELLOW), (b"2", THEME), (b"3", CREAM)}


def test_a_known_colour_may_differ_a_little() -> None:
    fills = styles_of(_STYLES).fills
    assert strange(fills, KNOWN) == {b"1": YELLOW, b"2": THEME}
    assert strange(fills, frozenset({(252, 249, 207)})) == {b"1": YELLOW, b"2": THEME}
    assert strange(fills, frozenset({(251, 246, 204)})) == dict(fills)


def test_cells_by_their_format() -> None:
    xml = b"""<x:row r="1"><x:c r="A1" s="1"/><x:c s='2' t="s" r='B1'><x:v>0</x:v></x:c><x:c r="C1" s="3"/><x:c r="D1"/></x:row>
    <cols><col min="1" s="1"/></cols>"""
    assert coloured(xml, strange(styles_of(_STYLES).fills, KNOWN)) == {(1, 1): YELLOW, (1, 2): THEME}
