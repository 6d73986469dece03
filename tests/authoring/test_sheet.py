"""Sheets under construction: texts are never formulas, and cells with the same rule share one validation."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText

from dgmm_excel.authoring.sheet import Sheet, Validations
from dgmm_excel.authoring.style import Look
from dgmm_excel.text import Bilingual, Text, phrase


def sheet() -> Sheet:
    return Sheet(Workbook().worksheets[0])


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    one = sheet()
    one.put("A1", "=1+1")
    one.formula("A2", "1+1", lambda state: state)
    assert [one.ws[cell].data_type for cell in ("A1", "A2")] == ["s", "f"]
    assert one.cached["A2"](2) == 2 and "A1" not in one.cached


def test_only_a_text_in_two_languages_is_rich() -> None:
    one = sheet()
    one.put("A1", Bilingual("ระดับ", "Level"))
    one.put("A2", Bilingual("Level"))
    assert isinstance(one.ws["A1"].value, CellRichText) and str(one.ws["A1"].value) == "ระดับ\nLevel"
    assert one.ws["A2"].value == "Level"


def test_cells_with_the_same_rule_share_one_validation_that_names_runs() -> None:
    one = sheet()
    validations = Validations(one, "en")
    for cell in ("D4", "D5", "D6", "D9"):
        validations.number(cell, True, 0, 8, "0–8")
    validations.number("D7", True, 0, 9, "0–9")
    validations.sealed("E1", Text("ก", "Verified"), Text("ข", "Not here"))
    one.shrink()
    numbers, other, sealed = one.ws.data_validations.dataValidation
    assert str(numbers.sqref) == "D4:D6 D9" and str(other.sqref) == "D7"
    assert numbers.error == phrase("validation.whole_error", limits="0–8")["en"]
    assert (sealed.formula1, sealed.errorTitle, sealed.error) == ("FALSE", "Verified", "Not here")


def test_a_text_with_the_look_of_a_spelled_character_is_spelled() -> None:
    one = sheet()
    one.put("A1", "_x0041_")
    one.put("A2", Bilingual("_x0041_", "_x0042_"))
    one.link("A3", "_x0043_", "Sheet", Look())
    checks = Validations(one, "en")
    checks.free("A4", "_x0044_")
    checks.sealed("A5", Text("ก", "_x0045_"), Text("ข", "_x0046_"))
    free, sealed = one.ws.data_validations.dataValidation
    link = one.ws["A3"].hyperlink
    assert [one.ws["A1"].value, str(one.ws["A2"].value), link.display, free.prompt, sealed.errorTitle, sealed.error] == [
        "_x005F_x0041_", "_x005F_x0041_\n_x005F_x0042_", *(f"_x005F_x004{digit}_" for digit in "3456")]


def pages_of(heights: list[float], page: float, evenly: bool) -> list[int]:
    """Break pages between rows of those heights; return the last row of each page but the last."""
    one = sheet()
    for row, points in enumerate(heights, start=1):
        one.tall(row, points)
    one.break_pages([(row,) for row in range(1, len(heights) + 1)], page, evenly)
    return [found.id for found in one.ws.row_breaks.brk]


def test_pages_are_filled_or_filled_alike() -> None:
    """Five rows of 10 on pages of 40: 4 + 1, or 3 + 2; nine of them: 4 + 4 + 1, or 3 + 3 + 3."""
    assert pages_of([10.0] * 5, 40, evenly=False) == [4]
    assert pages_of([10.0] * 5, 40, evenly=True) == [3]
    assert pages_of([10.0] * 9, 40, evenly=False) == [4, 8]
    assert pages_of([10.0] * 9, 40, evenly=True) == [3, 6]
    assert pages_of([10.0] * 3, 30, evenly=True) == []


def test_a_block_that_no_page_holds_has_a_page_of_its_own() -> None:
    for evenly in (False, True):
        assert pages_of([50.0, 10.0, 10.0], 30, evenly) == [1]
