"""The XML of one cell: values, formulas with cached values, and texts that are no formulas."""

from __future__ import annotations

from typing import Any

import pytest

from dgmm_excel.xlsx.cell_xml import cell_content, cell_xml


@pytest.mark.parametrize(("value", "style", "formula", "xml"), [
    (None, 0, "", '<c r="B2"/>'),
    ("", 7, "", '<c r="B2" s="7"/>'),
    (1.5, 0, "", '<c r="B2"><v>1.5</v></c>'),
    (True, 0, "", '<c r="B2" t="b"><v>1</v></c>'),
    ("=1 & <2>", 3, "", '<c r="B2" s="3" t="inlineStr"><is><t xml:space="preserve">=1 &amp; &lt;2&gt;</t></is></c>'),
    ("\x01", 0, "", '<c r="B2" t="inlineStr"><is><t xml:space="preserve">_x0001_</t></is></c>'),
    ("", 0, "A1&amp;A2", '<c r="B2" t="str"><f>A1&amp;A2</f><v></v></c>'),
    (3, 4, "A1+1", '<c r="B2" s="4"><f>A1+1</f><v>3</v></c>'),
])
def test_a_cell_is_spelled_as_our_own_files_spell_it(value: Any, style: int, formula: str, xml: str) -> None:
    assert cell_xml("B2", value, style, formula) == xml


def test_a_part_s_own_prefix_and_spelling_of_numbers_are_kept() -> None:
    assert cell_content("a", has_formula=False, prefix="x:", keep_spaces=False) == ("inlineStr", "<x:is><x:t>a</x:t></x:is>")
    assert cell_content(2.0, has_formula=True, prefix="x:", number=lambda number: f"{number:g}") == ("", "<x:v>2</x:v>")
