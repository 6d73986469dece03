"""File names that are valid on every system, Windows above all."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dgmm_excel.agency import Agency

LONGEST = 80
#: Linux counts bytes; a Thai letter takes three.
_MOST_BYTES = 240
_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
})
#: Replacement of control and separator characters, by Unicode category; zero-width spaces are removed.
_UNSEEN = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": ""}
#: Vowels written before their consonant: a name must not end in one.
_LEADING_VOWELS = "เแโใไ"


@lru_cache(maxsize=16)  # what is made of an agency asks for it several times in a row
def form_name(agency: Agency, lang: str) -> str:
    """Return `<code> <name>.xlsx`: valid on Windows, at most 80 characters in all, cut only between Thai letters."""
    return file_name(f"{agency.code} {agency.name(lang)}", ".xlsx")


def file_name(words: str, extension: str) -> str:
    """Return the words as a file name: characters that Windows forbids become spaces, and a long name is cut."""
    text = unicodedata.normalize("NFC", words)
    if not text.isprintable():
        text = "".join(_UNSEEN.get(unicodedata.category(letter), letter) for letter in text)
    text = " ".join(_ILLEGAL.sub(" ", text).split())
    # Windows reserves a device name whatever follows its first dot.
    if text.partition(".")[0].strip().casefold() in _RESERVED:
        text = f"_{text}"
    text = _cut(text, LONGEST - len(extension)).rstrip(" .") or "_"
    return text + extension


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest and len(text.encode()) <= _MOST_BYTES:
        return text
    end = min(longest, len(text))
    while len(text[:end].encode()) > _MOST_BYTES:
        end -= 1
    while end > 0 and end < len(text) and _leans_back(text[end]):
        end -= 1
    return text[:end].rstrip(_LEADING_VOWELS)


def _leans_back(letter: str) -> bool:
    """Whether the letter is drawn on the one before it: a vowel or tone mark, or sara am."""
    return letter == "ำ" or unicodedata.category(letter) in ("Mn", "Me", "Mc")
