"""Cells of a sheet's XML: far ones, those of other formats, broken ones."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.grid import UNREADABLE
from dgmm_excel.xlsx.package import UnreadableBook
from tests.support.packages import (
    grid,
    row,
    sheet_xml,
)


def test_a_far_cell_without_content_is_no_far_cell() -> None:
    cells = row('<c r="A1"><v>1</v></c>') + row('<c r="XFD1048576" s="1"/>', 1_048_576)
    assert grid(sheet_xml(cells)).rows == [[1.0]]


def test_elements_of_another_format_are_no_cells() -> None:
    read = grid(sheet_xml(row('<c r="A1"><v>1</v></c><x:c xmlns:x="u" r="B1"><x:v>2</x:v></x:c>')))
    assert (read.rows, read.beyond) == ([[1.0]], None)


@pytest.mark.parametrize("cells", [
    row('<x:c r="A1"><x:v>1</x:v></x:c>'), row('<c r="A1" t="inlineStr"><is><t>a</is></c><c r="B1"><v>1</v></c>'),
    row('<c r="A1"><v>1</v></c>') + "</sheetData><sheetData>" + row('<c r="A2"><v>1</v>', 2),
])
def test_a_sheet_that_is_not_well_formed_is_never_half_read(cells: str) -> None:
    with pytest.raises(UnreadableBook, match="damaged"):
        grid(sheet_xml(cells))


NEAR = row('<c r="A1"><v>1</v></c>')


@pytest.mark.parametrize(("far", "beyond"), [
    (row('<c r="XFD1048576"><v>1</v></c>', 1_048_576), (1_048_576, 16_384)),
    (row('<c r="A20001"><v>1</v></c>', 20_001), (20_001, 1)),
    (row('<c r="SS2"><v>1</v></c>', 2), (2, 513)),
    (row('<c r="SR20000"><v>1</v></c>', 20_000), (20_000, 512)),
    (row('<c r="XFD1048576"><f>1</f></c>', 1_048_576), (1_048_576, 16_384)),
    ('<row r="99999999999"><c><v>1</v></c></row>', (99_999_999, 1)),
])
def test_cells_far_out_are_left_unread_and_told(far: str, beyond: tuple[int, int]) -> None:
    read = grid(sheet_xml(NEAR + far))
    assert (read.rows[0], read.beyond) == ([1.0], beyond)
    assert len(read.rows) <= 2
    assert grid(sheet_xml(NEAR)).beyond is None


@pytest.mark.parametrize("cell", [
    '<c r="A2"><v>3</v><v>1</v></c>', '<c r="A2"><v><v>1</v>3</v></c>', '<c r="A2"><v>3<x>1</x></v></c>', '<c r="A2" t="s"><v> </v></c>',
    '<c r="A2" t="inlineStr"><is><t>a</t></is><is><t>b</t></is></c>',
])
def test_a_cell_that_two_programs_would_read_differently_is_unreadable(cell: str) -> None:
    read = grid(sheet_xml(NEAR + row(cell, 2)))
    assert read.errors == {(2, 1): UNREADABLE}
    assert read.rows[0] == [1.0]


@pytest.mark.parametrize("cell", ['<c r="A2" t="s"><v></v></c>', '<c r="A2" t="s"/>', '<c r="A2"><v> </v></c>', '<c r="A2" t="b"><v></v></c>'])
def test_a_cell_of_any_type_may_be_blank(cell: str) -> None:
    read = grid(sheet_xml(NEAR + row(cell, 2)))
    assert (read.errors, read.value(2, 1)) == ({}, None)
