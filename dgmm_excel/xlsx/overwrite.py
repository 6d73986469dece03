"""What stands in the way of writing into cells of a sheet: formulas that reach beyond them, merged cells that cover them."""

from __future__ import annotations

import re
from collections.abc import Collection

from dgmm_excel.xlsx.archive import UnreadableBook
from dgmm_excel.xlsx.markup import check_tags, position
from dgmm_excel.xlsx.merges import merged_areas

#: The start of a formula that says for which area it stands.
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(\s[^<>]*\sref\s*=\s*[\"']|\s+ref\s*=\s*[\"'])([A-Za-z0-9:$]+)[\"'][^<>]*>")
_SHARED = re.compile(rb"\st\s*=\s*[\"']shared[\"']")


def check_alone(sheet: bytes, part: str, cells: Collection[tuple[int, int]]) -> None:
    """Raises UnreadableBook where a formula that stands in some of the cells stands in others too, as arrays do; `too_large`
    on too many tags.
    """
    check_tags(part, sheet)
    (top, left), (bottom, right) = (tuple(map(pick, zip(*cells, strict=True))) for pick in (min, max))
    for found in _FORMULA.finditer(sheet):
        area = _corners(found[2].decode())
        if area[2] < top or area[0] > bottom or area[3] < left or area[1] > right:
            continue  # most stand elsewhere, and there may be very many
        inside = [place for place in cells if _within(place, area)]
        if not inside or len(inside) == (area[2] - area[0] + 1) * (area[3] - area[1] + 1):
            continue
        # a shared formula is written out in its first cell alone; where that one stays, any other may go
        if area[:2] in inside or not _SHARED.search(found[0]):
            raise UnreadableBook("damaged", f"{part}: a formula that reaches beyond the cells to write")


def check_seen(sheet: bytes, part: str, cells: Collection[tuple[int, int]]) -> None:
    """Raises UnreadableBook where one of the cells is merged into another, which alone shows its value."""
    for area in merged_areas(sheet):
        if any(_within(place, area) and place != area[:2] for place in cells):
            raise UnreadableBook("damaged", f"{part}: merged cells cover the cells to write")


def _corners(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.replace("$", "").upper().partition(":")
    start, end = position(first), position(last or first)
    if start is None or end is None:
        raise UnreadableBook("damaged", f"no sheet has the cells “{reference[:20]}”")
    return *start, *end


def _within(place: tuple[int, int], area: tuple[int, int, int, int]) -> bool:
    return area[0] <= place[0] <= area[2] and area[1] <= place[1] <= area[3]
