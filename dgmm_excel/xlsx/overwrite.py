"""Write values over formulas: what forbids it (a formula that fills other cells too, a merge that hides the cells), and the
calculation chain, which must not name a removed formula.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import product

from dgmm_excel.xlsx.a1 import Area, Position, area
from dgmm_excel.xlsx.archive import UnreadableBook, key
from dgmm_excel.xlsx.markup import MAX_TAGS_KEPT, check_tags
from dgmm_excel.xlsx.merges import merged_areas
from dgmm_excel.xlsx.package import Package

#: The start tag of a formula that names the area it fills.
_FORMULA = re.compile(rb"<(?:[\w.-]++:)?+f(\s[^<>]*\sref\s*=\s*[\"']|\s+ref\s*=\s*[\"'])([A-Za-z0-9:$]+)[\"'][^<>]*>")
_AREA = b"ref"
_SHARED = re.compile(rb"\st\s*=\s*[\"']shared[\"']")


def check_alone(sheet: bytes, part: str, cells: Collection[Position]) -> None:
    """Raise UnreadableBook if a formula in some of the cells fills others too, as arrays do; `too_large` on too many tags."""
    check_tags(part, sheet)
    rows, columns = zip(*cells, strict=True)
    top, left, bottom, right = min(rows), min(columns), max(rows), max(columns)
    for found in _formulas_with_areas(sheet):
        reached = area(found[2].decode())
        if reached is None:
            raise UnreadableBook("damaged", f"no sheet has the cells “{found[2].decode()[:20]}”")
        if reached.bottom < top or reached.top > bottom or reached.right < left or reached.left > right:
            continue  # most are elsewhere, and there may be very many
        inside = _within(reached, cells)
        if not inside or len(inside) == reached.rows * reached.columns:
            continue
        # only the first cell of a shared formula has its text; if that cell is kept, any other may be overwritten
        if reached.corner in inside or not _SHARED.search(found[0]):
            raise UnreadableBook("damaged", f"{part}: a formula that reaches beyond the cells to write")


def _formulas_with_areas(sheet: bytes) -> Iterator[re.Match[bytes]]:
    """Yield the start tag of each formula that names the area it fills: few, and their attribute is found far faster than all
    formulas are looked at. What stands between two tags is looked at once.
    """
    at = sheet.find(_AREA)
    while at >= 0:
        start, following = sheet.rfind(b"<", 0, at), sheet.find(b"<", at)
        found = _FORMULA.match(sheet, start) if start >= 0 else None
        if found:
            yield found
        at = sheet.find(_AREA, following) if following >= 0 else -1


def check_seen(sheet: bytes, part: str, cells: Collection[Position]) -> None:
    """Raise UnreadableBook if one of the cells is merged into another, which alone shows its value."""
    for merged in merged_areas(sheet):
        if any(cell != merged.corner for cell in _within(merged, cells)):
            raise UnreadableBook("damaged", f"{part}: merged cells cover the cells to write")


def _within(some: Area, cells: Collection[Position]) -> list[Position]:
    """Return those of the cells that lie in an area: the fewer of both are gone through."""
    if some.rows * some.columns < len(cells):
        inside = product(range(some.top, some.bottom + 1), range(some.left, some.right + 1))
        return [cell for cell in inside if cell in cells]
    return [cell for cell in cells if some.holds(cell)]


# -- the calculation chain -------------------------------------------------------------------------

_OVERRIDE = re.compile(r"<(?:[\w.-]+:)?Override\b[^<>]*?(?:/>|></(?:[\w.-]+:)?Override\s*>)")
_RELATIONSHIP = re.compile(r"<(?:[\w.-]+:)?Relationship\b[^<>]*?(?:/>|></(?:[\w.-]+:)?Relationship\s*>)")
_PART_NAME = re.compile(r"\bPartName\s*=\s*[\"']([^\"']*)")
_CHAIN = re.compile(r"/calcChain[\"']")


def without_chain(package: Package) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the parts that change when the calculation chain is removed, and the removed part; nothing if there is no
    chain.
    """
    chain = package.calculation_chain
    if chain is None:
        return {}, ()
    types, links = "[Content_Types].xml", package.workbook_links
    before = {part: package.original(part) for part in (types, links)}
    check_tags("its lists of parts", *before.values(), most=MAX_TAGS_KEPT)
    typed = _OVERRIDE.sub(lambda found: "" if _names(found[0], chain) else found[0], before[types].decode())
    linked = _RELATIONSHIP.sub(lambda found: "" if _CHAIN.search(found[0]) else found[0], before[links].decode())
    return {types: typed.encode(), links: linked.encode()}, (chain,)


def _names(override: str, part: str) -> bool:
    found = _PART_NAME.search(override)
    return found is not None and key(found[1]) == key(part)
