"""Forms filled in for an agency: rows grow with its texts, and numbers fit their cells."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from unicodedata import combining

from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from dgmm_excel import load_edition
from dgmm_excel.feedback.correction import correction
from dgmm_excel.feedback.filled_form import places_of_notes
from dgmm_excel.form.layout import layout
from dgmm_excel.text import Lang
from tests.support.filled_in import AGENCY, bad, filled_in, of_type, read, spec, typed_in
from tests.support.forms import DEPARTMENT, form

LINK = f"https://example.org/ https://example.org/{'x' * 90} หนังสือเลขที่ ดศ 0101/123"


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def test_long_texts_are_shown_whole_and_wide_numbers_small() -> None:
    """Rows grow with what the agency wrote; a number beyond its limits is no row of ###."""
    name = DEPARTMENT
    lang: Lang = "th"
    plan = layout(load_edition(name), lang)
    text, long = of_type(name, "text")[0], "บริการออกใบอนุญาตและรับจดทะเบียน " * 12
    remarks = {"evidence.P1.1": "หนังสือเลขที่ ดศ 0101/123 ลงวันที่ 3 มกราคม 2569 " * 12, "evidence.P1.5": LINK, "officer.name": "นายตัวอย่าง " * 20}
    returned = read(typed_in(filled_in(name, lang, faulty=True), name, lang, {text: long}, remarks))
    book, blank = opened(correction(returned, 1, spec(name, lang), AGENCY)), opened(form(name, lang, AGENCY))
    slot, places = plan.slots[text], places_of_notes(plan)
    for sheet, cell, said in ((slot.sheet, slot.cell, long), *((*places[one], said) for one, said in remarks.items())):
        assert book[sheet][cell].value == said.strip()
        lines = len(_letters(said)) / _room(book[sheet], cell)
        tall, before = (one[sheet].row_dimensions[one[sheet][cell].row].height for one in (book, blank))
        lines = max(lines, 3 if said == LINK else 0)  # the host, the path, what follows: a line each
        assert tall > before and tall >= lines * 1.2 * book[sheet][cell].font.sz, cell
    wide = next(one for one, value in bad(name).items() if value == 10**12)
    alignment = book[plan.slots[wide].sheet][plan.slots[wide].cell].alignment
    assert alignment.shrink_to_fit and not alignment.wrap_text


def _letters(text: str) -> str:
    """The letters that take room beside one another."""
    return "".join(char for char in text if not combining(char) and char not in "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47")


def _room(sheet: Any, cell: str) -> float:
    """How many letters of the workbook's own size a line of the cell takes."""
    areas = [area for area in sheet.merged_cells.ranges if cell in area]
    first = sheet[cell].column
    last = areas[0].max_col if areas else first
    return float(sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(first, last + 1)))
