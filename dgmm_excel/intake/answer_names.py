"""The defined names of answers in a workbook: the cells that they refer to, and those that have lost their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import unescape
from types import MappingProxyType

from dgmm_excel.xlsx.a1 import Location, area_on_sheet
from dgmm_excel.xlsx.package import Package

_PREFIX = "answer."
# Whatever stands between its tags: each is looked at once, so that no file makes the search start over and over.
_NAME = re.compile(rb"<(?:[\w.-]+:)?definedName\s([^<>]*+)>([^<]{1,500}+)</")
_CALLED = re.compile(r"""\bname\s*=\s*["']([^"']*)["']""")
_LOST = "#REF!"
#: More names than any form has questions tell nothing.
_MOST = 10_000


def answer_places(package: Package) -> Mapping[str, Location]:
    """By question, the sheet, row and column of the cell that its name stands for; of the workbook's own names alone.

    A name that has lost its cell, or stands for more than one, is left out; all are where there are more
    than any form has.
    """
    return _read(package.xml(package.workbook_part))[0]


def broken_answers(package: Package) -> frozenset[str]:
    """The questions whose names have lost their cells: they were deleted, or others were moved onto them."""
    return _read(package.xml(package.workbook_part))[1]


@lru_cache(maxsize=8)  # the forms of a round, saved by one program, have the same names in the same cells
def _read(xml: bytes) -> tuple[Mapping[str, Location], frozenset[str]]:
    """What the names of answers stand for, and those that have lost their cells."""
    named = dict(_named(xml))
    return MappingProxyType(dict(_placed(named))), frozenset(name for name, target in named.items() if target.endswith(_LOST))


def _placed(named: Mapping[str, str]) -> Iterator[tuple[str, Location]]:
    for name, target in named.items():
        found = area_on_sheet(target)
        if found is not None and found[1].rows == found[1].columns == 1:
            yield name, (found[0], *found[1].corner)


def _named(xml: bytes) -> Iterator[tuple[str, str]]:
    """The workbook's own names of answers: the question, and what the name stands for; none where there are too many."""
    prefix = _PREFIX.encode()
    found = [one for one in _NAME.findall(xml) if prefix in one[0]]
    for raw, target in found if len(found) <= _MOST else ():
        attributes = raw.decode("utf-8", "replace")
        called = _CALLED.search(attributes)
        name = unescape(called[1]) if called else ""
        if name.startswith(_PREFIX) and "localSheetId" not in attributes:
            yield name.removeprefix(_PREFIX), unescape(target.decode("utf-8", "replace")).strip()
