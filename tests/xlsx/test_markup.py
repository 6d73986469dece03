"""Texts as cells spell them."""

from __future__ import annotations

from dgmm_excel.xlsx.markup import cell_text


def test_texts_as_cells_spell_them() -> None:
    assert cell_text("a<b>&c") == "a&lt;b&gt;&amp;c"
    assert cell_text("\x00\r\ud800\uffff_x0041_ _x") == "_x0000__x000D__xD800__xFFFF__x005F_x0041_ _x"
