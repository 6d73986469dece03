"""Column letters, references, blocks of cells and sheets' names."""

from __future__ import annotations

import pytest

from dgmm_excel.xlsx.a1 import (
    MAX_COLUMN,
    MAX_ROW,
    Area,
    address,
    area,
    area_on_sheet,
    column_after,
    column_letters,
    column_number,
    position,
    quoted,
    quoted_if_needed,
    sheet_name,
)


@pytest.mark.parametrize("number, letters", [
    (1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA"), (MAX_COLUMN, "XFD")])
def test_columns_have_letters(number: int, letters: str) -> None:
    assert (column_letters(number), column_number(letters), column_number(letters.lower())) == (letters, number, number)


def test_a_column_is_counted_from_another() -> None:
    assert [column_after("Y", steps) for steps in (-1, 0, 1, 2)] == ["X", "Y", "Z", "AA"]
    assert column_after("D") == "E"


def test_a_cell_has_an_address() -> None:
    assert address(12, 28) == "AB12" and position("$ab$12") == (12, 28)
    assert position(address(MAX_ROW, MAX_COLUMN)) == (MAX_ROW, MAX_COLUMN)


@pytest.mark.parametrize("text", ["A0", "XFE1", "A1048577", "A", "1", "", "A1:B2", "ก1"])
def test_what_is_no_cell_has_no_position(text: str) -> None:
    assert position(text) is None


@pytest.mark.parametrize("reference, block", [
    ("$B$2:c3", (2, 2, 3, 3)), ("C3:B2", (2, 2, 3, 3)), ("D4", (4, 4, 4, 4)),
    ("B:C", (1, 2, MAX_ROW, 3)), ("2:3", (2, 1, 3, MAX_COLUMN))])
def test_a_reference_is_a_block(reference: str, block: tuple[int, int, int, int]) -> None:
    assert area(reference) == block


@pytest.mark.parametrize("reference", ["answer.P1", "A1:XFE2", "A1:B", "", "A1:B2:C3", "P1!A1"])
def test_what_is_no_block(reference: str) -> None:
    assert area(reference) is None


def test_a_block_knows_its_size_and_its_cells() -> None:
    block = Area(2, 3, 4, 7)
    assert (block.rows, block.columns, block.corner) == (3, 5, (2, 3))
    assert [block.holds(cell) for cell in ((2, 3), (4, 7), (1, 3), (2, 2), (5, 7), (4, 8))] == [True, True, *[False] * 4]


@pytest.mark.parametrize("reference, sheet, block", [
    ("P1!$D$4", "P1", (4, 4, 4, 4)), ("'It''s'!A1:B2", "It's", (1, 1, 2, 2)), ("ด้าน!B:B", "ด้าน", (1, 2, MAX_ROW, 2))])
def test_a_reference_names_its_sheet(reference: str, sheet: str, block: tuple[int, int, int, int]) -> None:
    assert area_on_sheet(reference) == (sheet, block)


@pytest.mark.parametrize("reference", ["A1", "P1!#REF!", "P1!x", "[1]P1!A1", "'P1!A1", "SUM(P1!A1)", "P1!A1,P1!B2"])
def test_a_reference_without_one_block_on_a_sheet(reference: str) -> None:
    assert area_on_sheet(reference) is None


def test_names_of_sheets_are_quoted() -> None:
    assert quoted("P1") == "'P1'" and quoted("It's") == "'It''s'"
    assert quoted_if_needed("P1") == "P1" and quoted_if_needed("1P") == "'1P'" and quoted_if_needed("It's") == "'It''s'"
    assert quoted_if_needed("P1", "a.xlsx") == "[a.xlsx]P1" and quoted_if_needed("P 1", "a.xlsx") == "'[a.xlsx]P 1'"


@pytest.mark.parametrize("text, name", [
    ("P1 a/b:c", "P1 a b c"), ("'x'", "x"), ("[?*\\]", ""), ("  a   b ", "a b"), ("ก" * 40, "ก" * 31), ("a" * 30 + " b", "a" * 30)])
def test_a_text_becomes_the_name_of_a_sheet(text: str, name: str) -> None:
    assert sheet_name(text) == name
