"""Dates as people write them: in numbers or with the month's name, of the Buddhist or the common era."""

from __future__ import annotations

import re
from datetime import date

from dgmm_excel.errors import RoundError
from dgmm_excel.text import BUDDHIST, THAI_MONTHS, phrase

_BUDDHIST_FROM = 2400
#: The century that a Thai date means by a year of two digits.
_BUDDHIST_CENTURY = 2500
_SHORT_THAI = ("มค", "กพ", "มีค", "เมย", "พค", "มิย", "กค", "สค", "กย", "ตค", "พย", "ธค")
_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
_THAI = {name: month for names in (THAI_MONTHS, _SHORT_THAI) for month, name in enumerate(names, start=1)}
_MONTHS = _THAI | {
    name: month for month, whole in enumerate(_ENGLISH, start=1) for name in (whole, whole[:3], whole[:4])
}
_NUMBERS = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WORDS = re.compile(r"(?:วันที่)?\s*(\d{1,2})\s*(\D+?)\s*(\d{4}|\d{2})")
_ERA = re.compile(r"(พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|b\.?e\.?|a\.?d\.?)$", re.IGNORECASE)


def read_date(text: str) -> date | None:
    """Return a date as people write it, or None for what is none.

    2026-09-30, 30/9/2569, 30 กันยายน 2569, 30 ก.ย. 69, ๓๐ กันยายน พ.ศ. ๒๕๖๙, 30 September 2026. Years from 2400 on are
    Buddhist. A year of two digits is one of the Buddhist era, and is read only behind a Thai month: elsewhere it is a riddle.
    """
    parts = _in_numbers(text.strip()) or _in_words(text.strip())
    if parts is None:
        return None
    year, month, day = parts
    try:
        return date(common_year(year), month, day)
    except ValueError:
        return None


def parsed_date(text: str) -> date:
    """Return a date as people write it; see `read_date`. Raises RoundError for what is none."""
    found = read_date(text)
    if found is None:
        raise RoundError(str(phrase("dates.unknown", text=text)))
    return found


def buddhist_year(text: str) -> int:
    """Return the Buddhist year of a year as people write it, 2566 or 2023. Raises RoundError."""
    digits = re.fullmatch(r"\d{4}", text.strip())
    if digits is None:
        raise RoundError(str(phrase("dates.year", text=text)))
    return common_year(int(digits[0])) + BUDDHIST


def common_year(year: int) -> int:
    """Return the year of the common era; years from 2400 on are taken as Buddhist."""
    return year - BUDDHIST if year >= _BUDDHIST_FROM else year


def _in_numbers(text: str) -> tuple[int, int, int] | None:
    found = _NUMBERS.fullmatch(text)
    if found is None:
        return None
    year, month, day, late_day, late_month, late_year = (int(part) if part else 0 for part in found.groups())
    return year or late_year, month or late_month, day or late_day


def _in_words(text: str) -> tuple[int, int, int] | None:
    found = _WORDS.fullmatch(text)
    if found is None:
        return None
    name = re.sub(r"[\s.,]", "", _ERA.sub("", found[2].strip())).casefold()
    month, year = _MONTHS.get(name), int(found[3])
    if month is None or (year < 100 and name not in _THAI):
        return None
    return year + _BUDDHIST_CENTURY if year < 100 else year, month, int(found[1])
