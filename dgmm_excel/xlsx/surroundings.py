"""What a sheet says of its cells outside of them: which are merged or hidden, and when they look otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.conditional import Rule, conditional_formats, rules_of
from dgmm_excel.xlsx.hidden import Hidden, hidden
from dgmm_excel.xlsx.merges import covered
from dgmm_excel.xlsx.repeated import Kept
from dgmm_excel.xlsx.styles import CellFormat

#: What the blocks of conditions are named, with any prefix.
CONDITIONS = b"conditionalFormatting"
#: The most bytes of surroundings that are kept, and about how many a cell or an area of cells takes.
_MOST_KEPT, _OF_ONE = 2 * 1024 * 1024, 150
#: The longest surroundings that are kept, a form's having 13,000 bytes, and the longest styles that they are kept for.
_LONGEST, _LONGEST_STYLES = 16_384, 262_144


class Surroundings(NamedTuple):
    """What a sheet says outside of its cells. `covered` and `hidden` are as in `Grid`, but that rows among the cells may be
    hidden as well.
    """

    covered: Mapping[Position, Position]
    hidden: Hidden
    rules: Sequence[Rule]


def surroundings(styles: bytes) -> Mapping[bytes, Surroundings]:
    """Return what sheets say, each with or without its plain cells, in workbooks with that part of styles: whichever is asked
    for is read, if it is not known.
    """
    return _surroundings(styles) if len(styles) <= _LONGEST_STYLES else _surroundings.__wrapped__(styles)


@lru_cache(maxsize=4)  # the forms of a round differ in their cells alone
def _surroundings(styles: bytes) -> Mapping[bytes, Surroundings]:
    return Kept(partial(_read, conditional_formats(styles)), _size, _MOST_KEPT)


def _read(formats: Mapping[str, CellFormat], xml: bytes) -> Surroundings:
    return Surroundings(covered(xml), hidden(xml), tuple(rules_of(xml, formats)))


def _size(xml: bytes, found: Surroundings) -> int:
    if len(xml) > _LONGEST:
        return _MOST_KEPT + 1
    return len(xml) + _OF_ONE * (len(found.covered) + sum(len(rule.areas) for rule in found.rules))
