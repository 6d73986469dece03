"""The breaks by which a row begins a printed page: those of a sheet's part, and one more among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from dgmm_excel.xlsx.a1 import MAX_COLUMN
from dgmm_excel.xlsx.markup import attribute

#: The most breaks between rows that a sheet may have (MS-XLSB 2.4.196).
MAX_BREAKS = 1023
#: The children of a worksheet that precede its row breaks, by their local names (ECMA-376 Part 1, CT_Worksheet).
_BEFORE = frozenset((
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter",
))


class RowBreak(NamedTuple):
    """A break below a row, as the part spells it; one that is not `manual` is a program's own and means nothing to others."""

    below: int
    manual: bool
    xml: bytes


@dataclass
class RowBreaks:
    """The breaks of a part, and where their element begins and ends; without one, both are where it would stand."""

    start: int = 0
    end: int = 0
    attributes: Mapping[str, str] = field(default_factory=dict)
    breaks: list[RowBreak] = field(default_factory=list)

    def note_child(self, name: str, start: int, end: int, attributes: Mapping[str, str]) -> None:
        """Take note of a child of the worksheet, by its local name."""
        if name == "rowBreaks":
            self.start, self.end, self.attributes = start, end, attributes
        elif name in _BEFORE and self.start == self.end:
            self.start = self.end = end

    def note_break(self, attributes: Mapping[str, str], xml: bytes) -> None:
        """Take note of a break, as the part spells it."""
        number, manual = attributes.get("id", ""), attributes.get("man") in ("1", "true")
        self.breaks.append(RowBreak(int(number[:8]) if number.isascii() and number.isdigit() else 0, manual, xml))

    def moved(self, place: int, by: int) -> RowBreaks:
        """Return the same of a part that has so many bytes more at that place."""
        return replace(self, start=self.start + by, end=self.end + by) if self.start >= place else self

    def with_pages_at(self, rows: Iterable[int], prefix: str = "") -> bytes | None:
        """Return the element once each of these rows begins a page; None if they all do, or if there is no room for them."""
        there = {one.below for one in self.breaks if one.manual}
        added = {row - 1: _row_break(row, prefix) for row in rows if row - 1 not in there}
        breaks = [one for one in self.breaks if one.below not in added] + list(added.values())
        if not added or len(breaks) > MAX_BREAKS:
            return None
        breaks.sort(key=lambda one: one.below)
        counts = {"count": str(len(breaks)), "manualBreakCount": str(sum(one.manual for one in breaks))}
        tag = "".join(f" {name}={attribute(text)}" for name, text in {**self.attributes, **counts}.items())
        return f"<{prefix}rowBreaks{tag}>".encode() + b"".join(one.xml for one in breaks) + f"</{prefix}rowBreaks>".encode()


def _row_break(row: int, prefix: str) -> RowBreak:
    """Return the break above a row."""
    return RowBreak(row - 1, True, f'<{prefix}brk id="{row - 1}" man="1" max="{MAX_COLUMN - 1}" min="0"/>'.encode())
