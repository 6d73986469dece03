"""What number formats show: percentages, dates in any language, nothing, or something else than the number."""

from __future__ import annotations

from typing import Any

import pytest

from dgmm_excel.xlsx.number_formats import date_format, is_odd, is_percent, shown


@pytest.mark.parametrize(("code", "percent"), [
    ("0%", True), ("0.00%", True), ('#,##0.0 "ร้อยละ" %', True), ("[Red]-0%;0%", True), ("General", False), ("0", False),
    ('0"%"', False), (r"0\%", False), ("0_%", False), ("0*%", False), ('[$-41E]0"%"', False),
])
def test_a_percent_sign_in_quotes_is_a_word(code: str, percent: bool) -> None:
    assert is_percent(code) is percent


@pytest.mark.parametrize("number", [*range(27, 37), *range(50, 59), *range(71, 82)])
def test_the_built_in_dates_of_east_asian_excel_are_dates(number: int) -> None:
    """ECMA-376 part 1, 18.8.30: 27–36 and 50–58 in Chinese, Japanese and Korean, 71–81 in Thai."""
    assert date_format(number, None) in (14, 21, 22, 46)
    assert date_format(number, "0.00") is None, "a workbook that gives the number to another format means that"


@pytest.mark.parametrize(("code", "known"), [
    ("bbbb", 14), ("BB", 14), ("ว ดดด ปปปป", 14), ("ว/ด/ปป", 14), ("ว/ด/ปปปป ช:นน", 14), ("ช:นน", 21), ("นน:ทท.0", 21),
    ("[ช]:นน:ทท", 46), ("e", 14), ("ggge", 14), ("aaaa", 14),
    ("0 บาท", None), ('0 "คน"', None), ("0.0E+00", None), ("General", None), ("t0", None), ('"ว"', None), ("@", None), ("0", None),
])
def test_dates_are_known_by_letters_of_other_languages(code: str, known: int | None) -> None:
    assert date_format(200, code) == known


@pytest.mark.parametrize(("code", "expected"), [
    ('0"d', None), ("0_", None), ("0*", None), ("0\\", None), ('0;-0;"', None), ('"', "unseen"), ("", "unseen"),
])
def test_a_format_may_end_within_a_text_or_a_pair(code: str, expected: str | None) -> None:
    """Excel lets nobody type such a code, but a file may hold it."""
    assert shown(code, 5) == expected
    assert date_format(200, code) is None
    assert is_odd(code) is (expected is not None or code == '0;-0;"')


@pytest.mark.parametrize(("code", "value", "expected"), [
    (";;;", 5, "unseen"), (";;;", "ใช่", "unseen"), (";;", 5, "unseen"), (";;", "ใช่", None), ('""', 5, "unseen"), ("0;;", -5, "unseen"),
    ("0;-0;;@", 0, "unseen"), ("0;-0;;@", 5, None), ("#", 0, "unseen"), ("#,###", 0, "unseen"), ("#,###", 7, None),
    ('"ไม่มี"', 5, "otherwise"), ("#,##0,", 120_000, "otherwise"), ('0"00"', 3, "otherwise"), ('[=1]"ใช่";0', 1, "otherwise"),
    ('0 "คน"', 3, None), ("#,##0", 0, None), ("#,##0.00", 1.5, None), ("General", 0, None), ("@", "ใช่", None), ('0;-0;0;"x"', "ใช่", "otherwise"),
    ('0"%"', 3, "percent"), (r"0\%", 3, "percent"), ('0" % ของทั้งหมด"', 3, "percent"), ('[<9]0"%";0', 3, "otherwise"), ('0" ล้าน"', 3, "otherwise"), ('0 "พันคน"', 3, "otherwise"), ('0" million"', 3, "otherwise"),
    ('0"K"', 3, "otherwise"), ('0" พันธกิจ"', 3, None), ('0" ครั้ง"', 3, None), ('0" km"', 3, None), ('0 "members"', 3, None),
    ("-0", 3, "otherwise"), ("0;-0", 3, None), ("0;-0", -3, None), ("0-0", 35, "otherwise"), ('000"-"000', 300_001, "otherwise"),
    (r"#\,##0", 3000, None), ("0.00E-00", 3, None), ("# ?/?", 3, None), ("#,##0 ;-#,##0 ", 3, None),
    ('_-* #,##0_-;-* #,##0_-;_-* "-"_-;_-@_-', 0, None), ("[Red]0", 3, None), ("[$฿-41E]#,##0", 3, None), (";;;", True, None),
])
def test_what_a_format_shows_otherwise(code: str, value: Any, expected: str | None) -> None:
    """By the rules of formats: up to four parts, for numbers above zero, below zero, zero, and for texts."""
    assert shown(code, value) == expected
