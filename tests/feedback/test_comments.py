"""Comments on cells: their boxes are as large as their texts."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from dgmm_excel.text import Lang
from tests.support.filled_in import bad, made
from tests.support.forms import SOME_FORMS, parts


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


@pytest.mark.parametrize(("name", "lang"), SOME_FORMS)
def test_a_note_s_box_is_as_large_as_its_text(name: str, lang: Lang) -> None:
    """Boxes are placed by rows and columns, which are of many sizes."""
    data = made(name, lang)
    book, members = opened(data), parts(data)
    boxes = 0
    for number, title in enumerate((sheet.title for sheet in book.worksheets if any(
            cell.comment for row in sheet.iter_rows() for cell in row)), start=1):
        sheet, drawing = book[title], members[f"xl/drawings/vmlDrawing{number}.vml"].decode()
        for anchor, wanted in zip(re.findall(r"<x:Anchor>([^<]*)", drawing), re.findall(r";height:(\d+)pt", drawing), strict=True):
            _, _, top, into, _, _, bottom, further = (int(part) for part in anchor.split(","))
            heights = sum(sheet.row_dimensions[row + 1].height for row in range(top, bottom) if not sheet.row_dimensions[row + 1].hidden)
            assert heights + 0.75 * (further - into) == pytest.approx(int(wanted), abs=2)
            boxes += 1
    assert boxes == len(bad(name))
