"""verification.xlsx as it opens: an Excel table with the contract's columns, yellow cells with lists, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from dgmm_excel.text import LANGS, Lang
from tests.support.verifications import STATED, Checker, blank

CONTRACT = ["agency", "question", "stated", "evidence", "finding", "verified", "reason", "by", "date"]
FINDINGS = {
    "th": ["เป็นตามที่ตอบ", "ไม่เป็นตามที่ตอบ", "ไม่พบหลักฐาน", "แก้เป็นคำตอบอื่น"],
    "en": ["Holds", "Does not hold", "Not shown", "Corrected"],
}


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_has_the_contract_s_columns_and_says_each_claim(lang: Lang) -> None:
    clerk = Checker(blank(lang))
    table = clerk.sheet.tables["Verification"]
    names = [column.name for column in table.tableColumns]
    assert [name for name in names if name in CONTRACT] == CONTRACT
    assert table.ref == f"A{clerk.head}:R{clerk.head + len(STATED)}"
    assert clerk.value("P1.5.01", "stated") == {"th": "ใช่", "en": "Yes"}[lang]
    assert clerk.value("P4.10.2.count", "stated").startswith("5")
    assert clerk.value("P1.5.01", "evidence") == "https://example.org/หลักฐาน"
    remark = clerk.sheet[clerk.address("P1.5.01", "remark")]
    assert (remark.value, remark.data_type, remark.quotePrefix) == ("=1+1", "s", True)
    assert {"th": "ภาพรวม", "en": "overall"}[lang] in clerk.value("P1.5.01", "falls")


@pytest.mark.parametrize("lang", LANGS)
def test_only_the_yellow_cells_are_open_and_each_offers_what_it_takes(lang: Lang) -> None:
    clerk = Checker(blank(lang))
    sheet = clerk.sheet
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for column in clerk.columns:
        cell = sheet[clerk.address("P1.5.01", column)]
        opened = column in ("finding", "verified", "reason", "by", "date")
        assert cell.protection.locked != opened
        assert (cell.fill.fgColor.rgb[-6:] == "FFF6CC") == opened
    assert _offered(clerk, "P1.5.01", "finding") == FINDINGS[lang]
    assert _offered(clerk, "P1.5.01", "verified") == {"th": ["ใช่", "ไม่ใช่"], "en": ["Yes", "No"]}[lang]
    assert len(_offered(clerk, "P2.7.training", "verified")) == 4
    assert _check(clerk, "P4.10.2.count", "verified").type == "whole"
    assert sheet[clerk.address("P1.5.01", "date")].number_format == "@"


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_set_up_for_paper_and_says_how_to_check(lang: Lang) -> None:
    clerk = Checker(blank(lang))
    sheet, how, lists = clerk.book.worksheets
    assert (sheet.sheet_state, how.sheet_state, lists.sheet_state) == ("visible", "visible", "hidden")
    assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows == "$3:$4"
    assert sheet.column_dimensions["R"].hidden
    texts = [str(cell.value) for row in how.iter_rows() for cell in row if cell.value]
    assert all(any(finding in text for text in texts) for finding in FINDINGS[lang])


def _check(clerk: Checker, question: str, column: str) -> Any:
    address = clerk.address(question, column)
    (found,) = [one for one in clerk.sheet.data_validations.dataValidation if address in one.sqref]
    return found


def _offered(clerk: Checker, question: str, column: str) -> list[str]:
    """What the list in a cell offers."""
    title, _, cells = str(_check(clerk, question, column).formula1).rpartition("!")
    return [str(row[0].value) for row in clerk.book[title.strip("'")][cells.replace("$", "")]]
