"""Where a formula goes from a workbook: whether it may, and the calculation chain, which must not name it any more."""

from __future__ import annotations

import re
from collections.abc import Collection

from dgmm_excel.book.archive import UnreadableBook, key
from dgmm_excel.book.markup import MAX_TAGS_KEPT, check_tags, position
from dgmm_excel.book.package import Package

#: The start of a formula that says for which area it stands.
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(\s[^<>]*\sref\s*=\s*[\"']|\s+ref\s*=\s*[\"'])([A-Za-z0-9:$]+)[\"'][^<>]*>")
_SHARED = re.compile(rb"\st\s*=\s*[\"']shared[\"']")
_OVERRIDE = re.compile(r"<(?:[\w.-]+:)?Override\b[^<>]*?(?:/>|></(?:[\w.-]+:)?Override\s*>)")
_RELATIONSHIP = re.compile(r"<(?:[\w.-]+:)?Relationship\b[^<>]*?(?:/>|></(?:[\w.-]+:)?Relationship\s*>)")
_PART_NAME = re.compile(r"\bPartName\s*=\s*[\"']([^\"']*)")
_CHAIN = re.compile(r"/calcChain[\"']")


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


def _corners(reference: str) -> tuple[int, int, int, int]:
    first, _, last = reference.replace("$", "").upper().partition(":")
    start, end = position(first), position(last or first)
    if start is None or end is None:
        raise UnreadableBook("damaged", f"a formula stands in “{reference[:20]}”")
    return *start, *end


def _within(place: tuple[int, int], area: tuple[int, int, int, int]) -> bool:
    return area[0] <= place[0] <= area[2] and area[1] <= place[1] <= area[3]


def without_chain(package: Package) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """What of the package changes when its calculation chain goes, and the part that goes; nothing where there is none."""
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
