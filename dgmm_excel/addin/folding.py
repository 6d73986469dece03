"""Letters as they are compared, for VBA, which knows nothing of Unicode's normal forms: a table of what each one stands for.

`tidy.folded` says it of any text. Of the letters that occur in answers VBA needs only those that stand for others: full-width
ones, Thai digits, ligatures, white space, characters that show nothing. They are those that Unicode 3.2 knew, so that the
table is the same whatever Python's own Unicode is; what came later stands for itself, and so is part of no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from unicodedata import ucd_3_2_0

from dgmm_excel.intake.tidy import folded, is_raised

#: What numbers are written with.
_OF_NUMBERS = "0123456789+-.,%"
#: What stands for white space in the table.
SPACE = "~"
#: Where such letters are; the ideographs and syllables between are themselves.
_RANGES = (range(0x80, 0x3400), range(0xF900, 0x1D800))


@cache
def letters(texts: Iterable[str]) -> str:
    """` 39D=v FF21=a …`: each letter beyond ASCII that is not itself where these texts and numbers are compared.

    A letter is written by its UTF-16 units in hexadecimal; nothing after the `=` is a character that shows nothing.
    """
    known = frozenset("".join(texts) + _OF_NUMBERS)
    assert not known & {SPACE, " ", "="}
    return " " + " ".join(f"{_units(letter)}={stands}" for letter, stands in _standing(known))


def raised() -> str:
    """` B2 B3 …`: the letters that would pass for parts of numbers and are none, written as in `letters`."""
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
