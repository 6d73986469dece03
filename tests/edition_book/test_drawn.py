"""The workbook of an edition as it is drawn: a sound package, lists and help at its cells, texts kept as text."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from dgmm_excel.edition_book.drawn import MARK, workbook
from dgmm_excel.edition_book.tables import tables
from dgmm_excel.edition_book.words import title
from dgmm_excel.errors import OutputError
from dgmm_excel.model.spelled_out import spelled_out
from dgmm_excel.xlsx.a1 import MAX_TEXT
from tests.support import package_checks
from tests.support.edition_books import MINI, cell


@pytest.fixture(scope="module")
def data() -> bytes:
    return workbook(spelled_out(MINI))


@pytest.fixture(scope="module")
def book(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def test_the_package_is_sound_and_the_same_each_time(data: bytes) -> None:
    assert package_checks.faults(data) == []
    assert workbook(spelled_out(MINI)) == data


def test_each_table_has_its_sheet_its_hidden_mark_and_its_keys(book: Workbook) -> None:
    assert book.sheetnames == [title("how"), *map(title, tables())]
    for name in tables():
        sheet = book[title(name)]
        assert sheet["A4"].value == MARK + name and sheet.column_dimensions["A"].hidden and not sheet.protection.sheet
        assert [one.value for one in sheet[4]][1] == tables()[name].columns[0]
        assert all(" " in str(one.value) or "\n" in str(one.value) for one in sheet[3] if one.value)


def test_cells_offer_lists_and_say_what_they_ask_for(book: Workbook) -> None:
    found = {(name, str(check.sqref)): check for name in tables() for check in book[title(name)].data_validations.dataValidation}
    types = found["questions", "D5:D3000"]
    assert types.formula1 == '"yes_no,choice,integer,number,text"' and "yes_no = ใช่/ไม่ใช่" in types.prompt and "blank means yes_no" in types.prompt
    assert found["questions", "B5:B3000"].formula1 == f"'{title('topics')}'!$C$5:$C$3000"
    assert found["choices", "B5:B3000"].formula1 == f"'{title('questions')}'!$C$5:$C$3000"


def test_fractions_and_ids_stay_text_when_they_are_typed(book: Workbook) -> None:
    for table, row, column in (("rules", "C.3 below", "value"), ("topics", "S1.1 A.1", "id"), ("topics", "S1.1 A.1", "name.th")):
        assert cell(book, table, row, column).number_format == "@"
    assert book[title("rules")].column_dimensions["D"].number_format == "@"


def test_a_text_that_no_cell_can_hold_is_refused() -> None:
    data = spelled_out(MINI)
    data["title"]["th"] = "ก" * (MAX_TEXT + 1)
    with pytest.raises(OutputError, match="32768 characters"):
        workbook(data)
