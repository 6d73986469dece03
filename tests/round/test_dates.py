"""Dates as people write them are read; what could mean two days, or none, is not."""

from __future__ import annotations

from datetime import date

import pytest

from dgmm_excel.errors import RoundError
from dgmm_excel.round.dates import buddhist_year, parsed_date, read_date
from dgmm_excel.text import long_date


@pytest.mark.parametrize("text", [
    "2026-09-30", "30/9/2569", "30-09-2569", "30.9.2026", "2569-9-30", " 30/9/2569 ", "๓๐/๙/๒๕๖๙",
    "30 กันยายน 2569", "๓๐ กันยายน ๒๕๖๙", "30 ก.ย. 69", "๓๐ ก.ย. ๖๙", "30ก.ย.2569", "30 กย 69", "วันที่ 30 กันยายน พ.ศ. 2569",
    "30 กันยายน พ.ศ.2569", "30 กันยายน ค.ศ. 2026", "30 September 2026", "30 Sept. 2026", "30 sep 2026", "30 September, 2569",
])
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert read_date(text) == parsed_date(text) == date(2026, 9, 30)


@pytest.mark.parametrize("text", [
    "", "someday", "30/13/2569", "9/30/2569", "31 กันยายน 2569", "30 กันยายน", "2026", "กันยายน 2569", "30/9/69", "30 Sep 69",
    "30 กันยา 2569", "30 กันยายน 569", "30 กันยายน 2569 เวลา 12.00", "30 Foo 2026", "0/9/2569", "30/9/0000",
])
def test_what_is_no_date_or_a_riddle_is_refused(text: str) -> None:
    assert read_date(text) is None
    with pytest.raises(RoundError, match="2026-09-30"):
        parsed_date(text)


def test_every_month_is_known_by_every_name() -> None:
    thai = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค."
    for month, name in enumerate(thai.split(), start=1):
        day = date(2027, month, 9)
        assert [read_date(text) for text in (long_date(day, "th"), long_date(day, "en"), f"9 {name} 70")] == [day] * 3
        assert read_date(f"9 {day:%b} 2027") == day


@pytest.mark.parametrize(("text", "year"), [("2566", 2566), ("2023", 2566), (" ๒๕๖๙ ", 2569)])
def test_a_year_is_of_the_buddhist_era_however_it_is_written(text: str, year: int) -> None:
    assert buddhist_year(text) == year
