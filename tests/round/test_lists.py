"""The lists of a round: the same first columns everywhere, read back also after a person saved them in another program."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dgmm_excel.agency import Agency
from dgmm_excel.files import csv_bytes
from dgmm_excel.round.lists import agency_cells, headings, list_date, read_list

ONE = Agency("D1", "กรมหนึ่ง", "Department One", "กระทรวง ก", email="one@example.org")


def test_a_list_begins_with_the_agency_in_the_round_s_language() -> None:
    assert headings("th", "file") == ["รหัส", "หน่วยงาน", "สังกัด", "อีเมล", "ไฟล์"]
    assert headings("en", "file") == ["code", "name", "ministry", "e-mail", "file"]
    assert agency_cells(ONE, "en") == ("D1", "Department One", "กระทรวง ก", "one@example.org")


def test_dates_are_written_day_first() -> None:
    assert (list_date(date(2026, 9, 5), "th"), list_date(date(2026, 9, 5), "en")) == ("5/9/2569", "5/9/2026")


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("encoding, separator", [("utf-8-sig", ","), ("cp874", ";"), ("utf-16", "\t")])
def test_a_list_that_was_saved_again_is_read(tmp_path: Path, lang: str, encoding: str, separator: str) -> None:
    heads = {"th": ["หมายเหตุของฉัน", "ไฟล์", "รหัส"], "en": ["My note", "FILE ", "code"]}[lang]
    file = tmp_path / "list.csv"
    file.write_bytes("\r\n".join(map(separator.join, (heads, ["ก", "ข.xlsx", "D1"], ["", " ค.xlsx"]))).encode(encoding))
    lines = list(read_list(file))
    assert [(line.number, line["file"], line["code"], line["seen"]) for line in lines] == [(2, "ข.xlsx", "D1", ""), (3, "ค.xlsx", "", "")]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(csv_bytes([headings("th", "state"), (*agency_cells(ONE, "th"), "ยังไม่ส่ง")]))
    (line,) = read_list(file)
    assert line.cells == {"code": "D1", "name": "กรมหนึ่ง", "ministry": "กระทรวง ก", "email": "one@example.org", "state": "ยังไม่ส่ง"}


def test_no_list_has_no_lines_and_a_workbook_is_none(tmp_path: Path) -> None:
    assert list(read_list(tmp_path / "none.csv")) == []
    (tmp_path / "list.csv").write_bytes(b"PK\x03\x04")
    with pytest.raises(ValueError):
        list(read_list(tmp_path / "list.csv"))
