"""Sheets under construction: texts are never formulas, and cells with the same rule share one validation."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText

from dgmm_excel.authoring.sheet import Sheet, Validations
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
