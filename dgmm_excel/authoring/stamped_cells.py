"""A sheet's part of which whole cells differ from copy to copy: it is cut once, and a copy is its pieces joined again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dgmm_excel.xlsx.cell_xml import after_reference
from dgmm_excel.xlsx.markup import cell_text

_OPEN, _CLOSE = "⟦cell:", "⟧"
_CELL = re.compile(
    f'(<c r="[A-Z]+\\d+"(?: s="\\d+")?) t="inlineStr"><is><t(?: [^>]*)?>{_OPEN}([^{_CLOSE}]+){_CLOSE}</t></is></c>'.encode())
_ITEM = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
_PLAIN = re.compile(rb"<t>([^<]*)</t>")


def token_of(key: str) -> str:
    """Return the text that stands in a drawn sheet for a cell that stamping fills in."""
    return f"{_OPEN}{key}{_CLOSE}"


class StampedCells:
    """The part of a drawn sheet, cut at the cells with a token; `keys` are those of the tokens, in order.

    `shared`: the part of shared texts, which a cell refers to where it has the cell's text.
    """

    def __init__(self, xml: bytes, shared: bytes) -> None:
        #: literal, key, literal, …
        cut = _CELL.sub(rb"\1" + _CUT + rb"\2" + _CUT, xml).split(_CUT)
        self._literals = tuple(cut[::2])
        self.keys = tuple(key.decode() for key in cut[1::2])
        self._shared = _texts(shared)

    def spelled(self, value: str | float) -> bytes:
        """Return what follows a cell's reference where it holds a value."""
        if isinstance(value, str) and (place := self._shared.get(cell_text(value).encode())) is not None:
            return b' t="s"><v>%d</v></c>' % place
        return after_reference(value, keep_spaces=False).encode()

    def filled(self, values: Sequence[bytes | None]) -> bytes:
        """Return the part with a `spelled` value for each key."""
        pieces: list[bytes | None] = [None] * (len(self._literals) + len(values))
        pieces[::2], pieces[1::2] = self._literals, values
        return b"".join(pieces)  # type: ignore[arg-type]


#: What no part has in it.
_CUT = b"\x00"


def _texts(shared: bytes) -> Mapping[bytes, int]:
    """Return the place of each shared text that has no letters of several looks."""
    items = (_PLAIN.fullmatch(item) for item in _ITEM.findall(shared))
    return {found[1]: place for place, found in enumerate(items) if found is not None}
