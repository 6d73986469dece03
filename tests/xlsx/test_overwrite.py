"""Formulas that fill other cells than their own, which no value may be written over."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.overwrite import check_alone

FILLS = '<c r="B2"><f{} ref="B2:B4">SUM(A1)</f></c>'


@pytest.mark.parametrize("before", [
    "", "<c><v>ref</v></c>", '<dimension ref="A1:D9"/>', "<c><v>a ref= b > ref</v></c>", "<c><is><t>ref</t></is></c><f>href=1</f>",
    '<f t="array" ref="D1:D9">1</f>',
])
@pytest.mark.parametrize("attributes", ['', ' t="array"', ' t="array" aca="1"', '\n', ' ca="1"\tt="array"'])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_is_found_whatever_names_an_area_before_it(before: str, attributes: str, prefix: str) -> None:
    sheet = f"{before}{FILLS.format(attributes)}".replace("<f", f"<{prefix}f").encode()
    check_alone(sheet, "sheet", {(5, 2): 1}.keys())
    with pytest.raises(UnreadableBook, match="a formula that reaches beyond the cells to write"):
        check_alone(sheet, "sheet", {(3, 2): 1}.keys())


@pytest.mark.parametrize("other", ['<mergeCell ref="B2:B4"/>', '<ff ref="B2:B4"/>', '<f aref="B2:B4"/>', '<f>ref="B2:B4"</f>'])
def test_nothing_else_that_names_an_area_is_taken_for_a_formula(other: str) -> None:
    check_alone(other.encode(), "sheet", {(3, 2): 1}.keys())
