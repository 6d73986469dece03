"""What a sheet says of its cells outside of them: which are merged or hidden, and when they look otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Position
from dgmm_excel.xlsx.conditional import Rule, conditional_formats, rules_of
from dgmm_excel.xlsx.hidden import Hidden, hidden
from dgmm_excel.xlsx.merges import covered

#: What the blocks of conditions are named, with any prefix.
CONDITIONS = b"conditionalFormatting"
#: The longest surroundings that are kept, in bytes, and the longest styles that they are kept for.
_LONGEST, _LONGEST_STYLES = 16_384, 262_144


class Surroundings(NamedTuple):
    """What a sheet says outside of its cells. `covered` and `hidden` are as in `Grid`, but that rows among the cells may be
    hidden as well.
    """

    covered: Mapping[Position, Position]
    hidden: Hidden
    rules: Sequence[Rule]


def surroundings(xml: bytes, styles: bytes) -> Surroundings:
    """Return what a sheet says, with or without its plain cells, in a workbook with that part of styles."""
    known = _surroundings if len(xml) <= _LONGEST and len(styles) <= _LONGEST_STYLES else _surroundings.__wrapped__
    return known(xml, styles)


@lru_cache(maxsize=64)  # the forms of a round differ in their cells alone
def _surroundings(xml: bytes, styles: bytes) -> Surroundings:
    return Surroundings(covered(xml), hidden(xml), tuple(rules_of(xml, conditional_formats(styles))))
