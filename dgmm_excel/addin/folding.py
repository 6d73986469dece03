"""Letters as they are compared, for VBA, which has no Unicode normal forms: a table of the letters that each one equals.

`tidy.folded` defines it for any text. Of the letters that occur in answers VBA needs only those that equal others: full-width
ones, Thai digits, ligatures, white space, invisible characters. The table covers Unicode 3.2, so that it does not depend on
Python's own Unicode version; later letters equal only themselves, and so occur in no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from unicodedata import ucd_3_2_0

from dgmm_excel.intake.tidy import folded, is_raised

#: The characters of numbers.
_OF_NUMBERS = "0123456789+-.,%"
#: White space in the table.
SPACE = "~"
#: Where such letters are; the ideographs and syllables between equal only themselves.
_RANGES = (range(0x80, 0x3400), range(0xF900, 0x1D800))


@cache
def letters(texts: Iterable[str]) -> str:
    """Return ` 39D=v FF21=a …`: each letter beyond ASCII that equals others where these texts and numbers are compared.

    A letter is written by its UTF-16 units in hexadecimal; nothing after the `=` means an invisible character.
    """
    known = frozenset("".join(texts) + _OF_NUMBERS)
    assert not known & {SPACE, " ", "="}
    return " " + " ".join(f"{_units(letter)}={stands}" for letter, stands in _standing(known))


def raised() -> str:
    """Return ` B2 B3 …`: letters that look like parts of numbers but are not (raised digits), written as in `letters`."""
    return " " + " ".join(_units(letter) for letter, _ in _standing(frozenset(_OF_NUMBERS)) if is_raised(letter))


def _standing(known: frozenset[str]) -> Iterator[tuple[str, str]]:
    for code in chain(*_RANGES):
        letter = chr(code)
        if ucd_3_2_0.category(letter) in ("Cn", "Cs", "Co"):
            continue
        stands = folded(letter)
        if not stands:
            yield letter, SPACE if letter.isspace() else ""
        elif stands != letter and known.issuperset(stands):
            yield letter, stands


def _units(letter: str) -> str:
    units = letter.encode("utf-16-be")
    return "".join(f"{int.from_bytes(units[place:place + 2]):X}" for place in range(0, len(units), 2))
