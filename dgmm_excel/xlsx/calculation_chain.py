"""The calculation chain of a workbook, which must not name a formula that goes."""

from __future__ import annotations

import re

from dgmm_excel.xlsx.archive import key
from dgmm_excel.xlsx.markup import MAX_TAGS_KEPT, check_tags
from dgmm_excel.xlsx.package import Package

_OVERRIDE = re.compile(r"<(?:[\w.-]+:)?Override\b[^<>]*?(?:/>|></(?:[\w.-]+:)?Override\s*>)")
_RELATIONSHIP = re.compile(r"<(?:[\w.-]+:)?Relationship\b[^<>]*?(?:/>|></(?:[\w.-]+:)?Relationship\s*>)")
_PART_NAME = re.compile(r"\bPartName\s*=\s*[\"']([^\"']*)")
_CHAIN = re.compile(r"/calcChain[\"']")


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
