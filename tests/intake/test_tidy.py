"""Numbers and texts of cells, brought to one shape."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from dgmm_excel.intake.tidy import as_seen, clipped, folded, number_in, plain_text


def test_numbers_and_texts_of_cells() -> None:
    assert number_in("0.25") == Fraction(1, 4)
    assert number_in(".5") == Fraction(1, 2)
    assert plain_text(datetime.datetime(2023, 5, 1, 8, 30)) == "2023-05-01 08:30:00"
    assert plain_text(1e20) == "100000000000000000000"
    assert clipped("กขค", 2) == "ก…"


@pytest.mark.parametrize(("typed", "meant"), [
    ("เเละ", "และ"), ("ไม่่ใช่", "ไม่ใช่"), ("ไมใช่", "ไมใช่"), ("ท่ี", "ที่"), ("น\u0e33\u0e49", "น\u0e49\u0e33"), ("ทีี่่", "ที่"), ("ผูู้้", "ผู้"),
    ("ไม\uf70aใช\uf70a", "ไม่ใช่"), ("ปี\uf701", "ปีิ"), ("หน\u0e4d\u0e32", "หน\u0e33"), ("ขอ\uf70a", "ขอ่"), ("ฝ\uf702", "ฝี"), ("ฏ\uf718", "ฏุ"),
    ("เปฺ็็น", "เปฺ็น"), ("จัดการข\u0e49อม\u0e39ล", "จัดการข้อมูล"), ("yes", "yes"),
])
def test_thai_typed_in_look_alike_ways_is_one_spelling(typed: str, meant: str) -> None:
    assert as_seen(folded(typed)) == as_seen(folded(meant)) == folded(meant)
