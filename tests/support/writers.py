"""A returned form as other programs really write it, each with an image, a chart and a note that it adds to the results."""

from __future__ import annotations

import re
import warnings
from base64 import b64decode
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.worksheet.worksheet import Worksheet

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
_CELL = re.compile(r"'?([^'!]+)'?!\$([A-Z]+)\$([0-9]+)")


def by_openpyxl(data: bytes, sheet: str) -> bytes:
    """Return the form opened and saved by openpyxl, with what it adds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(BytesIO(data))
    page: Any = book[sheet]
    page.add_image(Image(BytesIO(PNG)), "K2")
    chart = BarChart()
    chart.add_data(Reference(page, min_col=5, min_row=22, max_row=30))
    page.add_chart(chart, "K8")
    page["K4"].comment = Comment("note", "somebody")
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(data: bytes, sheet: str) -> bytes:
    """Write the form with XlsxWriter: values, widths, hidden columns and sheets, names; with what it adds.

    Formulas are not among it: the levels that a form shows are never read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = load_workbook(BytesIO(data), data_only=True)
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as new:
        for number, old in enumerate(book.worksheets):
            page = new.add_worksheet(old.title)
            _copy(new, page, old)
            if old.title == sheet:
                _add(new, page, old.title)
            if number == 0:
                page.activate()
        for name, defined in book.defined_names.items():
            if _CELL.fullmatch(defined.attr_text or ""):
                new.define_name(name, f"={defined.attr_text}")
    return stream.getvalue()


def _copy(new: Any, page: Any, old: Worksheet) -> None:
    bold = new.add_format({"bold": True, "text_wrap": True})
    for row in old.iter_rows():
        for cell in row:
            if cell.value is not None:
                page.write(cell.row - 1, cell.column - 1, cell.value, bold if cell.font and cell.font.b else None)
    for letter, column in old.column_dimensions.items():
        page.set_column(f"{letter}:{letter}", column.width, None, {"hidden": column.hidden})
    if old.sheet_state == "hidden":
        page.hide()
    elif old.sheet_state == "veryHidden":
        page.very_hidden()


def _add(new: Any, page: Any, title: str) -> None:
    page.insert_image("K2", "dot.png", {"image_data": BytesIO(PNG), "description": "a dot"})
    chart = new.add_chart({"type": "radar"})
    chart.add_series({"values": [title, 21, 4, 29, 4]})
    page.insert_chart("K8", chart)
    page.write_comment("K4", "note")
    page.add_sparkline("K6", {"range": f"'{title}'!E22:E30"})
    page.conditional_format("E22:E30", {"type": "data_bar", "data_bar_2010": True})
    page.protect("", {"format_cells": True})
