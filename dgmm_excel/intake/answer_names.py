"""The defined names of answers in a workbook: the cells that they refer to, and those that have lost their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import Location, area_on_sheet
from dgmm_excel.xlsx.package import Package
from dgmm_excel.xlsx.repeated import repeated

_PREFIX = "answer."
# Any content between the tags: each is searched once, so that no file can make the search quadratic.
_NAME = re.compile(rb"<(?:[\w.-]+:)?definedName\s([^<>]*+)>([^<]{1,500}+)</")
_CALLED = re.compile(r"""\bname\s*=\s*["']([^"']*)["']""")
_LOST = "#REF!"
#: More names than any form has questions; beyond it, names are ignored.
_MOST = 10_000
#: The most bytes of a workbook's own part that is kept with its names.
_LONGEST_KEPT = 524_288


class AnswerNames(NamedTuple):
    """The answers that a workbook names, by question: the cell of each, and those whose names have lost their cells: these were
    deleted, or others were moved onto them.
    """

    places: Mapping[str, Location]
    broken: frozenset[str]


def answer_names(package: Package) -> AnswerNames:
    """Return what the names of answers refer to; workbook-scoped names only.

    A name that refers to more than one cell is left out. All are left out if there are more names than any form has.
    """
    return _read(package.xml(package.workbook_part))


@repeated(most=8, longest=_LONGEST_KEPT)  # the forms of a round, saved by one program, have the same names in the same cells
def _read(xml: bytes) -> AnswerNames:
    named = dict(_named(xml))
    return AnswerNames(
        MappingProxyType(dict(_placed(named))), frozenset(name for name, target in named.items() if target.endswith(_LOST)))


def _placed(named: Mapping[str, str]) -> Iterator[tuple[str, Location]]:
    for name, target in named.items():
        found = area_on_sheet(target)
        if found is not None and found[1].rows == found[1].columns == 1:
            yield name, (found[0], *found[1].corner)


def _named(xml: bytes) -> Iterator[tuple[str, str]]:
    """Yield the question and the target of each workbook-scoped name of an answer; nothing if there are too many."""
    prefix = _PREFIX.encode()
    found = list(islice((one.groups() for one in _NAME.finditer(xml) if prefix in one[1]), _MOST + 1))
    for raw, target in found if len(found) <= _MOST else ():
        attributes = raw.decode("utf-8", "replace")
        called = _CALLED.search(attributes)
        name = unescape(called[1]) if called else ""
        if name.startswith(_PREFIX) and "localSheetId" not in attributes:
            yield name.removeprefix(_PREFIX), unescape(target.decode("utf-8", "replace")).strip()
