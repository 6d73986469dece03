"""The rows of a sheet that is written for each agency into a frame that was drawn once with the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from dgmm_excel.authoring.style import Look, height
from dgmm_excel.feedback.filled_form import INDENT
from dgmm_excel.xlsx.cell_xml import cell_xml
from dgmm_excel.xlsx.markup import escaped

_LINK_START = re.compile("<printOptions")


@lru_cache(maxsize=512)  # most words of a sheet stand in those of other agencies too
def text_height(text: str, width: float, size: str = "size") -> float:
    """Return the height, in points, of a row that shows a text whole in a width, in characters."""
    return height((text, width), name=size)


class SheetCell(NamedTuple):
    """A value and its look; with a formula, the value is the cached one."""

    value: str | int
    look: Look
    formula: str = ""


@dataclass
class SheetRows:
    """Writes rows from the top. `styles` has the style number of each look, `widths` the width of each column in characters."""

    styles: Mapping[Look, int]
    widths: Mapping[str, float]
    rows: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def row(self) -> int:
        """The row written last."""
        return len(self.rows)

    def band(self, text: str, look: Look, extra: float = 0) -> None:
        """Add a row with one text over all columns, `extra` points higher than it needs."""
        first, *others = self.widths
        row, last = self.row + 1, others[-1]
        cells = {first: SheetCell(text, look)} | {column: SheetCell("", look) for column in others}
        self.add(cells, text_height(text, sum(self.widths.values()) - INDENT, look.size) + extra)
        self.merges.append(f"{first}{row}:{last}{row}")

    def add(self, cells: Mapping[str, SheetCell], tall: float, *, hidden: bool = False) -> None:
        """Add a row of cells by column."""
        row = self.row + 1
        inside = "".join(
            cell_xml(f"{column}{row}", cell.value, self.styles[cell.look], escaped(cell.formula))
            for column, cell in cells.items()
        )
        unseen = ' hidden="1"' if hidden else ""
        tag = f'row customHeight="1"{unseen} ht="{tall:g}" r="{row}"'
        self.rows.append(f"<{tag}>{inside}</row>" if inside else f"<{tag}/>")

    def filled(self, frame: str, first: str = "") -> str:
        """Return the sheet's part: its frame, which has no cells, with these rows; they begin in column `first`."""
        before, _, after = frame.partition("<sheetData/>")
        assert after, "the frame has no cells"
        area = f"{first or min(self.widths)}1:{max(self.widths)}{self.row}"
        before = re.sub('<dimension ref="[^"]*"', f'<dimension ref="{area}"', before)
        merges = "".join(f'<mergeCell ref="{area}"/>' for area in self.merges)
        protection, _, rest = after.partition("/>")
        assert protection.startswith("<sheetProtection"), "the frame is not protected"
        merged = f'/><mergeCells count="{len(self.merges)}">{merges}</mergeCells>'
        links = f"<hyperlinks>{''.join(self.links)}</hyperlinks>" if self.links else ""
        rest = _LINK_START.sub(lambda found: links + found.group(), rest, count=1)
        return f"{before}<sheetData>{''.join(self.rows)}</sheetData>{protection}{merged}{rest}"
