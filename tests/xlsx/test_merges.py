"""Cells that a merge covers, and where merges stand."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.a1 import Area
from dgmm_excel.xlsx.merges import covered, merged_areas


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


@pytest.mark.parametrize("prefix", ["", "x:", "mergeCell:"])
@pytest.mark.parametrize("after", ["", "<c/>", "</mergeCells>"])
def test_merged_areas_are_found_wherever_they_stand(prefix: str, after: str) -> None:
    merges = "".join(f'<{prefix}mergeCell ref="A{number}:B{number}"/>' for number in range(1, 4))
    xml = f'<worksheet><sheetData><c r="A1"/></sheetData><{prefix}mergeCells>{merges}{after}'.encode()
    assert list(merged_areas(xml)) == [Area(number, 1, number, 2) for number in range(1, 4)]
    assert list(merged_areas(xml + b" " * 70_000 + b"<mergeCell ref='C1:C2'>")) == [*merged_areas(xml), Area(1, 3, 2, 3)]
    assert not list(merged_areas(b"<worksheet><sheetData/></worksheet>"))
