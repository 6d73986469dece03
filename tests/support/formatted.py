"""A form with cells formatted or merged, and how an answer in it is read."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from dgmm_excel import load_edition
from dgmm_excel.form.layout import layout
from dgmm_excel.intake.score import Scored
from tests.support.filled_in import filled_in
from tests.support.forms import DEPARTMENT

SLOTS = layout(load_edition(DEPARTMENT), "th").slots


def saved(change: Callable[[Workbook], None]) -> bytes:
    """Return a filled form, changed and saved by openpyxl."""
    book = load_workbook(BytesIO(filled_in(DEPARTMENT)))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def came_to(result: Scored, name: str) -> tuple[str, Any, Any, list[str]]:
    entry = result.form.entries[name]
    return entry.state, entry.value, entry.raw, [fault.code for fault in result.faults if fault.question == name]
