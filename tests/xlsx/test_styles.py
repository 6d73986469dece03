"""Cell formats that change what people see, read from a part of styles."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.grid import Colour, Way
from dgmm_excel.xlsx.styles import cannot_be_seen, cells_with, font_ways, styles_of


def part(fonts: str = "<font/>", fills: str = "<fill><patternFill/></fill>", xfs: str = "<xf/>", codes: str = "") -> bytes:
    return (f"<styleSheet><numFmts>{codes}</numFmts><fonts>{fonts}</fonts><fills>{fills}</fills><cellStyleXfs><xf numFmtId=\"9\"/>"
            f"</cellStyleXfs><cellXfs>{xfs}</cellXfs></styleSheet>").encode()


def ways(fonts: str, fills: str = "<fill><patternFill/></fill>") -> frozenset[Way]:
    looks = styles_of(part(fonts, fills, '<xf fontId="0" fillId="0"/>')).looks
    return looks[b"0"].ways if looks else frozenset()


def test_formats_of_percentages_are_found_however_they_are_spelled() -> None:
    plain = (b'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/><numFmt formatCode=\'[&gt;9]0"%"\' numFmtId="165"/>'
             b'</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/><xf xfId="0" numFmtId="9">'
             b'<alignment/></xf><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs></styleSheet>')
    prefixed = plain.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    assert styles_of(plain).percents == styles_of(prefixed).percents == {b"1", b"2", b"4"}
    assert styles_of(b"").percents == frozenset()


def test_percentages_in_thai_digits_are_built_in() -> None:
    assert styles_of(part(xfs='<xf numFmtId="67"/><xf numFmtId="68"/><xf numFmtId="59"/>')).percents == {b"0", b"1"}


def test_numbers_are_told_from_dates_where_no_reader_can_take_them_for_such() -> None:
    codes = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in
                    ((14, "0"), (2, "yyyy"), (164, "#,##0.00"), (165, "d mmm"), (166, "0"), (166, "h:mm"), (167, "[Red]0"), (168, "General"),
                     (170, "&quot;day &quot;0"), (171, "&quot;d_&quot;d"), (172, "&quot;*&quot;d"), (173, "0&quot; d&quot;;-0")))
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 1, 14, 2, 164, 165, 166, 167, 168, 169, 22, 45, 49, 170, 171, 172, 173))
    assert styles_of(part(xfs=xfs, codes=codes)).numbers == {b"", b"0", b"1", b"4", b"8", b"12", b"13", b"16"}
    assert styles_of(part(xfs='<xf numFmtId="14"/><xf/>')).numbers == {b"1"}
    assert styles_of(b"").numbers == {b""}
    assert styles_of(b"<cellXfs><xf/>").numbers == frozenset()


def test_dates_get_formats_that_calamine_knows_and_nothing_else_changes() -> None:
    xml = part(xfs='<xf numFmtId="71"/><xf numFmtId="200"/><xf numFmtId="2"/>', codes='<numFmt numFmtId="200" formatCode="bbbb"/>')
    assert styles_of(xml).xml == xml.replace(b'<xf numFmtId="71"', b'<xf numFmtId="14"').replace(b'<xf numFmtId="200"', b'<xf numFmtId="14"')
    own = part(xfs='<xf numFmtId="71"/>', codes='<numFmt numFmtId="71" formatCode="0"/>')
    assert styles_of(own).xml is own, "a number that the workbook itself gives to another format"


@pytest.mark.parametrize(("font", "expected"), [
    ("<font><strike/></font>", {"struck"}), ('<font><strike val="1"/></font>', {"struck"}), ('<font><strike val="0"/></font>', set()),
    ('<font><x:strike val="false"/></font>', set()), ('<font><vertAlign val="superscript"/></font>', {"raised"}),
    ('<font><vertAlign val="subscript"/><strike/></font>', {"raised", "struck"}), ('<font><vertAlign val="baseline"/></font>', set()),
    ('<font><name val="Wingdings"/></font>', {"symbols"}), ('<font><name val="Wingdings 2"/></font>', {"symbols"}),
    ('<font><rFont val="WEBDINGS"/></font>', {"symbols"}), ('<font><name val="Some font"/><charset val="2"/></font>', {"symbols"}),
    ('<font><name val="Symbola"/><charset val="222"/></font>', set()), ('<font><name val="TH SarabunPSK"/></font>', set()),
])
def test_what_fonts_make_of_a_text(font: str, expected: set[Way]) -> None:
    assert font_ways(font.encode()) == ways(font) == expected


@pytest.mark.parametrize(("font", "fill", "is_unseen"), [
    ('rgb="FFFFFFFF"', "<patternFill/>", True), ('theme="0"', '<patternFill patternType="none"/>', True), ('indexed="9"', "<patternFill/>", True),
    ('rgb="FFFFFFFF"', '<patternFill patternType="solid"><fgColor rgb="FF0B4F71"/></patternFill>', False),
    ('rgb="FF0B4F71"', '<patternFill patternType="solid"><fgColor rgb="000B4F71"/></patternFill>', True),
    ('rgb="FFFFF8D0"', '<patternFill patternType="solid"><fgColor rgb="FFFFF6CC"/></patternFill>', True),
    ('theme="4" tint="0.5"', '<patternFill patternType="solid"><fgColor theme="4" tint="0.5"/></patternFill>', True),
    ('theme="4" tint="0.5"', '<patternFill patternType="solid"><fgColor theme="4"/></patternFill>', False),
    ('theme="1"', "<patternFill/>", False), ('rgb="FF000000"', '<patternFill patternType="gray125"/>', False), ('rgb="no"', "<patternFill/>", False),
    ('theme="0"', '<gradientFill/>', False), ('auto="1"', "<patternFill/>", False),
])
def test_a_text_in_the_colour_of_its_cell_is_not_seen(font: str, fill: str, is_unseen: bool) -> None:
    assert ways(f"<font><color {font}/></font>", f"<fill>{fill}</fill>") == ({"unseen"} if is_unseen else set())


def test_cells_are_found_by_their_format() -> None:
    cells = b'<c r="A1" s="3"/><c r="B2" t="s" s="12"><v>0</v></c><c r="C3" format="3" t="str"><v>x</v></c><c r="D4" t="s"><v>3</v></c>'
    assert list(cells_with(cells, frozenset({b"3"}))) == [((1, 1), b"3"), ((3, 3), b"3")]
    assert list(cells_with(cells, {b"12": 0})) == [((2, 2), b"12")]


@pytest.mark.parametrize(("ink", "ground", "unseen"), [
    ((255, 255, 255), (255, 255, 255), True),
    ((255, 255, 255), (255, 246, 204), True),  # the answer cells of a form
    ((255, 255, 153), (255, 255, 255), True),
    ((0, 0, 0), (10, 10, 10), True),
    ((217, 217, 217), (255, 255, 255), False),  # light grey is hard to read, but seen
    ((89, 89, 89), (217, 217, 217), False),  # what a form writes where it does not ask
    (("theme", "5"), ("theme", "5"), True),
    (("theme", "5"), ("theme", "6"), False),
    (("theme", "5"), (255, 255, 255), False),
    (None, None, False),
])
def test_what_nobody_sees(ink: Colour, ground: Colour, unseen: bool) -> None:
    assert cannot_be_seen(ink, ground) == cannot_be_seen(ground, ink) == unseen


def test_the_last_font_has_no_colour_of_the_borders_after_it() -> None:
    xml = part(fills='<fill><patternFill patternType="solid"><fgColor rgb="FFB8C4CE"/></patternFill></fill>').replace(
        b"<cellStyleXfs>", b'<borders><border><left><color rgb="FFB8C4CE"/></left></border></borders><cellStyleXfs>')
    assert styles_of(xml).looks == {}
    assert styles_of(xml).fills == {(b"0", (0xB8, 0xC4, 0xCE))}


@pytest.mark.parametrize(("size", "unseen"), [("1", True), ("3.5", True), ("4", False), ("8", False), ("11", False), ("36", False)])
def test_letters_that_are_too_small_to_see(size: str, unseen: bool) -> None:
    assert font_ways(f'<sz val="{size}"/>'.encode()) == (frozenset({"unseen"}) if unseen else frozenset())
