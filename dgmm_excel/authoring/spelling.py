"""The XML of drawn parts as Excel spells it.

What openpyxl and canonical XML write is valid, but some readers (ExcelJS, pyOpenVBA, previews of portals) know less than the
standard: they take drawings by the prefix `xdr:` and tables by relative targets, and miss what follows an empty cell that is
not closed at once.
"""

from __future__ import annotations

import re
from posixpath import dirname, relpath

#: The prefix of the elements of each kind of part that Excel writes with one; by the start of the part's name.
_PREFIXES = {"xl/drawings/drawing": "xdr", "xl/charts/chart": "c"}
#: The start of a tag without a prefix.
_BARE = re.compile(r"<(/?)(?=\w+[ >])")
#: An element without content. Excel itself writes `<v></v>` for the empty text that a formula returns.
_EMPTY = re.compile(r'<(?!v>)([\w:]+)((?: [\w:]+="[^"]*")*)></\1>')
#: What lxml closes in a second tag: cells and rows, which openpyxl writes one by one, and headers and footers.
_EMPTY_CELL = re.compile(rb"<(c|row|sheetData|(?:odd|even|first)(?:Header|Footer))((?: [^<>]*)?)></\1>")
#: openpyxl gives the format of data labels without saying whether it is the cells'; Excel always says it.
_LABEL_FORMAT = re.compile(r'(<c:numFmt formatCode="[^"]*")(?=>)')
#: The target of a relationship from the root of the package; Excel counts from the folder of the part that has it.
_FROM_ROOT = re.compile(r'(?<= Target=")/([^"]*)')


def as_excel(name: str, canonical: str) -> str:
    """Return the part of that name, given as canonical XML, as Excel spells it."""
    prefix = next((prefix for start, prefix in _PREFIXES.items() if name.startswith(start)), None)
    if prefix is not None:
        canonical = _BARE.sub(rf"<\1{prefix}:", canonical).replace(" xmlns=", f" xmlns:{prefix}=", 1)
    if name.endswith(".rels"):
        folder = dirname(dirname(name))
        canonical = _FROM_ROOT.sub(lambda target: relpath(target[1], folder or "."), canonical)
    return _EMPTY.sub(r"<\1\2/>", _LABEL_FORMAT.sub(r'\1 sourceLinked="0"', canonical))


def closed_at_once(sheet: bytes) -> bytes:
    """Return a sheet's part, as openpyxl writes it, with its elements without content closed in their own tag."""
    return _EMPTY_CELL.sub(rb"<\1\2/>", sheet)
