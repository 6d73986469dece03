"""Texts that the sheets of a report share: each stands once in the workbook, and every cell reads as if it stood there."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dgmm_excel.authoring import shared_texts
from dgmm_excel.authoring.style import Look
from dgmm_excel.authoring.tables import CellValue, LineLook, Report
from tests.support.forms import parts
from tests.support.package_checks import faults

LOOKS = [Look(), LineLook("small")]
PART = shared_texts.PART
ROWS: Sequence[tuple[CellValue, CellValue]] = (
    ("ครบถ้วน", "a"), ("a & b <t>", 1), ("ครบถ้วน", True), (" x ", "ครบถ้วน"), ("=1+1", None), ("x_", "=1+1"), (None, 2.5),
    ("=1+1", "a"), ("1", 1), ("", " x "), ("a\nb", "</is>"),
)


def report_of(*sheets: Sequence[Sequence[CellValue]], shared: Sequence[int] = (0,)) -> Report:
    report = Report(LOOKS)
    for number, rows in enumerate(sheets, start=1):
        page = report.page(f"Sheet {number}", (10.0, 10.0))
        page.put_all([report.ruled(LOOKS, shared=shared).row(row) for row in rows])
    return report


def book(report: Report) -> bytes:
    data = BytesIO()
    report.save(data)
    return data.getvalue()


def values(data: bytes) -> list[list[tuple[object, ...]]]:
    return [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(BytesIO(data))]


@pytest.fixture(params=[4096, 3, 0])
def most(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many texts are shared at most."""
    found: int = request.param
    monkeypatch.setattr(shared_texts, "_MOST", found)
    return found


def test_cells_read_as_if_their_texts_stood_in_their_place(most: int) -> None:
    data = book(report_of(ROWS, ROWS[::-1], shared=(0, 1)))
    assert values(data) == values(book(report_of(ROWS, ROWS[::-1], shared=())))
    texts = {value for row in ROWS for value in row if isinstance(value, str) and value}
    assert parts(data).get(PART, b"").count(b"<si>") == min(most, len(texts))
    assert faults(data) == []


def test_a_text_in_a_column_that_shares_none_stands_in_its_place() -> None:
    data = parts(book(report_of(ROWS)))
    shared = {row[0] for row in ROWS if row[0]}
    assert data[PART].count(b"<si>") == len(shared)
    assert b"<t>a</t>" not in data[PART] and data["xl/worksheets/sheet1.xml"].count(b"<is><t>a</t></is>") == 2


def test_a_workbook_that_shares_nothing_lists_no_part_of_texts() -> None:
    data = parts(book(report_of(ROWS, shared=())))
    assert PART not in data and not any(b"sharedStrings" in content for content in data.values())


def test_a_row_has_its_texts_in_any_report() -> None:
    first, other = Report(LOOKS), report_of([("another", 0)])
    for row in ROWS:
        other.page(f"of {row[0]}", (10.0,)).put(first.ruled(LOOKS, shared=(0,)).row(row))
    assert [rows[0][0] for rows in values(book(other))[1:]] == [row[0] or None for row in ROWS]
