"""Bring typed text to one shape: letters, white space, digits. Pure functions of texts."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from fractions import Fraction
from unicodedata import decomposition, normalize

from dgmm_excel.xlsx.repeated import repeated

#: Invisible characters: zero-width marks, soft hyphen, direction marks, variation selectors. Those that turn the text behind
#: them around (U+202B, U+202E) are not among them: people see 12 where 21 is stored.
_INVISIBLE = dict.fromkeys(
    (0x00AD, *range(0x200B, 0x2010), 0x202A, 0x202C, 0x202D, *range(0x2060, 0x2065), 0xFEFF, *range(0xFE00, 0xFE10))
)
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_SARA_AM_FIRST = re.compile("\u0e33([\u0e48-\u0e4b])")
#: Marks over and under Thai letters, in any number and order.
_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{2,}")
_TONES = "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
#: Private letters that fonts older than Thai in Unicode show as marks moved aside; and lakkhangyao, which looks like sara aa.
_LOOK_ALIKES = str.maketrans(
    "\uf700\uf701\uf702\uf703\uf704\uf705\uf706\uf707\uf708\uf709\uf70a\uf70b\uf70c\uf70d\uf70e\uf70f"
    "\uf710\uf711\uf712\uf713\uf714\uf715\uf716\uf717\uf718\uf719\uf71a\u0e45",
    f"\u0e10\u0e34\u0e35\u0e36\u0e37{_TONES}{_TONES}\u0e0d\u0e31\u0e4d\u0e47{_TONES}\u0e38\u0e39\u0e3a\u0e32",
)
_NUMBER = re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+|\d+)?(?:\.\d+)?", re.ASCII)
#: Digits that NFKC would turn into plain ones although they mean something else: 120¹ (a footnote), 10², ①②.
_RAISED = ("<super>", "<sub>", "<circle>")
#: Could mean thousands as well as decimals where a whole number is asked.
_THREE_DECIMALS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
#: The error values of Excel; engines that read through a live Excel give them as texts.
ERROR_VALUES = frozenset({
    "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#EXTERNAL!", "#PYTHON!", "#GETTING_DATA", "#ERROR!",
})
_LONGEST = 250
#: The longest text that is read as a number.
LONGEST_NUMBER = 40


def visible(text: str) -> str:
    """Return the text without outer white space and invisible characters, in composed letters (NFC)."""
    return normalize("NFC", text.translate(_INVISIBLE)).strip()


def is_blank(raw: object) -> bool:
    """Whether a cell shows nothing: no value, or a text of white space and invisible characters."""
    if raw is None:
        return True
    return isinstance(raw, str) and not raw[:1].isalnum() and not visible(raw)


def is_error(raw: object) -> bool:
    """Whether a cell's value is the text of an error value."""
    return isinstance(raw, str) and raw.lstrip()[:1] == "#" and raw.strip() in ERROR_VALUES


def squeezed(text: str) -> str:
    """Return the text for comparison: compatible letters alike (NFKC, Thai sara am, Thai digits), all white space removed."""
    plain = normalize("NFKC", text.translate(_INVISIBLE)).translate(_DIGITS)
    # NFKC takes sara am apart; a tone mark may stand on either side of its first half
    return "".join(_SARA_AM.sub("\\1\u0e33", plain).split())


@repeated(most=4_096, longest=300)  # every form of a round has the same words beside its answers
def folded(text: str) -> str:
    """Return the text as `squeezed` does, in lower case."""
    return squeezed(text).casefold()


def as_seen(text: str) -> str:
    """Return a `folded` text with Thai letters that look alike brought to one spelling: two sara e are sara ae, a mark counts
    once, vowels stand before tones, private letters of old fonts are the marks that they show.
    """
    plain = _SARA_AM.sub("\\1\u0e33", text.translate(_LOOK_ALIKES)).replace("\u0e40\u0e40", "\u0e41")
    return _MARKS.sub(_in_order, _SARA_AM_FIRST.sub("\\1\u0e33", plain))


def _in_order(marks: re.Match[str]) -> str:
    return "".join(sorted(dict.fromkeys(marks[0]), key=lambda mark: mark in _TONES))


def number_in(text: str, *, percent: bool = False) -> int | Fraction | None:
    """Return the number that a text spells out: Thai or full-width digits, thousands separated, a decimal point.

    Commas or spaces separate thousands, in threes. `percent`: a percent sign may follow. None if the text is no such number, or
    has more than one line.
    """
    plain = _in_digits(text)
    if plain is not None and percent:
        plain = plain.removesuffix("%").rstrip()
    if plain is None or not _NUMBER.fullmatch(plain) or not any(char.isdigit() for char in plain):
        return None
    value = Fraction(Decimal(plain.replace(",", "").replace(" ", "")))
    return int(value) if value.denominator == 1 else value


def is_raised(letter: str) -> bool:
    """Whether the character is set above, below or in a circle and so is no digit of a number: ², ①."""
    return decomposition(letter).startswith(_RAISED)


def may_be_thousands(text: str) -> bool:
    """Whether a number's point may separate thousands, as in some countries: 12.000, but not 12.00 or 1,234.000."""
    plain = _in_digits(text)
    return plain is not None and _THREE_DECIMALS.fullmatch(plain) is not None


def _in_digits(text: str) -> str | None:
    """Return the text in plain digits with single spaces; None if that would differ from what people see."""
    seen = visible(text)
    if len(seen) > LONGEST_NUMBER or len(seen.splitlines()) > 1:
        return None
    if any(map(is_raised, seen)):
        return None
    return " ".join(normalize("NFKC", seen).translate(_DIGITS).split())


def number_text(value: float | Fraction) -> str:
    """Return a number as people read it: no needless decimals, no exponent for whole ones."""
    exact = Fraction(str(value))
    return str(exact.numerator) if exact.denominator == 1 else str(float(exact))


def plain_text(raw: object) -> str:
    """Return a cell's value as text: whole numbers without decimals, dates as YYYY-MM-DD, TRUE and FALSE."""
    match raw:
        case None:
            return ""
        case bool():
            return "TRUE" if raw else "FALSE"
        case float() if raw.is_integer():
            return str(int(raw))
        case datetime.datetime() if raw.time() == datetime.time():
            return raw.date().isoformat()
        case datetime.datetime():
            return raw.isoformat(" ", "seconds")
        case _:
            return str(raw)


def clipped(text: str, longest: int = _LONGEST) -> str:
    """Return the text, cut with an ellipsis if it is longer than a report can show."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
