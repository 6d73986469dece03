"""Number formats that show percentages."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.number_formats import is_percent, percent_styles


@pytest.mark.parametrize(("code", "percent"), [
    ("0%", True), ("0.00%", True), ('#,##0.0 "ร้อยละ" %', True), ("[Red]-0%;0%", True), ("General", False), ("0", False),
    ('0"%"', False), (r"0\%", False), ("0_%", False), ("0*%", False), ('[$-41E]0"%"', False),
])
def test_a_percent_sign_in_quotes_is_a_word(code: str, percent: bool) -> None:
    assert is_percent(code) is percent


def test_formats_of_percentages_are_found_however_they_are_spelled() -> None:
    plain = (b'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.0%"/><numFmt formatCode=\'[&gt;9]0"%"\' numFmtId="165"/>'
             b'</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0"/><xf xfId="0" numFmtId="9">'
             b'<alignment/></xf><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs></styleSheet>')
    prefixed = plain.replace(b"</", b"</x:").replace(b"<", b"<x:").replace(b"<x:/x:", b"</x:")
    assert percent_styles(plain) == percent_styles(prefixed) == {b"1", b"2", b"4"}
    assert percent_styles(b"") == frozenset()
