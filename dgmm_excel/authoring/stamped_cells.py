"""Cells of a drawn workbook whose texts differ from copy to copy. They stand last among the shared texts, so that the sheets
are the same in every copy, and of the shared texts only the end differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dgmm_excel.xlsx.markup import cell_text
from dgmm_excel.xlsx.spliced import Prolonged
from dgmm_excel.xlsx.zip_writer import Deflated

_OPEN, _CLOSE = "⟦cell:", "⟧"
_ITEM = re.compile(f"<si><t>{_OPEN}([^{_CLOSE}]+){_CLOSE}</t></si>".encode())
_CELL = re.compile(f'<c r="([A-Z]+\\d+)"[^>]*><is><t(?: [^>]*)?>{_OPEN}')
_END = "</worksheet>"


def token_of(key: str) -> str:
    """Return the text that stands in a drawn sheet for a text that stamping fills in."""
    return f"{_OPEN}{key}{_CLOSE}"


def is_stamped(item: str) -> bool:
    """Return whether a text, as XML, is one that stamping fills in."""
    return _OPEN in item


def numbers_allowed(sheet: str) -> str:
    """Return a drawn sheet's part, which has nothing behind its page breaks, that lets the texts which stamping fills in be
    numbers: Excel would mark each as a mistake.
    """
    cells = _CELL.findall(sheet)
    if not cells:
        return sheet
    allowed = f'<ignoredError numberStoredAsText="1" sqref="{cells[0]}:{cells[-1]}"></ignoredError>'
    return sheet.replace(_END, f"<ignoredErrors>{allowed}</ignoredErrors>{_END}")


class StampedCells:
    """The part of shared texts of a drawn workbook, by its name, cut before the first of those that stamping fills in; `keys`
    are those of their tokens, in order.
    """

    def __init__(self, name: str, shared: bytes) -> None:
        found = list(_ITEM.finditer(shared))
        self.keys = tuple(item[1].decode() for item in found)
        self._part, self._end = Prolonged(name, shared[:found[0].start()]), shared[found[-1].end():]

    def filled(self, items: Iterable[bytes]) -> Deflated:
        """Return the part with a text for each key, as `shared_item` spells it."""
        return self._part.ended(b"".join((*items, self._end)))


def shared_item(text: str) -> bytes:
    """Return a text as the part of shared texts spells it."""
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<si><t{space}>{cell_text(text)}</t></si>".encode()
