"""The licence of a round's published data, as the coordinator writes it at `"licence"` in `round.json`."""

from __future__ import annotations

import re

from dgmm_excel.errors import RoundError
from dgmm_excel.report.data_package import Licence
from dgmm_excel.text import phrase

_NAME = re.compile(r"[-a-zA-Z0-9._]+")
_ADDRESS = re.compile(r"https?://\S+")


def licence_of(text: str) -> Licence | None:
    """Return the licence of a text: an identifier, a web address, or an address with words; None of an empty text.

    Raise RoundError for words alone: programs need an identifier (`CC-BY-4.0`) or an address to know the licence by.
    """
    words = text.split()
    if not words:
        return None
    address = next((word for word in words if _ADDRESS.fullmatch(word)), "")
    said = " ".join(word for word in words if word != address)
    if _NAME.fullmatch(said):
        return Licence(name=said, path=address)
    if not address:
        raise RoundError(str(phrase("round.licence", text=text)))
    return Licence(path=address, title=said)
