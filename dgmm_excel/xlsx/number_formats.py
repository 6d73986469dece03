"""What number formats make of a cell's number: a percentage, a date, nothing at all, or something else than the number."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from dgmm_excel.xlsx.repeated import repeated

#: How a format shows a value: not at all, or as something else than the value.
Shown = Literal["unseen", "otherwise", "percent"]

_PERCENTS = frozenset({9, 10, 67, 68})
#: The built-in formats that show dates and times, also those of Thai, Chinese, Japanese and Korean Excel (ECMA-376 part 1,
#: 18.8.30), which calamine does not know; with a format that it knows.
_DATES = {
    **dict.fromkeys((*range(27, 32), 36, 50, 51, 52, 53, 54, 55, 56, 57, 58, 71, 72, 73, 74, 81), 14), 77: 22,
    **dict.fromkeys((32, 33, 34, 35, 75, 76, 78, 80), 21), 79: 46,
}
#: The built-in formats that show numbers; the first number of a workbook's own formats, and codes of such that surely do.
_NUMERIC = frozenset((*range(14), *range(37, 41), 48, 49))
_FIRST_OWN = 164
# In quotes no `_`, `*` or stroke: calamine takes them for escapes there, too, and the quotes for still open.
_NUMERIC_CODE = re.compile(r'General|@|(?:[0#?.,;%()+\- ]|"[^"_*\\]*")+')
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_TOKEN = re.compile(r'"([^"]*)"?|\\(.)|([_*].)|(\[[^\]]*\])|(.)', re.DOTALL)
_GENERAL = re.compile(r"general|standard|G/通用格式|G/標準", re.IGNORECASE)
# The letters of dates that are not English: years of the Buddhist or another era, weekdays, and those of Thai Excel.
_THAI = re.compile(r"(?=.*[วดปชนท])[วดปชนท\s/:.,@\-]+(?:0+[\s@]*)?")
_OTHER = re.compile(r"(?=.*(?:b{2}|e|a{3}))[bega\s/:.,@\-年月日]+", re.IGNORECASE)
_SCALED = re.compile(r"[0#?],+(?!.*[0#?,])", re.DOTALL)
_ELAPSED = re.compile(r"\[[hช]+\]")
# Words behind a number that make it another: so many millions.
_MULTIPLE = re.compile(
    r"\s*(?:สิบ|ร้อย|พัน(?!ธ)|หมื่น|แสน|ล้าน|(?:hundred|thousand|million|billion|mn|bn|k|m)\b)", re.IGNORECASE)
# A dash or a stroke that is put among the digits.
_PARTED = re.compile(r'[0#](?:"[-/]"|\\[-/]|-)[0#]')
#: The longest code that Excel lets people type, in characters.
_LONGEST = 255
_DASHES = frozenset({"-", "–", "—"})


def is_percent(code: str) -> bool:
    """Whether a number format shows a percentage; a sign in quotes is only text."""
    return "%" in code and "%" in _LITERAL.sub("", code)


def percentage(number: int, code: str | None) -> bool:
    """Whether a format shows a percentage; `code` is None for a built-in one."""
    return number in _PERCENTS if code is None else is_percent(code)


def is_numeric(number: int, code: str | None) -> bool:
    """Whether no reader takes a number in this format for a date; `code` is None for a built-in one."""
    if code is None:
        return number in _NUMERIC
    return (number in _NUMERIC or number >= _FIRST_OWN) and _NUMERIC_CODE.fullmatch(code) is not None


def date_format(number: int, code: str | None) -> int | None:
    """Return the number of an equivalent date format that every reader knows; None for no date, and for those known anyway."""
    return _DATES.get(number) if code is None else _date_in(code)


def _date_in(code: str) -> int | None:
    first = _LITERAL.sub("", next(iter(_sections(code))).raw)
    if _THAI.fullmatch(first):
        if _ELAPSED.search(code):
            return 46
        return 14 if set(first) & set("วดป") else 21
    return 14 if _OTHER.fullmatch(first) else None


def is_odd(code: str) -> bool:
    """Whether a format may show some value otherwise, or not at all."""
    parts = _sections(code)
    return parts[0].negates or any(part.is_odd for part in parts)


def shown(code: str, value: object) -> Shown | None:
    """Return how a format shows a value otherwise than it is; None if as it is."""
    parts = _sections(code)
    if isinstance(value, str):
        return parts[3].without_content if len(parts) > 3 else None
    if isinstance(value, bool) or not isinstance(value, int | float | dt.datetime):
        return None
    if any(part.has_condition for part in parts):
        return "otherwise" if any(part.without_content or part.changes or part.ends_in_percent for part in parts) else None
    number = value if isinstance(value, int | float) else 1
    part = parts[_place(number, len(parts))]
    if part.changes or (part is parts[0] and part.negates):
        return "otherwise"
    if part.ends_in_percent:
        return "percent"
    if number == 0 and part.words.strip() in _DASHES:
        return None
    return "unseen" if number == 0 and part.hides_zero else part.without_content


def _place(number: float, count: int) -> int:
    """Return which part of a format is for the number."""
    if count > 2 and number == 0:
        return 2
    return 1 if count > 1 and number < 0 else 0


@dataclass(frozen=True)
class _Section:
    """One of up to four parts of a format: for numbers above zero, below zero, zero, and for texts.

    `marks` are its characters without texts in quotes, `words` are those texts.
    """

    raw: str
    marks: str
    words: str
    has_condition: bool

    @property
    def without_content(self) -> Shown | None:
        """How it shows a value of which it shows nothing."""
        if any(mark.isalnum() or mark in "#?@" for mark in self.marks):
            return None
        return "otherwise" if (self.words + self.marks).strip() else "unseen"

    @property
    def changes(self) -> bool:
        """Whether it shows another number: thousands left out, digits or multiples among its texts, or parted digits."""
        return (bool(_SCALED.search(self.marks)) or any(char.isdigit() for char in self.words)
                or bool(_MULTIPLE.match(self.words)) or bool(_PARTED.search(self.raw)))

    @property
    def ends_in_percent(self) -> bool:
        """Whether a percent sign is put to the number as it is: 45 is shown as 45 %."""
        return "%" in self.words

    @property
    def negates(self) -> bool:
        """Whether it shows a number above zero as one below, if it is the part for those."""
        return self.marks.lstrip().startswith("-") and self.without_content is None

    @property
    def hides_zero(self) -> bool:
        """Whether it shows no digit of a zero."""
        return set(self.marks) <= set("#?,. ") and not self.words.strip()

    @property
    def is_odd(self) -> bool:
        return self.without_content is not None or self.changes or self.ends_in_percent or self.hides_zero


@repeated(most=256, longest=_LONGEST)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[_Section] = []
    raw = marks = words = ""
    has_condition = False
    for found in _TOKEN.finditer(_GENERAL.sub("@", code)):
        quoted, escaped, _, bracket, plain = found.groups()
        if plain == ";":
            parts.append(_Section(raw, marks, words, has_condition))
            raw = marks = words = ""
            has_condition = False
            continue
        raw += found[0]
        words += quoted or escaped or ""
        marks += plain or ("@" if bracket and _ELAPSED.fullmatch(bracket.lower()) else "")
        has_condition = has_condition or bool(bracket and bracket[1:2] in ("<", ">", "="))
    return (*parts, _Section(raw, marks, words, has_condition))
