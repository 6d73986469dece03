"""Cells that a merge covers."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.merges import covered


@pytest.mark.parametrize(("xml", "cells"), [
    (b"<worksheet><sheetData/></worksheet>", {}),
    (b"<worksheet><sheetData/><mergeCells/></worksheet>", {}),
    (b'<worksheet><mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells></worksheet>', {(2, 3): (2, 2), (3, 2): (2, 2), (3, 3): (2, 2)}),
    (b"<x:mergeCells><x:mergeCell a='b' ref='A1:A2'></x:mergeCell></x:mergeCells>", {(2, 1): (1, 1)}),
    (b'<mergeCells><mergeCell ref="A1:ZZZZ9"/><mergeCell ref="B3:A1"/><mergeCell ref="?"/></mergeCells>', {}),
    (b"<t>mergeCells mergeCells</t>", {}),
])
def test_covered_cells_are_read_from_the_sheet(xml: bytes, cells: dict[tuple[int, int], tuple[int, int]]) -> None:
    assert covered(xml) == cells


def test_merges_of_whole_columns_take_no_time() -> None:
    assert len(covered(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')) == 100_000
